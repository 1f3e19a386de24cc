import { useQuery } from '@tanstack/react-query'
import { callDeclared, type PluginChart, type PluginDescription } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { PointsChart } from '../../ui/chart.js'
import { Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'

export function DeclaredCharts({ plugin }: { readonly plugin: PluginDescription }) {
  return plugin.admin.charts.map((chart) => <Chart key={chart.name} pluginId={plugin.id} chart={chart} />)
}

/** A line or bars over the points a route replies with. */
function Chart({ pluginId, chart }: { readonly pluginId: string; readonly chart: PluginChart }) {
  const { storeId } = useShop()
  const texts = useTexts().marketing
  const { route, kind, title, x, y } = chart
  const reply = useQuery({
    queryKey: ['declared', storeId, pluginId, route],
    queryFn: () =>
      callDeclared<{ points: readonly Readonly<Record<string, unknown>>[] }>(storeId, { pluginId, route }),
  })
  return (
    <Loaded from={reply} rows={3}>
      {({ points }) => {
        const drawn = points.map((point) => ({ label: String(point[x] ?? ''), value: Number(point[y] ?? 0) }))
        return (
          <Panel title={title}>
            {drawn.some(({ value }) => value !== 0) ? (
              <PointsChart points={drawn} kind={kind} />
            ) : (
              <p className="quiet">{texts.chartEmpty}</p>
            )}
          </Panel>
        )
      }}
    </Loaded>
  )
}

import { useQuery } from '@tanstack/react-query'
import { callDeclared, type PluginChart, type PluginDescription } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'

const WIDTH = 640
const HEIGHT = 180
const FLOOR = HEIGHT - 24

interface Point {
  readonly label: string
  readonly value: number
}

export function DeclaredCharts({ plugin }: { readonly plugin: PluginDescription }) {
  return plugin.admin.charts.map((chart) => <Chart key={chart.name} pluginId={plugin.id} chart={chart} />)
}

/** A line or bars over the points a route replies with; the values are also there as a table for those who listen. */
function Chart({ pluginId, chart }: { readonly pluginId: string; readonly chart: PluginChart }) {
  const { storeId } = useShop()
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
            <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="chart" aria-hidden="true">
              {kind === 'bar' ? <Bars points={drawn} /> : <Line points={drawn} />}
              <Ends points={drawn} />
            </svg>
            <table className="unseen">
              <tbody>
                {drawn.map(({ label, value }) => (
                  <tr key={label}>
                    <th>{label}</th>
                    <td>{value}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
        )
      }}
    </Loaded>
  )
}

function placed(points: readonly Point[]) {
  const top = Math.max(1, ...points.map(({ value }) => value))
  const step = WIDTH / Math.max(1, points.length)
  return points.map(({ label, value }, index) => ({
    label,
    value,
    x: index * step,
    y: FLOOR - (Math.max(0, value) / top) * (FLOOR - 20),
    step,
  }))
}

function Bars({ points }: { readonly points: readonly Point[] }) {
  return placed(points).map(({ label, value, x, y, step }) => (
    <rect key={label} x={x + step * 0.15} y={y} width={step * 0.7} height={FLOOR - y} rx={3} fill="#b5532a">
      <title>{`${label} ${value}`}</title>
    </rect>
  ))
}

function Line({ points }: { readonly points: readonly Point[] }) {
  const path = placed(points)
    .map(({ x, y, step }, index) => `${index === 0 ? 'M' : 'L'}${x + step / 2} ${y}`)
    .join(' ')
  return <path d={path} fill="none" stroke="#b5532a" strokeWidth={2} />
}

function Ends({ points }: { readonly points: readonly Point[] }) {
  const [first] = points
  const last = points.at(-1)
  return (
    <>
      <line x1={0} x2={WIDTH} y1={FLOOR} y2={FLOOR} stroke="#d9d0c9" />
      {first && (
        <text x={0} y={HEIGHT - 6} fontSize={12} fill="#6b5f59">
          {first.label}
        </text>
      )}
      {last && last !== first && (
        <text x={WIDTH} y={HEIGHT - 6} fontSize={12} fill="#6b5f59" textAnchor="end">
          {last.label}
        </text>
      )}
    </>
  )
}

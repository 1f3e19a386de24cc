import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { callDeclared, type PluginDescription, type PluginFigure } from '../../api/plugins.js'
import { useShop } from '../../app/session.js'
import { useCurrency } from '../../app/use-settings.js'
import { Price } from '../../ui/money-field.js'

/** The plugin's numbers; figures of one route are asked for once. */
export function DeclaredFigures({ plugin }: { readonly plugin: PluginDescription }) {
  const { figures } = plugin.admin
  if (figures.length === 0) return null
  return (
    <div className="figures">
      {figures.map((figure) => (
        <Figure key={figure.name} pluginId={plugin.id} figure={figure} />
      ))}
    </div>
  )
}

function Figure({ pluginId, figure }: { readonly pluginId: string; readonly figure: PluginFigure }) {
  const { storeId } = useShop()
  const currency = useCurrency()
  const { route, field, kind, title } = figure
  const reply = useQuery({
    queryKey: ['declared', storeId, pluginId, route],
    queryFn: () => callDeclared<Readonly<Record<string, unknown>>>(storeId, { pluginId, route }),
  })
  const value = reply.data?.[field]
  return (
    <div className="figure">
      <span>{title}</span>
      <strong>
        {reply.isPending && <Skeleton.Button active size="small" />}
        {reply.error && '—'}
        {typeof value === 'number' &&
          (kind === 'money' ? <Price money={{ amount: value, currency }} /> : value.toLocaleString())}
      </strong>
    </div>
  )
}

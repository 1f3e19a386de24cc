import { Tag } from 'antd'
import type { PluginColumn } from '../../api/plugins.js'
import { useCurrency, useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { percentOf } from '../../ui/money.js'
import { Price } from '../../ui/money-field.js'
import { Time } from '../../ui/time.js'

interface DeclaredCellProps {
  readonly column: PluginColumn
  readonly row: Readonly<Record<string, unknown>>
}

/** A value as its column says it is. */
export function DeclaredCell({ column, row }: DeclaredCellProps) {
  const { common } = useTexts()
  const currency = useCurrency()
  const zone = useZone()
  const value = row[column.field]
  if (value === null || value === undefined || value === '') return <span className="quiet">—</span>
  const named = column.options?.[String(value)]
  if (typeof value === 'number' && column.kind === 'money')
    return <Price money={{ amount: value, currency }} />
  if (typeof value === 'number' && column.kind === 'percent-off')
    return <span className="num">{percentOf(value)} %</span>
  if (typeof value === 'number') return <span className="num">{named ?? value.toLocaleString()}</span>
  if (typeof value === 'boolean') return value ? common.yes : common.no
  if (column.kind === 'datetime') return <Time at={String(value)} zone={zone} />
  if (column.kind === 'state') return <Tag>{named ?? String(value)}</Tag>
  if (Array.isArray(value)) return <span className="num">{value.length}</span>
  return <span className="clip">{named ?? String(value)}</span>
}

import { Tag } from 'antd'
import { Link } from 'react-router'
import type { PluginColumn } from '../../api/plugins.js'
import { usePath, useShop } from '../../app/session.js'
import { useCurrency, useZone } from '../../app/use-settings.js'
import { useStaffNames } from '../../app/use-staff-names.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { percentOf } from '../../ui/money.js'
import { Price } from '../../ui/money-field.js'
import { Time } from '../../ui/time.js'
import { GoodsName } from './goods-name.js'

interface DeclaredCellProps {
  readonly column: PluginColumn
  readonly row: Readonly<Record<string, unknown>>
}

/** A value as its column says it is. */
export function DeclaredCell({ column, row }: DeclaredCellProps) {
  const { common } = useTexts()
  const currency = useCurrency()
  const zone = useZone()
  const { origin } = useShop()
  const to = usePath()
  const value = row[column.field]
  if (value === null || value === undefined || value === '') return <span className="quiet">—</span>
  const named = column.options?.[String(value)]
  if (typeof value === 'number' && column.kind === 'money')
    return <Price money={{ amount: value, currency }} />
  if (typeof value === 'number' && (column.kind === 'percent' || column.kind === 'percent-off'))
    return <span className="num">{percentOf(value)} %</span>
  if (typeof value === 'number') return <span className="num">{named ?? value.toLocaleString()}</span>
  if (typeof value === 'boolean') return value ? common.yes : common.no
  if (column.kind === 'datetime') return <Time at={String(value)} zone={zone} />
  if (column.kind === 'order' && isOrderRef(value))
    return (
      <Link to={to(`/orders/${value.id}`)} className="num">
        {value.number}
      </Link>
    )
  if (column.kind === 'link') return <ShopLink url={`${origin}${String(value)}`} />
  if (column.kind === 'state') return <Tag>{named ?? String(value)}</Tag>
  if (column.kind === 'products' && typeof value === 'string') return <GoodsName id={value} />
  if (column.kind === 'staff') return <StaffName id={String(value)} />
  if (Array.isArray(value)) return <span className="num">{value.length}</span>
  return <span className="clip">{named ?? String(value)}</span>
}

function StaffName({ id }: { readonly id: string }) {
  const nameOf = useStaffNames()
  return <span className="clip">{nameOf(id)}</span>
}

function isOrderRef(value: unknown): value is { readonly id: string; readonly number: string } {
  return typeof value === 'object' && value !== null && 'id' in value && 'number' in value
}

function ShopLink({ url }: { readonly url: string }) {
  const { marketing } = useTexts()
  return (
    <span className="row">
      <a href={url} target="_blank" rel="noreferrer">
        {marketing.openLink}
      </a>
      <CopyButton text={url} isSmall />
    </span>
  )
}

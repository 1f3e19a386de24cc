import type { TenantTx } from '@mamapu/db'
import { type Fen, idOf, type OrderId, uuidOf, type Words } from '@mamapu/kernel'
import type { OrderCursor, OrderState } from '../../orders/index.js'

export interface ExportRow {
  readonly id: OrderId
  readonly number: string
  readonly state: OrderState
  readonly placedAt: Date
  readonly paidAt: Date | null
  readonly goods: string
  readonly codes: string
  readonly units: number
  readonly goodsFen: Fen
  readonly discountFen: Fen
  readonly shippingFen: Fen
  readonly payableFen: Fen
  readonly paidFen: Fen
  readonly refundedFen: Fen
  readonly delivery: Words
  /** How it is delivered: `express`, or `<plugin>.<name>`. */
  readonly method: string
  readonly isPartGone: boolean
  readonly readyAt: Date | null
  readonly provider: string
  readonly parcels: string
  readonly tags: string
  readonly remark: string
  readonly notes: string
  readonly addressSealed: Buffer
}

interface RawRow {
  id: string
  number: string
  state: OrderState
  placed_at: Date
  paid_at: Date | null
  goods: string
  codes: string
  units: number
  goods_fen: Fen
  discount_fen: Fen
  shipping_fen: Fen
  payable_fen: Fen
  paid_fen: Fen
  refunded_fen: Fen
  delivery: Words
  method: string
  is_part_gone: boolean
  ready_at: Date | null
  provider: string
  parcels: string
  tags: string
  remark: string
  notes: string
  address_sealed: Buffer
}

/** A page of orders with everything a table of them shows, newest first. */
export async function readExportRows(tx: TenantTx, orderIds: readonly OrderId[]): Promise<ExportRow[]> {
  if (orderIds.length === 0) return []
  const { sql, tenantId } = tx
  const rows = await sql<RawRow[]>`
    select o.id, o.number, o.state, o.placed_at, o.paid_at, o.goods_fen, o.discount_fen, o.shipping_fen, o.payable_fen,
           o.paid_fen, o.refunded_fen, o.delivery_words as delivery, o.delivery as method, o.ready_at, l.is_part_gone, o.remark, o.address_sealed, l.goods,
           l.codes, l.units,
           coalesce((select string_agg(p.provider, ' ') from payments p
                      where p.tenant_id = ${tenantId} and p.order_id = o.id and p.state = 'paid'), '') as provider,
           coalesce((select string_agg(s.carrier || ' ' || s.tracking_number, '; ' order by s.shipped_at) from shipments s
                      where s.tenant_id = ${tenantId} and s.order_id = o.id), '') as parcels,
           coalesce((select string_agg(t.name, ' ' order by t.id) from order_tagged d
                       join order_tags t on t.tenant_id = ${tenantId} and t.id = d.tag_id
                      where d.tenant_id = ${tenantId} and d.order_id = o.id), '') as tags,
           coalesce((select string_agg(n.body, ' / ' order by n.id) from order_notes n
                      where n.tenant_id = ${tenantId} and n.order_id = o.id), '') as notes
      from orders o
      cross join lateral (
        select string_agg(trim(l.title || ' ' || l.options) || ' × ' || l.quantity, '; ' order by l.position) as goods,
               string_agg(l.code, '; ' order by l.position) as codes, sum(l.quantity)::int as units,
               o.state = 'paid' and bool_or(l.shipped_units > 0) as is_part_gone
          from order_lines l where l.tenant_id = ${tenantId} and l.order_id = o.id) l
     where o.tenant_id = ${tenantId} and o.id in ${sql(orderIds.map(uuidOf))}
     order by o.placed_at desc, o.id desc`
  return rows.map((row) => ({
    id: idOf('ord', row.id),
    number: row.number,
    state: row.state,
    placedAt: row.placed_at,
    paidAt: row.paid_at,
    goods: row.goods,
    codes: row.codes,
    units: row.units,
    goodsFen: row.goods_fen,
    discountFen: row.discount_fen,
    shippingFen: row.shipping_fen,
    payableFen: row.payable_fen,
    paidFen: row.paid_fen,
    refundedFen: row.refunded_fen,
    delivery: row.delivery,
    method: row.method,
    isPartGone: row.is_part_gone,
    readyAt: row.ready_at,
    provider: row.provider,
    parcels: row.parcels,
    tags: row.tags,
    remark: row.remark,
    notes: row.notes,
    addressSealed: row.address_sealed,
  }))
}

export const cursorAfter = (rows: readonly ExportRow[]): OrderCursor | null => {
  const last = rows.at(-1)
  return last ? { at: last.placedAt, id: last.id } : null
}

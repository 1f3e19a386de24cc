import type { TenantTx } from '@mamapu/db'
import { type Fen, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { RiskFacts } from './risk.rules.js'
import type { RiskSettings } from './risk.schema.js'

/** More orders to one door are not counted. */
const SAME_MAX = 100
/** Somebody's latest orders that are looked at. */
const LATEST = 20

interface RawFacts {
  id: string
  payable_fen: Fen
  goods_fen: Fen
  cost_fen: Fen
  units: number
  same_door: number
  same_phone: number
  paid_before: number
  refunded_before: number
}

/** What the hints look at, of a page of orders: everything about others is from before the order. */
export async function readRiskFacts(
  tx: TenantTx,
  orderIds: readonly OrderId[],
  { windowHours }: RiskSettings,
): Promise<ReadonlyMap<OrderId, RiskFacts>> {
  if (orderIds.length === 0) return new Map()
  const { sql, tenantId } = tx
  const window = `${windowHours} hours`
  const rows = await sql<RawFacts[]>`
    select o.id, o.payable_fen, o.payable_fen - o.shipping_fen as goods_fen, l.cost_fen, l.units,
           (select count(*) from (select from orders d where d.tenant_id = ${tenantId} and d.address_hash = o.address_hash
              and d.placed_at > o.placed_at - ${window}::interval and d.placed_at <= o.placed_at limit ${SAME_MAX}) x) as same_door,
           (select count(*) from (select from orders d where d.tenant_id = ${tenantId} and d.phone_hash = o.phone_hash
              and d.placed_at > o.placed_at - ${window}::interval and d.placed_at <= o.placed_at limit ${SAME_MAX}) x) as same_phone,
           b.paid_before, b.refunded_before
      from orders o
      cross join lateral (
        select coalesce(sum(l.cost_fen * l.quantity) filter (where l.gift_of is null), 0)::bigint as cost_fen,
               coalesce(sum(l.quantity), 0)::int as units
          from order_lines l where l.tenant_id = ${tenantId} and l.order_id = o.id) l
      cross join lateral (
        select count(*) filter (where p.paid_at is not null)::int as paid_before,
               count(*) filter (where p.refunded_fen > 0)::int as refunded_before
          from (select d.paid_at, d.refunded_fen from orders d
                 where d.tenant_id = ${tenantId} and d.placed_at < o.placed_at and d.phone_hash = o.phone_hash
                 order by d.placed_at desc limit ${LATEST}) p) b
     where o.tenant_id = ${tenantId} and o.id in ${sql(orderIds.map(uuidOf))}`
  return new Map(
    rows.map((row) => [
      idOf('ord', row.id),
      {
        payableFen: row.payable_fen,
        goodsFen: row.goods_fen,
        costFen: row.cost_fen,
        units: row.units,
        sameDoor: row.same_door,
        samePhone: row.same_phone,
        paidBefore: row.paid_before,
        refundedBefore: row.refunded_before,
      },
    ]),
  )
}

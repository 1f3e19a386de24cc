import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Fen, type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type {
  CommissionRole,
  EarningFigures,
  EarningState,
  EarningView,
  HoldReason,
} from '@mamapu/plugin-sdk'
import type { EarningId } from './earning.types.js'

/** An earning as lists show it, with whose it is and what was released early of it. */
export interface EarningRow extends EarningView {
  readonly payee: CustomerId
  readonly plugin: string
  readonly perUnitFen: Fen | null
  readonly basis: string
  readonly units: number
  readonly advancedFen: Fen
  readonly paidAt: Date | null
  readonly receivedAt: Date | null
  readonly settledAt: Date | null
  /** So often it could not be released. */
  readonly failures: number
}

export interface EarningsAsk {
  /** One earning alone. */
  readonly id?: EarningId
  /** These alone. */
  readonly ids?: readonly EarningId[]
  readonly payee?: CustomerId
  readonly plugin?: string
  readonly state?: EarningState
  /** Only what something holds. */
  readonly isHeld?: boolean
  readonly orderId?: OrderId
  readonly orderNumber?: string
  readonly after: EarningId | null
  readonly limit: number
}

interface RawRow {
  id: string
  order_id: string
  number: string
  role: CommissionRole
  title: string
  payee_id: string
  plugin: string
  bps: number | null
  per_unit_fen: Fen | null
  basis: string
  units: number
  base_fen: Fen
  amount_fen: Fen
  returned_fen: Fen
  refused_fen: Fen
  advanced_fen: Fen
  state: EarningState
  holds: HoldReason[]
  placed_at: Date
  paid_at: Date | null
  received_at: Date | null
  due_at: Date | null
  settled_at: Date | null
  failures: number
}

const toRow = (row: RawRow): EarningRow => ({
  id: idOf('ern', row.id),
  orderId: idOf('ord', row.order_id),
  orderNumber: row.number,
  role: row.role,
  productTitle: row.title,
  payee: idOf('cus', row.payee_id),
  plugin: row.plugin,
  bps: row.bps,
  perUnitFen: row.per_unit_fen,
  basis: row.basis,
  units: row.units,
  baseFen: row.base_fen,
  amountFen: row.amount_fen,
  returnedFen: row.returned_fen,
  refusedFen: row.refused_fen,
  advancedFen: row.advanced_fen,
  state: row.state,
  holds: row.holds,
  placedAt: row.placed_at,
  paidAt: row.paid_at,
  receivedAt: row.received_at,
  dueAt: row.due_at,
  settledAt: row.settled_at,
  failures: row.failures,
})

/** Earnings, the latest first, after the one named. */
export async function selectEarnings(tx: TenantTx, ask: EarningsAsk): Promise<readonly EarningRow[]> {
  const { sql, tenantId } = tx
  const rows = await sql<RawRow[]>`
    select e.id, e.order_id, o.number, e.role, l.title, e.payee_id, e.plugin, e.bps, e.per_unit_fen,
           e.basis, e.units, e.base_fen, e.amount_fen, e.returned_fen, e.refused_fen, e.advanced_fen, e.state,
           array(select distinct h.reason from earning_holds h
                  where h.tenant_id = ${tenantId} and h.closed_at is null
                    and (h.earning_id = e.id or h.payee_id = e.payee_id) order by h.reason) as holds,
           e.placed_at, e.paid_at, e.received_at, e.due_at, e.settled_at, e.failures
      from earnings e
      join orders o on o.tenant_id = ${tenantId} and o.id = e.order_id
      join order_lines l on l.tenant_id = ${tenantId} and l.order_id = e.order_id and l.id = e.line_id
     where e.tenant_id = ${tenantId}
       ${ask.id ? sql`and e.id = ${uuidOf(ask.id)}` : sql``}
       ${ask.ids ? sql`and e.id = any(${ask.ids.map(uuidOf)}::uuid[])` : sql``}
       ${ask.payee ? sql`and e.payee_id = ${uuidOf(ask.payee)}` : sql``}
       ${ask.plugin ? sql`and e.plugin = ${ask.plugin}` : sql``}
       ${ask.state ? sql`and e.state = ${ask.state}` : sql``}
       ${
         // Said besides, so that an index of the few that are not released serves whatever the parameter is.
         ask.isHeld || (ask.state && ask.state !== 'available') ? sql`and e.state <> 'available'` : sql``
       }
       ${
         ask.orderNumber
           ? sql`and e.order_id = (select n.id from orders n where n.tenant_id = ${tenantId} and n.number = ${ask.orderNumber})`
           : sql``
       }
       ${ask.orderId ? sql`and e.order_id = ${uuidOf(ask.orderId)}` : sql``}
       ${
         ask.isHeld
           ? sql`and e.state <> 'void' and exists (
               select from earning_holds h where h.tenant_id = ${tenantId} and h.closed_at is null
                  and (h.earning_id = e.id or h.payee_id = e.payee_id))`
           : sql``
       }
       ${
         ask.after
           ? sql`and (e.placed_at, e.id) < (select a.placed_at, a.id from earnings a
               where a.tenant_id = ${tenantId} and a.id = ${uuidOf(ask.after)})`
           : sql``
       }
     order by e.placed_at desc, e.id desc limit ${ask.limit}`
  return rows.map(toRow)
}

/** What is on its way to a payee by state; what was released early is no longer on its way. */
export async function sumOnWay(
  tx: TenantTx,
  payee: CustomerId,
): Promise<{ readonly estimatedFen: number; readonly frozenFen: number }> {
  const [row] = await tx.sql<{ estimated: number; frozen: number }[]>`
    select coalesce(sum(on_way) filter (where state = 'estimated'), 0)::bigint as estimated,
           coalesce(sum(on_way) filter (where state = 'frozen'), 0)::bigint as frozen
      from (select state, greatest(amount_fen - returned_fen - refused_fen - advanced_fen, 0) as on_way from earnings
             where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payee)} and state in ('estimated', 'frozen')) e`
  const { estimated, frozen } = row as { estimated: number; frozen: number }
  return { estimatedFen: estimated, frozenFen: frozen }
}

/** Orders paid in a span, half open. */
export interface Span {
  readonly from: Date
  readonly until: Date
}

interface FigureRow {
  orders: number
  buyers: number
  sales: number
  commission: number
}

const toFigures = (row: FigureRow): EarningFigures => ({
  orders: row.orders,
  buyers: row.buyers,
  salesFen: row.sales,
  commissionFen: row.commission,
})

/**
 * What promoters brought by a plugin's rules: orders of which something is left, different buyers, what was kept for the goods,
 * commissions. What the merchant refused counts nowhere. At most 200 payees.
 */
export async function sumFigures(
  tx: TenantTx,
  plugin: string,
  { payees, from, until }: Span & { readonly payees: readonly CustomerId[] },
): Promise<ReadonlyMap<CustomerId, EarningFigures>> {
  const rows = await tx.sql<(FigureRow & { payee_id: string })[]>`
    select e.payee_id, count(distinct e.order_id)::int as orders,
           count(distinct coalesce(encode(o.person_key, 'hex'), o.customer_id::text, o.id::text))::int as buyers,
           sum(e.base_fen - e.refunded_fen)::bigint as sales, sum(e.amount_fen - e.returned_fen)::bigint as commission
      from earnings e join orders o on o.tenant_id = ${tx.tenantId} and o.id = e.order_id
     where e.tenant_id = ${tx.tenantId} and e.plugin = ${plugin} and e.role = 'promoter' and e.paid_at >= ${from}
       and e.paid_at < ${until} and e.refused_fen = 0 and e.refunded_fen < e.base_fen
       and e.payee_id = any(${payees.map(uuidOf)}::uuid[])
     group by e.payee_id limit 200`
  return new Map(rows.map((row) => [idOf('cus', row.payee_id), toFigures(row)]))
}

/** As `sumFigures`, of those who sold most: found by what was sold alone, and only theirs is looked at more closely. */
export async function selectTop(
  tx: TenantTx,
  plugin: string,
  { limit, from, until }: Span & { readonly limit: number },
): Promise<readonly (EarningFigures & { readonly payee: CustomerId })[]> {
  const rows = await tx.sql<{ payee_id: string }[]>`
    select payee_id from earnings
     where tenant_id = ${tx.tenantId} and plugin = ${plugin} and role = 'promoter' and paid_at >= ${from}
       and paid_at < ${until} and refused_fen = 0 and refunded_fen < base_fen
     group by payee_id order by sum(base_fen - refunded_fen) desc, payee_id limit ${limit}`
  const payees = rows.map((row) => idOf('cus', row.payee_id))
  const figures = await sumFigures(tx, plugin, { payees, from, until })
  return payees.flatMap((payee) => {
    const own = figures.get(payee)
    return own ? [{ payee, ...own }] : []
  })
}

/** As `sumFigures`, of one payee by day of the zone (`2026-03-04`): days with something, in no order. */
export async function sumDays(
  tx: TenantTx,
  plugin: string,
  { payee, zone, from, until }: Span & { readonly payee: CustomerId; readonly zone: string },
): Promise<ReadonlyMap<string, EarningFigures>> {
  const rows = await tx.sql<(FigureRow & { day: string })[]>`
    select to_char(e.paid_at at time zone ${zone}, 'YYYY-MM-DD') as day, count(distinct e.order_id)::int as orders,
           count(distinct coalesce(encode(o.person_key, 'hex'), o.customer_id::text, o.id::text))::int as buyers,
           sum(e.base_fen - e.refunded_fen)::bigint as sales, sum(e.amount_fen - e.returned_fen)::bigint as commission
      from earnings e join orders o on o.tenant_id = ${tx.tenantId} and o.id = e.order_id
     where e.tenant_id = ${tx.tenantId} and e.plugin = ${plugin} and e.role = 'promoter' and e.paid_at >= ${from}
       and e.paid_at < ${until} and e.refused_fen = 0 and e.refunded_fen < e.base_fen and e.payee_id = ${uuidOf(payee)}
     group by 1 limit 200`
  return new Map(rows.map((row) => [row.day, toFigures(row)]))
}

/** What each refund took back of an earning. */
export async function selectReturns(
  tx: TenantTx,
  earningId: EarningId,
): Promise<readonly { refundId: Id<'ref'>; refundedFen: Fen; fen: Fen; at: Date }[]> {
  const rows = await tx.sql<{ refund_id: string; refunded_fen: Fen; fen: Fen; at: Date }[]>`
    select refund_id, refunded_fen, fen, at from earning_returns
     where tenant_id = ${tx.tenantId} and earning_id = ${uuidOf(earningId)} order by at, refund_id limit 100`
  return rows.map((row) => ({
    refundId: idOf('ref', row.refund_id),
    refundedFen: row.refunded_fen,
    fen: row.fen,
    at: row.at,
  }))
}

/** The shop's name of a customer, and whether a part may be released early; null when there is no such customer. */
export async function findPayee(
  tx: TenantTx,
  payee: CustomerId,
): Promise<{ readonly isTrusted: boolean } | null> {
  const [row] = await tx.sql<{ is_trusted: boolean }[]>`
    select coalesce(p.is_trusted, false) as is_trusted from customers c
      left join earning_payees p on p.tenant_id = ${tx.tenantId} and p.payee_id = c.id
     where c.tenant_id = ${tx.tenantId} and c.id = ${uuidOf(payee)}`
  return row ? { isTrusted: row.is_trusted } : null
}

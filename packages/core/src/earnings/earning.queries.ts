import { callTenant, type Database, type Sql, type TenantTx } from '@mamapu/db'
import {
  type CustomerId,
  type Fen,
  type Id,
  idOf,
  newId,
  type OrderId,
  type StoreId,
  uuidOf,
} from '@mamapu/kernel'
import type { CommissionRole, EarningState } from '@mamapu/plugin-sdk'
import type { Due } from '../events/index.js'
import type { Earning, EarningId } from './earning.types.js'
import type { OrderFacts } from './life.rules.js'

export interface RawEarning {
  id: string
  order_id: string
  line_id: string
  role: CommissionRole
  payee_id: string
  plugin: string
  bps: number | null
  base_fen: Fen
  amount_fen: Fen
  state: EarningState
  returned_fen: Fen
  refunded_fen: Fen
  refused_fen: Fen
  advanced_fen: Fen
  paid_at: Date | null
  received_at: Date | null
  due_at: Date | null
  settled_at: Date | null
  wake_at: Date | null
}

const toEarning = (row: RawEarning): Earning => ({
  id: idOf('ern', row.id),
  orderId: idOf('ord', row.order_id),
  lineId: idOf('lin', row.line_id),
  role: row.role,
  payeeId: idOf('cus', row.payee_id),
  plugin: row.plugin,
  bps: row.bps,
  baseFen: row.base_fen,
  amountFen: row.amount_fen,
  state: row.state,
  returnedFen: row.returned_fen,
  refundedFen: row.refunded_fen,
  refusedFen: row.refused_fen,
  advancedFen: row.advanced_fen,
  paidAt: row.paid_at,
  receivedAt: row.received_at,
  dueAt: row.due_at,
  settledAt: row.settled_at,
  wakeAt: row.wake_at,
})

/** Holds the earnings of an order until the transaction ends, in the order of their payees' accounts. */
export async function lockEarnings(tx: TenantTx, orderId: OrderId): Promise<readonly Earning[]> {
  const rows = await tx.sql<RawEarning[]>`
    select id, order_id, line_id, role, payee_id, plugin, bps, base_fen, amount_fen, state, returned_fen, refunded_fen,
           refused_fen, advanced_fen, paid_at, received_at, due_at, settled_at, wake_at
      from earnings where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}
     order by payee_id, id for update`
  return rows.map(toEarning)
}

export async function findOrderOf(tx: TenantTx, earningId: EarningId): Promise<OrderId | null> {
  const [row] = await tx.sql<{ order_id: string }[]>`
    select order_id from earnings where tenant_id = ${tx.tenantId} and id = ${uuidOf(earningId)}`
  return row ? idOf('ord', row.order_id) : null
}

export async function findOrderFacts(tx: TenantTx, orderId: OrderId): Promise<OrderFacts | null> {
  const [row] = await tx.sql<
    { state: string; paid_at: Date | null; shipped_at: Date | null; received_at: Date | null }[]
  >`
    select state, paid_at, shipped_at, received_at from orders
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return row
    ? {
        isCancelled: row.state === 'cancelled',
        paidAt: row.paid_at,
        shippedAt: row.shipped_at,
        receivedAt: row.received_at,
      }
    : null
}

/** One refund's part of one line. */
export interface LineRefund {
  readonly refundId: Id<'ref'>
  readonly amountFen: Fen
}

/** What went back for the line of an earning that it has not followed yet, in the order of the refunds. */
export async function listUnfollowed(tx: TenantTx, earning: Earning): Promise<readonly LineRefund[]> {
  const rows = await tx.sql<{ refund_id: string; amount_fen: Fen }[]>`
    select l.refund_id, l.amount_fen from refund_lines l
      join refunds r on r.tenant_id = ${tx.tenantId} and r.id = l.refund_id
      left join earning_returns x
        on x.tenant_id = ${tx.tenantId} and x.earning_id = ${uuidOf(earning.id)} and x.refund_id = l.refund_id
     where l.tenant_id = ${tx.tenantId} and l.order_id = ${uuidOf(earning.orderId)}
       and l.line_id = ${uuidOf(earning.lineId)} and x.refund_id is null
     order by r.created_at, r.id`
  return rows.map((row) => ({ refundId: idOf('ref', row.refund_id), amountFen: row.amount_fen }))
}

export async function insertReturn(
  tx: TenantTx,
  earningId: EarningId,
  { refundId, amountFen, fen, at }: LineRefund & { fen: Fen; at: Date },
): Promise<void> {
  await tx.sql`
    insert into earning_returns (tenant_id, earning_id, refund_id, refunded_fen, fen, at)
    values (${tx.tenantId}, ${uuidOf(earningId)}, ${uuidOf(refundId)}, ${amountFen}, ${fen}, ${at})`
}

/** Writes where an earning stands; what the order froze cannot be written. */
export async function writeLife(tx: TenantTx, earning: Earning): Promise<void> {
  const { state, returnedFen, refundedFen, refusedFen, advancedFen } = earning
  await tx.sql`
    update earnings set state = ${state}, returned_fen = ${returnedFen}, refunded_fen = ${refundedFen},
           refused_fen = ${refusedFen}, advanced_fen = ${advancedFen}, paid_at = ${earning.paidAt},
           received_at = ${earning.receivedAt}, due_at = ${earning.dueAt}, settled_at = ${earning.settledAt},
           wake_at = ${earning.wakeAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(earning.id)}`
}

/**
 * Holds what the shop knows of a payee until the transaction ends; null for one it does not trust. `outFen`: what was
 * released early to the payee and is not settled.
 */
export async function lockTrusted(tx: TenantTx, payeeId: CustomerId): Promise<{ outFen: Fen } | null> {
  const [row] = await tx.sql<{ is_trusted: boolean }[]>`
    select is_trusted from earning_payees
     where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and is_trusted for update`
  if (!row) return null
  const [out] = await tx.sql<{ fen: Fen }[]>`
    select coalesce(sum(advanced_fen), 0)::bigint as fen from earnings
     where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and advanced_fen > 0 and settled_at is null
       and state in ('estimated', 'frozen')`
  return { outFen: (out as { fen: Fen }).fen }
}

export async function upsertTrust(
  tx: TenantTx,
  payeeId: CustomerId,
  { isTrusted, at }: { isTrusted: boolean; at: Date },
): Promise<void> {
  await tx.sql`
    insert into earning_payees (tenant_id, payee_id, is_trusted, changed_at)
    values (${tx.tenantId}, ${uuidOf(payeeId)}, ${isTrusted}, ${at})
    on conflict (tenant_id, payee_id) do update set is_trusted = excluded.is_trusted, changed_at = excluded.changed_at`
}

/** What one batch did; see the SQL function. */
export interface Batch {
  readonly found: number
  readonly settled: number
  readonly parked: number
  readonly fen: number
  readonly stale: readonly OrderId[]
}

/** Releases at most `limit` of what is due, or one earning alone. */
export async function callSettleDue(
  db: Database,
  storeId: StoreId,
  { at, limit, hears, only }: { at: Date; limit: number; hears: readonly string[]; only?: EarningId },
): Promise<Batch> {
  const idsPerEntry = hears.length > 0 ? 2 : 1
  const ids = Array.from({ length: limit * idsPerEntry }, () => uuidOf(newId('led', at)))
  const batch = await callTenant<Omit<Batch, 'stale'> & { stale: string[] }>(
    db,
    'settle_due',
    storeId,
    at,
    limit,
    JSON.stringify(ids),
    JSON.stringify(hears),
    only ? uuidOf(only) : null,
  )
  return { ...batch, stale: batch.stale.map((id) => idOf('ord', id)) }
}

/** What is due of the shop now, the longest first. */
export async function listDue(tx: TenantTx, at: Date, limit: number): Promise<readonly EarningId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from earnings where tenant_id = ${tx.tenantId} and state = 'frozen' and wake_at <= ${at}
     order by wake_at limit ${limit}`
  return rows.map(({ id }) => idOf('ern', id))
}

/** One more failure: looked at again after `minutesMax` at most, twice as long each time. */
export async function putOff(
  tx: TenantTx,
  ids: readonly EarningId[],
  { at, minutesMax }: { at: Date; minutesMax: number },
): Promise<void> {
  await tx.sql`
    update earnings set failures = failures + 1,
           wake_at = ${at}::timestamptz + make_interval(mins => least(power(2, least(failures, 20))::integer, ${minutesMax}))
     where tenant_id = ${tx.tenantId} and id = any(${ids.map(uuidOf)}::uuid[]) and state = 'frozen'`
}

/** What of an order is due now and has not followed the refunds of its line. */
export async function listStaleOf(tx: TenantTx, orderId: OrderId, at: Date): Promise<readonly EarningId[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select e.id from earnings e
      join order_lines l on l.tenant_id = ${tx.tenantId} and l.order_id = e.order_id and l.id = e.line_id
     where e.tenant_id = ${tx.tenantId} and e.order_id = ${uuidOf(orderId)} and e.state = 'frozen' and e.wake_at <= ${at}
       and e.refunded_fen <> l.refunded_fen`
  return rows.map(({ id }) => idOf('ern', id))
}

/** Shops with something due, the longest overdue first. */
export async function findShopsDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string }[]>`
    select tenant_id from earnings where state = 'frozen' and wake_at <= ${at}
     group by tenant_id order by min(wake_at) limit ${limit}`
  return rows.map((row) => {
    const storeId = idOf('sto', row.tenant_id)
    return { storeId, id: storeId }
  })
}

import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type LocalDate, uuidOf } from '@mamapu/kernel'
import type { BillDayRow } from './reconciliation.queries.js'
import type { Difference, DifferenceKind, DifferenceState, Subject } from './reconciliation.types.js'

interface Raw {
  id: string
  provider: string
  day: LocalDate
  kind: DifferenceKind
  subject: Subject
  name: string
  ours: string | null
  order_id: string | null
  number: string | null
  there_fen: Fen | null
  here_fen: Fen | null
  here_state: string
  state: DifferenceState
  note: string
  actor: string
  found_at: Date
  decided_at: Date | null
}

const toDifference = (row: Raw): Difference => ({
  id: idOf('dif', row.id),
  provider: row.provider,
  day: row.day,
  kind: row.kind,
  subject: row.subject,
  name: row.name,
  ours: row.ours === null ? null : idOf(row.subject === 'payment' ? 'pay' : 'ref', row.ours),
  orderId: row.order_id === null ? null : idOf('ord', row.order_id),
  orderNumber: row.number,
  thereFen: row.there_fen,
  hereFen: row.here_fen,
  hereState: row.here_state,
  state: row.state,
  note: row.note,
  actor: row.actor,
  foundAt: row.found_at,
  decidedAt: row.decided_at,
})

export interface DifferenceAsk {
  readonly isOpen: boolean
  readonly after: { readonly at: Date; readonly id: Id<'dif'> } | null
  readonly limit: number
}

/** Newest first. */
export async function listDifferences(
  tx: TenantTx,
  { isOpen, after, limit }: DifferenceAsk,
): Promise<Difference[]> {
  const rows = await tx.sql<Raw[]>`
    select d.id, d.provider, d.day, d.kind, d.subject, d.name, d.ours, d.order_id, o.number, d.there_fen, d.here_fen,
           d.here_state, d.state, d.note, d.actor, d.found_at, d.decided_at
      from bill_differences d left join orders o on o.tenant_id = ${tx.tenantId} and o.id = d.order_id
     where d.tenant_id = ${tx.tenantId} and (d.state = 'open') = ${isOpen}
       and (${after?.at ?? null}::timestamptz is null or (d.found_at, d.id) < (${after?.at ?? null}, ${after && uuidOf(after.id)}::uuid))
     order by d.found_at desc, d.id desc limit ${limit}`
  return rows.map(toDifference)
}

export async function findDifference(tx: TenantTx, id: Id<'dif'>): Promise<Difference | null> {
  const [row] = await tx.sql<Raw[]>`
    select d.id, d.provider, d.day, d.kind, d.subject, d.name, d.ours, d.order_id, o.number, d.there_fen, d.here_fen,
           d.here_state, d.state, d.note, d.actor, d.found_at, d.decided_at
      from bill_differences d left join orders o on o.tenant_id = ${tx.tenantId} and o.id = d.order_id
     where d.tenant_id = ${tx.tenantId} and d.id = ${uuidOf(id)}`
  return row ? toDifference(row) : null
}

/** False when somebody decided it before. */
export async function decideDifference(
  tx: TenantTx,
  id: Id<'dif'>,
  decision: { state: Exclude<DifferenceState, 'open'>; note: string; actor: string; at: Date },
): Promise<boolean> {
  const written = await tx.sql`
    update bill_differences set state = ${decision.state}, note = ${decision.note}, actor = ${decision.actor}, decided_at = ${decision.at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'open'`
  return written.count === 1
}

export async function countOpen(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from bill_differences where tenant_id = ${tx.tenantId} and state = 'open'`
  return row?.count ?? 0
}

/** Days that were compared, newest first. */
export async function listDays(tx: TenantTx, limit: number): Promise<BillDayRow[]> {
  const rows = await tx.sql<
    {
      provider: string
      day: LocalDate
      payments: number
      payments_fen: Fen
      refunds: number
      refunds_fen: Fen
      differences: number
      compared_at: Date
    }[]
  >`
    select provider, day, payments, payments_fen, refunds, refunds_fen, differences, compared_at from bill_days
     where tenant_id = ${tx.tenantId} order by day desc, provider limit ${limit}`
  return rows.map((row) => ({
    provider: row.provider,
    day: row.day,
    payments: row.payments,
    paymentsFen: row.payments_fen,
    refunds: row.refunds,
    refundsFen: row.refunds_fen,
    differences: row.differences,
    comparedAt: row.compared_at,
  }))
}

/** What is needed to ask a provider about a refund of ours. */
export async function findRefundHandle(
  tx: TenantTx,
  refundId: Id<'ref'>,
): Promise<{ paymentId: Id<'pay'>; transactionId: string; ref: string | null } | null> {
  const [row] = await tx.sql<
    { payment_id: string; transaction_id: string | null; provider_ref: string | null }[]
  >`
    select r.payment_id, p.transaction_id, r.provider_ref
      from refunds r join payments p on p.tenant_id = ${tx.tenantId} and p.id = r.payment_id
     where r.tenant_id = ${tx.tenantId} and r.id = ${uuidOf(refundId)}`
  if (!row) return null
  return {
    paymentId: idOf('pay', row.payment_id),
    transactionId: row.transaction_id ?? '',
    ref: row.provider_ref,
  }
}

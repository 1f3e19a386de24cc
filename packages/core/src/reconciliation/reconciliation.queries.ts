import type { Sql, TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type LocalDate, newId, uuidOf } from '@mamapu/kernel'
import type { Due } from '../events/index.js'
import type { Found, Ours } from './reconciliation.types.js'

export interface BillClock {
  readonly id: Id<'bcl'>
  readonly provider: string
  readonly nextDay: LocalDate | ''
  readonly dueAt: Date
  readonly begunAt: Date
  readonly tries: number
  readonly fault: string
}

interface RawClock {
  id: string
  provider: string
  next_day: LocalDate | ''
  due_at: Date
  begun_at: Date
  tries: number
  fault: string
}

const toClock = (row: RawClock): BillClock => ({
  id: idOf('bcl', row.id),
  provider: row.provider,
  nextDay: row.next_day,
  dueAt: row.due_at,
  begunAt: row.begun_at,
  tries: row.tries,
  fault: row.fault,
})

/** Days that can be compared by now. */
export async function findBillsDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from bill_clocks where due_at <= ${at} order by due_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('bcl', row.id) }))
}

/** Holds the row until the transaction ends: a day is compared once. */
export async function lockClock(tx: TenantTx, id: Id<'bcl'>): Promise<BillClock | null> {
  const [row] = await tx.sql<RawClock[]>`
    select id, provider, next_day, due_at, begun_at, tries, fault from bill_clocks
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return row ? toClock(row) : null
}

export async function listClocks(tx: TenantTx): Promise<BillClock[]> {
  const rows = await tx.sql<RawClock[]>`
    select id, provider, next_day, due_at, begun_at, tries, fault from bill_clocks
     where tenant_id = ${tx.tenantId} order by provider limit 20`
  return rows.map(toClock)
}

export async function setClock(
  tx: TenantTx,
  id: Id<'bcl'>,
  change: { nextDay: LocalDate; dueAt: Date; tries: number; fault: string },
): Promise<void> {
  await tx.sql`
    update bill_clocks set next_day = ${change.nextDay}, due_at = ${change.dueAt}, tries = ${change.tries},
           fault = ${change.fault.slice(0, 300)}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

/** The zone of the shop's calendar. */
export async function zoneOf(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ zone: string }[]>`select zone from stores where id = ${tx.tenantId}`
  return row?.zone ?? 'Asia/Shanghai'
}

interface RawPayment {
  id: string
  order_id: string
  amount_fen: Fen
  state: string
  transaction_id: string | null
}

const paymentOf = (row: RawPayment): Ours => ({
  subject: 'payment',
  id: idOf('pay', row.id),
  orderId: idOf('ord', row.order_id),
  amountFen: row.amount_fen,
  state: row.state,
  isMoved: row.transaction_id !== null,
  providerRef: row.transaction_id,
})

interface RawRefund {
  id: string
  order_id: string
  amount_fen: Fen
  state: string
  provider_ref: string | null
  by_hand: string
}

const refundOf = (row: RawRefund): Ours => ({
  subject: 'refund',
  id: idOf('ref', row.id),
  orderId: idOf('ord', row.order_id),
  amountFen: row.amount_fen,
  state: row.state,
  isMoved: row.state === 'done' && row.by_hand === '',
  isByHand: row.by_hand !== '',
  providerRef: row.provider_ref,
})

/** Our payments of these ids at this provider. */
export async function listOurPayments(
  tx: TenantTx,
  provider: string,
  ids: readonly Id<'pay'>[],
): Promise<Ours[]> {
  const rows = await tx.sql<RawPayment[]>`
    select id, order_id, amount_fen, state, transaction_id from payments
     where tenant_id = ${tx.tenantId} and provider = ${provider} and id = any(${ids.map(uuidOf)}::uuid[]) limit ${ids.length}`
  return rows.map(paymentOf)
}

/** Our refunds of these ids whose payments are at this provider. */
export async function listOurRefunds(
  tx: TenantTx,
  provider: string,
  ids: readonly Id<'ref'>[],
): Promise<Ours[]> {
  const rows = await tx.sql<RawRefund[]>`
    select r.id, r.order_id, r.amount_fen, r.state, r.provider_ref, r.by_hand
      from refunds r join payments p on p.tenant_id = ${tx.tenantId} and p.id = r.payment_id
     where r.tenant_id = ${tx.tenantId} and p.provider = ${provider} and r.id = any(${ids.map(uuidOf)}::uuid[]) limit ${ids.length}`
  return rows.map(refundOf)
}

interface Span {
  readonly from: Date
  readonly to: Date
  readonly limit: number
}

/** Ours that moved in this time, as far as we know, and have stood on no bill yet. */
export async function listUnbilled(
  tx: TenantTx,
  provider: string,
  { from, to, limit }: Span,
): Promise<Ours[]> {
  const payments = await tx.sql<RawPayment[]>`
    select id, order_id, amount_fen, state, transaction_id from payments
     where tenant_id = ${tx.tenantId} and provider = ${provider} and transaction_id is not null and billed_on = ''
       and paid_at >= ${from} and paid_at < ${to} order by paid_at limit ${limit}`
  const refunds = await tx.sql<RawRefund[]>`
    select r.id, r.order_id, r.amount_fen, r.state, r.provider_ref, r.by_hand
      from refunds r join payments p on p.tenant_id = ${tx.tenantId} and p.id = r.payment_id
     where r.tenant_id = ${tx.tenantId} and p.provider = ${provider} and r.state = 'done' and r.by_hand = '' and r.billed_on = ''
       and r.amount_fen > 0 and r.done_at >= ${from} and r.done_at < ${to} order by r.done_at limit ${limit}`
  return [...payments.map(paymentOf), ...refunds.map(refundOf)]
}

/** Ours that stand on the bill of this day; the first day counts. */
export async function markBilled(tx: TenantTx, day: LocalDate, ours: readonly Ours[]): Promise<void> {
  const ids = (subject: Ours['subject']) =>
    ours.filter((one) => one.subject === subject).map(({ id }) => uuidOf(id))
  await tx.sql`
    update payments set billed_on = ${day}
     where tenant_id = ${tx.tenantId} and id = any(${ids('payment')}::uuid[]) and billed_on = ''`
  await tx.sql`
    update refunds set billed_on = ${day}
     where tenant_id = ${tx.tenantId} and id = any(${ids('refund')}::uuid[]) and billed_on = ''`
}

export interface BillDayRow {
  readonly provider: string
  readonly day: LocalDate
  readonly payments: number
  readonly paymentsFen: Fen
  readonly refunds: number
  readonly refundsFen: Fen
  readonly differences: number
  readonly comparedAt: Date
}

/** False when the day was compared before. */
export async function insertDay(tx: TenantTx, day: BillDayRow): Promise<boolean> {
  const written = await tx.sql`
    insert into bill_days (tenant_id, provider, day, payments, payments_fen, refunds, refunds_fen, differences, compared_at)
    values (${tx.tenantId}, ${day.provider}, ${day.day}, ${day.payments}, ${day.paymentsFen}, ${day.refunds}, ${day.refundsFen},
            ${day.differences}, ${day.comparedAt})
    on conflict (tenant_id, provider, day) do nothing`
  return written.count === 1
}

export async function insertDifferences(
  tx: TenantTx,
  { provider, day, at }: { provider: string; day: LocalDate; at: Date },
  found: readonly Found[],
): Promise<void> {
  for (const { kind, subject, name, ours, thereFen } of found)
    await tx.sql`
      insert into bill_differences (tenant_id, id, provider, day, kind, subject, name, ours, order_id, there_fen, here_fen, here_state, found_at)
      values (${tx.tenantId}, ${uuidOf(newId('dif', at))}, ${provider}, ${day}, ${kind}, ${subject}, ${name},
              ${ours && uuidOf(ours.id)}, ${ours && uuidOf(ours.orderId)}, ${thereFen}, ${ours?.amountFen ?? null},
              ${ours?.state ?? ''}, ${at})`
}

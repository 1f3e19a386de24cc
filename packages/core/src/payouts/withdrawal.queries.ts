import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Fen, type Id, idOf, toFen, uuidOf } from '@mamapu/kernel'
import { COUNTED_STATES, type WithdrawalState } from './withdrawal.rules.js'
import type { PayoutWay, SeenWithdrawal, WaitReason, Withdrawal, WithdrawalStep } from './withdrawal.types.js'

interface Raw {
  id: string
  payee_id: string
  amount_fen: Fen
  fee_fen: Fen
  tax_fen: Fen
  net_fen: Fen
  tax_kind: 'none' | 'labour'
  tax_month: string
  income_before_fen: Fen
  tax_before_fen: Fen
  name_masked: string
  way: PayoutWay
  account_masked: string
  route: string
  state: WithdrawalState
  needs_second: boolean
  approved_by: string | null
  seconded_by: string | null
  batch_id: string | null
  paid_reference: string | null
  paid_picture: string | null
  provider_ref: string | null
  confirm_url: string | null
  reason: string
  attempts: number
  due_at: Date | null
  asked_at: Date
  paid_at: Date | null
  done_at: Date | null
}

const toWithdrawal = (row: Raw): Withdrawal => ({
  id: idOf('wdr', row.id),
  payeeId: idOf('cus', row.payee_id),
  amountFen: row.amount_fen,
  feeFen: row.fee_fen,
  taxFen: row.tax_fen,
  netFen: row.net_fen,
  tax: {
    kind: row.tax_kind,
    month: row.tax_month,
    incomeBeforeFen: row.income_before_fen,
    taxBeforeFen: row.tax_before_fen,
  },
  nameMasked: row.name_masked,
  way: row.way,
  accountMasked: row.account_masked,
  route: row.route,
  state: row.state,
  needsSecond: row.needs_second,
  approvedBy: row.approved_by,
  secondedBy: row.seconded_by,
  batchId: row.batch_id === null ? null : idOf('pbt', row.batch_id),
  paidReference: row.paid_reference,
  paidPicture: row.paid_picture === null ? null : idOf('med', row.paid_picture),
  providerRef: row.provider_ref,
  confirmUrl: row.confirm_url,
  reason: row.reason,
  attempts: row.attempts,
  dueAt: row.due_at,
  askedAt: row.asked_at,
  paidAt: row.paid_at,
  doneAt: row.done_at,
})

export interface NewWithdrawal
  extends Pick<
    Withdrawal,
    | 'id'
    | 'payeeId'
    | 'amountFen'
    | 'feeFen'
    | 'taxFen'
    | 'netFen'
    | 'tax'
    | 'nameMasked'
    | 'way'
    | 'accountMasked'
    | 'route'
    | 'needsSecond'
    | 'askedAt'
  > {
  readonly requestId: string
  readonly personHash: Buffer
  readonly identitySealed: Buffer
}

export async function insertWithdrawal(tx: TenantTx, row: NewWithdrawal): Promise<void> {
  await tx.sql`
    insert into withdrawals (tenant_id, id, payee_id, request_id, amount_fen, fee_fen, tax_fen, net_fen, tax_kind, tax_month,
      income_before_fen, tax_before_fen, person_hash, identity_sealed, name_masked, way, account_masked, route, state,
      needs_second, asked_at)
    values (${tx.tenantId}, ${uuidOf(row.id)}, ${uuidOf(row.payeeId)}, ${row.requestId}, ${row.amountFen}, ${row.feeFen},
      ${row.taxFen}, ${row.netFen}, ${row.tax.kind}, ${row.tax.month}, ${row.tax.incomeBeforeFen}, ${row.tax.taxBeforeFen},
      ${row.personHash}, ${row.identitySealed}, ${row.nameMasked}, ${row.way}, ${row.accountMasked}, ${row.route}, 'review',
      ${row.needsSecond}, ${row.askedAt})`
}

/** The withdrawal this payee asked for under this request id. */
export async function findByRequest(
  tx: TenantTx,
  payeeId: CustomerId,
  requestId: string,
): Promise<Withdrawal | null> {
  const [row] = await tx.sql<Raw[]>`
    select * from withdrawals
     where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and request_id = ${requestId}`
  return row ? toWithdrawal(row) : null
}

type RawSeen = Raw & { waits_for: WaitReason | null }

const toSeen = (row: RawSeen): SeenWithdrawal => ({ ...toWithdrawal(row), waitsFor: row.waits_for })

/**
 * What keeps the withdrawal `w` where it is, or on a list from being paid: the rule of `whyNotPayOut`, for every row at once. One that
 * is `sending` is kept only while its provider never heard of it (`isUnsent`).
 */
export const waitsFor = (tx: TenantTx) => tx.sql`
  case when w.state not in ('review', 'second', 'approved', 'batched')
            and not (w.state = 'sending' and w.provider_ref is null and w.reason = '') then null
       when exists (select from earning_holds h
                     where h.tenant_id = ${tx.tenantId} and h.payee_id = w.payee_id and h.closed_at is null) then 'payee_paused'
       when exists (select from ledger_balances b
                     where b.tenant_id = ${tx.tenantId} and b.unit = 'CNY' and b.available < 0
                       and b.account = 'payee:cus_' || replace(w.payee_id::text, '-', '')) then 'payee_owes' end`

export async function findWithdrawal(tx: TenantTx, id: Id<'wdr'>): Promise<SeenWithdrawal | null> {
  const [row] = await tx.sql<RawSeen[]>`
    select w.*, ${waitsFor(tx)} as waits_for from withdrawals w
     where w.tenant_id = ${tx.tenantId} and w.id = ${uuidOf(id)}`
  return row ? toSeen(row) : null
}

/** Reads the withdrawal and holds its row until the transaction ends. */
export async function lockWithdrawal(tx: TenantTx, id: Id<'wdr'>): Promise<Withdrawal | null> {
  const [row] = await tx.sql<Raw[]>`
    select * from withdrawals where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return row ? toWithdrawal(row) : null
}

/**
 * Holds what is approved and paid by hand, the oldest first; what another list is being made of is left out, and whoever is paused
 * or owes the shop (see `whyNotPayOut`).
 */
export async function lockApproved(tx: TenantTx, limit: number): Promise<readonly Withdrawal[]> {
  const rows = await tx.sql<Raw[]>`
    select w.* from withdrawals w
     where w.tenant_id = ${tx.tenantId} and w.state = 'approved' and w.route = 'hand'
       and ${waitsFor(tx)} is null
     order by w.id limit ${limit} for update of w skip locked`
  return rows.map(toWithdrawal)
}

/** Every withdrawal of a list that is held and not paid yet, in the order of the payees' accounts: who settles earnings waits in no circle. */
export async function lockListed(
  tx: TenantTx,
  batchId: Id<'pbt'>,
  limit: number,
): Promise<readonly Withdrawal[]> {
  const rows = await tx.sql<Raw[]>`
    select * from withdrawals
     where tenant_id = ${tx.tenantId} and batch_id = ${uuidOf(batchId)} and state = 'batched'
     order by payee_id, id limit ${limit} for update`
  return rows.map(toWithdrawal)
}

/** Who is paid and where to, sealed as it was when it was asked. */
export async function findSealedIdentity(tx: TenantTx, id: Id<'wdr'>): Promise<Buffer | null> {
  const [row] = await tx.sql<{ identity_sealed: Buffer }[]>`
    select identity_sealed from withdrawals where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return row?.identity_sealed ?? null
}

/** What changes of a withdrawal; what is left out stays. */
export interface WithdrawalChange {
  readonly state?: WithdrawalState
  readonly approvedBy?: string
  readonly secondedBy?: string
  readonly batchId?: Id<'pbt'> | null
  readonly paidReference?: string
  readonly paidPicture?: Id<'med'> | null
  readonly providerRef?: string
  readonly confirmUrl?: string | null
  readonly reason?: string
  readonly attempts?: number
  readonly dueAt?: Date | null
  readonly paidAt?: Date
  readonly doneAt?: Date | null
}

/** Writes over a row that is held. */
export async function writeWithdrawal(
  tx: TenantTx,
  before: Withdrawal,
  change: WithdrawalChange,
): Promise<Withdrawal> {
  const next = { ...before, ...change }
  await tx.sql`
    update withdrawals
       set state = ${next.state}, approved_by = ${next.approvedBy}, seconded_by = ${next.secondedBy},
           batch_id = ${next.batchId && uuidOf(next.batchId)}, paid_reference = ${next.paidReference},
           paid_picture = ${next.paidPicture && uuidOf(next.paidPicture)}, provider_ref = ${next.providerRef},
           confirm_url = ${next.confirmUrl}, reason = ${next.reason}, attempts = ${next.attempts}, due_at = ${next.dueAt},
           paid_at = ${next.paidAt}, done_at = ${next.doneAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(before.id)}`
  return next
}

export async function insertStep(
  tx: TenantTx,
  id: Id<'wdr'>,
  { action, from, to, actor, note, at }: WithdrawalStep,
): Promise<void> {
  await tx.sql`
    insert into withdrawal_history (tenant_id, withdrawal_id, step, action, from_state, to_state, actor, note, at)
    values (${tx.tenantId}, ${uuidOf(id)},
            (select coalesce(max(h.step), 0) + 1 from withdrawal_history h
              where h.tenant_id = ${tx.tenantId} and h.withdrawal_id = ${uuidOf(id)}),
            ${action}, ${from}, ${to}, ${actor}, ${note}, ${at})`
}

const STEPS_MAX = 200

/** What happened to it, in order; the row is held by whoever writes one more. */
export async function listSteps(tx: TenantTx, id: Id<'wdr'>): Promise<readonly WithdrawalStep[]> {
  const rows = await tx.sql<
    (Omit<WithdrawalStep, 'from' | 'to'> & { before: WithdrawalState | null; after: WithdrawalState })[]
  >`
    select action, from_state as before, to_state as after, actor, note, at from withdrawal_history
     where tenant_id = ${tx.tenantId} and withdrawal_id = ${uuidOf(id)} order by step limit ${STEPS_MAX}`
  return rows.map(({ before, after, ...step }) => ({ ...step, from: before, to: after }))
}

/** What a person asked for since an instant and still holds, by this account and all her others, and how many times she asked. */
export async function askedSince(
  tx: TenantTx,
  {
    payeeId,
    personHash,
    since,
  }: { readonly payeeId: CustomerId; readonly personHash: Buffer | null; readonly since: Date },
): Promise<{ count: number; fen: number }> {
  const [row] = await tx.sql<{ count: number; fen: number }[]>`
    select count(*) filter (where state <> 'rejected') as count,
           coalesce(sum(amount_fen) filter (where state = any(${[...COUNTED_STATES]})), 0)::bigint as fen
      from withdrawals
     where tenant_id = ${tx.tenantId} and (payee_id = ${uuidOf(payeeId)} or person_hash = ${personHash}) and asked_at >= ${since}
       and state not in ('failed', 'expired')`
  return row ?? { count: 0, fen: 0 }
}

/** What a person had in a month, over all her accounts: income and what was withheld of it. */
export async function monthOfPerson(
  tx: TenantTx,
  personHash: Buffer,
  month: string,
): Promise<{ incomeFen: Fen; taxFen: Fen }> {
  const [row] = await tx.sql<{ income: number; tax: number }[]>`
    select coalesce(sum(amount_fen), 0)::bigint as income, coalesce(sum(tax_fen), 0)::bigint as tax from withdrawals
     where tenant_id = ${tx.tenantId} and person_hash = ${personHash} and tax_month = ${month}
       and state = any(${[...COUNTED_STATES]})`
  return { incomeFen: toFen(row?.income ?? 0), taxFen: toFen(row?.tax ?? 0) }
}

export interface WithdrawalFilter {
  readonly states: readonly WithdrawalState[] | null
  readonly payeeId: CustomerId | null
  readonly batchId: Id<'pbt'> | null
  /** The last one seen: what comes after it, older. */
  readonly before: Id<'wdr'> | null
  readonly limit: number
}

/** The latest first. */
export async function listWithdrawals(
  tx: TenantTx,
  { states, payeeId, batchId, before, limit }: WithdrawalFilter,
): Promise<readonly SeenWithdrawal[]> {
  const rows = await tx.sql<RawSeen[]>`
    select w.*, ${waitsFor(tx)} as waits_for from withdrawals w
     where w.tenant_id = ${tx.tenantId} and id < ${before ? uuidOf(before) : 'f'.repeat(32)}::uuid
       and (${states === null} or state = any(${[...(states ?? [])]}))
       and (${payeeId === null} or payee_id = ${payeeId ? uuidOf(payeeId) : null})
       and (${batchId === null} or batch_id = ${batchId ? uuidOf(batchId) : null})
     order by id desc limit ${limit}`
  return rows.map(toSeen)
}

export async function countByState(
  tx: TenantTx,
): Promise<readonly { state: WithdrawalState; count: number; fen: number }[]> {
  return tx.sql<{ state: WithdrawalState; count: number; fen: number }[]>`
    select state, count(*) as count, sum(net_fen)::bigint as fen from withdrawals
     where tenant_id = ${tx.tenantId} group by state limit 20`
}

/** What a payee was paid for good, and has on its way. */
export async function sumsOfPayee(
  tx: TenantTx,
  payeeId: CustomerId,
): Promise<{ paidFen: number; feeFen: number; taxFen: number }> {
  const [row] = await tx.sql<{ paidFen: number; feeFen: number; taxFen: number }[]>`
    select coalesce(sum(net_fen), 0)::bigint as "paidFen", coalesce(sum(fee_fen), 0)::bigint as "feeFen",
           coalesce(sum(tax_fen), 0)::bigint as "taxFen"
      from withdrawals
     where tenant_id = ${tx.tenantId} and payee_id = ${uuidOf(payeeId)} and state in ('paid', 'confirmed', 'disputed')`
  return row ?? { paidFen: 0, feeFen: 0, taxFen: 0 }
}

import { call, download } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export type WithdrawalState =
  | 'review'
  | 'second'
  | 'approved'
  | 'batched'
  | 'sending'
  | 'awaiting'
  | 'paid'
  | 'confirmed'
  | 'disputed'
  | 'rejected'
  | 'cancelled'
  | 'failed'
  | 'expired'
  | 'returned'
export type PayoutWay = 'wechat' | 'alipay' | 'bank'

/** One wish to be paid: amounts, tax and who is paid stand as they were asked; nothing personal but masked. */
export interface Withdrawal {
  readonly id: string
  readonly payeeId: string
  readonly amount: Money
  readonly fee: Money
  readonly tax: Money
  /** What arrives. */
  readonly net: Money
  readonly taxKind: 'none' | 'labour'
  readonly taxMonth: string
  readonly incomeBefore: Money
  readonly taxBefore: Money
  readonly name: string
  readonly way: PayoutWay
  readonly account: string
  /** `hand`, or the provider that pays it. */
  readonly route: string
  readonly state: WithdrawalState
  readonly needsSecond: boolean
  readonly approvedBy: string | null
  readonly secondedBy: string | null
  readonly batchId: string | null
  readonly paidReference: string | null
  readonly reason: string
  /** Nobody tries any more until it is retried. */
  readonly isParked: boolean
  /** Why it can neither be approved nor go out now. */
  readonly waitsFor: 'payee_paused' | 'payee_owes' | null
  /** When it is given to its provider next. */
  readonly triesAgainAt: string | null
  readonly askedAt: string
  readonly paidAt: string | null
  readonly doneAt: string | null
}

export interface WithdrawalPage extends Paged<Withdrawal> {
  readonly counts: Readonly<Record<string, { readonly count: number; readonly netFen: number }>>
}

export function listWithdrawals(
  storeId: string,
  { state, payeeId }: { readonly state: string; readonly payeeId: string },
  cursor: string | null,
): Promise<WithdrawalPage> {
  return call('GET', adminPath(storeId, '/payouts/withdrawals'), {
    query: { state, payeeId, cursor, limit: 30 },
  })
}

export interface WithdrawalDetail {
  readonly withdrawal: Withdrawal
  readonly history: readonly {
    readonly action: string
    readonly to: string
    readonly actor: string
    readonly note: string
    readonly at: string
  }[]
  readonly paidPictureUrl: string | null
}

export function getWithdrawal(storeId: string, id: string): Promise<WithdrawalDetail> {
  return call('GET', adminPath(storeId, `/payouts/withdrawals/${id}`))
}

export interface Proof {
  readonly reference: string
  readonly pictureId: string | null
}

/** What staff decide about a withdrawal, with what each needs. */
export type WithdrawalAct =
  | { readonly act: 'approve' | 'retry' | 'unlist' }
  | { readonly act: 'reject' | 'return'; readonly reason: string }
  | ({ readonly act: 'paid' } & Proof)
  | ({ readonly act: 'insist'; readonly note: string } & Proof)

export async function actOnWithdrawal(
  storeId: string,
  {
    id,
    key,
    deed: { act, ...body },
  }: { readonly id: string; readonly key: string; readonly deed: WithdrawalAct },
): Promise<void> {
  await call('POST', adminPath(storeId, `/payouts/withdrawals/${id}/${act}`), { body, key })
}

/** A list of what is paid by hand together. */
export interface Batch {
  readonly id: string
  readonly listed: number
  readonly listedNet: Money
  readonly openedBy: string
  readonly openedAt: string
  readonly closedAt: string | null
  readonly openCount: number
  readonly openNet: Money
  readonly paidCount: number
  readonly paidNet: Money
}

export function listBatches(storeId: string, cursor: string | null): Promise<Paged<Batch>> {
  return call('GET', adminPath(storeId, '/payouts/batches'), { query: { cursor, limit: 20 } })
}

export async function openBatch(storeId: string, key: string): Promise<Batch> {
  return (await call<{ batch: Batch }>('POST', adminPath(storeId, '/payouts/batches'), { body: {}, key }))
    .batch
}

export function getBatch(
  storeId: string,
  id: string,
): Promise<{ readonly batch: Batch; readonly withdrawals: readonly Withdrawal[] }> {
  return call('GET', adminPath(storeId, `/payouts/batches/${id}`))
}

/** `count` and `totalFen` as the merchant saw them: a list that has changed meanwhile is refused. */
export type BatchAct =
  | { readonly act: 'dissolve' }
  | ({ readonly act: 'paid'; readonly count: number; readonly totalFen: number } & Proof)

export async function actOnBatch(
  storeId: string,
  { id, key, deed: { act, ...body } }: { readonly id: string; readonly key: string; readonly deed: BatchAct },
): Promise<void> {
  await call('POST', adminPath(storeId, `/payouts/batches/${id}/${act}`), { body, key })
}

export const saveBatchFile = (storeId: string, id: string) =>
  download(adminPath(storeId, `/payouts/batches/${id}/file.csv`), `${id}.csv`)

/** `2026Q1`. */
export const saveQuarterFile = (storeId: string, quarter: string) =>
  download(adminPath(storeId, `/payouts/quarters/${quarter}.csv`), `payouts-${quarter}.csv`)

/** Who is paid, masked. */
export interface Payee {
  readonly customerId: string
  readonly name: string
  readonly idNumber: string
  readonly way: PayoutWay
  readonly account: string
  readonly consentedAt: string
}

export function listPayees(storeId: string, cursor: string | null): Promise<Paged<Payee>> {
  return call('GET', adminPath(storeId, '/payouts/payees'), { query: { cursor, limit: 30 } })
}

/** Everything in full; the server notes who looked. */
export function revealPayee(
  storeId: string,
  id: string,
): Promise<{ name: string; idNumber: string; way: PayoutWay; account: string; bank: string }> {
  return call('POST', adminPath(storeId, `/payouts/payees/${id}/reveal`), { body: {} })
}

export interface TaxRule {
  readonly from: string
  readonly smallUpToFen: number
  readonly smallDeductionFen: number
  readonly deductionBps: number
  readonly brackets: readonly {
    readonly upToFen: number | null
    readonly bps: number
    readonly quickFen: number
  }[]
  readonly source: string
}

export interface PayoutSettings {
  readonly minimumFen: number
  readonly feeBps: number
  readonly feeFixedFen: number
  readonly dailyCount: number
  readonly dailyFen: number
  readonly ways: readonly PayoutWay[]
  readonly route: string
  /** Below this nobody looks; 0: always. */
  readonly autoBelowFen: number
  readonly secondAboveFen: number
  readonly confirmDays: number
  readonly tax: { readonly kind: 'none' | 'labour'; readonly rules: readonly TaxRule[] }
}

export interface SavedPayoutSettings {
  readonly settings: PayoutSettings
  readonly version: number
  /** What `route` may be. */
  readonly routes: readonly string[]
  /** The scales that hold until the merchant says otherwise. */
  readonly defaultRules: readonly TaxRule[]
}

/** What a scale takes of somebody's first withdrawal of a month, in fen; reckoned where real withdrawals are. */
export function tryTaxRule(
  storeId: string,
  body: { readonly rule: TaxRule; readonly amountFen: number },
): Promise<{ readonly taxFen: number; readonly netFen: number }> {
  return call('POST', adminPath(storeId, '/payouts/tax-example'), { body })
}

export function getPayoutSettings(storeId: string): Promise<SavedPayoutSettings> {
  return call('GET', adminPath(storeId, '/payouts/settings'))
}

export function savePayoutSettings(
  storeId: string,
  { settings, version }: Pick<SavedPayoutSettings, 'settings' | 'version'>,
): Promise<SavedPayoutSettings> {
  return call('PUT', adminPath(storeId, '/payouts/settings'), { body: { settings, version } })
}

import { type TenantTx, withTenant } from '@mamapu/db'
import { type CustomerId, type Fen, instantOf, localDateOf, newId, toFen } from '@mamapu/kernel'
import type { App } from '../app.js'
import { isPaused } from '../earnings/index.js'
import { balanceOf } from '../ledger/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { moveWithdrawal, reserveMoney } from './move-withdrawal.js'
import { findSealedPayee, holdPerson, type SealedPayee } from './payee.queries.js'
import { getPayoutSettings, type PayoutSettings, taxAt } from './payout-settings.js'
import { followPayout } from './pursue-transfer.js'
import {
  askedSince,
  findByRequest,
  findWithdrawal,
  insertStep,
  insertWithdrawal,
  monthOfPerson,
  type NewWithdrawal,
} from './withdrawal.queries.js'
import { type Split, splitWithdrawal, type WithdrawalObstacle, whyNotWithdraw } from './withdrawal.rules.js'
import { BY_HAND, type TaxOfWithdrawal, type Withdrawal } from './withdrawal.types.js'

type Store = Pick<StoreSnapshot, 'storeId' | 'zone'>

export type AskObstacle =
  | WithdrawalObstacle
  | 'identity_missing'
  | 'way_closed'
  | 'nothing_arrives'
  | 'request_reused'

export interface Quote extends Split {
  readonly amountFen: Fen
  readonly tax: TaxOfWithdrawal
}

export type QuoteResult =
  | { readonly quoted: true; readonly quote: Quote }
  | { readonly quoted: false; readonly reason: AskObstacle }

export type AskResult =
  | { readonly asked: true; readonly withdrawal: Withdrawal; readonly isRepeat: boolean }
  | { readonly asked: false; readonly reason: AskObstacle }

interface Asking {
  readonly payeeId: CustomerId
  readonly amountFen: Fen
  readonly at: Date
}

/** What a withdrawal of this amount would cost now; nothing is set aside. */
export function quoteWithdrawal(app: App, store: Store, ask: Asking): Promise<QuoteResult> {
  return withTenant(app.db, store.storeId, async (tx) => {
    const payee = await findSealedPayee(tx, ask.payeeId)
    const reckoned = await reckon(tx, store, payee, ask)
    return 'reason' in reckoned
      ? { quoted: false, reason: reckoned.reason }
      : { quoted: true, quote: reckoned.quote }
  })
}

/** The balance did not cover what it was just seen to cover: everything of the transaction goes back. */
class Short extends Error {}

/**
 * Asks for money: sets it aside in the ledger and puts it before the shop, once per request id; the same request again gives the
 * same withdrawal. However many ask at once, together they never get more than is available, and one person by however many
 * accounts never more than the shop pays a person a day.
 */
export async function askWithdrawal(
  app: App,
  store: Store,
  ask: Asking & { readonly requestId: string },
): Promise<AskResult> {
  try {
    const result = await withTenant(app.db, store.storeId, (tx) => askWithin(tx, store, ask))
    if (result.asked && !result.isRepeat) await followPayout(app, store.storeId, result.withdrawal)
    return result
  } catch (error) {
    if (error instanceof Short) return { asked: false, reason: 'above_available' }
    throw error
  }
}

async function askWithin(
  tx: TenantTx,
  store: Store,
  ask: Asking & { readonly requestId: string },
): Promise<AskResult> {
  const payee = await holdPerson(tx, ask.payeeId)
  // Behind the lock a twin of this request has either been written or will find this one.
  const known = await findByRequest(tx, ask.payeeId, ask.requestId)
  if (known)
    return known.amountFen === ask.amountFen
      ? { asked: true, withdrawal: known, isRepeat: true }
      : { asked: false, reason: 'request_reused' }
  const reckoned = await reckon(tx, store, payee, ask)
  if ('reason' in reckoned) return { asked: false, reason: reckoned.reason }
  const row = rowOf(reckoned, ask)
  await insertWithdrawal(tx, row)
  const withdrawal = (await findWithdrawal(tx, row.id)) as Withdrawal
  const step = { action: 'ask', from: null, to: withdrawal.state, actor: 'payee', note: '', at: ask.at }
  await insertStep(tx, row.id, step)
  if (!(await reserveMoney(tx, withdrawal))) throw new Short()
  return {
    asked: true,
    withdrawal: await approveSmall(tx, withdrawal, reckoned.settings, ask.at),
    isRepeat: false,
  }
}

interface Reckoned {
  readonly quote: Quote
  readonly payee: SealedPayee
  readonly settings: PayoutSettings
}

/** Everything that is decided about an amount, from what stands in this transaction. */
async function reckon(
  tx: TenantTx,
  store: Store,
  payee: SealedPayee | null,
  { payeeId, amountFen, at }: Asking,
): Promise<Reckoned | { readonly reason: AskObstacle }> {
  const settings = await getPayoutSettings(tx)
  const balance = await balanceOf(tx, `payee:${payeeId}`, 'CNY')
  const midnight = instantOf(localDateOf(at, store.zone), 0, store.zone)
  const obstacle = whyNotWithdraw(
    {
      amountFen,
      availableFen: balance.available,
      isPaused: await isPaused(tx, payeeId),
      today: await askedSince(tx, { payeeId, personHash: payee?.personHash ?? null, since: midnight }),
    },
    settings,
  )
  if (obstacle) return { reason: obstacle }
  if (!payee) return { reason: 'identity_missing' }
  if (!settings.ways.includes(payee.way)) return { reason: 'way_closed' }
  const { kind, month, rule } = taxAt(settings, at, store.zone)
  const before = await monthOfPerson(tx, payee.personHash, month)
  const split = splitWithdrawal(amountFen, before, { terms: settings, tax: rule })
  if (!split) return { reason: 'nothing_arrives' }
  const tax = { kind, month, incomeBeforeFen: before.incomeFen, taxBeforeFen: before.taxFen }
  return { quote: { ...split, amountFen, tax }, payee, settings }
}

function rowOf(
  { quote, payee, settings }: Reckoned,
  { payeeId, requestId, at }: Asking & { readonly requestId: string },
): NewWithdrawal {
  return {
    ...quote,
    id: newId('wdr', at),
    payeeId,
    requestId,
    personHash: payee.personHash,
    identitySealed: payee.identitySealed,
    nameMasked: payee.nameMasked,
    way: payee.way,
    accountMasked: payee.accountMasked,
    route: settings.route,
    needsSecond: quote.amountFen > toFen(settings.secondAboveFen),
    askedAt: at,
  }
}

/** Below the shop's own threshold nobody has to look; never where a second pair of eyes is needed. */
async function approveSmall(
  tx: TenantTx,
  row: Withdrawal,
  settings: PayoutSettings,
  at: Date,
): Promise<Withdrawal> {
  if (row.needsSecond || row.amountFen >= settings.autoBelowFen) return row
  const change = { approvedBy: 'system', ...(row.route === BY_HAND ? {} : { dueAt: at }) }
  const approved = await moveWithdrawal(tx, row, { action: 'approve', actor: 'system', change, at })
  return approved ?? row
}

import type { TenantTx } from '@mamapu/db'
import { assert, type Id, must, newId } from '@mamapu/kernel'
import {
  type Entry,
  enterTransfer,
  findBalance,
  findTotal,
  findTransferId,
  selectLegs,
  selectTrace,
  selectTransfers,
  sumPaidOut,
} from './ledger.queries.js'
import type {
  Balance,
  LedgerAccount,
  LedgerCheck,
  LedgerUnit,
  PostResult,
  Settlement,
  SettleResult,
  Transfer,
} from './ledger.types.js'
import { type AdminSql, runLedgerChecks } from './ledger.verify.queries.js'

const ACCOUNT = /^[a-z][a-z-]{0,29}:[A-Za-z0-9_.:-]{1,80}$/

/**
 * Moves an amount at once. A repeat of (cause, leg) does nothing; one with another content is a bug and throws. Taking
 * from a payee is refused when what is available does not cover it, however many try at the same time.
 */
export function post(tx: TenantTx, transfer: Transfer): Promise<PostResult> {
  return enterFirst(tx, 'plain', transfer)
}

/**
 * Sets an amount aside until `postPending` or `voidPending` names it: for a payee it is promised (credit) or reserved
 * out of what is available (debit).
 */
export function setAside(tx: TenantTx, transfer: Transfer): Promise<PostResult> {
  return enterFirst(tx, 'pending', transfer)
}

/** Moves all or a part of what was set aside; never more than is left of it. */
export function postPending(tx: TenantTx, settlement: Settlement): Promise<SettleResult> {
  return enterNext(tx, 'post', settlement)
}

/** Lets all or a part of what was set aside go; never more than is left of it. */
export function voidPending(tx: TenantTx, settlement: Settlement): Promise<SettleResult> {
  return enterNext(tx, 'void', settlement)
}

/**
 * Takes all or a part of a moved transfer back; never more than is left of it. A payee who has taken the money out
 * already goes below zero and repays from what comes in later.
 */
export function reverse(tx: TenantTx, settlement: Settlement): Promise<SettleResult> {
  return enterNext(tx, 'reverse', settlement)
}

/** The transfer entered for (cause, leg), to be named by a later one; null when there is none. */
export function findTransfer(tx: TenantTx, cause: string, leg = ''): Promise<Id<'led'> | null> {
  return findTransferId(tx, cause, leg)
}

/**
 * A payee's balance, from its one row; of a counter-account its snapshot and the rows since, all of it available. Costs the
 * same however much was ever entered.
 */
export async function balanceOf(tx: TenantTx, account: LedgerAccount, unit: LedgerUnit): Promise<Balance> {
  if (account.startsWith('payee:'))
    return (await findBalance(tx, account, unit)) ?? { available: 0, pending: 0, reserved: 0 }
  return { available: await findTotal(tx, account, unit), pending: 0, reserved: 0 }
}

/** What moved in or out of an account, the latest first: below zero what went out. */
export const listTransfers = selectTransfers

/** Everything entered for a cause and what followed from it: at most 200 rows. */
export const traceOf = selectTrace

/** What has left an account for good. */
export const paidOutOf = sumPaidOut

/** What was entered for a cause, with what is left of each transfer: never more than a few. */
export const legsOf = selectLegs

/** Every invariant of the ledger over all shops, recomputed from the rows; for `verify`. */
export function checkLedger(admin: AdminSql): Promise<readonly LedgerCheck[]> {
  return runLedgerChecks(admin)
}

async function enterFirst(tx: TenantTx, kind: 'plain' | 'pending', transfer: Transfer): Promise<PostResult> {
  const { debit, credit } = transfer
  for (const account of [debit, credit])
    assert(ACCOUNT.test(account), `not an account: ${account.slice(0, 60)}`)
  assert(
    !(debit.startsWith('payee:') && credit.startsWith('payee:')),
    'between two payees there is a counter-account, so that they never wait for each other',
  )
  const result = await enter(tx, { ...transfer, id: newId('led', transfer.at), kind, of: null })
  assert(result !== 'above', 'only a settlement can be above')
  return result === 'short' ? { entered: false, reason: 'short' } : result
}

async function enterNext(
  tx: TenantTx,
  kind: 'post' | 'void' | 'reverse',
  settlement: Settlement,
): Promise<SettleResult> {
  const id = newId('led', settlement.at)
  const result = await enter(tx, { ...settlement, id, kind, unit: null, debit: null, credit: null })
  assert(result !== 'short', 'only a first transfer can be short')
  return result === 'above' ? { entered: false, reason: 'above' } : result
}

async function enter(
  tx: TenantTx,
  entry: Entry,
): Promise<{ entered: true; isRepeat: boolean; transferId: Id<'led'> } | 'short' | 'above'> {
  assert(Number.isSafeInteger(entry.amount) && entry.amount > 0, `not an amount: ${entry.amount}`)
  assert(entry.cause.length > 0, 'every transfer has a cause')
  const outcome = await enterTransfer(tx, entry)
  assert(outcome !== 'differs', `${entry.cause} ${entry.leg}: entered before, with another content`)
  assert(outcome !== 'unknown', `${entry.cause} ${entry.leg}: names no transfer that can be ${entry.kind}ed`)
  if (outcome === 'short' || outcome === 'above') return outcome
  if (outcome === 'entered') return { entered: true, isRepeat: false, transferId: entry.id }
  const known = must(await findTransferId(tx, entry.cause, entry.leg), 'what is repeated exists')
  return { entered: true, isRepeat: true, transferId: known }
}

import { type TenantTx, withTenant } from '@mamapu/db'
import { DAY, HOUR, type Id, later, MINUTE, must, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { type StoreKeys, type StoreSnapshot, storeKeys, unsealJson } from '../stores/index.js'
import { moveWithdrawal } from './move-withdrawal.js'
import { withdrawalPath } from './payout.messages.js'
import type { PayoutProvider, PayoutProviders, TransferState } from './provider.js'
import { findShop, type ShopOfPayout } from './shop.queries.js'
import { whyNotPayOut } from './why-not-pay-out.js'
import { findSealedIdentity, lockWithdrawal, writeWithdrawal } from './withdrawal.queries.js'
import { isOver } from './withdrawal.rules.js'
import { BY_HAND, type PayeeIdentity, type Withdrawal } from './withdrawal.types.js'

/** Name of the job that takes a withdrawal on when its time has come. */
export const PURSUE_PAYOUT = 'payouts.pursue'

/** After so many tries in a row that reach nobody a withdrawal is parked where the merchant sees it. */
export const PURSUE_ATTEMPTS_MAX = 60
/** A transfer is asked about every ten minutes while it can expire, then every hour, at most so long. */
const ASKED_OFTEN_MS = 25 * HOUR
const ASKED_MAX_MS = 14 * DAY

/** Asks for the job of a withdrawal that a provider pays; a job lost is found by the sweeper. */
export async function followPayout(
  app: App,
  storeId: StoreId,
  { id, route, dueAt }: Withdrawal,
): Promise<void> {
  if (route === BY_HAND || dueAt === null) return
  const payload = { storeId, withdrawalId: id }
  await app.jobs.send(PURSUE_PAYOUT, `${id}-${dueAt.getTime()}`, payload).catch(() => {})
}

export type Pursued = 'nothing' | 'moved' | 'again' | 'parked'

/**
 * Takes a due withdrawal on: gives it to its provider, asks what became of it, or confirms it when the payee was silent long enough.
 * Idempotent at the provider by the withdrawal's own id: a crash between its call and our record repeats harmlessly, and money that may
 * be on its way is never given back to the balance before the provider says that it is not. One whose provider this installation has no
 * more waits, and says so.
 */
export async function pursueTransfer(
  app: App,
  providers: PayoutProviders,
  storeId: StoreId,
  id: Id<'wdr'>,
): Promise<Pursued> {
  const due = await withTenant(app.db, storeId, (tx) => noteAttempt(app, tx, { id, providers }))
  if (due === 'nothing' || due === 'moved') return due
  const provider = must(providers.get(due.row.route), 'looked for before it was tried')
  let news: TransferState
  try {
    news = await ask(provider, storeId, due)
  } catch (error) {
    const isParked = await withTenant(app.db, storeId, (tx) => noteFailure(tx, id, error))
    app.log.warn({ storeId, withdrawalId: id, attempts: due.row.attempts }, 'payout provider not reached')
    return isParked ? 'parked' : 'again'
  }
  if (news.state === 'unknown' && !due.mayLeave)
    await withTenant(app.db, storeId, (tx) => waitForPayee(tx, id, app.clock.now()))
  const heard = await hearTransfer(app, storeId, { provider: provider.id, withdrawalId: id, transfer: news })
  return heard.heard && heard.as === 'moved' ? 'moved' : 'again'
}

interface DueTransfer {
  readonly row: Withdrawal
  /** Whether it may be given to the provider now; what is there already goes its way. */
  readonly mayLeave: boolean
  readonly payee: PayeeIdentity
  readonly shop: { readonly origin: string }
}

/** Written before the provider is called, so that a crash leaves a withdrawal that the sweeper finds. */
async function noteAttempt(
  app: App,
  tx: TenantTx,
  { id, providers }: { readonly id: Id<'wdr'>; readonly providers: PayoutProviders },
): Promise<DueTransfer | 'nothing' | 'moved'> {
  const at = app.clock.now()
  const row = await lockWithdrawal(tx, id)
  if (!row?.dueAt || row.dueAt > at) return 'nothing'
  if (row.state === 'paid') {
    await moveWithdrawal(tx, row, { action: 'confirm', actor: 'system', at })
    return 'moved'
  }
  if (row.route === BY_HAND) return 'nothing'
  if (!providers.has(row.route)) {
    await writeWithdrawal(tx, row, { reason: 'PAYOUT_PROVIDER_UNKNOWN', dueAt: later(at, HOUR) })
    return 'nothing'
  }
  if (row.attempts >= PURSUE_ATTEMPTS_MAX) {
    await writeWithdrawal(tx, row, { dueAt: null })
    return 'nothing'
  }
  const mayLeave = (await whyNotPayOut(tx, row.payeeId)) === null
  if (row.state === 'approved' && !mayLeave) {
    await writeWithdrawal(tx, row, { dueAt: later(at, HOUR) })
    return 'nothing'
  }
  const attempts = row.attempts + 1
  const change = { attempts, dueAt: later(at, pause(attempts)) }
  const next =
    row.state === 'approved'
      ? await moveWithdrawal(tx, row, { action: 'send', actor: 'system', change, at })
      : await writeWithdrawal(tx, row, change)
  if (!next || !['sending', 'awaiting'].includes(next.state)) return 'nothing'
  const shop = await findShop(tx)
  const sealed = must(await findSealedIdentity(tx, id), 'a withdrawal has its payee')
  return {
    row: next,
    mayLeave,
    payee: unsealJson<PayeeIdentity>(keysOf(app, shop), sealed),
    shop: { origin: originOf(app, shop) },
  }
}

const keysOf = (app: App, shop: ShopOfPayout): StoreKeys => storeKeys(app.secret, shop.secret)
const originOf = (app: App, { slug }: ShopOfPayout) => `${app.hosts.protocol}://${slug}.${app.hosts.shop}`

/** What the provider says now; what it does not know yet is asked for, under the same id, unless the payee has been paused or owes by now. */
async function ask(
  provider: PayoutProvider,
  storeId: StoreId,
  { row, mayLeave, payee, shop }: DueTransfer,
): Promise<TransferState> {
  const mayBeThere = row.state === 'awaiting' || row.attempts > 1 || !mayLeave
  const found = mayBeThere ? await provider.query(storeId, row.id) : { state: 'unknown' as const }
  if (found.state !== 'unknown' || !mayLeave) return found
  return provider.transfer({
    storeId,
    withdrawalId: row.id,
    amountFen: row.netFen,
    payee,
    notifyUrl: `${shop.origin}/callbacks/payouts/${provider.id}`,
    returnUrl: `${shop.origin}${withdrawalPath(row.id)}`,
  })
}

/** Not at the provider, and not to be given to it now: looked at again in an hour, and no try is lost by it. */
async function waitForPayee(tx: TenantTx, id: Id<'wdr'>, at: Date): Promise<void> {
  const row = await lockWithdrawal(tx, id)
  if (row?.state === 'sending')
    await writeWithdrawal(tx, row, { attempts: 1, reason: '', dueAt: later(at, HOUR) })
}

/** True when that was the last try for now. */
async function noteFailure(tx: TenantTx, id: Id<'wdr'>, error: unknown): Promise<boolean> {
  const row = await lockWithdrawal(tx, id)
  if (!row || isOver(row.state)) return false
  const isParked = row.attempts >= PURSUE_ATTEMPTS_MAX
  const code = (error as { code?: unknown }).code
  await writeWithdrawal(tx, row, {
    reason: typeof code === 'string' ? code.slice(0, 100) : 'PAYOUT_PROVIDER_DOWN',
    ...(isParked ? { dueAt: null } : {}),
  })
  return isParked
}

/** A minute, two, four … up to an hour. */
const pause = (attempts: number): number => Math.min(60, 2 ** Math.max(0, attempts - 1)) * MINUTE

export type HearResult =
  | { readonly heard: true; readonly as: 'moved' | 'again' }
  | { readonly heard: false; readonly reason: 'unknown' | 'differs' | 'contradicts' }

/**
 * Records what a provider says of a transfer, once, however often and late it says so: by its answer, a question or a notification.
 * Another amount, another provider, or another end than the one that is known changes nothing and leaves an alarm in the audit.
 */
export async function hearTransfer(
  app: App,
  storeId: StoreId,
  said: { readonly provider: string; readonly withdrawalId: Id<'wdr'>; readonly transfer: TransferState },
): Promise<HearResult> {
  const result = await withTenant(app.db, storeId, (tx) => hear(tx, said, app.clock.now()))
  app.nudge(storeId)
  return result
}

const ACTIONS = { confirmed: 'arrive', expired: 'expire', failed: 'fail' } as const
/** The states of ours that are these ends of theirs. */
const ENDS = { confirmed: 'confirmed', expired: 'expired', failed: 'failed' } as const

async function hear(
  tx: TenantTx,
  { provider, withdrawalId, transfer }: Parameters<typeof hearTransfer>[2],
  at: Date,
): Promise<HearResult> {
  const row = await lockWithdrawal(tx, withdrawalId)
  if (!row) return { heard: false, reason: 'unknown' }
  if (transfer.state === 'unknown') return { heard: true, as: 'again' }
  const isOurs =
    row.route === provider &&
    row.netFen === transfer.amountFen &&
    (row.providerRef === null || transfer.providerRef === null || row.providerRef === transfer.providerRef)
  if (!isOurs) return alarm(tx, row, { reason: 'differs', transfer, at })
  if (transfer.state === 'accepted' || transfer.state === 'awaiting') return wait(tx, row, transfer, at)
  const end = transfer.state
  if (row.state === ENDS[end]) return { heard: true, as: 'again' }
  const reason = transfer.state === 'failed' ? transfer.reason.slice(0, 300) : ''
  const moved = await moveWithdrawal(tx, row, {
    action: ACTIONS[end],
    actor: 'provider',
    note: reason,
    change: {
      reason,
      attempts: 0,
      ...(transfer.providerRef ? { providerRef: transfer.providerRef } : {}),
      ...(end === 'confirmed' ? { paidAt: at } : {}),
    },
    at,
  })
  return moved ? { heard: true, as: 'moved' } : alarm(tx, row, { reason: 'contradicts', transfer, at })
}

/** It is on its way: late news of that, after its end, says nothing. */
async function wait(
  tx: TenantTx,
  row: Withdrawal,
  transfer: Extract<TransferState, { confirmUrl: string | null }>,
  at: Date,
): Promise<HearResult> {
  if (row.state !== 'sending' && row.state !== 'awaiting') return { heard: true, as: 'again' }
  const age = at.getTime() - row.askedAt.getTime()
  const change = {
    providerRef: transfer.providerRef,
    reason: '',
    attempts: 0,
    dueAt: age > ASKED_MAX_MS ? null : later(at, age < ASKED_OFTEN_MS ? 10 * MINUTE : HOUR),
    confirmUrl: transfer.confirmUrl,
  }
  if (transfer.state === 'accepted' || row.state === 'awaiting') {
    await writeWithdrawal(tx, row, change)
    return { heard: true, as: 'again' }
  }
  await moveWithdrawal(tx, row, { action: 'accept', actor: 'provider', change, at })
  return { heard: true, as: 'moved' }
}

async function alarm(
  tx: TenantTx,
  row: Withdrawal,
  { reason, transfer, at }: { reason: 'differs' | 'contradicts'; transfer: TransferState; at: Date },
): Promise<HearResult> {
  const amountFen = transfer.state === 'unknown' ? 0 : transfer.amountFen
  const data = { said: transfer.state, amountFen, state: row.state, netFen: row.netFen }
  await audit(tx, { actor: 'system', action: `withdrawal.${reason}`, subject: row.id, data, at })
  return { heard: false, reason }
}

/** A merchant asks for a parked withdrawal to be tried again, under its own id. Null when it is not parked. */
export async function retryTransfer(
  app: App,
  store: Pick<StoreSnapshot, 'storeId'>,
  { id, at }: { readonly id: Id<'wdr'>; readonly at: Date },
): Promise<Withdrawal | null> {
  const woken = await withTenant(app.db, store.storeId, async (tx) => {
    const row = await lockWithdrawal(tx, id)
    const isParked = row && row.dueAt === null && (row.state === 'sending' || row.state === 'awaiting')
    return isParked ? writeWithdrawal(tx, row, { attempts: 0, dueAt: at }) : null
  })
  if (woken) await followPayout(app, store.storeId, woken)
  return woken
}

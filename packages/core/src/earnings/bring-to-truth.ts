import type { TenantTx } from '@mamapu/db'
import { addFen, assert, DAY, type Fen, later, minFen, must, type OrderId, subFen } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import { findTransfer, type LedgerAccount, postPending, setAside } from '../ledger/index.js'
import {
  findOrderFacts,
  insertReturn,
  listUnfollowed,
  lockEarnings,
  lockTrusted,
  writeLife,
} from './earning.queries.js'
import { type Earning, type EarningDeps, earningCause } from './earning.types.js'
import { type EarningSettings, readEarningSettings } from './earning-settings.js'
import { isHeld } from './hold.queries.js'
import { advanceOf, type OrderFacts, stateOf, takenBy } from './life.rules.js'
import { holdSelfPurchases } from './self-purchase.js'
import { takeBack } from './take-back.js'

/** What the shop spends commissions from. */
export const COMMISSION_EXPENSE: LedgerAccount = 'expense:commission'

/** What is left of an earning for its payee. */
export const leftOf = (earning: Pick<Earning, 'amountFen' | 'returnedFen' | 'refusedFen'>): Fen =>
  subFen(earning.amountFen, addFen(earning.returnedFen, earning.refusedFen))

/**
 * Brings the earnings of an order to where they belong by everything that has happened to it: booked once it is paid, cut
 * by each of its refunds, frozen once the goods came. Looks at the rows, never at what an event says: running it again, late
 * or in another order ends the same. Whoever calls it holds the earnings until the commit.
 */
export async function bringToTruth(
  tx: TenantTx,
  orderId: OrderId,
  { hears, at }: EarningDeps & { readonly at: Date },
): Promise<readonly Earning[]> {
  const earnings = await lockEarnings(tx, orderId)
  if (earnings.length === 0) return []
  const facts = must(await findOrderFacts(tx, orderId), 'an earning has its order')
  const { settings } = await readEarningSettings(tx)
  if (facts.paidAt && earnings.some(({ paidAt }) => !paidAt)) await holdSelfPurchases(tx, orderId, at)
  const brought: Earning[] = []
  for (const before of earnings) {
    const after = await bringOne(tx, before, { facts, settings, at })
    if (isOther(before, after)) await writeLife(tx, after)
    if (hears.includes(after.plugin)) await tell(tx, before, after, at)
    brought.push(after)
  }
  return brought
}

interface Around {
  readonly facts: OrderFacts
  readonly settings: EarningSettings
  readonly at: Date
}

async function bringOne(tx: TenantTx, before: Earning, around: Around): Promise<Earning> {
  const { facts } = around
  if (!facts.paidAt) return { ...before, state: stateOf(facts, { ...before, leftFen: leftOf(before) }) }
  let earning = await book(tx, before, around)
  earning = await followRefunds(tx, earning, around)
  earning = freeze(earning, around)
  earning = await releaseEarly(tx, earning, around)
  const state = stateOf(facts, { ...earning, leftFen: leftOf(earning) })
  return { ...earning, state, wakeAt: state === 'frozen' ? earning.wakeAt : null }
}

/** Sets the whole amount aside for the payee, once; what the merchant has refused before is never booked. */
async function book(tx: TenantTx, earning: Earning, { facts, at }: Around): Promise<Earning> {
  if (earning.paidAt) return earning
  if (leftOf(earning) > 0) {
    const result = await setAside(tx, {
      unit: 'CNY',
      debit: COMMISSION_EXPENSE,
      credit: `payee:${earning.payeeId}`,
      amount: earning.amountFen,
      cause: earningCause(earning.id),
      leg: 'estimate',
      at,
    })
    assert(result.entered, 'what comes in is never short')
  }
  return { ...earning, paidAt: facts.paidAt }
}

async function followRefunds(tx: TenantTx, before: Earning, { at }: Around): Promise<Earning> {
  let earning = before
  for (const refund of await listUnfollowed(tx, earning)) {
    const share = takenBy(earning, earning.refundedFen, refund.amountFen)
    const fen = minFen(share, leftOf(earning))
    if (fen > 0) await takeBack(tx, earning, { fen, cause: `refund:${refund.refundId}`, at })
    await insertReturn(tx, earning.id, { ...refund, fen, at })
    earning = {
      ...earning,
      refundedFen: addFen(earning.refundedFen, refund.amountFen),
      returnedFen: addFen(earning.returnedFen, fen),
    }
  }
  return earning
}

/**
 * The return window begins when the goods came; a later change of the shop's days moves nothing. Goods that came by mistake
 * have not come, unless what they earned is released already.
 */
function freeze(earning: Earning, { facts, settings }: Around): Earning {
  if (!facts.receivedAt && earning.dueAt && !earning.settledAt)
    return { ...earning, receivedAt: null, dueAt: null, wakeAt: null }
  if (!facts.receivedAt || earning.dueAt) return earning
  const dueAt = later(facts.receivedAt, settings.returnDays * DAY)
  return { ...earning, receivedAt: facts.receivedAt, dueAt, wakeAt: dueAt }
}

/** A small part before its time, once, where the merchant funds that for somebody trusted and nothing holds it. */
async function releaseEarly(
  tx: TenantTx,
  earning: Earning,
  { facts, settings: { early }, at }: Around,
): Promise<Earning> {
  const isSent = facts.shippedAt !== null || facts.receivedAt !== null
  if (!early.isOn || !isSent || earning.settledAt || earning.advancedFen > 0) return earning
  if (leftOf(earning) === 0 || (await isHeld(tx, earning))) return earning
  const trusted = await lockTrusted(tx, earning.payeeId)
  if (!trusted) return earning
  const limits = { shareBps: early.shareBps, capFen: early.capFen as Fen, outFen: trusted.outFen }
  const fen = advanceOf(leftOf(earning), limits)
  if (fen === 0) return earning
  const cause = earningCause(earning.id)
  const of = must(await findTransfer(tx, cause, 'estimate'), 'what is left was booked')
  const result = await postPending(tx, { of, amount: fen, cause, leg: 'advance', at })
  assert(result.entered && !result.isRepeat, `${earning.id}: released early twice`)
  return { ...earning, advancedFen: fen }
}

const LIFE = [
  'state',
  'returnedFen',
  'refundedFen',
  'refusedFen',
  'advancedFen',
  'paidAt',
  'receivedAt',
  'dueAt',
  'settledAt',
  'wakeAt',
] as const

const isOther = (before: Earning, after: Earning) => LIFE.some((key) => before[key] !== after[key])

async function tell(tx: TenantTx, before: Earning, after: Earning, at: Date): Promise<void> {
  const { id: earningId, orderId, payeeId: payee, plugin, role, state, amountFen, returnedFen } = after
  if (before.state === state && before.returnedFen === returnedFen) return
  await emit(
    tx,
    'earning.changed',
    { plugin, earningId, orderId, payee, role, state, amountFen, returnedFen },
    at,
  )
}

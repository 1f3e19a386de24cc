import type { TenantTx } from '@mamapu/db'
import { addFen, type CustomerId, type Id, must, newId, type OrderId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import type { HoldReason } from '@mamapu/plugin-sdk'
import { emit } from '../events/index.js'
import { bringToTruth, leftOf } from './bring-to-truth.js'
import { findOrderOf, upsertTrust, writeLife } from './earning.queries.js'
import type { Earning, EarningDeps, EarningId, Hold, HoldId } from './earning.types.js'
import {
  type Closing,
  endHold,
  endHoldsOf,
  findHold,
  findOpenHold,
  findPause,
  insertHold,
  lockEarning,
  lockLineEarnings,
  wakeEarning,
  wakePayee,
} from './hold.queries.js'
import { takeBack } from './take-back.js'

interface Opening {
  readonly reason: Exclude<HoldReason, 'payee_paused'>
  /** Which of several of one reason: an after-sale's id. */
  readonly source?: string
  readonly note: string
  readonly by: string
  readonly at: Date
}

/** What came of asking for a hold. `over`: released, or nothing is left of it; `held`: by the same already. */
type Opened =
  | { readonly opened: true; readonly holdId: HoldId }
  | { readonly opened: false; readonly reason: 'unknown' | 'over' | 'held' }

/** Keeps an earning from being released until `allowHold` or `refuseHold`. */
export async function openHold(
  tx: TenantTx,
  earningId: EarningId,
  { reason, source = '', note, by, at }: Opening,
): Promise<Opened> {
  // The row is held first: a batch that has it in hand is over, one that comes later sees the hold.
  const state = await lockEarning(tx, earningId)
  if (state === null) return { opened: false, reason: 'unknown' }
  if (state === 'available' || state === 'void') return { opened: false, reason: 'over' }
  const id = newId('hld', at)
  const isNew = await insertHold(tx, { id, earningId, payeeId: null, reason, source, note, by, at })
  return isNew ? { opened: true, holdId: id } : { opened: false, reason: 'held' }
}

/** As `openHold`, for everybody who earns by a line: an after-sale of it has begun. How many are held by it now and were not before. */
export async function holdLine(
  tx: TenantTx,
  line: { readonly orderId: OrderId; readonly lineId: Id<'lin'> },
  opening: Opening,
): Promise<number> {
  let opened = 0
  for (const earningId of await lockLineEarnings(tx, line.orderId, uuidOf(line.lineId)))
    if ((await openHold(tx, earningId, opening)).opened) opened += 1
  return opened
}

/** The after-sale of a line is over: what `holdLine` held for this source is let go. */
export async function letLineGo(
  tx: TenantTx,
  line: { readonly orderId: OrderId; readonly lineId: Id<'lin'> },
  { reason, source = '', note, by, at }: Opening,
): Promise<void> {
  for (const earningId of await lockLineEarnings(tx, line.orderId, uuidOf(line.lineId))) {
    const holdId = await findOpenHold(tx, { earningId, reason, source })
    if (holdId) await allowHold(tx, holdId, { note, by, at })
  }
}

type ClosingAsk = Omit<Closing, 'decision'>

/** Ends a hold in the payee's favour: what is due by now is released with the next batch. Null when it is not open. */
export async function allowHold(tx: TenantTx, holdId: HoldId, closing: ClosingAsk): Promise<Hold | null> {
  const open = await findHold(tx, holdId)
  // Earnings are held before their holds, by everybody.
  if (open?.earningId) await lockEarning(tx, open.earningId)
  const hold = await endHold(tx, holdId, { ...closing, decision: 'allowed' })
  if (hold?.earningId) await wakeEarning(tx, hold.earningId)
  if (hold?.payeeId) await wakePayee(tx, hold.payeeId)
  return hold
}

/**
 * Ends the hold of an earning against the payee: what is left of it goes back to the shop, also what was released of it, and
 * later refunds find nothing more to take. Null when it is not open, or holds a payee.
 */
export async function refuseHold(
  tx: TenantTx,
  holdId: HoldId,
  { hears, ...closing }: ClosingAsk & EarningDeps,
): Promise<Hold | null> {
  const { at } = closing
  const open = await findHold(tx, holdId)
  if (!open?.earningId) return null
  const orderId = must(await findOrderOf(tx, open.earningId), 'a hold is of an earning')
  const earnings = await bringToTruth(tx, orderId, { hears, at })
  const hold = await endHold(tx, holdId, { ...closing, decision: 'refused' })
  if (!hold) return null
  const earning = must(
    earnings.find(({ id }) => id === hold.earningId),
    'an earning of its order',
  )
  await refuseRest(tx, earning, { cause: `refusal:${holdId}`, hears, at })
  await endHoldsOf(tx, earning.id, { ...closing, decision: 'refused' })
  return hold
}

async function refuseRest(
  tx: TenantTx,
  earning: Earning,
  { cause, hears, at }: EarningDeps & { cause: string; at: Date },
): Promise<void> {
  const fen = leftOf(earning)
  if (fen === ZERO_FEN) return
  if (earning.paidAt) await takeBack(tx, earning, { fen, cause, at })
  const refusedFen = addFen(earning.refusedFen, fen)
  await writeLife(tx, { ...earning, refusedFen, state: 'void', wakeAt: null })
  if (!hears.includes(earning.plugin)) return
  const { id: earningId, orderId, payeeId: payee, plugin, role, amountFen, returnedFen } = earning
  await emit(
    tx,
    'earning.changed',
    { plugin, earningId, orderId, payee, role, state: 'void', amountFen, returnedFen },
    at,
  )
}

/** Who pauses a payee: the shop (empty), or a mechanic by its name. Each lifts only its own pause. */
interface Pausing extends ClosingAsk {
  readonly source?: string
}

/** Nothing of the payee is released and nothing paid out until `resumePayee`; nothing is lost. False: paused by the same already. */
export function pausePayee(
  tx: TenantTx,
  payeeId: CustomerId,
  { source = '', note, by, at }: Pausing,
): Promise<boolean> {
  const id = newId('hld', at)
  return insertHold(tx, { id, earningId: null, payeeId, reason: 'payee_paused', source, note, by, at })
}

/** False when the same had not paused the payee. */
export async function resumePayee(
  tx: TenantTx,
  payeeId: CustomerId,
  { source = '', ...closing }: Pausing,
): Promise<boolean> {
  const holdId = await findPause(tx, payeeId, source)
  return holdId !== null && (await allowHold(tx, holdId, closing)) !== null
}

/** Whether the payee is paused. */
export async function isPaused(tx: TenantTx, payeeId: CustomerId): Promise<boolean> {
  return (await findPause(tx, payeeId)) !== null
}

/** Whether a part may be released early to the payee, where the merchant funds that. */
export function setTrusted(
  tx: TenantTx,
  payeeId: CustomerId,
  trust: { readonly isTrusted: boolean; readonly at: Date },
): Promise<void> {
  return upsertTrust(tx, payeeId, trust)
}

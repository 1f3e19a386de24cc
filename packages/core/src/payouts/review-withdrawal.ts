import type { TenantTx } from '@mamapu/db'
import { type CustomerId, DAY, type Id, later } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { hasPhone } from '../customers/index.js'
import { closePaidUp, findMedium } from './batch.queries.js'
import { holdListed } from './hold-listed.js'
import { moveWithdrawal } from './move-withdrawal.js'
import { getPayoutSettings } from './payout-settings.js'
import { whyNotPayOut } from './why-not-pay-out.js'
import { lockWithdrawal } from './withdrawal.queries.js'
import type { WithdrawalAction } from './withdrawal.rules.js'
import { BY_HAND, type Withdrawal } from './withdrawal.types.js'

export type DecideObstacle =
  | 'not_found'
  | 'wrong_state'
  | 'same_person'
  | 'own_withdrawal'
  | 'payee_paused'
  | 'payee_owes'
  | 'picture_unknown'
  | 'by_provider'
export type DecideResult =
  | { readonly done: true; readonly withdrawal: Withdrawal }
  | { readonly done: false; readonly reason: DecideObstacle }

/** Who of the staff decides about which withdrawal, and when. */
export interface Decision {
  readonly id: Id<'wdr'>
  readonly actor: Id<'stf'>
  readonly at: Date
}

/**
 * A reviewer says yes. Above the shop's threshold a second, different one has to say so as well; whoever was first is told that it
 * takes somebody else. Nobody says yes while the payee is paused, or owes the shop what refunds have taken back meanwhile, and nobody
 * whose own withdrawal it is: `phoneHash` is the reviewer's phone as the shop knows its customers by, where that matters.
 */
export async function approveWithdrawal(
  tx: TenantTx,
  { id, actor, at, phoneHash = null }: Decision & { readonly phoneHash?: Buffer | null },
): Promise<DecideResult> {
  const row = await lockWithdrawal(tx, id)
  if (!row) return refused('not_found')
  if (phoneHash && (await hasPhone(tx, row.payeeId, phoneHash))) return refused('own_withdrawal')
  const obstacle = await whyNotPayOut(tx, row.payeeId)
  if (obstacle) return refused(obstacle)
  const isSecond = row.state === 'second'
  if (isSecond && row.approvedBy === actor) return refused('same_person')
  const isLast = isSecond || !row.needsSecond
  return moved(tx, row, {
    action: isSecond ? 'second' : 'approve',
    actor,
    change: {
      ...(isSecond ? { secondedBy: actor } : { approvedBy: actor }),
      ...(isLast && row.route !== BY_HAND ? { dueAt: at } : {}),
    },
    at,
  })
}

/** A reviewer says no, with a reason the payee reads; the money is available again. */
export async function rejectWithdrawal(
  tx: TenantTx,
  { id, actor, reason, at }: Decision & { readonly reason: string },
): Promise<DecideResult> {
  const row = await lockWithdrawal(tx, id)
  if (!row) return refused('not_found')
  return moved(tx, row, { action: 'reject', actor, note: reason, change: { reason }, at })
}

/** What the merchant shows for money paid outside. */
export interface PaidProof {
  readonly reference: string
  readonly picture: Id<'med'> | null
}

/** Paid by hand, outside: marked with its reference and picture. From now on the payee confirms or disputes it. */
export async function markPaid(
  tx: TenantTx,
  { id, actor, proof, at }: Decision & { readonly proof: PaidProof },
): Promise<DecideResult> {
  if (proof.picture && !(await findMedium(tx, proof.picture))) return refused('picture_unknown')
  const listed = await holdListed(tx, id)
  if (!listed.held) return refused(listed.reason)
  const { row } = listed
  if (row.route !== BY_HAND) return refused('by_provider')
  const result = await payHeld(tx, row, { actor, proof, confirmDays: await confirmDaysOf(tx), at })
  if (result.done && row.batchId) await closePaidUp(tx, row.batchId, at)
  return result
}

/** Days until silence confirms, as the shop has it now. */
export const confirmDaysOf = async (tx: TenantTx): Promise<number> =>
  (await getPayoutSettings(tx)).confirmDays

/** As `markPaid`, of one that is held and whose list, if any, is held and closed by whoever calls. */
export function payHeld(
  tx: TenantTx,
  row: Withdrawal,
  {
    actor,
    proof,
    confirmDays,
    at,
  }: Omit<Decision, 'id'> & { readonly proof: PaidProof; readonly confirmDays: number },
): Promise<DecideResult> {
  return moved(tx, row, {
    action: 'pay',
    actor,
    note: proof.reference,
    change: {
      paidReference: proof.reference,
      paidPicture: proof.picture,
      paidAt: at,
      dueAt: later(at, confirmDays * DAY),
    },
    at,
  })
}

/** After a dispute the merchant shows better proof: the payee looks again. */
export async function insistPaid(
  tx: TenantTx,
  { id, actor, proof, note, at }: Decision & { readonly proof: PaidProof; readonly note: string },
): Promise<DecideResult> {
  if (proof.picture && !(await findMedium(tx, proof.picture))) return refused('picture_unknown')
  const row = await lockWithdrawal(tx, id)
  if (!row) return refused('not_found')
  const confirmDays = await confirmDaysOf(tx)
  return moved(tx, row, {
    action: 'insist',
    actor,
    note: note || proof.reference,
    change: {
      paidReference: proof.reference,
      paidPicture: proof.picture ?? row.paidPicture,
      dueAt: later(at, confirmDays * DAY),
    },
    at,
  })
}

/** After a dispute the merchant agrees that it did not arrive: the whole amount is on the balance again. */
export async function returnWithdrawal(
  tx: TenantTx,
  { id, actor, reason, at }: Decision & { readonly reason: string },
): Promise<DecideResult> {
  const row = await lockWithdrawal(tx, id)
  if (!row) return refused('not_found')
  return moved(tx, row, { action: 'return', actor, note: reason, change: { reason }, at })
}

interface PayeeDecision {
  readonly id: Id<'wdr'>
  readonly payeeId: CustomerId
  readonly at: Date
}

/** The payee takes it back while nobody has decided. */
export async function cancelWithdrawal(tx: TenantTx, ask: PayeeDecision): Promise<DecideResult> {
  return byPayee(tx, ask, { action: 'cancel' })
}

/** The payee says it arrived. */
export async function confirmWithdrawal(tx: TenantTx, ask: PayeeDecision): Promise<DecideResult> {
  return byPayee(tx, ask, { action: 'confirm' })
}

/** The payee says it did not arrive: nothing is confirmed by silence until the merchant has answered. */
export async function disputeWithdrawal(
  tx: TenantTx,
  { reason, ...ask }: PayeeDecision & { readonly reason: string },
): Promise<DecideResult> {
  return byPayee(tx, ask, { action: 'dispute', note: reason, change: { reason, dueAt: null } })
}

async function byPayee(
  tx: TenantTx,
  { id, payeeId, at }: PayeeDecision,
  move: { action: WithdrawalAction; note?: string; change?: { reason: string; dueAt: null } },
): Promise<DecideResult> {
  const row = await lockWithdrawal(tx, id)
  if (row?.payeeId !== payeeId) return refused('not_found')
  return moved(tx, row, { ...move, actor: 'payee', at })
}

async function moved(
  tx: TenantTx,
  row: Withdrawal,
  ask: Parameters<typeof moveWithdrawal>[2],
): Promise<DecideResult> {
  const next = await moveWithdrawal(tx, row, ask)
  if (!next) return refused('wrong_state')
  if (ask.actor.startsWith('stf_'))
    await audit(tx, {
      actor: ask.actor,
      action: `withdrawal.${ask.action}`,
      subject: row.id,
      data: { from: row.state, to: next.state, amountFen: row.amountFen, note: ask.note ?? '' },
      at: ask.at,
    })
  return { done: true, withdrawal: next }
}

const refused = (reason: DecideObstacle): DecideResult => ({ done: false, reason })

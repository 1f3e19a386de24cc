import { EXPRESS } from '../method/method.js'
import { words } from '../method/words.js'
import type { PickupError } from '../pickup.errors.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { insertLog } from './log.queries.js'
import { type Moved, notChanged } from './move.js'
import { writeState } from './pickup.queries.js'
import { answerProposal, findProposal } from './proposal.queries.js'

export interface ParcelTo {
  readonly name: string
  readonly phone: string
  readonly regionCode: string
  readonly street: string
}

/** It is sent instead, because the shop offered that; the shop bears what it costs. The pickup ends, the order waits to be sent. */
export async function sendInstead(ctx: Ctx, pickup: Pickup, contact: ParcelTo): Promise<Moved> {
  const proposal = await findProposal(ctx.tx, pickup.id)
  if (!proposal?.mayExpress) return { moved: false, reason: 'SELF_PICKUP_NOT_SENT' }
  const result = await ctx.orders.changeDelivery({
    orderId: pickup.orderId,
    method: EXPRESS,
    choice: {},
    contact,
  })
  if (!result.changed) return { moved: false, ...notChanged(result) }
  await answerProposal(ctx.tx, pickup.id, { state: 'taken', at: ctx.at })
  await endAs(ctx, pickup, 'express')
  await ctx.tellStaff({
    key: `express:${pickup.id}`,
    words: words(
      `订单 ${pickup.number} 改成快递了，请安排发货（运费由店里出）`,
      `Order ${pickup.number} goes by courier now; please send it (the shop pays the postage)`,
    ),
  })
  return { moved: true }
}

/** The shopper wants the money for what is left, because the shop asked: it goes back at once. */
export async function declineAndRefund(ctx: Ctx, pickup: Pickup): Promise<PickupError | null> {
  const isAnswered = await answerProposal(ctx.tx, pickup.id, { state: 'declined', at: ctx.at })
  if (!isAnswered) return 'SELF_PICKUP_CHANGED'
  return refundLeft(ctx, pickup, {
    reason: '自提改期未达成，顾客选择退款',
    by: ctx.customer?.id ?? 'self-pickup',
  })
}

/** Pays back what was not collected, and ends the pickup. */
export async function refundLeft(
  ctx: Ctx,
  pickup: Pickup,
  { reason, by }: { readonly reason: string; readonly by: string },
): Promise<PickupError | null> {
  const result = await ctx.orders.refundUnsent({ orderId: pickup.orderId, reason, by })
  if (!result.refunded) return REFUSALS[result.reason]
  await answerProposal(ctx.tx, pickup.id, { state: 'declined', at: ctx.at })
  await endAs(ctx, pickup, 'declined')
  return null
}

const REFUSALS = {
  no_order: 'SELF_PICKUP_NOT_FOUND',
  nothing_unsent: 'SELF_PICKUP_OVER',
  asked_back: 'SELF_PICKUP_ASKED_BACK',
  refused: 'SELF_PICKUP_OVER',
} as const

async function endAs(ctx: Ctx, pickup: Pickup, what: 'express' | 'declined'): Promise<void> {
  await writeState(ctx.tx, pickup.id, { state: pickup.state === 'part' ? 'handed' : 'closed' })
  const entry = { id: ctx.newId(), pickupId: pickup.id, staffId: ctx.staff?.id ?? null, at: ctx.at }
  await insertLog(ctx.tx, { ...entry, what })
}

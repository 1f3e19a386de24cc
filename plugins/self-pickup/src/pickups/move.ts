import { instantOf, type LocalDate, localDateOf, must, type Words } from '@mamapu/kernel'
import type { ChangeDeliveryResult } from '@mamapu/plugin-sdk'
import { tell } from '../desk/ready.js'
import { METHOD } from '../method/method.js'
import type { PickupError } from '../pickup.errors.js'
import type { Agreed, Ctx, Pickup } from '../pickup.types.js'
import { readPlaces } from '../points/point.queries.js'
import { whyNotChange } from './change.rules.js'
import { insertLog } from './log.queries.js'
import { writeSlot } from './pickup.queries.js'
import { answerProposal, findProposal } from './proposal.queries.js'
import { useCode } from './renew.js'

export type Moved =
  | { readonly moved: true }
  | { readonly moved: false; readonly reason: PickupError; readonly words?: Words }

export interface Wanted {
  readonly point: string
  readonly day: string
  readonly slot: string
}

/**
 * The shopper takes another time or point of a pickup that is held: the new place and goods are taken and the old ones given
 * back in one step, or neither. Who collects stays who it was.
 */
export async function moveSlot(ctx: Ctx, pickup: Pickup, wanted: Wanted): Promise<Moved> {
  const isAsked = (await findProposal(ctx.tx, pickup.id)) !== null
  const { at, zone } = ctx
  const obstacle = whyNotChange(pickup, { at, zone, changeMinutes: ctx.settings.changeMinutes, isAsked })
  if (obstacle) return { moved: false, reason: obstacle }
  const opened = await ctx.orders.openDelivery(pickup.orderId)
  const { collector, tail } = (opened?.sealed ?? {}) as { collector?: string; tail?: string }
  const result = await ctx.orders.changeDelivery({
    orderId: pickup.orderId,
    method: METHOD,
    choice: { ...wanted, ...(collector && tail ? { collector, tail } : {}) },
  })
  if (!result.changed) return { moved: false, ...notChanged(result) }
  await settleAt(ctx, pickup, result.delivery.frozen as Agreed)
  await answerProposal(ctx.tx, pickup.id, { state: 'taken', at })
  return { moved: true }
}

const REASONS = {
  no_order: 'SELF_PICKUP_NOT_FOUND',
  too_late: 'SELF_PICKUP_PART_GONE',
  no_method: 'SELF_PICKUP_NO_POINT',
  needs_address: 'SELF_PICKUP_ADDRESS',
  gone: 'SELF_PICKUP_SLOT_FULL',
} as const

/** The refusal of a change in this plugin's codes, with the words of the method that refused. */
export function notChanged(result: Extract<ChangeDeliveryResult, { changed: false }>): {
  readonly reason: PickupError
  readonly words?: Words
} {
  if (result.reason !== 'refused') return { reason: REASONS[result.reason] }
  const reason = result.code?.startsWith('SELF_PICKUP_')
    ? (result.code as PickupError)
    : 'SELF_PICKUP_NOT_SENT'
  return { reason, ...(result.words ? { words: result.words } : {}) }
}

/** Writes where and when it is collected from now on. Goods that are ready stay ready at the same point; at another they are made ready anew. */
async function settleAt(ctx: Ctx, pickup: Pickup, agreed: Agreed): Promise<void> {
  const { point: pointId, from, until } = agreed
  const day = agreed.day as LocalDate
  const isSamePoint = pointId === pickup.pointId
  const isReady = isSamePoint && (pickup.state === 'ready' || pickup.state === 'overdue')
  const endsAt = instantOf(day, until, ctx.zone)
  const slot = { day, from, until }
  await writeSlot(ctx.tx, pickup.id, { pointId, slot, endsAt, state: isReady ? 'ready' : 'preparing' })
  if (isReady) await ctx.orders.markReady(pickup.orderId, true)
  // A code is known by its point: at another it needs a hash of its own.
  if (!isSamePoint) await useCode(ctx, { id: pickup.id, pointId }, pickup.codeVersion)
  await insertLog(ctx.tx, { id: ctx.newId(), pickupId: pickup.id, what: 'moved', staffId: null, at: ctx.at })
  const { points } = await readPlaces(ctx.tx, localDateOf(ctx.at, ctx.zone))
  const point = must(
    points.find(({ id }) => id === pointId),
    'an order is moved to a point there is',
  )
  await tell(ctx, { ...pickup, ...slot, version: pickup.version + 1 }, 'moved', point)
}

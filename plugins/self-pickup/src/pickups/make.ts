import { instantOf, type OrderId } from '@mamapu/kernel'
import { METHOD } from '../method/method.js'
import { hooks } from '../pickup.settings.js'
import type { Agreed, Ctx, Pickup } from '../pickup.types.js'
import { QUOTA } from '../points/point.facts.js'
import { slotId } from '../slots/slot.rules.js'
import { codeHash, codeOf } from './code.js'
import { isAllGone, type Left, leftOfPickup } from './left.js'
import { insertLog } from './log.queries.js'
import { findByOrder, insertPickup, lockByOrder, writeState } from './pickup.queries.js'

/** Versions tried for a code that no other open pickup of the point has: two in a row is one in 10,000 shops. */
const VERSIONS_MAX = 20

/** One per paid order that is collected; a repeat finds it there. */
async function makePickup(ctx: Ctx, orderId: OrderId): Promise<void> {
  const order = await ctx.orders.find(orderId)
  if (!order || order.delivery.method !== METHOD || (await findByOrder(ctx.tx, orderId))) return
  const agreed = order.delivery.frozen as Agreed
  const { point, day, from, until } = agreed
  const id = ctx.newId()
  for (let codeVersion = 1; codeVersion <= VERSIONS_MAX; codeVersion += 1) {
    const hash = await codeHash(ctx.vault, point, await codeOf(ctx.vault, { id, codeVersion }))
    const isMade = await insertPickup(ctx.tx, {
      id,
      orderId,
      number: order.number,
      customerId: order.customerId,
      pointId: point,
      slot: { day, from, until },
      endsAt: instantOf(day, until, ctx.zone),
      codeVersion,
      codeHash: hash,
      at: ctx.at,
    })
    if (isMade || (await findByOrder(ctx.tx, orderId))) return
  }
  throw new Error('no free code within the versions that are tried')
}

/** A pickup of which a refund left nothing to hand over ends: nobody is asked to collect what was paid back. */
async function endPickup(ctx: Ctx, orderId: OrderId, isWhole: boolean): Promise<void> {
  const pickup = await lockByOrder(ctx.tx, orderId)
  if (!pickup || pickup.state === 'closed' || pickup.state === 'handed') return
  const found = isWhole ? null : await leftOfPickup(ctx, pickup)
  if (found && !isAllGone(found.lines, [])) return freePlaces(ctx, pickup, found)
  await writeState(ctx.tx, pickup.id, { state: pickup.state === 'part' ? 'handed' : 'closed' })
  await insertLog(ctx.tx, { id: ctx.newId(), pickupId: pickup.id, what: 'closed', staffId: null, at: ctx.at })
}

/** Where items take places of a slot, those of what was paid back are free again; what was handed over has used its own. */
async function freePlaces(ctx: Ctx, pickup: Pickup, { order, lines }: Left): Promise<void> {
  if ((order.delivery.frozen as Agreed).countBy !== 'items') return
  const gifts = new Set(order.lines.flatMap(({ id, gift }) => (gift === null ? [] : [id])))
  const units = lines.reduce(
    (sum, { lineId, left, handed }) => (gifts.has(lineId) ? sum : sum + left + handed),
    0,
  )
  const id = slotId({ id: pickup.pointId }, pickup)
  await ctx.orders.lowerTake({ orderId: pickup.orderId, kind: QUOTA.slot, id, units: Math.max(1, units) })
}

/** What was promised is settled with the plugin off as well. */
export const pickupEvents = {
  'order.paid': hooks.on('order.paid', {
    whileOff: true,
    handle: (ctx, { orderId }) => makePickup(ctx, orderId),
  }),
  'order.refunded': hooks.on('order.refunded', {
    whileOff: true,
    handle: (ctx, { orderId, isWhole }) => endPickup(ctx, orderId, isWhole),
  }),
}

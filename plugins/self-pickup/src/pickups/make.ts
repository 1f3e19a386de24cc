import { instantOf, type OrderId } from '@mamapu/kernel'
import { tell } from '../desk/ready.js'
import { METHOD } from '../method/method.js'
import { firstAt } from '../method/offer.js'
import { words } from '../method/words.js'
import { hooks } from '../pickup.settings.js'
import type { Agreed, Ctx, Pickup } from '../pickup.types.js'
import { QUOTA } from '../points/point.facts.js'
import { slotId, timeText } from '../slots/slot.rules.js'
import { askedNow } from './asked-now.js'
import { codeHash, codeOf } from './code.js'
import { isAllGone, type Left, leftOfPickup } from './left.js'
import { insertLog } from './log.queries.js'
import { findByOrder, insertPickup, lockByOrder, writeState } from './pickup.queries.js'
import { insertProposal } from './proposal.queries.js'

/** Versions tried for a code that no other open pickup of the point has: two in a row is one in 10,000 shops. */
const VERSIONS_MAX = 20

/** One per paid order that is collected; a repeat finds it there. */
async function makePickup(ctx: Ctx, orderId: OrderId): Promise<Pickup | null> {
  const order = await ctx.orders.find(orderId)
  if (!order || order.delivery.method !== METHOD || (await findByOrder(ctx.tx, orderId))) return null
  const { point, day, from, until } = order.delivery.frozen as Agreed
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
    const made = await findByOrder(ctx.tx, orderId)
    if (isMade || made) return made
  }
  throw new Error('no free code within the versions that are tried')
}

/**
 * Goods sent in exchange are collected where the first were, at the next time that is free there; she is told, and may change it.
 * Where that point has none she is asked: another point or time, by courier at the shop's expense, or the money.
 */
async function makeExchanged(ctx: Ctx, orderId: OrderId): Promise<void> {
  const order = await ctx.orders.find(orderId)
  if (!order || order.delivery.method !== METHOD || order.lines.every(({ leftUnits }) => leftUnits === 0))
    return
  const agreed = order.delivery.frozen as Agreed
  const isAgreed = await agreeAnew(ctx, orderId, agreed)
  const pickup = await makePickup(ctx, orderId)
  if (!pickup) return
  if (isAgreed) return tell(ctx, pickup, 'moved', agreed)
  const reason = EXCHANGED[ctx.locale]
  await insertProposal(ctx.tx, { id: ctx.newId(), pickupId: pickup.id, reason, mayExpress: true, at: ctx.at })
  await insertLog(ctx.tx, {
    id: ctx.newId(),
    pickupId: pickup.id,
    what: 'proposed',
    staffId: null,
    note: reason,
    at: ctx.at,
  })
  await tell(ctx, pickup, 'proposed', agreed, { reason })
}

const EXCHANGED = words('换货的新品，原来的自提点现在约不了', 'for what you get in exchange')

/** The next time that is free at the same point, for an order that has none yet. */
async function agreeAnew(ctx: Ctx, orderId: OrderId, { point: id }: Agreed): Promise<boolean> {
  const asked = await askedNow(ctx, orderId)
  const point = asked?.places.points.find((one) => one.id === id)
  const slot = asked && point ? firstAt(point, asked) : null
  if (!slot) return false
  const choice = { point: id, day: slot.day, slot: timeText(slot.from) }
  return (await ctx.orders.changeDelivery({ orderId, method: METHOD, choice })).changed
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
    handle: async (ctx, { orderId }) => void (await makePickup(ctx, orderId)),
  }),
  'order.exchanged': hooks.on('order.exchanged', {
    whileOff: true,
    handle: (ctx, { orderId }) => makeExchanged(ctx, orderId),
  }),
  'order.refunded': hooks.on('order.refunded', {
    whileOff: true,
    handle: (ctx, { orderId, isWhole }) => endPickup(ctx, orderId, isWhole),
  }),
}

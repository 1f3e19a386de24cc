import { asId, idOf, type OrderId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { returnedUntil } from './coupon.rules.js'
import { type CouponSettings, couponHooks } from './coupon.settings.js'
import { type HeldId, QUOTA } from './coupon.types.js'
import {
  giveOnLevel,
  giveOnPayment,
  giveOnRegistration,
  isCauseGone,
  takeBackForOrder,
} from './give/automatic.js'
import { giveOnOccasion } from './give/occasions.js'
import { extendHeld, findTakes, markReturned, markUsed, type ReturnedRow } from './held/held-end.queries.js'
import { takeBack } from './recall/recall.js'
import { findRecall } from './recall/recall.queries.js'

type Ctx = PluginContext<CouponSettings>

/**
 * Brings the notes about an order's coupons in line with its quotas as they are now. It looks at the state, not at the
 * event, so any order of events and any repeat end the same.
 */
async function settleOrder(ctx: Ctx, orderId: OrderId): Promise<void> {
  const order = await ctx.orders.find(orderId)
  for (const take of order?.takes ?? []) {
    if (!order || take.kind !== QUOTA.use) continue
    const heldId = asId('plg', take.id)
    if (take.state === 'claimed') {
      const given = order.discounts.find(({ offerId }) => offerId === `coupons:${take.id}`)
      const salesFen = order.payableFen - order.refundedFen
      await markUsed(ctx.tx, { heldId, orderId, discountFen: given?.amountFen ?? 0, salesFen, at: ctx.at })
    } else if (take.state === 'released') await takeIn(ctx, heldId, orderId)
  }
}

/** A coupon that an order gave back: good for longer when the shop says so, taken back when it was recalled, or its cause refunded, meanwhile. */
async function takeIn(ctx: Ctx, heldId: HeldId, orderId: OrderId): Promise<void> {
  const row = await markReturned(ctx.tx, heldId, orderId)
  if (!row || row.recalled_at) return
  if ((await wasRecalled(ctx, row)) || (await isCauseGone(ctx, row.cause))) {
    const takes = await findTakes(ctx.tx, heldId)
    await takeBack(ctx, takes ? [takes] : [])
    return
  }
  const until = returnedUntil(row.valid_until, ctx.at, ctx.settings.graceDays)
  if (row.extended_at === null && until > row.valid_until) await extendHeld(ctx.tx, heldId, until, ctx.at)
}

async function wasRecalled({ tx }: Ctx, row: ReturnedRow): Promise<boolean> {
  const recallAt = await findRecall(tx, idOf('plg', row.coupon_id))
  return recallAt !== null && row.claimed_at <= recallAt
}

export const couponEvents = {
  'order.paid': couponHooks.on('order.paid', {
    whileOff: true,
    async handle(ctx, paid) {
      await settleOrder(ctx, paid.orderId)
      if (ctx.isOn) await giveOnPayment(ctx, paid)
    },
  }),
  'order.cancelled': couponHooks.on('order.cancelled', {
    whileOff: true,
    handle: (ctx, { orderId }) => settleOrder(ctx, orderId),
  }),
  // Money that came late takes the coupon again.
  'order.late_money': couponHooks.on('order.late_money', {
    whileOff: true,
    handle: (ctx, { orderId }) => settleOrder(ctx, orderId),
  }),
  'order.refunded': couponHooks.on('order.refunded', {
    whileOff: true,
    async handle(ctx, { orderId, isWhole }) {
      await settleOrder(ctx, orderId)
      if (isWhole) await takeBackForOrder(ctx, orderId)
    },
  }),
  // These start something new, so they rest while the plugin is off.
  'customer.registered': couponHooks.on('customer.registered', {
    handle: (ctx, { customerId }) => giveOnRegistration(ctx, customerId),
  }),
  'customer.level_changed': couponHooks.on('customer.level_changed', {
    handle: (ctx, change) => giveOnLevel(ctx, change),
  }),
  'occasion.came': couponHooks.on('occasion.came', {
    handle: (ctx, occasion) => giveOnOccasion(ctx, occasion),
  }),
}

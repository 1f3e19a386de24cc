import { asId, type OrderId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { markReturned, markUsed } from './coupon.queries.js'
import { couponHooks } from './coupon.settings.js'
import { QUOTA } from './coupon.types.js'

/**
 * Brings the notes about an order's coupons in line with its quotas as they are now. It looks at the state, not at the
 * event, so any order of events and any repeat end the same.
 */
async function settleOrder(ctx: PluginContext, orderId: OrderId): Promise<void> {
  const order = await ctx.orders.find(orderId)
  for (const take of order?.takes ?? []) {
    if (take.kind !== QUOTA.use) continue
    const heldId = asId('plg', take.id)
    if (take.state === 'claimed') {
      const given = order?.discounts.find(({ offerId }) => offerId === `coupons:${take.id}`)
      await markUsed(ctx.tx, { heldId, orderId, discountFen: given?.amountFen ?? 0, at: ctx.at })
    } else await markReturned(ctx.tx, heldId, orderId)
  }
}

export const couponEvents = {
  'order.paid': couponHooks.on('order.paid', {
    whileOff: true,
    handle: (ctx, { orderId }) => settleOrder(ctx, orderId),
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
    handle: (ctx, { orderId }) => settleOrder(ctx, orderId),
  }),
}

import { evaluate, settleGrowth } from './evaluate.js'
import { levelHooks } from './levels.settings.js'

export const levelEvents = {
  'customer.registered': levelHooks.on('customer.registered', {
    async handle(ctx, { customerId }) {
      if (customerId) await evaluate(ctx, customerId)
    },
  }),
  // What was promised comes, and what an order brought goes with its refund, whether the plugin is on or not.
  'order.received': levelHooks.on('order.received', {
    whileOff: true,
    handle: (ctx, { orderId }) => settleGrowth(ctx, orderId),
  }),
  'order.refunded': levelHooks.on('order.refunded', {
    whileOff: true,
    handle: (ctx, { orderId }) => settleGrowth(ctx, orderId),
  }),
}

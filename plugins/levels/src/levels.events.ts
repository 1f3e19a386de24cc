import { evaluate, settleGrowth } from './evaluate.js'
import { levelHooks } from './levels.settings.js'

export const levelEvents = {
  'customer.registered': levelHooks.on('customer.registered', {
    async handle(ctx, { customerId }) {
      if (customerId) await evaluate(ctx, customerId)
    },
  }),
  'order.received': levelHooks.on('order.received', {
    handle: (ctx, { orderId }) => settleGrowth(ctx, orderId),
  }),
  // What an order brought goes with its refund, whether the plugin is on or not.
  'order.refunded': levelHooks.on('order.refunded', {
    whileOff: true,
    handle: (ctx, { orderId }) => settleGrowth(ctx, orderId),
  }),
}

import { hooks } from '../distributor.settings.js'
import { bought, signedIn, touched } from './bind.js'

/** What binds a shopper: an opened link, signing in with a browser that opened one, and a paid order. */
export const relationEvents = {
  'link.visited': hooks.on('link.visited', {
    handle(ctx, { owner, scene, visitorKey, customerId, at }) {
      const subject = customerId === null ? { browser: visitorKey } : { customer: customerId }
      return touched(ctx, subject, { promoter: owner, at: new Date(at), scene: scene.slice(0, 40) })
    },
  }),
  'customer.signed_in': hooks.on('customer.signed_in', {
    handle: (ctx, { customerId, visitorKey }) => signedIn(ctx, customerId, visitorKey),
  }),
  'order.paid': hooks.on('order.paid', {
    async handle(ctx, { customerId }) {
      if (customerId !== null) await bought(ctx, customerId)
    },
  }),
}

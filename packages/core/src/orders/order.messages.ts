import { type Fen, formatFen, type Words } from '@mamapu/kernel'
import type { EventHandler, EventName } from '../events/index.js'
import { notify } from '../notifications/index.js'
import { originOfSlug, storeKeys } from '../stores/index.js'
import { findParcel, findToldOrder } from './order-message.queries.js'
import { orderToken } from './order-token.js'
import { phoneOf, tellBuyer } from './tell-buyer.js'

const handler = <N extends EventName>(
  name: string,
  event: N,
  handle: EventHandler<N>['handle'],
): EventHandler<N> => ({
  name,
  event,
  handle,
})

/** Whoever ordered is told what became of it: customers in their inbox, guests by phone. Each thing once. */
export const orderMessageHandlers: readonly EventHandler[] = [
  handler('orders.tell-placed', 'order.placed', async (tx, { payload: { orderId } }, { app, at }) => {
    const order = await findToldOrder(tx, orderId)
    if (!order) return
    const keys = storeKeys(app.secret, order.storeSecret)
    const url = `${originOfSlug(app.hosts, order.slug)}/o/${orderToken(keys, orderId)}`
    // The link opens the order, so it goes to the phone alone.
    await notify(tx, {
      phone: phoneOf(keys, order),
      keys,
      template: 'order-link',
      data: { number: order.number, url },
      dedupeKey: `order-link:${orderId}`,
      at,
      locale: order.locale,
    })
  }),
  handler('orders.tell-paid', 'order.paid', (tx, { payload: { orderId, paidFen } }, { app, at }) =>
    tellBuyer(
      tx,
      { app, orderId, at, template: 'order-paid', about: orderId },
      ({ number, delivery, locale }) => ({
        number,
        amount: yuan(paidFen),
        next: (app.says(delivery)?.paid.toShopper ?? BY_PARCEL)[locale],
      }),
    ),
  ),
  handler(
    'orders.tell-shipped',
    'order.shipped',
    async (tx, { payload: { orderId, shipmentId } }, { app, at }) => {
      const parcel = await findParcel(tx, shipmentId)
      // What was handed over, or delivered at once, is not on its way.
      if (parcel?.kind !== 'parcel') return
      await tellBuyer(
        tx,
        { app, orderId, at, template: 'order-shipped', about: shipmentId },
        ({ number }) => ({
          number,
          carrier: parcel.carrier,
          tracking: parcel.trackingNumber,
        }),
      )
    },
  ),
  handler('orders.tell-price', 'order.price_changed', (tx, event, { app, at }) => {
    const { orderId, toFen } = event.payload
    const told = { app, orderId, at, template: 'order-price-changed' as const, about: event.id }
    return tellBuyer(tx, told, ({ number }) => ({ number, amount: yuan(toFen) }))
  }),
  handler('orders.tell-address', 'order.address_changed', (tx, event, { app, at }) => {
    const { orderId } = event.payload
    const told = { app, orderId, at, template: 'order-address-changed' as const, about: event.id }
    return tellBuyer(tx, told, ({ number }) => ({ number }))
  }),
  handler('orders.tell-cancelled', 'order.cancelled', (tx, { payload: { orderId } }, { app, at }) =>
    tellBuyer(tx, { app, orderId, at, template: 'order-cancelled', about: orderId }, ({ number }) => ({
      number,
    })),
  ),
  handler(
    'orders.tell-refunded',
    'order.refunded',
    (tx, { payload: { orderId, refundId, amountFen } }, { app, at }) =>
      tellBuyer(tx, { app, orderId, at, template: 'order-refunded', about: refundId }, ({ number }) => ({
        number,
        amount: yuan(amountFen),
      })),
  ),
  handler(
    'orders.tell-late',
    'order.late_money',
    async (tx, { payload: { orderId, amountFen, outcome } }, { app, at }) => {
      const told = { app, orderId, at, about: orderId }
      if (outcome === 'revived')
        await tellBuyer(tx, { ...told, template: 'order-revived' }, ({ number }) => ({ number }))
      else
        await tellBuyer(tx, { ...told, template: 'order-late-returned' }, ({ number }) => ({
          number,
          amount: yuan(amountFen),
        }))
    },
  ),
] as readonly EventHandler[]

/** What comes after paying for what goes by parcel. */
const BY_PARCEL: Words = { 'zh-CN': '我们会尽快发货。', en: 'We will ship it soon.' }

const yuan = (amount: Fen): string => formatFen(amount)

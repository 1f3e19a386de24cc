import type { TenantTx } from '@mamapu/db'
import { type Fen, formatFen, type OrderId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { EventHandler, EventName } from '../events/index.js'
import { notify, type TemplateData, type TemplateName } from '../notifications/index.js'
import { originOfSlug, storeKeys, unsealJson } from '../stores/index.js'
import type { Address } from './order.types.js'
import { findParcel, findToldOrder, type ToldOrder } from './order-message.queries.js'
import { orderToken } from './order-token.js'

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
      phone: phoneOf(app, order),
      template: 'order-link',
      data: { number: order.number, url },
      dedupeKey: `order-link:${orderId}`,
      at,
      locale: order.locale,
    })
  }),
  handler('orders.tell-paid', 'order.paid', (tx, { payload: { orderId, paidFen } }, { app, at }) =>
    tell(tx, { app, orderId, at, template: 'order-paid', about: orderId }, ({ number }) => ({
      number,
      amount: yuan(paidFen),
    })),
  ),
  handler(
    'orders.tell-shipped',
    'order.shipped',
    async (tx, { payload: { orderId, shipmentId } }, { app, at }) => {
      const parcel = await findParcel(tx, shipmentId)
      if (!parcel) return
      await tell(tx, { app, orderId, at, template: 'order-shipped', about: shipmentId }, ({ number }) => ({
        number,
        carrier: parcel.carrier,
        tracking: parcel.trackingNumber,
      }))
    },
  ),
  handler('orders.tell-cancelled', 'order.cancelled', (tx, { payload: { orderId } }, { app, at }) =>
    tell(tx, { app, orderId, at, template: 'order-cancelled', about: orderId }, ({ number }) => ({ number })),
  ),
  handler(
    'orders.tell-refunded',
    'order.refunded',
    (tx, { payload: { orderId, refundId, amountFen } }, { app, at }) =>
      tell(tx, { app, orderId, at, template: 'order-refunded', about: refundId }, ({ number }) => ({
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
        await tell(tx, { ...told, template: 'order-revived' }, ({ number }) => ({ number }))
      else
        await tell(tx, { ...told, template: 'order-late-returned' }, ({ number }) => ({
          number,
          amount: yuan(amountFen),
        }))
    },
  ),
] as readonly EventHandler[]

const yuan = (amount: Fen): string => formatFen(amount)

function phoneOf(app: App, order: ToldOrder): string {
  return unsealJson<Address>(storeKeys(app.secret, order.storeSecret), order.addressSealed).phone
}

interface Told<T extends TemplateName> {
  readonly app: App
  readonly orderId: OrderId
  readonly at: Date
  readonly template: T
  /** What the message is about: one is sent per template and this. */
  readonly about: string
}

async function tell<T extends TemplateName>(
  tx: TenantTx,
  { app, orderId, at, template, about }: Told<T>,
  dataOf: (order: ToldOrder) => TemplateData<T>,
): Promise<void> {
  const order = await findToldOrder(tx, orderId)
  if (!order) return
  const recipient = order.customerId ? { customerId: order.customerId } : { phone: phoneOf(app, order) }
  await notify(tx, {
    ...recipient,
    template,
    data: dataOf(order),
    dedupeKey: `${template}:${about}`,
    at,
    locale: order.locale,
  })
}

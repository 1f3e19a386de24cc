import type { TenantTx } from '@mamapu/db'
import type { OrderId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { notify, type TemplateData, type TemplateName } from '../notifications/index.js'
import { type StoreKeys, storeKeys, unsealJson } from '../stores/index.js'
import type { Address } from './order.types.js'
import { findToldOrder, type ToldOrder } from './order-message.queries.js'

export interface Told<T extends TemplateName> {
  readonly app: App
  readonly orderId: OrderId
  readonly at: Date
  readonly template: T
  /** What the message is about: one is sent per template and this. */
  readonly about: string
}

/** Tells whoever ordered, in the transaction of what it tells: a customer in her inbox, a guest by phone. Says nothing of an order that is not there. */
export async function tellBuyer<T extends TemplateName>(
  tx: TenantTx,
  { app, orderId, at, template, about }: Told<T>,
  dataOf: (order: ToldOrder) => TemplateData<T>,
): Promise<void> {
  const order = await findToldOrder(tx, orderId)
  if (!order) return
  const keys = storeKeys(app.secret, order.storeSecret)
  const recipient = order.customerId
    ? { customerId: order.customerId }
    : { phone: phoneOf(keys, order), keys }
  await notify(tx, {
    ...recipient,
    template,
    data: dataOf(order),
    dedupeKey: `${template}:${about}`,
    at,
    locale: order.locale,
  })
}

/** The number the parcel's address names. */
export function phoneOf(keys: StoreKeys, order: Pick<ToldOrder, 'addressSealed'>): string {
  return unsealJson<Address>(keys, order.addressSealed).phone
}

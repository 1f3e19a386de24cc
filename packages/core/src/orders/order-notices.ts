import type { TenantTx } from '@mamapu/db'
import { formatFen, must, type OrderId } from '@mamapu/kernel'
import type { EventHandler, EventName, HandlerContext, StoreEvent } from '../events/index.js'
import { notify, type TemplateData, type TemplateName } from '../notifications/index.js'
import { type StoreDirectory, unsealJson } from '../stores/index.js'
import type { Address } from './order.types.js'
import { orderToken } from './order-token.js'
import { findNotice, findShipment } from './order-view.queries.js'

interface Telling {
  readonly number: string
  /** The order's page; whoever has it and the phone's last digits may open the order. */
  readonly url: string
  say<T extends TemplateName>(template: T, data: TemplateData<T>): Promise<boolean>
}

/**
 * Tells the shopper what happens to an order: the link to it by phone, everything else by phone and into the inbox of
 * whoever is signed in.
 */
export function orderNotices(directory: Pick<StoreDirectory, 'byId'>): readonly EventHandler[] {
  const on = <N extends EventName>(
    event: N,
    work: (telling: Telling, event: StoreEvent<N>, tx: TenantTx) => Promise<unknown>,
  ) =>
    ({
      name: `orders.tell-${event.replaceAll('.', '-')}`,
      event,
      async handle(tx: TenantTx, told: StoreEvent<N>, context: HandlerContext) {
        const telling = await prepare(directory, tx, told as StoreEvent, context)
        if (telling) await work(telling, told, tx)
      },
    }) as EventHandler<N> as EventHandler
  return [
    on('order.placed', ({ number, url, say }) => say('order-link', { number, url })),
    on('order.paid', ({ number, say }, { payload }) =>
      say('order-paid', { number, amount: formatFen(payload.paidFen) }),
    ),
    on('order.cancelled', ({ number, say }) => say('order-cancelled', { number })),
    on('order.refunded', ({ number, say }, { payload }) =>
      say('order-refunded', { number, amount: formatFen(payload.amountFen) }),
    ),
    on('order.shipped', async ({ number, say }, { payload }, tx) => {
      const { carrier, trackingNumber: tracking } = must(
        await findShipment(tx, payload.shipmentId),
        'a parcel that was sent is there',
      )
      await say('order-shipped', { number, carrier, tracking })
    }),
    on('order.late_money', ({ number, say }, { payload }) =>
      payload.outcome === 'revived'
        ? say('order-revived', { number })
        : say('order-late-returned', { number, amount: formatFen(payload.amountFen) }),
    ),
  ]
}

async function prepare(
  directory: Pick<StoreDirectory, 'byId'>,
  tx: TenantTx,
  event: StoreEvent,
  context: HandlerContext,
): Promise<Telling | null> {
  const { orderId, customerId = null } = event.payload as {
    orderId: OrderId
    customerId?: `cus_${string}` | null
  }
  const store = must(await directory.byId(tx.storeId), 'the store of an event')
  const order = await findNotice(tx, orderId)
  if (!order) return null
  const { phone } = unsealJson<Address>(store.keys, order.addressSealed)
  return {
    number: order.number,
    url: `${store.origin}/o/${orderToken(store.keys, orderId)}`,
    async say(template, data) {
      // The link opens the order and goes to the phone alone.
      const recipient = customerId && template !== 'order-link' ? { customerId, phone } : { phone }
      const { locale } = store.settings
      return notify(tx, { ...recipient, template, data, dedupeKey: event.id, at: context.at, locale })
    },
  }
}

import { type TenantTx, withTenant } from '@mamapu/db'
import { HOUR, type OrderId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, AppSchedule, EventHandler, EventName } from '../events/index.js'
import type { Address } from '../orders/index.js'
import { listStoreIds, type StoreKeys, storeKeys, unsealJson } from '../stores/index.js'
import { parcelTerm, providerTerm, termsOfOrder } from './order-terms.js'
import { endOverPlans } from './packs/pack-orders.js'
import {
  addTerms,
  findTracking,
  lockReading,
  type OrderToRead,
  readLaterFacts,
  readOrders,
  setReading,
} from './term.queries.js'

const READ_TERMS = 'desk.read-terms'
const STORES_PAGE = 500
const ORDERS_AT_ONCE = 200
/** Orders of one store in one run; the next run goes on from there. */
const ORDERS_MAX = 100_000

const handler = <N extends EventName>(
  name: string,
  event: N,
  handle: EventHandler<N>['handle'],
): EventHandler<N> => ({ name, event, handle })

const endPlans = (tx: TenantTx, { payload }: { readonly payload: { readonly orderId: OrderId } }) =>
  endOverPlans(tx, payload.orderId)

/** An order is found by its words as soon as what they are of was told; plans that can leave no more end. */
export const deskHandlers: readonly EventHandler[] = [
  handler('desk.read-placed', 'order.placed', async (tx, { payload: { orderId } }, { app }) => {
    for (const order of await readOrders(tx, { orderId })) await addTerms(tx, orderId, termsOf(app, order))
  }),
  handler('desk.read-paid', 'order.paid', async (tx, { payload: { orderId } }) => {
    for (const { provider } of await readLaterFacts(tx, [orderId]))
      if (provider !== null) await addTerms(tx, orderId, [providerTerm(provider)])
  }),
  handler('desk.read-shipped', 'order.shipped', async (tx, { payload: { orderId, shipmentId } }) => {
    const tracking = await findTracking(tx, shipmentId)
    if (tracking) await addTerms(tx, orderId, [parcelTerm(tracking)])
  }),
  handler('desk.plans-of-shipped', 'order.shipped', endPlans),
  handler('desk.plans-of-refunded', 'order.refunded', endPlans),
  handler('desk.plans-of-moved', 'order.address_changed', endPlans),
] as readonly EventHandler[]

function termsOf(app: Pick<App, 'secret'>, order: OrderToRead): string[] {
  const keys: StoreKeys = storeKeys(app.secret, order.storeSecret)
  return termsOfOrder(keys, order, unsealJson<Address>(keys, order.addressSealed))
}

/** Orders from before there were words get theirs, store by store; where it ended it goes on. */
export const readTermsJob: AppJob = {
  name: READ_TERMS,
  lane: 'bulk',
  ofStore: false,
  timeoutMs: HOUR,
  async run(app, { signal }) {
    let after: StoreId | null = null
    while (!signal.aborted) {
      const stores: readonly StoreId[] = await listStoreIds(app.db.sql, after, STORES_PAGE)
      for (const storeId of stores) await readOldOrders(app, storeId, signal)
      after = stores.at(-1) ?? null
      if (stores.length < STORES_PAGE) break
    }
  },
}

export const deskSchedules: readonly AppSchedule[] = [{ job: READ_TERMS, everyMs: HOUR }]

/** Reads the words of a store's older orders; true when none is left. Safe to run again. */
export async function readOldOrders(app: App, storeId: StoreId, signal?: AbortSignal): Promise<boolean> {
  for (let done = 0; done < ORDERS_MAX && !signal?.aborted; done += ORDERS_AT_ONCE)
    if (await withTenant(app.db, storeId, (tx) => readSome(app, tx))) return true
  return false
}

async function readSome(app: App, tx: TenantTx): Promise<boolean> {
  const { after, isDone } = await lockReading(tx)
  if (isDone) return true
  const orders = await readOrders(tx, { after, limit: ORDERS_AT_ONCE })
  const later = await readLaterFacts(
    tx,
    orders.map(({ id }) => id),
  )
  for (const order of orders) {
    const facts = later.filter(({ orderId }) => orderId === order.id)
    const more = facts.flatMap(({ parcel, provider }) => [
      ...(parcel ? [parcelTerm(parcel)] : []),
      ...(provider === null ? [] : [providerTerm(provider)]),
    ])
    await addTerms(tx, order.id, [...termsOf(app, order), ...more])
  }
  const last = orders.at(-1)
  const isOver = orders.length < ORDERS_AT_ONCE
  await setReading(tx, { after: last ? uuidOf(last.id) : after, isDone: isOver })
  return isOver
}

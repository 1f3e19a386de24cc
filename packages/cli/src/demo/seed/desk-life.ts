import { events, orders, parcels, type stores, virtual } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, DAY, HOUR, later, must, uuidOf } from '@mamapu/kernel'
import { eventHandlersOf } from '@mamapu/worker'
import type { DemoDesk, DemoDeskOrder, DemoParcel, DemoShop } from '../demo.types.js'
import type { PlannedLine, PlannedOrder } from '../orders.js'
import { carrierInProcess } from './carrier-in-process.js'
import { findLines, findOrders, type LiveOrder } from './demo.queries.js'
import { liveCase } from './desk-cases.js'
import { noteOrder, sendTable, writeInvoice } from './desk-papers.js'
import { openDesk } from './desk-setup.js'
import { liveOrders, placedAtOf } from './live-orders.js'
import { merchantOf, type Past } from './past.js'

/** In the morning, a quarter of a minute after a whole one: nothing else of the shop is placed then. */
const PLACED_MINUTE = 10 * 60 + 40.25

export interface DeskLife {
  readonly shop: DemoShop
  readonly customers: ReadonlyMap<string, CustomerId>
  /** Midnight before the day the demo calls today. */
  readonly today: Date
}

/** One order of the desk with what is known of it. */
export interface DeskOrder {
  readonly plan: DemoDeskOrder
  readonly live: LiveOrder
  readonly placedAt: Date
}

/**
 * Orders as they lie on a merchant's desk, each brought to where it stands by what the shop and its shopper would have done; nothing
 * for a shop without one. What an interrupted start has done already is seen by the state it left.
 */
export async function liveDesk(past: Past, store: stores.StoreSnapshot, life: DeskLife): Promise<void> {
  const { shop, customers, today } = life
  const { desk } = shop
  if (!desk) return
  const carrier = carrierInProcess(past.app)
  const followed: Past = {
    ...past,
    handlers: events.handlerRegistry(
      eventHandlersOf({ host: past.host, tracking: new Map([[carrier.id, carrier]]) }),
    ),
  }
  past.clock.set(later(today, -15 * DAY))
  await openDesk(past, store, shop, desk)
  const open = must(await past.product.directory.refresh(store.storeId), 'a shop with a desk')
  const plans = desk.orders.map((plan) => orderOf(shop, plan))
  await liveOrders({ past: followed, store: open, shop, customers, today, orders: plans, withCoupons: false })
  const known = await findOrders(past.app.db, store.storeId)
  const all = plans.map((plan, index): DeskOrder => {
    const placedAt = placedAtOf(today, plan, index)
    const live = must(known.get(placedAt.getTime()), `${plan.key} was placed`)
    return { plan: must(desk.orders[index], 'an order of the desk'), live, placedAt }
  })
  for (const one of all) await liveOn(followed, open, one)
  await sendTable(followed, open, { desk, all, today })
  await tellAll(followed, open)
}

const tellAll = (past: Past, { storeId }: stores.StoreSnapshot) =>
  events.deliverHere(past.app, past.handlers, storeId, (at) => past.clock.set(at))

function orderOf(shop: DemoShop, { customerKey, daysAgo, lines }: DemoDeskOrder): PlannedOrder {
  return {
    key: `desk-${customerKey}`,
    customerKey,
    daysAgo,
    minute: PLACED_MINUTE,
    lines: lines.map((line) => lineOf(shop, line)),
    outcome: 'awaiting_shipment',
    steps: [{ kind: 'pay', afterMinutes: 3 }],
  }
}

function lineOf(
  { products }: DemoShop,
  { slug, variant }: DemoDesk['orders'][number]['lines'][number],
): PlannedLine {
  const product = must(
    products.find((one) => one.slug === slug),
    slug,
  )
  const { code } = must(product.variants[variant], `${slug} has a variant ${variant}`)
  return { productSlug: slug, skuCode: code, quantity: 1 }
}

async function liveOn(past: Past, store: stores.StoreSnapshot, one: DeskOrder): Promise<void> {
  const { plan, live, placedAt } = one
  const { app, clock } = past
  const hour = (after: number) => later(placedAt, after * HOUR)
  for (const parcel of plan.parcels ?? []) await sendParcel(past, store, one, parcel)
  await tellAll(past, store)
  for (const parcel of plan.parcels ?? []) await moveParcel(past, store, one, parcel)
  if (plan.receivedAfter !== undefined) {
    const at = hour(plan.receivedAfter)
    clock.set(at)
    await orders.receiveOrder(app, store.storeId, { orderId: live.id, actor: 'shopper', at })
  }
  if (plan.openedAfter !== undefined) {
    clock.set(hour(plan.openedAfter))
    await virtual.markSeen(app, store.storeId, live.id)
  }
  await tellAll(past, store)
  if (plan.aftersale) await liveCase(past, store, { ...one, aftersale: plan.aftersale })
  await writeInvoice(past, store, one)
  await noteOrder(past, store, one)
  await tellAll(past, store)
}

/** A parcel its order has already is not sent again. */
async function sendParcel(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  { live, placedAt }: DeskOrder,
  { carrier, number, sentAfter, lines: chosen }: DemoParcel,
): Promise<void> {
  const at = later(placedAt, sentAfter * HOUR)
  past.clock.set(at)
  const { db } = past.app
  const ids = [...(await findLines(db, storeId, uuidOf(live.id))).values()]
  const lines = chosen?.map((place) => ({ lineId: must(ids[place], 'a line of the order'), units: 1 }))
  await withTenant(db, storeId, async (tx) => {
    if (await orders.findByNumber(tx, live.id, number)) return
    const actor = merchantOf(past)
    const parcel = { orderId: live.id, carrier, trackingNumber: number, actor, at }
    const sent = await orders.shipParcel(tx, { ...parcel, ...(lines ? { lines } : {}) })
    assert(sent.shipped, `${number} was not sent`)
  })
}

/** Its carrier moves it on and is asked about it, as it is when a callback is lost. */
async function moveParcel(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  { live, placedAt }: DeskOrder,
  { number, moves }: DemoParcel,
): Promise<void> {
  const { app, clock } = past
  const carrier = carrierInProcess(app)
  const tracking = new Map([[carrier.id, carrier]])
  const shipmentId = must(
    await withTenant(app.db, storeId, (tx) => orders.findByNumber(tx, live.id, number)),
    `${number} was sent`,
  )
  const pursue = () => parcels.pursueParcel(app, tracking, storeId, shipmentId)
  await pursue()
  const { id, events: before } = await carrier.find(storeId, { shipmentId, number })
  for (const { state, after } of moves.slice(before)) {
    clock.set(later(placedAt, after * HOUR))
    assert(await parcels.carrier.move(app, storeId, id, { state, mode: 'silent' }), `${number} moves on`)
    await pursue()
  }
}

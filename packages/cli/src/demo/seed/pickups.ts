import { events, type stores } from '@mamapu/core'
import { type CustomerId, DAY, HOUR, later, localDateOf, must } from '@mamapu/kernel'
import type { DemoShop } from '../demo.types.js'
import type { PlannedLine, PlannedOrder } from '../orders.js'
import { deskOf } from './ask-plugin.js'
import { liveOrders } from './live-orders.js'
import type { Past } from './past.js'
import { OWN_SKUS, openPoints, PICKUP, type Points } from './pickup-points.js'

/** What was done with a pickup by today; what nobody came for is overdue as soon as the shop's jobs look. */
type End = 'preparing' | 'ready' | 'part' | 'handed'

interface PlannedPickup {
  readonly customerKey: string
  /** Of the shop's places. */
  readonly point: number
  readonly placedDaysAgo: number
  /** Counted from today. */
  readonly day: number
  readonly slot: string
  readonly units: number
  readonly end: End
}

/** One in each state it can stay in; no two at one point, day and time, by which they are found again. */
const PLAN: readonly PlannedPickup[] = [
  { customerKey: 'c004', point: 0, placedDaysAgo: 5, day: -4, slot: '14:00', units: 1, end: 'handed' },
  { customerKey: 'c009', point: 1, placedDaysAgo: 4, day: -3, slot: '16:00', units: 1, end: 'handed' },
  { customerKey: 'c013', point: 0, placedDaysAgo: 3, day: -2, slot: '14:00', units: 1, end: 'ready' },
  { customerKey: 'c017', point: 0, placedDaysAgo: 2, day: -1, slot: '14:00', units: 2, end: 'part' },
  { customerKey: 'c021', point: 0, placedDaysAgo: 1, day: 0, slot: '14:00', units: 1, end: 'ready' },
  { customerKey: 'c025', point: 0, placedDaysAgo: 1, day: 0, slot: '18:00', units: 2, end: 'preparing' },
  { customerKey: 'c029', point: 1, placedDaysAgo: 1, day: 1, slot: '12:00', units: 1, end: 'preparing' },
]
/** In the morning, half a minute after a whole one: no order of the shop's plan is placed then. */
const PLACED_MINUTE = 9 * 60 + 20.5
const READY_HOUR = 11
const HANDED_HOUR = 19
const EVENING = -4 * HOUR

interface Living {
  readonly shop: DemoShop
  readonly customers: ReadonlyMap<string, CustomerId>
  readonly clerkId: string
  /** Midnight before the day the demo calls today. */
  readonly today: Date
}

/** Orders that are collected at the shop's own places, each by the mechanic's own doors; nothing where it is not switched on. */
export async function livePickups(past: Past, store: stores.StoreSnapshot, living: Living): Promise<void> {
  const { shop, customers, today } = living
  if (!shop.mechanics.includes(PICKUP)) return
  past.clock.set(later(today, -6 * DAY))
  const points = await openPoints(past, store.storeId, living)
  const open = must(await past.product.directory.refresh(store.storeId), 'a shop with points')
  const orders = PLAN.map((planned) => orderOf(planned, { shop, points, zone: store.zone, today }))
  await liveOrders({ past, store: open, shop, customers, today, orders, withCoupons: false })
  for (const planned of PLAN) await collect(past, open, { planned, shop, points, today })
  await events.deliverHere(past.app, past.handlers, store.storeId, (at) => past.clock.set(at))
}

interface Where {
  readonly shop: DemoShop
  readonly points: Points
  readonly today: Date
}

const pointOf = ({ shop, points }: Where, { point }: PlannedPickup) =>
  must(points.get(must(shop.stores[point], 'a place of the shop').name), 'a point of its name')

function orderOf(planned: PlannedPickup, where: Where & { readonly zone: string }): PlannedOrder {
  const { customerKey, placedDaysAgo, day, slot } = planned
  const { shop, zone, today } = where
  return {
    key: `pickup-${customerKey}`,
    customerKey: `${shop.slug}-${customerKey}`,
    daysAgo: placedDaysAgo,
    minute: PLACED_MINUTE,
    lines: [lineOf(shop, planned)],
    outcome: 'awaiting_shipment',
    steps: [{ kind: 'pay', afterMinutes: 2 }],
    delivery: {
      method: `${PICKUP}.point`,
      choice: { point: pointOf(where, planned), day: localDateOf(later(today, day * DAY), zone), slot },
    },
  }
}

/** At the first point the best stocked of the shelf; at the other something it has itself. */
function lineOf({ products }: DemoShop, { point, units }: PlannedPickup): PlannedLine {
  const all = products
    .filter(({ purchaseLimit }) => !purchaseLimit)
    .flatMap(({ slug, variants }) => variants.map(({ code, stock }) => ({ slug, code, stock })))
  const first = all.toSorted((one, other) => (one.code < other.code ? -1 : 1)).slice(0, OWN_SKUS)
  const chosen = point === 0 ? all.toSorted((one, other) => other.stock - one.stock)[0] : first[0]
  const { slug, code } = must(chosen, 'a shop has goods')
  return { productSlug: slug, skuCode: code, quantity: units }
}

interface Card {
  readonly id: string
  readonly version: number
  readonly state: string
  readonly day: string
  readonly span: string
  readonly lines: readonly { readonly lineId: string }[]
}

/** What the staff page does, as far as it went; a step done before is seen by the state. */
async function collect(
  past: Past,
  { storeId, zone }: stores.StoreSnapshot,
  { planned, ...where }: Where & { readonly planned: PlannedPickup },
): Promise<void> {
  const { end, day, slot } = planned
  if (end === 'preparing') return
  const desk = deskOf(past, storeId, PICKUP)
  const at = later(where.today, day * DAY)
  const localDay = localDateOf(at, zone)
  const params = { id: pointOf(where, planned), day: localDay }
  const listed = (await desk('GET /desk/points/:id/days/:day', { params })) as { items: readonly Card[] }
  const { id, state } = must(
    listed.items.find((one) => one.day === localDay && one.span.startsWith(slot)),
    `the pickup of ${planned.customerKey}`,
  )
  if (state === 'preparing') {
    past.clock.set(day < 0 ? later(at, READY_HOUR * HOUR) : later(where.today, EVENING))
    await desk('POST /desk/ready', { body: { ids: [id] } })
  }
  if (end === 'ready' || state === 'handed' || state === 'part') return
  past.clock.set(later(at, HANDED_HOUR * HOUR))
  const { card } = (await desk('GET /desk/pickups/:id', { params: { id } })) as { card: Card }
  const [line] = card.lines
  const some = end === 'part' ? { lines: [{ lineId: must(line, 'a line').lineId, units: 1 }] } : {}
  await desk('POST /desk/pickups/:id/hand', { params: { id }, body: { version: card.version, ...some } })
}

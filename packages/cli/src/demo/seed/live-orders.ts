import { checkout, events, orders, payments, type stores } from '@mamapu/core'
import {
  assert,
  type CustomerId,
  DAY,
  later,
  localDateOf,
  MINUTE,
  must,
  uuidOf,
  ZERO_FEN,
} from '@mamapu/kernel'
import type { DemoShop } from '../demo.types.js'
import { type PlannedOrder, type PlannedStep, planOrders } from '../orders.js'
import { type DemoCustomer, peopleOf, seeded } from '../people.js'
import { CouponCounter } from './coupons.js'
import { findGoods, findLines, findOrders, type Goods, type LiveOrder } from './demo.queries.js'
import { merchantOf, type Past } from './past.js'

/** Days of orders. */
const PAST_DAYS = 90
/** How long before they order shoppers pick up a coupon. */
const CLAIM_BEFORE_MS = 3 * MINUTE
/** A refund's money is sent a moment after it was decided. */
const SEND_AFTER_MS = MINUTE

export interface Life {
  readonly past: Past
  readonly store: stores.StoreSnapshot
  readonly shop: DemoShop
  readonly customers: ReadonlyMap<string, CustomerId>
  /** Midnight before the day the demo calls today. */
  readonly today: Date
  /** How many the plan of the shop has; or other orders than that plan's. */
  readonly orders: number | readonly PlannedOrder[]
  readonly withCoupons: boolean
}

interface Scene extends Life {
  readonly goods: Goods
  readonly people: ReadonlyMap<string, DemoCustomer>
  readonly counter: CouponCounter | null
  /** What has happened already, by the instant an order was placed at. */
  readonly known: Map<number, LiveOrder>
}

/** Something that happens to an order at an instant. */
interface Moment {
  readonly at: Date
  readonly placedAt: Date
  readonly plan: PlannedOrder
  readonly what: PlannedStep | { readonly kind: 'place' | 'open' | 'expire' | 'complete' }
}

/**
 * Lives through the shop's last ninety days in the order in which they happened: every step by its use case at its
 * instant, its events delivered when the day is over. What an interrupted start has lived through already is left as it is,
 * because each step looks at the order's state first.
 */
export async function liveOrders(life: Life): Promise<void> {
  const { past, store, shop } = life
  const scene: Scene = {
    ...life,
    goods: await findGoods(past.app.db, store.storeId),
    people: new Map(peopleOf(shop.slug).map((person) => [person.key, person])),
    counter: life.withCoupons ? await CouponCounter.open(past, store.storeId, shop) : null,
    known: await findOrders(past.app.db, store.storeId),
  }
  await tellAll(scene)
  let day = ''
  for (const moment of momentsOf(life)) {
    const today = localDateOf(moment.at, store.zone)
    if (today !== day) await tellAll(scene)
    day = today
    past.clock.set(moment.at)
    await act(scene, moment)
  }
  await tellAll(scene)
}

/** Delivers what a day had to tell, each event at its own instant. */
async function tellAll({ past, store }: Scene): Promise<void> {
  await events.deliverHere(past.app, past.handlers, store.storeId, (at) => past.clock.set(at))
}

/** When an order of a plan is placed. No two of a shop share an instant: it is what they are known by. */
export const placedAtOf = (today: Date, { daysAgo, minute }: PlannedOrder, index: number): Date =>
  later(today, -daysAgo * DAY + minute * MINUTE + index)

/** Every step of every order, earliest first. */
function momentsOf({ shop, store, today, orders: wanted }: Life): Moment[] {
  const plans =
    typeof wanted === 'number'
      ? planOrders(shop, {
          days: PAST_DAYS,
          count: wanted,
          todayWeekday: weekdayOf(today, store.zone),
        })
      : wanted
  const { unpaidMinutes, completeDays } = store.settings
  return plans
    .flatMap((plan, index): Moment[] => {
      const placedAt = placedAtOf(today, plan, index)
      const moment = (afterMinutes: number, what: Moment['what']): Moment => ({
        at: later(placedAt, afterMinutes * MINUTE),
        placedAt,
        plan,
        what,
      })
      return [
        moment(0, { kind: 'place' }),
        // Every other order that is never paid was at least taken to the cashier.
        ...(plan.outcome === 'expired' && index % 2 === 0 ? [moment(2, { kind: 'open' })] : []),
        ...(plan.outcome === 'expired' ? [moment(unpaidMinutes + 1, { kind: 'expire' })] : []),
        ...plan.steps.flatMap((step) => [
          moment(step.afterMinutes, step),
          ...(step.kind === 'ship'
            ? [moment(step.afterMinutes + completeDays * 24 * 60 + 1, { kind: 'complete' })]
            : []),
        ]),
      ]
    })
    .filter(({ at }) => at < today)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function weekdayOf(at: Date, timeZone: string): number {
  return WEEKDAYS.indexOf(new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(at))
}

async function act(scene: Scene, moment: Moment): Promise<void> {
  const { past, store, known } = scene
  const { what, plan, placedAt } = moment
  if (what.kind === 'place') {
    if (!known.has(placedAt.getTime())) known.set(placedAt.getTime(), await place(scene, moment))
    return
  }
  const order = must(known.get(placedAt.getTime()), `${plan.key} was placed`)
  const { app, providers } = past
  const { storeId } = store
  const ask = { orderId: order.id, actor: 'shopper', at: moment.at }
  switch (what.kind) {
    case 'open':
      if (order.state === 'unpaid') await openPayment(scene, order)
      return
    case 'pay':
      return pay(scene, order)
    case 'expire':
      if (order.state !== 'unpaid') return
      check((await orders.expireOrder(app, providers, storeId, order.id)).ended, moment)
      order.state = 'cancelled'
      return
    case 'cancel':
      if (order.state !== 'unpaid') return
      check(
        (await orders.cancelOrder(app, providers, storeId, { ...ask, reason: what.reason })).ended,
        moment,
      )
      order.state = 'cancelled'
      return
    case 'ship':
      if (order.state !== 'paid') return
      check(
        (await orders.shipOrder(app, storeId, { ...what, ...ask, actor: merchantOf(past) })).shipped,
        moment,
      )
      order.state = 'shipped'
      return
    case 'receive':
      if (order.state !== 'shipped') return
      check((await orders.receiveOrder(app, storeId, ask)).moved, moment)
      order.state = 'received'
      return
    case 'complete':
      // Not due: a parcel that was sent later, or money that has gone back.
      if ((await orders.completeOrder(app, storeId, order.id)).moved) order.state = 'completed'
      return
    case 'refund':
      return refund(scene, order, what, moment)
  }
}

function check(isDone: boolean, { plan, what }: Moment): void {
  assert(isDone, `${plan.key}: ${what.kind} was refused`)
}

async function place(scene: Scene, { plan, at }: Moment): Promise<LiveOrder> {
  const { past, store, goods, counter } = scene
  const customerId = must(scene.customers.get(plan.customerKey), `no customer ${plan.customerKey}`)
  const person = must(scene.people.get(plan.customerKey), plan.customerKey)
  const random = seeded(plan.key)
  if (counter && random() < 0.45) {
    past.clock.set(later(at, -CLAIM_BEFORE_MS))
    await counter.claimFor(customerId, plan.lines, random)
    past.clock.set(at)
  }
  const source = {
    lines: plan.lines.map(({ skuCode, quantity }) => ({
      skuId: must(goods.skus.get(skuCode), `no SKU ${skuCode}`),
      quantity,
    })),
  }
  const shopper = { customerId, sessionHash: null, verifiedPhoneHash: null }
  const { regionCode, detail: street } = person.address
  const ask = { source, shopper, delivery: plan.delivery ?? null, choices: 'best' as const, at }
  const seen = await checkout.readBasket(past.place, store, { ...ask, regionCode })
  const result = await checkout.placeOrder(past.place, store, {
    ...ask,
    contact: { name: person.name, phone: person.phone, regionCode, street },
    remark: '',
    seenTotalFen: seen.priced.payableFen,
    idem: null,
    actor: 'shopper',
  })
  assert(
    result.placed,
    `${plan.key}: ${result.placed ? '' : `${result.code} ${JSON.stringify(result.data)}`}`,
  )
  return { id: result.orderId, state: seen.priced.payableFen > 0 ? 'unpaid' : 'paid', refundId: null }
}

async function openPayment({ past, store }: Scene, order: LiveOrder) {
  const device = { ip: '127.0.0.1', isPhone: true }
  const ask = { orderId: order.id, provider: 'sandbox', device, at: past.clock.now() }
  const started = await orders.startPayment(past.app, past.providers, store, ask)
  assert(started.started, `payment: ${started.started ? '' : started.reason}`)
  return started
}

/** Pays at the cashier, which notifies nobody: the shop asks it, as it does when a notification is lost. */
async function pay(scene: Scene, order: LiveOrder): Promise<void> {
  if (order.state !== 'unpaid') return
  const { past, store } = scene
  const { app, providers } = past
  const { paymentId, opened } = await openPayment(scene, order)
  const cashierId = must(payments.cashierUrlOf(opened).split('/').at(-1), 'the cashier names the payment')
  await payments.cashier.pay(app, store.storeId, cashierId, 'silent')
  const asked = { storeId: store.storeId, paymentId, ref: null }
  const there = await must(providers.get('sandbox'), 'the cashier').query(asked)
  assert(there.state === 'paid', 'the cashier took the money')
  const settled = await orders.settlePayment(app, store.storeId, { paymentId, ...there }, past.clock.now())
  assert(settled.settled, 'the shop counts what the cashier took')
  order.state = 'paid'
}

async function refund(
  scene: Scene,
  order: LiveOrder,
  what: Extract<PlannedStep, { kind: 'refund' }>,
  moment: Moment,
): Promise<void> {
  const { past, store } = scene
  const { app, clock, providers } = past
  order.refundId ??= await decideRefund(scene, order, what, moment)
  clock.set(later(moment.at, SEND_AFTER_MS))
  await orders.sendRefund(app, providers, store.storeId, order.refundId)
}

async function decideRefund(
  { past, store }: Scene,
  order: LiveOrder,
  { lines, reason }: Extract<PlannedStep, { kind: 'refund' }>,
  { at, plan }: Moment,
) {
  const ids = await findLines(past.app.db, store.storeId, uuidOf(order.id))
  const chosen =
    lines === 'all'
      ? []
      : lines.map(({ skuCode, quantity }) => ({
          lineId: must(ids.get(skuCode), `${plan.key} has ${skuCode}`),
          units: quantity,
        }))
  const result = await orders.refundOrder(past.app, store.storeId, {
    orderId: order.id,
    lines: chosen,
    shippingFen: ZERO_FEN,
    ...(lines === 'all' ? { whole: true } : {}),
    reason,
    actor: merchantOf(past),
    at,
  })
  assert(result.refunded, `${plan.key}: ${result.refunded ? '' : result.reason}`)
  if (lines === 'all') order.state = 'refunded'
  return result.refundId
}

import type { DemoProduct, DemoShop, DemoVariant } from './demo.types.js'
import { type DemoCustomer, peopleOf, pick, seeded } from './people.js'

/** What happens to an order, in minutes after it was placed; steps come in the order of time. */
export type PlannedStep =
  | { readonly kind: 'pay'; readonly afterMinutes: number }
  | { readonly kind: 'cancel'; readonly afterMinutes: number; readonly reason: string }
  | {
      readonly kind: 'ship'
      readonly afterMinutes: number
      readonly carrier: string
      readonly trackingNumber: string
    }
  | { readonly kind: 'receive'; readonly afterMinutes: number }
  | {
      readonly kind: 'refund'
      readonly afterMinutes: number
      readonly lines: 'all' | readonly PlannedRefund[]
      readonly reason: string
    }

export interface PlannedRefund {
  readonly skuCode: string
  readonly quantity: number
}

export interface PlannedLine {
  readonly productSlug: string
  readonly skuCode: string
  readonly quantity: number
}

export type PlannedOutcome =
  | 'received'
  | 'shipped'
  | 'awaiting_shipment'
  | 'expired'
  | 'cancelled'
  | 'partly_refunded'
  | 'refunded'

export interface PlannedOrder {
  /** How it comes; by the first way that goes when left out. */
  readonly delivery?: { readonly method: string; readonly choice: Readonly<Record<string, string>> }
  readonly key: string
  readonly customerKey: string
  /** Whole days before today in the shop's time zone, never 0. */
  readonly daysAgo: number
  /** Minute of that day, 0 to 1379. */
  readonly minute: number
  readonly lines: readonly PlannedLine[]
  readonly outcome: PlannedOutcome
  /** Empty for an order that is never paid: its deadline ends it. */
  readonly steps: readonly PlannedStep[]
}

export interface OrderPlan {
  readonly days: number
  readonly count: number
  /** Weekday of today, 0 for Sunday; the busy days of the week fall where they should. */
  readonly todayWeekday?: number
  readonly customers?: readonly DemoCustomer[]
}

/** How busy each weekday is, from Sunday. */
const weekdays: Readonly<Record<string, readonly number[]>> = {
  mili: [1.1, 0.9, 0.9, 1, 1.7, 1.2, 1],
  disha: [1.3, 0.7, 0.8, 1.9, 0.8, 1, 1.4],
  chuyou: [1.1, 1, 1, 1, 1, 1, 1.1],
  yingdi: [0.7, 0.7, 0.8, 1.1, 1.7, 1.8, 0.8],
}
/** How busy each hour is: a little in the morning, a little at noon, most when the children sleep. */
const hours = [2, 1, 0, 0, 0, 0, 1, 2, 3, 5, 7, 5, 7, 6, 4, 4, 4, 3, 4, 6, 12, 15, 11]

const carriers = ['中通快递', '圆通速递', '顺丰速运', '韵达快递', '京东物流'] as const
const cancelReasons = ['拍错了规格', '地址写错了，重新下单', '暂时不需要了'] as const
const partReasons = ['有一件尺码不合适', '少发一件，退这一件', '有一件包装压坏了'] as const
const wholeReasons = ['买重了，没拆封', '收到后不合适', '等太久，不要了'] as const

const dayMinutes = 1440

/**
 * Which customers ordered what and when, and how it ended. Pure and deterministic: nothing is planned beyond the
 * opening stock of a SKU, beyond a purchase limit, before a customer joined, or later than the end of yesterday.
 */
export function planOrders(shop: DemoShop, plan: OrderPlan): PlannedOrder[] {
  const random = seeded(`orders ${shop.slug} ${plan.days} ${plan.count}`)
  const shelf = new Shelf(shop)
  const customers = plan.customers ?? peopleOf(shop.slug)
  const moments = Array.from({ length: plan.count }, () => momentOf(shop.slug, plan, random))
  moments.sort((one, other) => other.daysAgo - one.daysAgo || one.minute - other.minute)
  return moments.flatMap(({ daysAgo, minute }, index) => {
    const known = customers.filter((customer) => customer.sinceDaysAgo > daysAgo)
    if (known.length === 0) return []
    const customer = known[Math.floor(random() ** 1.6 * known.length)] ?? pick(known, random)
    const lines = shelf.fillBasket(customer.key, random)
    if (lines.length === 0) return []
    const key = `${shop.slug}-o${String(index + 1).padStart(4, '0')}`
    const left = daysAgo * dayMinutes - minute
    return [{ key, customerKey: customer.key, daysAgo, minute, lines, ...endOf(lines, left, random) }]
  })
}

function momentOf(
  shopSlug: string,
  { days, todayWeekday = 1 }: OrderPlan,
  random: () => number,
): { daysAgo: number; minute: number } {
  const week = weekdays[shopSlug] ?? []
  const busyness = Array.from({ length: days }, (_, index) => {
    const growth = 1.5 - index / days
    return growth * (week[(((todayWeekday - index - 1) % 7) + 7) % 7] ?? 1)
  })
  const daysAgo = weighted(busyness, random) + 1
  return { daysAgo, minute: weighted(hours, random) * 60 + Math.floor(random() * 60) }
}

/** An index, the more likely the greater its weight. */
function weighted(weights: readonly number[], random: () => number): number {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  const index = weights.findIndex((weight) => {
    rest -= weight
    return rest < 0
  })
  return index < 0 ? weights.length - 1 : index
}

/** What is still there to order: opening stock less everything planned so far. */
class Shelf {
  readonly #products: readonly DemoProduct[]
  readonly #left: Map<string, number>
  readonly #limited = new Set<string>()

  constructor(shop: DemoShop) {
    const random = seeded(`shelf ${shop.slug}`)
    const ranked = shop.products.filter(isCarried).map((product) => ({
      product,
      rank: random() * Math.sqrt(cheapest(product)),
    }))
    this.#products = ranked.sort((one, other) => one.rank - other.rank).map(({ product }) => product)
    this.#left = new Map(
      shop.products.flatMap(({ variants }) => variants.map(({ code, stock }) => [code, stock - 2])),
    )
  }

  fillBasket(customerKey: string, random: () => number): PlannedLine[] {
    const wanted = weighted([60, 27, 13], random) + 1
    const basket = new Map<string, PlannedLine>()
    for (let tries = 0; tries < 12 && basket.size < wanted; tries++) {
      const product = this.#products[Math.floor(random() ** 1.5 * this.#products.length)]
      const line = product && !basket.has(product.slug) && this.#take(product, customerKey, random)
      if (line) basket.set(line.productSlug, line)
    }
    return [...basket.values()]
  }

  #take(product: DemoProduct, customerKey: string, random: () => number): PlannedLine | null {
    const variant = pick(product.variants, random)
    const quantity = quantityOf(product, variant, random)
    const left = this.#left.get(variant.code) ?? 0
    const once = `${customerKey} ${product.slug}`
    if (quantity > left || this.#limited.has(once)) return null
    if (product.purchaseLimit) this.#limited.add(once)
    this.#left.set(variant.code, left - quantity)
    return { productSlug: product.slug, skuCode: variant.code, quantity }
  }
}

/** Codes are bought in the orders of the desk alone. */
const isCarried = ({ codes }: DemoProduct): boolean => codes === undefined

const cheapest = ({ variants }: DemoProduct): number => Math.min(...variants.map(({ priceFen }) => priceFen))

function quantityOf({ purchaseLimit }: DemoProduct, { priceFen }: DemoVariant, random: () => number): number {
  if (purchaseLimit || priceFen > 6000) return 1
  return weighted([7, 3, 1], random) + 1
}

/** How an order ends, with only as many minutes left as have passed since. */
function endOf(
  lines: readonly PlannedLine[],
  minutesLeft: number,
  random: () => number,
): Pick<PlannedOrder, 'outcome' | 'steps'> {
  const within = (from: number, to: number): number => from + Math.floor(random() * (to - from))
  const fate = random()
  if (fate < 0.07) return { outcome: 'expired', steps: [] }
  if (fate < 0.11) {
    return {
      outcome: 'cancelled',
      steps: [{ kind: 'cancel', afterMinutes: within(2, 11), reason: pick(cancelReasons, random) }],
    }
  }

  const pay: PlannedStep = { kind: 'pay', afterMinutes: within(1, 9) }
  const ship: PlannedStep = { kind: 'ship', afterMinutes: within(8 * 60, 40 * 60), ...parcel(random) }
  const receive: PlannedStep = {
    kind: 'receive',
    afterMinutes: ship.afterMinutes + within(36 * 60, 120 * 60),
  }
  if (fate < 0.14) {
    const refundAfter = within(60, 6 * 60)
    const reason = pick(wholeReasons, random)
    const early: PlannedStep[] = [
      pay,
      { kind: 'refund', afterMinutes: refundAfter, lines: 'all', reason: '还没发货，不要了' },
    ]
    const late: PlannedStep[] = [
      pay,
      ship,
      receive,
      { kind: 'refund', afterMinutes: receive.afterMinutes + refundAfter, lines: 'all', reason },
    ]
    const fits = receive.afterMinutes + refundAfter < minutesLeft
    if (!fits && refundAfter >= minutesLeft) return { outcome: 'awaiting_shipment', steps: [pay] }
    return { outcome: 'refunded', steps: fits ? late : early }
  }
  if (ship.afterMinutes >= minutesLeft) return { outcome: 'awaiting_shipment', steps: [pay] }
  if (receive.afterMinutes >= minutesLeft) return { outcome: 'shipped', steps: [pay, ship] }

  const refundAt = receive.afterMinutes + within(2 * 60, 48 * 60)
  const share = part(lines)
  if (fate < 0.19 && share && refundAt < minutesLeft) {
    const refund: PlannedStep = {
      kind: 'refund',
      afterMinutes: refundAt,
      lines: [share],
      reason: pick(partReasons, random),
    }
    return { outcome: 'partly_refunded', steps: [pay, ship, receive, refund] }
  }
  return { outcome: 'received', steps: [pay, ship, receive] }
}

/** One unit of an order that has more than one; null when it has not. */
function part(lines: readonly PlannedLine[]): PlannedRefund | null {
  const units = lines.reduce((sum, line) => sum + line.quantity, 0)
  const last = lines.at(-1)
  return last && units > 1 ? { skuCode: last.skuCode, quantity: 1 } : null
}

function parcel(random: () => number): { carrier: string; trackingNumber: string } {
  const digits = Array.from({ length: 12 }, () => Math.floor(random() * 10)).join('')
  return { carrier: pick(carriers, random), trackingNumber: `DEMO${digits}` }
}

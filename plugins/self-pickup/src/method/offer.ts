import type { LocalDate } from '@mamapu/kernel'
import { weekdayOf } from '@mamapu/kernel'
import type { DeliveryField, DeliveryOffer, DeliveryOption } from '@mamapu/plugin-sdk'
import type { PickupError } from '../pickup.errors.js'
import { pickupErrors } from '../pickup.errors.js'
import type { Places, Point, Slot, Usage } from '../pickup.types.js'
import { byNearness, distanceText, type NearPoint, readPosition } from '../slots/near.rules.js'
import {
  calendarOf,
  hoursText,
  nextFree,
  readTime,
  type SlotAsk,
  timeText,
  unitsOf,
} from '../slots/slot.rules.js'
import { dayWords, slotWords, spanText, words } from './words.js'

/** Points shown as cards; whoever has more is asked for the city first. */
const CARDS_MAX = 20
/** From so few on the shopper is told how many are left. */
const FEW = 3

export interface Asked {
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[]
  readonly places: Places
  readonly slots: Usage
  readonly stock: Usage
  readonly at: Date
  readonly zone: string
}

/** The counter of a SKU at a point with a stock of its own. */
export const stockId = (point: Pick<Point, 'id'>, skuId: string): string =>
  `${point.id.slice(4)}:${skuId.slice(4)}`

export function refusalOf(code: PickupError, more?: { readonly 'zh-CN': string; readonly en: string }) {
  const entry = pickupErrors[code]
  return {
    available: false as const,
    code,
    words: more ?? words(entry['zh-CN'], entry.en),
  }
}

/** Whether a point's own stock covers the cart; always true where it sells off the shelf. */
export function hasAll(point: Point, { lines, stock }: Pick<Asked, 'lines' | 'stock'>): boolean {
  if (!point.hasOwnStock) return true
  const wanted = new Map<string, number>()
  for (const { skuId, quantity } of lines) wanted.set(skuId, (wanted.get(skuId) ?? 0) + quantity)
  return [...wanted].every(([skuId, units]) => {
    const counter = stock.get(stockId(point, skuId))
    return counter !== undefined && counter.limit - counter.taken >= units
  })
}

export function askOf(point: Point, { places, slots, at, zone, lines }: Asked): SlotAsk {
  return { at, zone, daysOff: places.daysOff, usage: slots, units: unitsOf(point, lines) }
}

interface Picked {
  readonly point?: string | undefined
  readonly day?: string | undefined
  readonly slot?: string | undefined
  readonly city?: string | undefined
  readonly position?: string | undefined
  readonly collector?: string | undefined
  readonly tail?: string | undefined
}

/** What the checkout page shows: points nearest first, days, times, and who collects. What was picked and is still free stays picked. */
export function offerPickup(asked: Asked, picked: Picked): DeliveryOffer {
  const open = asked.places.points.filter(({ isOpen }) => isOpen)
  if (open.length === 0) return refusalOf('SELF_PICKUP_NO_POINT')
  const here = picked.position === undefined ? null : readPosition(picked.position)
  const cities = [...new Set(open.map(({ city }) => city))].filter((city) => city !== '')
  const city = picked.city ?? ''
  const near = byNearness(open, { here, city }).slice(0, CARDS_MAX)
  const first = new Map(near.map(({ point }) => [point.id, firstAt(point, asked)]))
  const isFree = ({ point }: NearPoint) => first.get(point.id) !== null
  const chosen = near.find((one) => one.point.id === picked.point && isFree(one)) ?? near.find(isFree)
  if (!chosen) return refusalOf('SELF_PICKUP_NO_SLOT')
  const { point } = chosen
  const slot = slotOf(point, asked, picked) ?? first.get(point.id)
  if (!slot) return refusalOf('SELF_PICKUP_NO_SLOT')
  const promise = slotWords(slot)
  return {
    available: true,
    promise: words(`${promise['zh-CN']} 到店取`, `Collect ${promise.en}`),
    fee: [],
    fields: [
      ...(open.some(({ position }) => position !== null) && open.length > 1
        ? [positionField(picked.position)]
        : []),
      ...(cities.length > 1 && !here ? [cityField(cities, city || point.city)] : []),
      pointField(near, { asked, first, point }),
      ...timeFields(point, asked, slot),
      ...collectorFields(picked),
    ],
  }
}

/** The first time a point can hand over this cart; null for never. */
export function firstAt(point: Point, asked: Asked, from?: LocalDate): Slot | null {
  return hasAll(point, asked) ? nextFree(point, askOf(point, asked), from) : null
}

/** The slot picked, while it is free; else the first free one of the day picked. */
function slotOf(point: Point, asked: Asked, { day, slot }: Picked): Slot | null {
  if (day === undefined) return null
  const found = calendarOf(point, askOf(point, asked)).find((one) => one.day === day)
  const free = found?.slots.filter(({ isFree }) => isFree) ?? []
  const wanted = readTime(slot ?? '')
  return free.find(({ from }) => from === wanted) ?? free[0] ?? null
}

function positionField(value: string | undefined): DeliveryField {
  return {
    name: 'position',
    label: words('用我的位置找最近的自提点', 'Find the nearest point'),
    show: 'position',
    ...(value === undefined ? {} : { value }),
    hint: words('只用来排序，不保存', 'Used for sorting only, never kept'),
  }
}

function cityField(cities: readonly string[], value: string): DeliveryField {
  return {
    name: 'city',
    label: words('城市', 'City'),
    show: 'chips',
    value,
    options: cities.slice(0, 60).map((city) => ({ value: city, label: words(city, city) })),
  }
}

function pointField(
  near: readonly NearPoint[],
  {
    asked,
    first,
    point,
  }: { readonly asked: Asked; readonly first: ReadonlyMap<string, Slot | null>; readonly point: Point },
): DeliveryField {
  return {
    name: 'point',
    label: words('自提点', 'Pickup point'),
    show: 'cards',
    value: point.id,
    options: near.map((one) => pointOption(one, asked, first.get(one.point.id) ?? null)),
  }
}

function pointOption({ point, km }: NearPoint, asked: Asked, slot: Slot | null): DeliveryOption {
  const far = km === null ? '' : `${distanceText(km)} · `
  if (slot === null) {
    const [zh, en] = hasAll(point, asked)
      ? ['近期约满', 'fully booked']
      : ['这个点货不够', 'not enough there']
    return {
      value: point.id,
      label: words(point.name, point.nameEn),
      hint: words(`${far}${point.address} · ${zh}`, `${far}${point.address} · ${en}`),
      isGone: true,
    }
  }
  const hours = hoursText(point.hours[weekdayOf(slot.day) - 1] ?? [])
  return {
    value: point.id,
    label: words(point.name, point.nameEn),
    hint: words(`${far}${point.address} · 营业 ${hours}`, `${far}${point.address} · open ${hours}`),
  }
}

function timeFields(point: Point, asked: Asked, slot: Slot): DeliveryField[] {
  const days = calendarOf(point, askOf(point, asked))
  const today = days.find(({ day }) => day === slot.day)
  return [
    {
      name: 'day',
      label: words('哪天来取', 'Day'),
      show: 'chips',
      value: slot.day,
      options: days.map(({ day, slots }) => ({
        value: day,
        label: dayWords(day),
        ...(slots.some(({ isFree }) => isFree) ? {} : { isGone: true, hint: words('约满', 'full') }),
      })),
    },
    {
      name: 'slot',
      label: words('几点来取', 'Time'),
      show: 'chips',
      value: timeText(slot.from),
      options: (today?.slots ?? []).map((one) => ({
        value: timeText(one.from),
        label: words(spanText(one), spanText(one)),
        ...(one.isFree ? fewOf(one.left) : { isGone: true, hint: words('约满', 'full') }),
      })),
    },
  ]
}

function fewOf(left: number): { hint?: DeliveryOption['label'] } {
  return left <= FEW ? { hint: words(`剩 ${left}`, `${left} left`) } : {}
}

function collectorFields({ collector = '', tail = '' }: Picked): DeliveryField[] {
  return [
    {
      name: 'collector',
      label: words(
        '代取人姓名（自己取不用填）',
        'Name of who collects for you (leave empty to come yourself)',
      ),
      show: 'text',
      value: collector,
    },
    {
      name: 'tail',
      label: words('代取人手机后四位', 'Last four digits of their phone'),
      show: 'text',
      value: tail,
    },
  ]
}

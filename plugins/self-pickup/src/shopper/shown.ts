import { localDateOf, weekdayOf } from '@mamapu/kernel'
import { slotWords } from '../method/words.js'
import type { Ctx, Pickup, Point } from '../pickup.types.js'
import { readPlaces } from '../points/point.queries.js'
import { hoursText, offKey } from '../slots/slot.rules.js'

/** Where and when, as a page shows it. */
export async function placeOf(ctx: Ctx, pickup: Pickup) {
  const places = await readPlaces(ctx.tx, localDateOf(ctx.at, ctx.zone))
  const point = places.points.find(({ id }) => id === pickup.pointId)
  if (!point) return null
  const spans = places.daysOff.has(offKey(point, pickup.day))
    ? []
    : (point.hours[weekdayOf(pickup.day) - 1] ?? [])
  return {
    point: ctx.locale === 'en' ? point.nameEn : point.name,
    address: point.address,
    phone: point.phone,
    phoneUrl: point.phone === '' ? null : `tel:${point.phone.replace(/[^\d+]/g, '')}`,
    mapUrl: mapUrlOf(point),
    hours: hoursText(spans),
    guide: point.guide,
    when: slotWords(pickup)[ctx.locale],
  }
}

/** The way there in the map app most phones here have; none without a position. */
export function mapUrlOf({ position, name }: Pick<Point, 'position' | 'name'>): string | null {
  if (position === null) return null
  return `https://uri.amap.com/marker?position=${position.lng},${position.lat}&name=${encodeURIComponent(name)}`
}

export const isOpenState = ({ state }: Pick<Pickup, 'state'>): boolean =>
  state !== 'handed' && state !== 'closed'

/** Whether the digits are shown: only staff says that something is ready. */
export const showsCode = ({ state }: Pick<Pickup, 'state'>): boolean =>
  state === 'ready' || state === 'part' || state === 'overdue'

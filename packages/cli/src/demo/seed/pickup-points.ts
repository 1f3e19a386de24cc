import { fulfilment } from '@mamapu/core'
import { must, type StoreId } from '@mamapu/kernel'
import type { DemoShop, DemoStore } from '../demo.types.js'
import { type DeskOfPlugin, deskOf } from './ask-plugin.js'
import { findGoods } from './demo.queries.js'
import type { Past } from './past.js'

export const PICKUP = 'self-pickup'
/** SKUs the second point has goods of for itself: the first of the shop, by their codes. */
export const OWN_SKUS = 8
const OWN_UNITS = 6

/** Points where orders are collected, by the name of the shop's place. */
export type Points = ReadonlyMap<string, string>

/**
 * The shop's own places as points: the first sells off the shelf and has the clerk, the second sells what lies there. What an
 * interrupted start has made already stays.
 */
export async function openPoints(
  past: Past,
  storeId: StoreId,
  { shop, clerkId }: { readonly shop: DemoShop; readonly clerkId: string },
): Promise<Points> {
  const desk = deskOf(past, storeId, PICKUP)
  const points = new Map((await listOf(desk, 'GET /points')).map(({ name = '', id = '' }) => [name, id]))
  for (const [index, place] of shop.stores.entries()) {
    const isKnown = points.has(place.name)
    const made = isKnown ? null : ((await desk('POST /points', { body: pointOf(place, index > 0) })) as Row)
    if (made) points.set(place.name, must(made.id, 'a point has an id'))
    const params = { id: points.get(place.name) }
    if (index > 0) await fillPoint(past, storeId, params)
    else if ((await listOf(desk, 'GET /staff')).length === 0)
      await desk('POST /points/:id/staff', { params, body: { staffId: clerkId } })
  }
  return points
}

type Row = Readonly<Record<string, string>>

async function listOf(desk: DeskOfPlugin, route: `GET ${string}`): Promise<readonly Row[]> {
  return ((await desk(route)) as { items: readonly Row[] }).items
}

async function fillPoint(past: Past, storeId: StoreId, params: object): Promise<void> {
  const { skus } = await findGoods(past.app.db, storeId)
  const first = [...skus].sort(([one], [other]) => (one < other ? -1 : 1)).slice(0, OWN_SKUS)
  const desk = deskOf(past, storeId, PICKUP)
  for (const [, sku] of first)
    await desk('POST /points/:id/stock', { params, body: { sku, units: OWN_UNITS } })
}

/** As the console's form sends it: two hours a slot, every day alike. */
function pointOf(
  { name, nameEn, regionCode, address, phone, hours, position }: DemoStore,
  hasOwnStock: boolean,
) {
  const region = must(fulfilment.findRegion(regionCode), `${name}: a region`)
  const [, span = ''] = hours.split(' ')
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, span.replace('–', '-')])
  return {
    ...{ name, nameEn, address, phone, position, hasOwnStock },
    city: region.city === '市辖区' ? region.province : region.city,
    guide: '进门右手边的收银台，报取货码就好',
    ...{ countBy: 'orders', slotMinutes: 120, capacity: 10, leadMinutes: 120, cutOff: '', daysAhead: 7 },
    ...Object.fromEntries(days),
  }
}

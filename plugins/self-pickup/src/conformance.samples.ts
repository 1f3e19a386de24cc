import { asId, type OrderId, type SkuId } from '@mamapu/kernel'
import {
  type ConformanceSamples,
  openShop,
  type Person,
  type ShopOptions,
  type TestCustomer,
} from '@mamapu/testkit'
import type { Test } from 'tap'
import plugin from './index.js'
import { METHOD } from './method/method.js'
import type { Places, Point } from './pickup.types.js'
import type { ShownRow } from './pickups/pickup.queries.js'

const HOURS = '10:00-12:00 14:00-18:00'
/** A point as the console's form sends it. */
export const POINT = {
  name: '滨江店',
  nameEn: 'Riverside',
  city: '杭州',
  address: '滨江区江南大道 1 号',
  position: '30.20853,120.21201',
  phone: '0571-88880000',
  guide: '地铁 1 号线江陵路站 B 口',
  ...{ mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS, sat: HOURS, sun: '' },
  slotMinutes: 120,
  capacity: 10,
  countBy: 'orders',
  leadMinutes: 60,
  cutOff: '',
  daysAhead: 7,
  hasOwnStock: false,
}

const spans = [
  { from: 600, until: 720 },
  { from: 840, until: 1080 },
]
const samplePoint: Point = {
  id: asId('plg', `plg_${'a'.repeat(32)}`),
  isOpen: true,
  name: '滨江店',
  nameEn: 'Riverside',
  city: '杭州',
  address: '江南大道 1 号',
  phone: '',
  guide: '',
  position: null,
  hours: [spans, spans, spans, spans, spans, spans, []],
  slotMinutes: 120,
  capacity: 10,
  countBy: 'orders',
  leadMinutes: 60,
  cutOff: null,
  daysAhead: 7,
  hasOwnStock: false,
}
const places: Places = { points: [samplePoint], daysOff: new Set() }

const shown: ShownRow = {
  id: 'a'.repeat(32),
  state: 'ready',
  pointName: '滨江店',
  pointNameEn: 'Riverside',
  address: '江南大道 1 号',
  phone: '',
  lat: null,
  lng: null,
  day: '2026-03-04',
  fromMinute: 840,
  untilMinute: 960,
  isShort: false,
  isProposed: false,
}

/** What the conformance suite tries the plugin with. */
export const samples: ConformanceSamples = {
  facts: {
    places: [places, { points: [], daysOff: new Set() }],
    slots: [new Map()],
    stock: [new Map()],
    'of-order': [shown, null],
  },
  async fill(shop) {
    const customer = await shop.customer()
    const made = await shop.console('POST', '/x/self-pickup/points', await shop.owner(), { body: POINT })
    if (made.status !== 200) throw new Error(made.text)
    return customer
  },
}

export interface Choice extends Record<string, string> {
  readonly point: string
  readonly day: string
  readonly slot: string
}

/** A shop with a point and goods, and the steps its tests are told in. Ten o'clock of a Wednesday. */
export async function openPickups(t: Test, options: ShopOptions = {}) {
  const shop = await openShop(t, { plugins: [plugin], ...options })
  const owner = await shop.owner()
  const sku = await shop.sku({ priceFen: 9900, stock: 1000, title: '纯棉连体衣' })
  const staff = async (method: string, path: string, body?: object, who: Person = owner, key?: string) =>
    shop.console(method, `/x/self-pickup${path}`, who, {
      ...(body === undefined ? {} : { body }),
      ...(key === undefined ? {} : { headers: { 'idempotency-key': `hand-over-${key}` } }),
    })
  const addPoint = async (more: object = {}) => {
    const made = await staff('POST', '/points', { ...POINT, ...more })
    t.equal(made.status, 200, made.text)
    return made.json['id'] as string
  }
  const pointId = await addPoint()
  const choice: Choice = { point: pointId, day: '2026-03-04', slot: '14:00' }
  const rowOf = async (orderId: OrderId) => {
    const [row] = await shop.database.admin<Record<string, unknown>[]>`
      select replace(id::text, '-', '') as id, state, day::text as day, from_minute, code_version, version
        from self_pickup_pickups where order_id = ${orderId.slice(4)}`
    return row
  }
  const slotTaken = async () =>
    shop.database.admin<{ id: string; taken: number }[]>`
      select right(id, 4) as id, taken::int from quotas where kind = 'self-pickup.slot' and taken > 0 order by id`
  return {
    ...{ shop, owner, sku, staff, addPoint, pointId, choice, rowOf, slotTaken },
    async bought(who: TestCustomer, wanted: SkuId | readonly [SkuId, number] = sku.skuId, pick = choice) {
      const order = await shop.cart(wanted).by(who).via(METHOD, pick).order()
      await order.pay()
      await shop.runDue()
      return order.id
    },
    pickupId: async (orderId: OrderId) => `plg_${(await rowOf(orderId))?.['id']}`,
    page: async (name: string, who: TestCustomer | null, query: Record<string, string>) => {
      const page = await shop.page(name, who, query)
      if (!page.found) throw new Error(page.reason)
      return page.data as Record<string, never>
    },
  }
}

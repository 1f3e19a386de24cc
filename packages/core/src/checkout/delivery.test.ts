import { withTenant } from '@mamapu/db'
import { HOUR, localDateOf, type OrderId, toFen, uuidOf } from '@mamapu/kernel'
import { type DeliveryMethod, definePlugin, forSettings } from '@mamapu/plugin-sdk'
import { openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { type LocalSettings, readDeliverySetup, saveLocal, saveTemplate } from '../fulfilment/index.js'
import { changeDelivery } from './change-delivery.js'
import { replayOrder } from './replay.js'

t.setTimeout(120_000)

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const settings = Type.Object({})
const { delivery, price } = forSettings(settings)
const HANGZHOU = '330106'
const URUMQI = '650102'
const SHANGHAI = '310101'

/** What the drone below is told to do; switched by the tests. */
const drone = { mode: 'flies' as 'flies' | 'throws' | 'talks' | 'takes' }

const flight: DeliveryMethod = delivery({
  name: 'flight',
  title: words('无人机', 'Drone'),
  asks: 'contact',
  facts: {},
  choice: Type.Object({ roof: Type.String({ minLength: 1, maxLength: 20 }) }),
  offer: ({ lines }) => {
    if (drone.mode === 'throws') throw new Error('no wings')
    if (drone.mode === 'talks') return { available: true, promise: '快', fee: [{ feeFen: -5 }] } as never
    const grams = lines.reduce((sum, line) => sum + line.weightGram * line.quantity, 0)
    if (grams > 5000)
      return { available: false, code: 'DRONE_TOO_HEAVY', words: words('太重了', 'Too heavy') }
    const roof = { name: 'roof', label: words('楼顶', 'Roof'), show: 'text' } as const
    return { available: true, promise: words('一小时', 'In an hour'), fee: [], fields: [roof] }
  },
  accept: ({ choice, lines }) => ({
    available: true,
    fee: [{ feeFen: toFen(900), freeOverFen: null }],
    takes:
      drone.mode === 'takes'
        ? [{ kind: 'stock', id: 'somebody', units: 1, limit: null, giveBack: 'refund' }]
        : [{ kind: 'drone.seat', id: choice.roof, units: lines.length, limit: 2, giveBack: 'cancel' }],
    frozen: { roof: choice.roof },
    sealed: { door: '7B' },
    words: words(`无人机 · ${choice.roof}`, `Drone · ${choice.roof}`),
  }),
})

const dronePlugin = definePlugin({
  id: 'drone',
  version: '0.1.0',
  api: 1,
  engine: '^0.1',
  title: words('无人机', 'Drone'),
  description: words('测试用', 'For tests'),
  category: 'delivery',
  scopes: ['quotas:take', 'orders:deliver', 'orders:read'],
  settings,
  errors: { DRONE_TOO_HEAVY: { status: 409, ...words('太重了', 'Too heavy') } },
  quotas: [{ kind: 'drone.seat', title: words('座位', 'Seats'), heat: 50 }],
  deliveryMethods: [flight],
  prices: [
    price({
      name: 'free-delivery',
      stage: 'shipping',
      facts: {},
      offers: () => [
        {
          id: 'drone:free',
          plugin: 'drone',
          stage: 'shipping',
          label: words('包邮', 'Free delivery'),
          thresholdFen: toFen(20_000),
          reduction: { rateBps: 10_000 as never, rounding: 'down' },
        },
      ],
    }),
  ],
})

const rule = {
  regions: [] as string[],
  first: 1000,
  firstFen: toFen(800),
  step: 500,
  stepFen: toFen(200),
  freeOverFen: toFen(50_000),
  freeOverPieces: null,
  excluded: false,
}
const who = { actor: 'test', at: new Date('2026-03-04T02:00:00Z') }

async function shopWith(t: Test, local: Partial<LocalSettings> = {}) {
  const shop = await openShop(t, { plugins: [dronePlugin] })
  const { storeId } = shop.store
  await withTenant(shop.db, storeId, async (tx) => {
    const far = { ...rule, regions: ['65'], excluded: true }
    const usual = { id: 'usual', name: '', charge: 'weight' as const, version: 0 }
    await saveTemplate(tx, { ...usual, rules: [far, rule] }, who)
    const { local: start } = await readDeliverySetup(tx)
    const own = {
      ...start.settings,
      regions: ['3301'],
      slots: [{ from: '14:00', to: '16:00', capacity: 10 }],
    }
    await saveLocal(tx, { isOn: true, settings: { ...own, ...local }, version: 0 }, who)
  })
  await shop.snapshot()
  return shop
}

const codeOf = (placed: { placed: boolean; code?: string; data?: unknown }) =>
  placed.placed ? 'placed' : placed.code

t.test('every way is offered with its price, and the order keeps the one agreed on', async (t) => {
  drone.mode = 'flies'
  const shop = await shopWith(t)
  const sku = await shop.sku({ priceFen: 3000, weightGram: 600 })
  const { clock, db } = shop
  const today = localDateOf(clock.now(), 'Asia/Shanghai')

  const basket = await shop.cart([sku, 2]).to(HANGZHOU).basket()
  t.same(
    basket.delivery.methods.map(({ id, offer }) => [id, offer.available]),
    [
      ['express', true],
      ['local', true],
      ['drone.flight', true],
    ],
  )
  t.equal(basket.delivery.chosen?.id, 'express', 'the first where nothing was picked')
  t.equal(basket.priced.shippingFen, 1000, '1200 g: the first kilogram and one step')

  const order = await shop.cart([sku, 2]).to(HANGZHOU).via('local', { day: today, slot: '14:00' }).order()
  const seen = await rowOf(shop, order.id)
  t.match(seen, {
    delivery: 'local',
    shipping_fen: 500,
    delivery_frozen: { day: today, from: '14:00', to: '16:00' },
  })
  t.match(seen.delivery_words['zh-CN'], /同城配送 · .*14:00–16:00/)
  t.same((await replayOrder(db, { storeId: shop.store.storeId, orderId: order.id })).replayed, true)
  t.match(await replayOrder(db, { storeId: shop.store.storeId, orderId: order.id }), { isSame: true })

  const flown = await shop.cart(sku).via('drone.flight', { roof: 'a' }).order()
  const kept = await rowOf(shop, flown.id)
  t.match(kept, {
    delivery: 'drone.flight',
    shipping_fen: 900,
    region_code: '',
    delivery_frozen: { roof: 'a' },
  })
  t.notMatch(JSON.stringify(kept), /7B/, 'what is sealed stands nowhere else')

  const dear = await shop.cart([sku, 10]).to(HANGZHOU).priced()
  t.same([dear.shippingFullFen, dear.shippingFen], [2800, 0], 'an offer of free delivery counts')
  t.same(await shop.broken(), [])
})

t.test('what cannot be is refused by a code, and nothing is taken', async (t) => {
  drone.mode = 'flies'
  const shop = await shopWith(t, { leastGoodsFen: toFen(5000), closedDays: ['2026-03-05'] })
  const { clock } = shop
  const sku = await shop.sku({ priceFen: 3000, weightGram: 600 })
  const today = localDateOf(clock.now(), 'Asia/Shanghai')
  const cart = () => shop.cart(sku).to(HANGZHOU)
  const refusalOf = async (placing: Promise<{ placed: boolean }>) =>
    (await placing) as { placed: boolean; code: string; data: Record<string, unknown> }

  t.equal(codeOf(await cart().via('teleport').place()), 'DELIVERY_UNKNOWN')
  t.equal(codeOf(await cart().via('drone.other').place()), 'DELIVERY_UNKNOWN')
  t.equal(codeOf(await cart().via('drone.flight').place()), 'DELIVERY_INCOMPLETE')
  t.equal(
    codeOf(
      await cart()
        .via('drone.flight', { roof: 'x'.repeat(21) })
        .place(),
    ),
    'DELIVERY_INCOMPLETE',
  )
  t.equal(codeOf(await cart().via('local').place()), 'DELIVERY_INCOMPLETE', 'no time is picked for anybody')

  const there = await refusalOf(shop.cart(sku).to(URUMQI).place())
  t.match(there, { code: 'NOT_DELIVERED', data: { method: 'express', by: 'EXPRESS_NOT_THERE' } })
  t.match(JSON.stringify(there.data.words), /新疆/, 'the region is named')
  t.match(await shop.cart(sku).to(SHANGHAI).via('local', { day: today, slot: '14:00' }).place(), {
    code: 'NOT_DELIVERED',
    data: { by: 'LOCAL_NOT_THERE' },
  })
  for (const [day, slot, by] of [
    [today, '09:00', 'LOCAL_SLOT_CLOSED'],
    ['2026-03-05', '14:00', 'LOCAL_SLOT_CLOSED'],
    ['2027-01-01', '14:00', 'LOCAL_SLOT_CLOSED'],
  ] as const)
    t.match(
      await cart().via('local', { day, slot }).place(),
      { code: 'DELIVERY_REFUSED', data: { by } },
      `${day} ${slot}`,
    )
  t.match(await cart().via('local', { day: today, slot: '14:00' }).place(), {
    code: 'DELIVERY_TOO_LITTLE',
    data: { missingFen: 2000 },
  })
  t.match(await shop.cart([sku, 10]).via('drone.flight', { roof: 'a' }).place(), {
    code: 'NOT_DELIVERED',
    data: { by: 'DRONE_TOO_HEAVY' },
  })
  const honest = await cart().via('drone.flight', { roof: 'a' }).priced()
  t.equal(
    codeOf(
      await cart()
        .via('drone.flight', { roof: 'a' })
        .seen(honest.payableFen - 900)
        .place(),
    ),
    'TOTAL_CHANGED',
    'a fee is never taken from outside',
  )

  clock.set(new Date(clock.now().getTime() + 4 * HOUR))
  t.match(
    await shop.cart([sku, 2]).to(HANGZHOU).via('local', { day: today, slot: '14:00' }).place(),
    { code: 'DELIVERY_REFUSED', data: { by: 'LOCAL_SLOT_CLOSED' } },
    'the page stood open too long',
  )

  await shop.switchTo(false)
  await shop.snapshot()
  t.equal(codeOf(await cart().via('drone.flight', { roof: 'a' }).place()), 'DELIVERY_UNKNOWN')
  t.equal(await countOf(shop, 'quota_takes'), 0)
  t.equal(await countOf(shop, 'orders'), 0)
})

t.test('a method that fails is missing on that page, and the shop sells on', async (t) => {
  const shop = await shopWith(t)
  const sku = await shop.sku({ priceFen: 3000 })
  for (const mode of ['throws', 'talks', 'takes'] as const) {
    drone.mode = mode
    const cart = shop.cart(sku).to(HANGZHOU)
    if (mode !== 'takes')
      t.same(
        (await cart.basket()).delivery.methods.map(({ id }) => id),
        ['express', 'local'],
        mode,
      )
    t.not(codeOf(await cart.via('drone.flight', { roof: 'a' }).place()), 'placed', mode)
    t.equal(codeOf(await cart.via('express').place()), 'placed', mode)
  }
})

t.test('goods by several templates, pieces and nothing to carry', async (t) => {
  drone.mode = 'flies'
  const shop = await shopWith(t)
  const { storeId } = shop.store
  const [light, bulky, course] = [
    await shop.sku({ priceFen: 3000, weightGram: 600 }),
    await shop.sku({ priceFen: 3000, weightGram: 9000 }),
    await shop.sku({ priceFen: 3000, weightGram: 0 }),
  ]
  await withTenant(shop.db, storeId, async (tx) => {
    const byPiece = {
      ...rule,
      first: 1,
      firstFen: toFen(3000),
      step: 1,
      stepFen: toFen(1000),
      freeOverPieces: 4,
    }
    const saved = await saveTemplate(
      tx,
      { id: 'bulky', name: '大件', charge: 'piece', rules: [byPiece], version: 0 },
      who,
    )
    t.match(saved, { saved: true, version: 1 })
    await tx.sql`update products set delivery_template = 'bulky'
      where tenant_id = ${tx.tenantId} and id = ${uuidOf(bulky.productId)}`
    await tx.sql`update products set delivery_kind = 'virtual'
      where tenant_id = ${tx.tenantId} and id = ${uuidOf(course.productId)}`
  })
  await shop.snapshot()
  const feeOf = async (cart: ReturnType<TestShop['cart']>) => (await cart.to(HANGZHOU).priced()).shippingFen
  t.equal(await feeOf(shop.cart(light)), 800)
  t.equal(await feeOf(shop.cart([bulky, 2])), 4000)
  t.equal(await feeOf(shop.cart(light, [bulky, 2])), 4800, 'each template over its own lines')
  t.equal(await feeOf(shop.cart(light, [bulky, 4])), 800, 'four pieces go free')
  t.equal(await feeOf(shop.cart(light, course)), 800, 'what nobody carries weighs nothing')

  const basket = await shop.cart(course).basket()
  t.match(basket.delivery, { chosen: { id: 'virtual', asks: 'contact' } })
  t.equal(basket.priced.shippingFen, 0)
  const order = await shop.cart(course).order()
  t.match(await rowOf(shop, order.id), { delivery: 'virtual', shipping_fen: 0, region_code: '' })
})

t.test('200 buyers for the last 10 of a time: ten, and everybody else is told', async (t) => {
  drone.mode = 'flies'
  const shop = await shopWith(t)
  const sku = await shop.sku({ stock: 500 })
  const today = localDateOf(shop.clock.now(), 'Asia/Shanghai')
  const cart = shop.cart(sku).to(HANGZHOU).via('local', { day: today, slot: '14:00' })
  const { payableFen } = await cart.priced()
  const placed = await Promise.all(Array.from({ length: 200 }, () => cart.seen(payableFen).place()))
  const codes = new Map<string | undefined, number>()
  for (const one of placed) codes.set(codeOf(one), (codes.get(codeOf(one)) ?? 0) + 1)
  t.same(Object.fromEntries(codes), { placed: 10, DELIVERY_REFUSED: 190 })
  t.match(await cart.place(), { code: 'DELIVERY_REFUSED', data: { by: 'LOCAL_SLOT_FULL' } })
  const { offer } = (await cart.basket()).delivery.methods.find(({ id }) => id === 'local') ?? {}
  t.match(JSON.stringify(offer), /"isGone":true/, 'and the page shows it')
  t.same(await shop.broken(), [])

  const first = placed.find((one) => one.placed)
  if (first?.placed) {
    await shop.cancel(first.orderId)
    t.equal(codeOf(await cart.place()), 'placed', 'a cancelled order gives its place back')
  }
})

t.test('a paid order changes its time: the new one taken, the old one free, or neither', async (t) => {
  drone.mode = 'flies'
  const slots = [
    { from: '14:00', to: '16:00', capacity: 3 },
    { from: '16:00', to: '18:00', capacity: 2 },
  ]
  const shop = await shopWith(t, { slots })
  const sku = await shop.sku({ priceFen: 3000 })
  const day = localDateOf(shop.clock.now(), 'Asia/Shanghai')
  const at = shop.clock.now()
  const left = async (slot: string) => {
    const [row] = await shop.database.admin<{ taken: number }[]>`
      select taken::int from quotas where kind = 'local-slot' and id = ${`${day}:${slot}`}`
    return row?.taken ?? 0
  }
  const store = await shop.snapshot()
  const deps = { host: shop.host, store, plugins: await shop.active() }
  const change = (orderId: OrderId, method: string, choice: Record<string, string>) =>
    withTenant(shop.db, shop.store.storeId, (tx) =>
      changeDelivery(tx, deps, { orderId, method, choice, actor: 'test', at }),
    )
  const orders = []
  for (let n = 0; n < 3; n += 1)
    orders.push(await shop.cart(sku).to(HANGZHOU).via('local', { day, slot: '14:00' }).order())
  const [first, second, third] = orders.map(({ id }) => id) as [OrderId, OrderId, OrderId]
  t.match(await change(first, 'local', { day, slot: '16:00' }), { reason: 'too_late' }, 'not paid')
  for (const id of [first, second, third]) await shop.pay(id)

  const moved = await Promise.all(
    [first, second, third].map((id) => change(id, 'local', { day, slot: '16:00' })),
  )
  t.same(moved.filter(({ changed }) => changed).length, 2, 'two places, three who want them')
  t.match(
    moved.find(({ changed }) => !changed),
    { changed: false },
  )
  t.same([await left('14:00'), await left('16:00')], [1, 2])
  const winner = [first, second, third][moved.findIndex(({ changed }) => changed)] as OrderId
  t.match(await rowOf(shop, winner), { delivery_frozen: { from: '16:00' }, shipping_fen: 500 })

  t.match(await change(winner, 'local', { day, slot: '14:00' }), { changed: true }, 'and back again')
  t.match(await change(winner, 'drone.flight', { roof: 'b' }), { changed: true })
  t.same([await left('14:00'), await left('16:00')], [1, 1])
  t.match(await change(winner, 'express', {}), { changed: true, delivery: { method: 'express' } })
  t.match(await rowOf(shop, winner), { shipping_fen: 500 }, 'nothing is charged anew')
  t.match(await change(winner, 'local', { day, slot: '09:00' }), {
    reason: 'refused',
    code: 'LOCAL_SLOT_CLOSED',
  })
  t.match(await change(winner, 'teleport', {}), { reason: 'no_method' })

  const flown = await shop.cart(sku).via('drone.flight', { roof: 'a' }).order()
  await shop.pay(flown.id)
  t.match(await change(flown.id, 'express', {}), { reason: 'needs_address' })
  t.same(await shop.broken(), [])
})

type TestShop = Awaited<ReturnType<typeof openShop>>

interface Row {
  delivery: string
  delivery_frozen: object
  delivery_words: Record<string, string>
  shipping_fen: number
  region_code: string
}

async function rowOf(shop: TestShop, orderId: OrderId): Promise<Row> {
  const [row] = await shop.database.admin<Row[]>`
    select delivery, delivery_frozen, delivery_words, shipping_fen::int, region_code, decision::text, contact_masked
      from orders where id = ${uuidOf(orderId)}`
  return row as Row
}

async function countOf(shop: TestShop, table: 'orders' | 'quota_takes'): Promise<number> {
  const [row] = await shop.database.admin<
    { n: number }[]
  >`select count(*)::int as n from ${shop.database.admin(table)}`
  return (row as { n: number }).n
}

import { DAY, HOUR, later, type OrderId, SECOND } from '@mamapu/kernel'
import { life, openShop, type ShopOptions, type TestOrder } from '@mamapu/testkit'
import t from 'tap'
import plugin from './index.js'

interface About extends ShopOptions {
  readonly every: number
  readonly units: number
}

interface Win {
  readonly number: number
  readonly order: { readonly id: string; readonly number: string }
}

/** A shop where every so-manieth order wins a pack of wipes, from now on for three days. */
async function open(t: Parameters<typeof openShop>[0], { every, units, ...options }: About) {
  const shop = await openShop(t, { plugins: [plugin], ...options })
  const [nappies, wipes] = [await shop.sku({ stock: 300 }), await shop.sku({ stock: 20 })]
  const startsAt = shop.clock.now()
  const config = { title: '第 N 单惊喜', every, giftSkuId: wipes.skuId, giftName: '湿巾一包', units }
  const endsAt = later(startsAt, 3 * DAY)
  const campaign = await shop.campaign({ plugin: 'lucky-order', config, startsAt, endsAt })
  const buy = async (count = 1): Promise<TestOrder[]> => {
    const orders = await Promise.all(Array.from({ length: count }, () => shop.cart(nappies).order()))
    return Promise.all(orders.map((order) => order.pay()))
  }
  const owner = await shop.owner()
  const list = async (name: string) =>
    (await shop.console('GET', `/x/lucky-order/${name}`, owner)).json['items'] as Win[]
  return {
    shop,
    nappies,
    wipes,
    owner,
    campaign,
    buy,
    counted: async (day: string) => {
      const [row] = await shop.database.admin`
        select sum(taken)::int as count from quotas where kind = 'lucky-order.orders' and id like ${`%:${day}`}`
      return row?.['count'] ?? 0
    },
    gifts: () => shop.quota('lucky-order.gifts'),
    badges: async () => (await shop.database.admin`select 1 from orders where badges <> '{}'`).length,
    messages: async () =>
      (await shop.database.admin`select 1 from messages where template = 'lucky-order.won'`).length,
    winners: () => list('winners'),
  }
}

t.test('fifty orders paid at once, told by four workers, some of them twice: every 22nd wins', async (t) => {
  const { shop, buy, counted, gifts, badges, winners } = await open(t, { every: 22, units: 5 })
  const orders = await buy(50)
  await Promise.all([1, 2, 3, 4].map(() => shop.deliver()))
  const won = await winners()
  t.same(won.map(({ number }) => number).toSorted(), [22, 44])
  const told = { customerId: null, payableFen: 0, paidFen: 0, lines: [] }
  for (const orderId of [orders[0]?.id, ...won.map(({ order }) => order.id)])
    await shop.tell('order.paid', { ...told, orderId } as never, 2)
  t.equal(await counted('2026-03-04'), 50)
  t.match(await shop.quota('lucky-order.orders'), { taken: 50 })
  t.same(await gifts(), { limit: 5, taken: 2 })
  t.equal(await badges(), 2)
  t.equal((await winners()).length, 2)
  t.same(await shop.broken(), [])
})

t.test('each day of the shop counts anew, and a late event counts for the day of its payment', async (t) => {
  // On that Sunday clocks in New York go forward: the day has 23 hours.
  const at = new Date('2026-03-08T04:30:00Z')
  const zone = 'America/New_York'
  const { shop, buy, counted, winners } = await open(t, { every: 3, units: 5, at, zone })
  await buy(2)
  await shop.travel('2026-03-08 00:00')
  shop.clock.set(later(shop.clock.now(), -SECOND))
  const [lastOfSaturday] = await buy()
  shop.clock.set(later(shop.clock.now(), SECOND))
  await buy(2)
  await shop.deliver()
  t.same([await counted('2026-03-07'), await counted('2026-03-08')], [3, 2])
  t.match(await winners(), [
    { order: { id: lastOfSaturday?.id, number: /^\d+/ }, day: '2026-03-07', number: 3 },
  ])

  const counterAt = async (when: string) => {
    await shop.travel(when)
    return (await shop.slot('home.strip', {})).parts.map(({ data }) =>
      (data as { count: string }).count.slice(-10),
    )
  }
  t.same(await counterAt('2026-03-08 23:59'), ['2026-03-08'])
  t.same(await counterAt('2026-03-09 00:00'), ['2026-03-09'])
  t.same(await shop.broken(), [])
})

t.test(
  'with the gifts gone nothing is promised; a refund before sending frees its gift, after it not',
  async (t) => {
    const { shop, nappies, wipes, buy, counted, gifts, badges, messages, winners } = await open(t, {
      every: 2,
      units: 2,
    })
    const family = await shop.customer()
    await buy()
    await shop.deliver()
    const lucky = await shop.cart([nappies, 2]).by(family).order()
    await lucky.pay()
    await shop.deliver()
    t.equal(await messages(), 1)
    await buy()
    await shop.deliver()
    const [sent] = await buy()
    await shop.deliver()
    await buy(2)
    await shop.deliver()
    t.same([await gifts(), await badges(), await messages()], [{ limit: 2, taken: 2 }, 2, 1])
    t.match(await winners(), [{ prize: 'gone', number: 6 }, {}, {}])

    await lucky.refund(1)
    await shop.deliver()
    t.same([await gifts(), await badges()], [{ limit: 2, taken: 2 }, 2], 'a partial refund leaves it')
    await lucky.refund()
    await sent?.ship()
    await sent?.refund()
    await shop.deliver()
    t.same([await gifts(), await badges()], [{ limit: 2, taken: 1 }, 1], 'what was sent stays')
    t.equal(await counted('2026-03-04'), 6, 'the counter does not run backwards')
    await buy(2)
    await shop.deliver()
    t.match(await winners(), [
      { prize: 'given', number: 8 },
      { prize: 'gone' },
      { prize: 'given' },
      { prize: 'back' },
    ])
    t.match(await shop.stock(wipes), { limit: 18 }, 'set aside from the shelf')
    t.same(await shop.broken(), [])
  },
)

t.test('refunded before anything is told, it has its place and wins nothing', async (t) => {
  const { shop, buy, counted, gifts, badges } = await open(t, { every: 2, units: 2 })
  await buy()
  await shop.deliver()
  const [second] = await buy()
  await second?.refund()
  await shop.deliver()
  t.same([await counted('2026-03-04'), await gifts(), await badges()], [2, { limit: 2, taken: 0 }, 0])
  t.same(await shop.broken(), [])
})

t.test(
  'switched off in the middle nothing new is counted, what was won stays won; another shop is not counted',
  async (t) => {
    const { shop, buy, counted, gifts, badges, winners } = await open(t, { every: 2, units: 2 })
    const other = await shop.neighbour()
    await shop.switchTo(true, other)
    await buy(2)
    await shop.deliver()
    const [lucky] = await winners()
    await shop.switchTo(false)
    await buy(2)
    await shop.deliver()
    t.same((await shop.slot('home.strip', {})).parts, [])
    t.same([await counted('2026-03-04'), await gifts(), await badges()], [2, { limit: 2, taken: 1 }, 1])
    const theirs = await shop.console('GET', '/x/lucky-order/winners', await shop.owner(other), {}, other)
    t.same(theirs.json, { items: [] })
    await shop.refund(lucky?.order.id as OrderId)
    await shop.deliver()
    t.same([await gifts(), await badges()], [{ limit: 2, taken: 0 }, 0], 'settled although it is off')
    t.same(await shop.broken(), [])
  },
)

t.test('shown on the home page and in the cart, announced and running, with its counters', async (t) => {
  const { shop, nappies, wipes } = await open(t, { every: 2, units: 2 })
  const running = [
    { block: 'strip', data: { isRunning: true, every: 2, gift: '湿巾一包', sinceToday: true } },
  ]
  t.match((await shop.slot('home.strip', {})).parts, running)
  t.match((await shop.basketSlot('cart.above', nappies.skuId, null)).parts, running)
  await shop.travel({ days: 3 })
  const config = { every: 5, giftSkuId: wipes.skuId, giftName: '湿巾一包', units: 2 }
  const startsAt = later(shop.clock.now(), HOUR)
  await shop.campaign({
    plugin: 'lucky-order',
    config,
    startsAt,
    endsAt: later(startsAt, DAY),
    announceMinutes: 120,
  })
  t.match((await shop.slot('home.strip', {})).parts, [{ data: { isRunning: false, every: 5 } }])
})

t.test('told only after the round was over, the order still wins', async (t) => {
  const { shop, buy, winners } = await open(t, { every: 2, units: 2 })
  await buy(2)
  await shop.deliver()
  shop.clock.set(later(shop.clock.now(), 3 * DAY - SECOND))
  await buy(4)
  shop.clock.set(later(shop.clock.now(), 2 * SECOND))
  await shop.passEdges()
  await shop.deliver()
  t.match(
    await winners(),
    [{ prize: 'gone' }, { prize: 'given' }, { prize: 'given' }],
    'and never more than there were',
  )
  t.same(await shop.broken(), [])
})

t.test('paid before a pause it counts, paid during it not, whenever it is told', async (t) => {
  const { shop, owner, campaign, buy, counted, winners } = await open(t, { every: 2, units: 5 })
  const say = (act: string) => shop.console('POST', `/campaigns/${campaign.id}/${act}`, owner)
  await buy(2)
  shop.clock.set(later(shop.clock.now(), SECOND))
  await say('pause')
  await buy(2)
  await shop.deliver()
  t.equal(await counted('2026-03-04'), 2)
  t.match(await winners(), [{ number: 2, prize: 'given' }])
  await buy()
  shop.clock.set(later(shop.clock.now(), SECOND))
  await say('resume')
  await shop.deliver()
  t.equal(await counted('2026-03-04'), 2)
  t.same(await shop.broken(), [])
})

t.test('two campaigns at once, and an order that wins in both is refunded after their end', async (t) => {
  const { shop, nappies, wipes, buy, gifts, badges, winners } = await open(t, { every: 2, units: 3 })
  const config = { every: 3, giftSkuId: wipes.skuId, giftName: '湿巾一包', units: 2 }
  const startsAt = shop.clock.now()
  await shop.campaign({ plugin: 'lucky-order', config, startsAt, endsAt: later(startsAt, DAY) })
  for (const _ of [1, 2, 3, 4, 5]) {
    await buy()
    await shop.deliver()
  }
  const both = await shop.cart(nappies).order()
  await both.pay()
  await shop.deliver()
  t.match(
    (await winners()).map(({ order }) => order.id === both.id),
    [true, true, false, false, false],
  )
  await shop.travel({ days: 4 })
  const shelf = (await shop.stock(wipes)).limit
  await both.refund()
  await shop.deliver()
  t.same([(await shop.stock(wipes)).limit - shelf, await badges(), (await gifts()).taken], [2, 3, 3])
  t.same(await shop.broken(), [])
})

t.test('late money that brings an order back counts it once', async (t) => {
  const { shop, nappies, buy, counted, winners } = await open(t, { every: 2, units: 2 })
  await buy()
  const late = await shop.cart(nappies).order()
  await life(shop, late).pay('late').expire().assertSettled()
  await shop.deliver()
  await shop.deliver()
  t.equal(await counted('2026-03-04'), 2)
  t.match(await winners(), [{ order: { id: late.id }, number: 2, prize: 'given' }])
  t.same(await shop.broken(), [])
})

import { DAY, HOUR, later, MINUTE } from '@mamapu/kernel'
import { definePlugin, forSettings, type Plugin } from '@mamapu/plugin-sdk'
import {
  type HeardEdge,
  life,
  openShop,
  plainSale,
  randomLife,
  type Shop,
  type TestOrder,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t from 'tap'
import { Type } from 'typebox'

t.setTimeout(120_000)
const at = new Date('2026-03-04T02:00:00Z')

t.test('a shop in a call: people, a cart with its price, an order to its refund', async (t) => {
  // #region shop
  const shop = await openShop(t, { plugins: [plainSale()] })
  const [onesie, bottle] = [await shop.sku({ priceFen: 9900 }), await shop.sku({ priceFen: 3000, stock: 2 })]
  const me = await shop.customer({ tags: ['新妈妈'], ordersPaid: 2 })
  const cart = shop.cart([onesie, 2], bottle).by(me)
  t.equal((await cart.priced()).payableFen, 22_800)
  t.match(await cart.seen(1).place(), { placed: false, code: 'TOTAL_CHANGED', data: { payableFen: 22_800 } })
  // #endregion
  t.match(await shop.cart([bottle, 3]).place(), { placed: false, code: 'OUT_OF_STOCK' })
  await t.rejects(shop.cart([bottle, 3]).order(), /OUT_OF_STOCK/)
  t.match(await shop.cart(bottle).to('810000').priced(), { payableFen: 3000 })
  // #region order
  const order = await cart.order()
  t.same(await shop.stock(bottle), { limit: 2, taken: 1 })
  t.match(await order.try.receive(), { done: false, reason: 'wrong_state' })
  // #endregion
  await t.rejects(order.refund(), /not refunded: wrong_state/)
  await order.pay()
  await order.ship(1)
  await order.refund(1)
  await shop.runDue()
  t.match(await order.look(), {
    state: 'paid',
    paidFen: 22_800,
    refundedFen: 9900,
    refunds: [{ state: 'done' }],
  })
  t.same(await shop.broken(), [])
  const once = shop.cart(onesie).once('0123456789abcdef')
  const [first, again] = [await once.place(), await once.place()]
  t.match([first, again], [{ again: false }, { again: true }])
})

t.test('a campaign by the clock: the edges happen on the way, in order, each once', async (t) => {
  const heard: HeardEdge[] = []
  const shop = await openShop(t, { plugins: [plainSale(heard)], at })
  const sku = await shop.sku({ priceFen: 1000 })
  const startsAt = later(at, HOUR)
  const window = { startsAt, endsAt: later(at, DAY), announceMinutes: 30 }
  await shop.campaign({ plugin: 'plain-sale', config: { priceFen: 600 }, ...window })
  const price = async () => (await shop.cart(sku).priced()).payableFen
  await shop.travel(later(startsAt, -1))
  t.same(
    heard.map(({ event }) => event),
    ['campaign.announced', 'campaign.soon'],
  )
  t.equal(await price(), 1000)
  await shop.travel(startsAt)
  t.equal(await price(), 600)
  // #region travel
  const unpaid = await shop.cart(sku).order()
  await shop.travel({ days: 2 })
  t.equal(heard.at(-1)?.event, 'campaign.ended')
  t.equal(heard.length, 4)
  t.match(await unpaid.look(), { state: 'cancelled', history: ['place', 'expire'] })
  // #endregion
  t.equal(await price(), 1000)
  await t.rejects(shop.travel(at), /time does not go back/)
})

t.test('midnight, month ends and a night that clocks skip are times on the shop’s own clocks', async (t) => {
  const berlin = new Date('2026-03-28T21:30:00Z')
  const shop = await openShop(t, { at: berlin, zone: 'Europe/Berlin' })
  // #region clocks
  await shop.travel('2026-03-29 00:00')
  t.equal(shop.clock.now().toISOString(), '2026-03-28T23:00:00.000Z')
  await shop.travel({ days: 1 })
  t.equal(shop.clock.now().toISOString(), '2026-03-29T22:00:00.000Z', 'a day of 23 hours')
  // #endregion
  await shop.travel('2026-03-31 24:00')
  t.equal(shop.clock.now().toISOString(), '2026-03-31T22:00:00.000Z')
  await shop.travel({ hours: 1, minutes: 5 })
  t.equal(shop.clock.now().toISOString(), '2026-03-31T23:05:00.000Z')
})

t.test('two hundred at once for seven: seven, and everybody else is told', async (t) => {
  const shop = await openShop(t)
  const sku = await shop.sku({ stock: 7 })
  // #region race
  const { counts, results } = await shop.race(200, (buyer) => buyer.cart(sku).place())
  t.same(counts, { placed: 7, OUT_OF_STOCK: 193 })
  // #endregion
  t.equal(results.length, 200)
  t.same(await shop.stock(sku), { limit: 7, taken: 7 })
  t.same(await shop.broken(), [])
  await t.rejects(
    shop.race(2, async () => {
      throw new Error('a bug')
    }),
    /a bug/,
  )
})

/** Notes in memory what it did and when. */
function diary(wrote: string[]): Plugin {
  const hooks = forSettings(Type.Object({}, { additionalProperties: false }))
  const note = (what: string, instant: Date) => void wrote.push(`${what} ${instant.toISOString()}`)
  return definePlugin({
    id: 'diary',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: { 'zh-CN': '日记', en: 'Diary' },
    description: { 'zh-CN': '样例', en: 'A sample' },
    category: 'tool',
    settings: Type.Object({}, { additionalProperties: false }),
    on: { 'order.cancelled': { handle: async (ctx) => note('cancelled', ctx.at) } },
    jobs: [
      hooks.job({ name: 'minutely', every: '1m', run: async (ctx) => note('minute', ctx.at) }),
      hooks.job({ name: 'daily', every: '1d', run: async (ctx) => note('day', ctx.at) }),
    ],
  }) as Plugin
}

t.test('in one jump or in steps the same comes to pass, each thing at its own instant', async (t) => {
  const start = new Date('2026-03-03T22:00:00Z')
  const live = async (stops: readonly Date[]) => {
    const wrote: string[] = []
    const heard: HeardEdge[] = []
    const shop = await openShop(t, { plugins: [diary(wrote), plainSale(heard)], at: start })
    const sku = await shop.sku({ priceFen: 1000 })
    const recurrence = { every: 'day' as const, days: [], times: [{ from: '11:00', to: '12:00' }] }
    await shop.campaign({ plugin: 'plain-sale', config: { priceFen: 600 }, recurrence, announceMinutes: 60 })
    const unpaid = await shop.cart(sku).order()
    const sent = await (await (await shop.cart(sku).order()).pay()).ship()
    for (const stop of stops) await shop.travel(stop)
    const look = async (order: TestOrder) => {
      const seen = await order.look()
      return { ...seen, events: seen.events.toSorted() }
    }
    const looks = [await look(unpaid), await look(sent)]
    return { wrote, heard: heard.map(({ event, round }) => `${event} ${round}`), looks }
  }
  const end = later(start, 6 * HOUR + 17 * MINUTE)
  const jump = await live([end])
  const steps = await live([
    later(start, 29 * MINUTE),
    later(start, 5 * HOUR),
    later(start, 5 * HOUR + 1),
    end,
  ])
  t.same(steps.heard, jump.heard)
  t.same(steps.looks, jump.looks)
  const told = (wrote: readonly string[]) => wrote.filter((line) => !line.startsWith('minute'))
  t.same(told(steps.wrote), told(jump.wrote))
  t.same(told(jump.wrote), ['cancelled 2026-03-03T22:30:00.000Z', 'day 2026-03-04T00:00:00.000Z'])
  t.ok(jump.wrote.includes('minute 2026-03-03T22:31:00.000Z'), 'the minute after something happened')
  t.ok(jump.wrote.includes('minute 2026-03-04T04:17:00.000Z'), 'the last minute')
})

async function lived(shop: Shop, units: number) {
  const sku = await shop.sku({ priceFen: 3333, stock: 1000 })
  const order = await shop.cart([sku, units]).order()
  return { sku, order, life: life(shop, order) }
}

t.test('a life step by step: what is refused is told, what is paid back adds up', async (t) => {
  const shop = await openShop(t)
  const first = await lived(shop, 3)
  t.match(await first.life.pay().ship(2).receive().refund(1).receive().refund().ship().lived(), [
    { do: 'pay', done: true },
    { do: 'ship', done: true },
    { do: 'receive', done: false, reason: 'wrong_state' },
    { do: 'refund', done: true },
    { do: 'receive', done: true },
    { do: 'refund', done: true },
    { do: 'ship', done: false, reason: 'wrong_state' },
  ])
  t.same(await first.life.unsettled(), [])
  t.match(await first.order.look(), { state: 'refunded', paidFen: 9999, refundedFen: 9999 })
  const late = await lived(shop, 1)
  // #region life
  await late.life.pay('late').expire().assertSettled()
  t.match(await late.order.look(), { state: 'paid', history: ['place', 'expire', 'revive'] })
  // #endregion
  await shop.database.admin`update order_lines set refunded_fen = 5 where paid_fen = 3333`
  t.match(
    await late.life.unsettled(),
    [/what was refunded and the lines: 5 is not 0/, /a line’s refunds/],
    'it can fail',
  )
})

t.test('any legal life leaves nothing open', async (t) => {
  const shop = await openShop(t)
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(randomLife(fc, 3), async (steps) => {
      const { life: one } = await lived(shop, 3)
      for (const step of steps) one.step(step)
      const told = await one.assertSettled()
      for (const { do: what, done } of told) if (done) seen.add(what)
      const refused = told.filter(({ done }) => !done)
      t.same(refused, [], JSON.stringify(steps))
    }),
    { numRuns: 8, seed: 12 },
  )
  for (const what of ['pay', 'expire', 'cancel', 'ship', 'receive', 'complete', 'refund'])
    t.ok(seen.has(what), what)
})

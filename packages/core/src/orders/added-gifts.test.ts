import { withTenant } from '@mamapu/db'
import { HOUR, type Id, later, MINUTE, newId, type OrderId, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin, type OrderView, type PluginContext, PluginError, poolId } from '@mamapu/plugin-sdk'
import {
  addTestSku,
  brokenOf,
  buyAndPay,
  lookAt,
  openTill,
  placeOne,
  stockOf,
  type TestSku,
} from '@mamapu/testkit'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { handlerRegistry, runHandlers } from '../events/index.js'
import { pluginEventHandlers, switchPlugin } from '../plugins/index.js'
import { closePools, openPools } from '../quotas/index.js'
import { addGift, cancelOrder, refundOrder, shipOrder } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const words = { 'zh-CN': '第 88 单', en: 'Order 88' }
const round = '20260304T1000'
const campaignId = newId('cmp', at)
const DAILY = 'lucky.daily'
const UNITS = 'lucky.units'

/** What the plugin gives to whoever has paid; a test says what, and sees what it learns. */
const mood = {
  gift: { skuId: '' as SkuId, units: 1, key: '88', onRefund: 'return' as 'return' | 'keep' },
  seen: [] as (OrderView | null)[],
  results: [] as object[],
  /** What it does instead. */
  act: null as ((ctx: PluginContext, orderId: OrderId) => Promise<unknown>) | null,
}

const lucky = (scopes: readonly ('orders:gift' | 'orders:read' | 'orders:badge' | 'quotas:take')[]) =>
  definePlugin({
    id: 'lucky',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words,
    description: words,
    category: 'campaign',
    scopes,
    settings: Type.Object({}),
    quotas: [
      { kind: DAILY, title: words, heat: 50 },
      { kind: UNITS, title: words, heat: 60 },
    ],
    on: {
      'order.paid': {
        whileOff: true,
        async handle(ctx, { orderId }) {
          if (mood.act) return void mood.results.push((await mood.act(ctx, orderId)) as object)
          const takes = [{ kind: DAILY, id: '2026-03-04', units: 1, limit: 5 }]
          mood.results.push(await ctx.orders.addGift({ ...mood.gift, orderId, words, takes }))
          mood.seen.push(await ctx.orders.find(orderId))
        },
      },
    },
  })

async function open(
  t: Test,
  scopes: Parameters<typeof lucky>[0] = ['orders:gift', 'orders:read', 'quotas:take'],
) {
  const till = await openTill(t, { at, plugins: [lucky(scopes)], max: 12 })
  const { storeId } = till.store
  const { admin, db } = till.database
  const goods = await addTestSku(db, storeId, at, { priceFen: 333, stock: 400 })
  const bib = await addTestSku(db, storeId, at, { priceFen: 900, stock: 30, title: '围兜' })
  await switchPlugin(till.host, storeId, { pluginId: 'lucky', isOn: true, staffId: null, at })
  await till.directory.refresh(storeId)
  Object.assign(mood, {
    gift: { skuId: bib.skuId, units: 1, key: '88', onRefund: 'return' },
    seen: [],
    results: [],
    act: null,
  })
  const ask = (orderId: OrderId, more: Partial<Parameters<typeof addGift>[1]> & { key?: string } = {}) => ({
    orderId,
    skuId: bib.skuId,
    units: 1,
    onRefund: 'return' as const,
    added: { plugin: 'lucky', key: more.key ?? '88', words },
    takes: [],
    offSince: null,
    at,
    ...more,
  })
  const give = (...asked: Parameters<typeof ask>) =>
    withTenant(db, storeId, async (tx) => {
      const result = await addGift(tx, ask(...asked))
      return result.added ? 'added' : result.reason
    })
  const linesOf = (orderId: OrderId) =>
    admin<{ id: Id<'lin'>; quantity: number; back: number; by: string | null }[]>`
      select 'lin_' || replace(id::text, '-', '') as id, quantity, refunded_units as back, gift_by as by
        from order_lines where order_id = ${orderId.slice(4)} order by position`
  const handlers = handlerRegistry(pluginEventHandlers(till.host))
  return {
    ...till,
    storeId,
    admin,
    db,
    goods,
    bib,
    give,
    linesOf,
    pay: async (quantity = 1) => (await buyAndPay(till, goods.skuId, { quantity })).orderId,
    place: () => placeOne(till, goods.skuId),
    cancel: (orderId: OrderId) =>
      cancelOrder(till.app, till.providers, storeId, { orderId, actor: 'shopper', reason: 'x', at }),
    ship: (orderId: OrderId, lines?: { lineId: Id<'lin'>; units: number }[]) =>
      shipOrder(till.app, storeId, {
        orderId,
        carrier: '顺丰',
        trackingNumber: 'SF1',
        ...(lines ? { lines } : {}),
        actor: 'stf_test',
        at,
      }),
    async refund(orderId: OrderId, lines: readonly { lineId: Id<'lin'>; units: number }[] | 'whole') {
      const ask = { shippingFen: ZERO_FEN, reason: '退', actor: 'stf_test', at }
      const asked = lines === 'whole' ? { lines: [], whole: true } : { lines }
      const result = await refundOrder(till.app, storeId, { orderId, ...ask, ...asked })
      return result.refunded ? Number(result.amountFen) : result.reason
    },
    /** As workers deliver it, so many of them at once. */
    async deliver(orderId: OrderId, workers = 1) {
      const [told] = await admin<{ id: string }[]>`
        select 'evt_' || replace(id::text, '-', '') as id from outbox
         where name = 'order.paid' and payload->>'orderId' = ${orderId}`
      const run = () => runHandlers(till.app, handlers, storeId, told?.id as Id<'evt'>)
      return Promise.allSettled(Array.from({ length: workers }, run))
    },
    taken: async (sku: TestSku) => (await stockOf(db, storeId, sku)).taken,
    look: (orderId: OrderId) => lookAt(admin, orderId),
    async sound() {
      await till.runAsked()
      t.same(await brokenOf(admin), [])
    },
  }
}

/** A round with so many bibs of its own, and how a gift takes one of them. */
async function openRound({ db, storeId, bib }: Awaited<ReturnType<typeof open>>, units: number) {
  const pools = [{ kind: UNITS, skuId: bib.skuId, units, mode: 'own' as const }]
  const times = { startsAt: at, endsAt: later(at, HOUR), actor: 'stf_x', at }
  await withTenant(db, storeId, (tx) => openPools(tx, { campaignId, round, pools, ...times }))
  const id = poolId(campaignId, bib.skuId, round)
  return [{ kind: UNITS, id, units: 1, limit: null, insteadOfStock: true, heat: 60 }]
}

t.test(
  'two workers hear of one paid order at once: one gift, seen by who gave it, paid for by nobody',
  async (t) => {
    const shop = await open(t)
    const orderId = await shop.pay(2)
    const before = await shop.look(orderId)
    await shop.deliver(orderId, 2)
    t.match(await shop.linesOf(orderId), [
      { quantity: 2, by: null },
      { quantity: 1, by: 'lucky' },
    ])
    t.match(mood.seen.at(-1)?.lines, [
      { gift: null },
      { gift: { onRefund: 'return', key: '88' }, paidFen: 0 },
    ])
    const after = await shop.look(orderId)
    t.same(
      [after.payableFen, after.paidFen, after.refundedFen],
      [before.payableFen, before.paidFen, 0],
      'the money stays as it is',
    )
    t.match(after.takes, [{ kind: DAILY, state: 'claimed', units: 1 }, { kind: 'stock' }, { kind: 'stock' }])
    t.same(after.history, ['place', 'pay', 'gift'])
    t.equal(await shop.give(orderId), 'already_there', 'the event told once more')
    t.equal(await shop.taken(shop.bib), 1)
    t.equal(await shop.refund(orderId, 'whole'), after.paidFen)
    t.match(await shop.look(orderId), { state: 'refunded' })
    t.equal(await shop.taken(shop.bib), 0, 'back where it came from')
    const [daily] = await shop.admin<{ taken: string }[]>`select taken from quotas where kind = ${DAILY}`
    t.equal(Number(daily?.taken), 0)
    await shop.sound()
  },
)

t.test('why an order is given nothing; nothing is written then', async (t) => {
  const shop = await open(t)
  const ended = await shop.place()
  t.equal(await shop.give(ended), 'order_not_paid')
  await shop.cancel(ended)
  t.equal(await shop.give(ended), 'order_ended')
  t.equal(await shop.give(newId('ord', at)), 'order_not_found')
  const orderId = await shop.pay(3)
  t.equal(await shop.give(orderId, { skuId: newId('sku', at) }), 'no_such_goods')
  t.equal(await shop.give(orderId, { units: 31 }), 'sold_out')
  t.equal((await shop.linesOf(orderId)).length, 1)
  const [line] = await shop.linesOf(orderId)
  const one = [{ lineId: line?.id as Id<'lin'>, units: 1 }]
  await shop.ship(orderId, one)
  t.equal(await shop.give(orderId), 'added', 'some of it is still to be sent')
  t.equal(await shop.give(orderId, { key: 'other' }), 'added', 'another thing')
  await shop.ship(orderId)
  t.equal(await shop.give(orderId, { key: 'late' }), 'already_shipped')
  t.match((await shop.linesOf(orderId)).length, 3)
  const refunded = await shop.pay()
  await shop.refund(refunded, 'whole')
  t.equal(await shop.give(refunded), 'order_ended')
  const full = await shop.pay()
  for (let n = 0; n < 20; n += 1) await shop.give(full, { key: `k${n}` })
  t.equal(await shop.give(full, { key: 'k20' }), 'too_many')
  const other = await shop.pay()
  await shop.deliver(other)
  const unscoped = await open(t, ['orders:read', 'quotas:take'])
  const [failed] = await unscoped.deliver(await unscoped.pay())
  t.equal(failed?.status, 'rejected', 'without its scope')
  t.match((failed as PromiseRejectedResult).reason.cause, PluginError)
  await shop.sound()
})

t.test('off, it gives nothing to what was paid since, and keeps what was paid before', async (t) => {
  const shop = await open(t, ['orders:gift', 'orders:read', 'orders:badge', 'quotas:take'])
  const before = await shop.pay()
  const offAt = later(at, MINUTE)
  shop.clock.set(offAt)
  await switchPlugin(shop.host, shop.storeId, { pluginId: 'lucky', isOn: false, staffId: null, at: offAt })
  shop.clock.set(later(offAt, 1))
  const since = await shop.pay()
  mood.act = async ({ orders, quotas }, orderId) => ({
    gift: await orders.addGift({ ...mood.gift, orderId, words }),
    badge: await orders.setBadge(orderId, words),
    none: await orders.setBadge(orderId, null),
    take: await quotas.take([{ kind: DAILY, id: 'day', units: 1, limit: 9, owner: orderId }]),
    again: await quotas.take([{ kind: DAILY, id: 'day', units: 1, limit: 9, owner: orderId }]),
    number: (await orders.find(orderId))?.number,
  })
  await shop.deliver(before)
  await shop.deliver(since)
  t.match(mood.results, [
    {
      gift: { added: true },
      badge: true,
      none: true,
      take: { taken: true, isRepeat: false },
      again: { taken: true, isRepeat: true, counts: [{ taken: 1 }] },
      number: String,
    },
    {
      gift: { added: false, reason: 'switched_off' },
      badge: false,
      none: true,
      take: { taken: false, isOff: true },
    },
  ])
  await shop.sound()
})

t.test('junk that a plugin asks with is one line, before anything is written', async (t) => {
  const shop = await open(t, ['orders:gift', 'orders:read', 'orders:badge', 'quotas:take'])
  const orderId = await shop.pay()
  const sound = { ...mood.gift, orderId, words }
  const one = { kind: DAILY, id: 'day', units: 1, limit: 9, owner: 'x' }
  type Slip = (ctx: PluginContext) => Promise<unknown>
  const badge =
    (zh: string): Slip =>
    (ctx) =>
      ctx.orders.setBadge(orderId, { 'zh-CN': zh, en: 'x' })
  const gift =
    (change: object): Slip =>
    (ctx) =>
      ctx.orders.addGift({ ...sound, ...change })
  const take =
    (change: object): Slip =>
    (ctx) =>
      ctx.quotas.take([{ ...one, ...change }])
  const gifts = [{ key: 'a\u0000' }, { skuId: 'bib' }, { orderId: 'no' }, { words: { ...words, en: '\n' } }]
  const takes = [{ limit: 0.5 }, { units: 0 }, { id: 'x'.repeat(100_000) }, { expiresAt: new Date('x') }]
  const slips: readonly Slip[] = [
    ...['  ', '\u200d', '\u202eabc', 'a\u0000', '\ud800'].map(badge),
    ...gifts.map(gift),
    ...takes.flatMap((change) => [take(change), gift({ takes: [{ ...one, ...change, giveBack: 'x' }] })]),
    gift({ takes: [{ ...one, limit: 100, insteadOfStock: true }] }),
    (ctx) => ctx.orders.find(7 as never),
    (ctx) => ctx.quotas.setLimit(DAILY, 'day', 1.5),
  ]
  for (const slip of slips) {
    mood.act = slip
    const [failed] = await shop.deliver(orderId)
    const { cause } = (failed as PromiseRejectedResult).reason
    t.match(cause, PluginError)
    t.match(cause.message, /^plugin lucky: [^\n]{10,90}$/)
  }
  mood.act = async (ctx) => badge('👨‍👩‍👧 一家')(ctx)
  await shop.deliver(orderId)
  t.same(mood.results.at(-1), true, 'families are seen')
  await shop.sound()
})

t.test('fifty winners and five gifts: five get one, from either place', async (t) => {
  const shop = await open(t)
  const orders: OrderId[] = []
  for (let n = 0; n < 50; n += 10)
    orders.push(...(await Promise.all(Array.from({ length: 10 }, () => shop.pay()))))
  const fromPool = await openRound(shop, 5)
  const given = await Promise.all(
    orders.map((orderId) => shop.give(orderId, { takes: fromPool, onRefund: 'keep' })),
  )
  t.equal(given.filter((one) => one === 'added').length, 5)
  t.equal(given.filter((one) => one === 'sold_out').length, 45)
  t.equal(await shop.taken(shop.bib), 0, 'none of them off the shelf')
  await Promise.all(orders.map((orderId) => shop.deliver(orderId)))
  t.equal(mood.results.filter((one) => 'added' in one && one.added).length, 5, 'the counter of the day')
  await shop.sound()
  const winner = orders[given.indexOf('added')] as OrderId
  const close = { campaignId, round, actor: 'stf_x', at }
  await withTenant(shop.db, shop.storeId, (tx) => closePools(tx, close))
  t.equal(await shop.give(winner, { key: 'after', takes: fromPool }), 'sold_out', 'all five were given')
  const before = await stockOf(shop.db, shop.storeId, shop.bib)
  await shop.refund(winner, 'whole')
  t.equal((await stockOf(shop.db, shop.storeId, shop.bib)).limit, before.limit + 1, 'home to the shelf')
  await shop.sound()
})

t.test('won in time and heard of late: out of what went home, never more than was left', async (t) => {
  const shop = await open(t)
  const fromPool = await openRound(shop, 3)
  const winners = await Promise.all([1, 2, 3, 4, 5].map(() => shop.pay()))
  t.equal(await shop.give(winners[0] as OrderId, { takes: fromPool }), 'added')
  const endsAt = later(at, HOUR)
  shop.clock.set(endsAt)
  const tooLate = await shop.pay()
  const close = { campaignId, round, actor: 'stf_x', at: endsAt }
  await withTenant(shop.db, shop.storeId, (tx) => closePools(tx, close))
  const counter = () => shop.admin`
      select limit_units as limit, taken, closed_at as "closedAt" from quotas where kind = ${UNITS}`
  t.match(await counter(), [{ limit: 1, taken: 1 }])
  const shelf = () => stockOf(shop.db, shop.storeId, shop.bib)
  const { limit: home } = await shelf()
  const given = await Promise.all(
    winners.slice(1).map((orderId) => shop.give(orderId, { takes: fromPool, at: endsAt })),
  )
  t.same(given.sort(), ['added', 'added', 'sold_out', 'sold_out'], 'of four at once two')
  t.match(await counter(), [{ limit: 3, taken: 3, closedAt: endsAt }], 'counted where they were announced')
  t.equal((await shelf()).limit, home - 2)
  await shop.sound()
  t.equal(await shop.give(tooLate, { takes: fromPool, at: endsAt }), 'sold_out', 'paid when it was over')
  await shop.refund(winners[0] as OrderId, 'whole')
  t.match(await counter(), [{ limit: 2, taken: 2 }])
  t.match(
    await Promise.all(
      winners.slice(1).map((orderId) => shop.give(orderId, { key: 'more', takes: fromPool, at: endsAt })),
    ).then((more) => more.sort()),
    ['added', 'sold_out', 'sold_out', 'sold_out'],
    'what came back may be won once more',
  )
  await shop.sound()
})

t.test('any order of refunds: the money to the fen, the gifts by their rule', async (t) => {
  const shop = await open(t)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom<'none' | 'some' | 'all'>('none', 'some', 'all'),
      async (steps, sent) => {
        const bought = steps.reduce((sum, units) => sum + units, 0)
        const orderId = await shop.pay(bought)
        const before = await shop.taken(shop.bib)
        await shop.give(orderId, { units: 2 })
        await shop.give(orderId, { key: 'kept', onRefund: 'keep' })
        const [line, back] = await shop.linesOf(orderId)
        const lineId = line?.id as Id<'lin'>
        if (sent === 'some') await shop.ship(orderId, [{ lineId: back?.id as Id<'lin'>, units: 1 }])
        if (sent === 'all') await shop.ship(orderId)
        const { paidFen } = await shop.look(orderId)
        let sum = 0
        for (const [index, units] of steps.entries()) {
          const isLast = index === steps.length - 1
          sum += Number(await shop.refund(orderId, [{ lineId, units }]))
          const backs = (await shop.linesOf(orderId)).map((one) => one.back)
          t.same(backs.slice(1), isLast ? [2, sent === 'all' ? 0 : 1] : [0, 0], `${sent} ${steps} ${index}`)
        }
        const postage = await shop.refund(orderId, 'whole')
        t.equal(sum + (typeof postage === 'number' ? postage : 0), paidFen)
        t.equal((await shop.look(orderId)).state, 'refunded')
        const kept = { none: 0, some: 1, all: 3 }[sent]
        t.equal((await shop.taken(shop.bib)) - before, kept, 'what was sent is not on the shelf')
      },
    ),
    { numRuns: 12 },
  )
  await shop.sound()
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { events, orders, payments, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { HOUR, type Id, later, localDateOf, must, newId, SECOND, type SkuId, toFen } from '@mamapu/kernel'
import { coreFacts, defineFact, definePlugin, forSettings, type Plugin } from '@mamapu/plugin-sdk'
import { buy, calmMood, fixturePlugin, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { Type } from 'typebox'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const SLOTS = ['account.links', 'order.below', 'payment.done'] as const

/** Says on pages of one's own who is there, by core's facts and by one of its own tables. */
function greeter(t: Test): Plugin {
  const seen = defineFact<{ n: number }, number>({
    name: 'seen',
    about: 'person',
    none: 0,
    query: ({ sql, customerId }) => (customerId === null ? null : sql`select 7 as n`),
    map: (rows) => rows[0]?.n ?? 0,
  })
  const dir = t.testdir({})
  writeFileSync(join(dir, 'strip.hbs'), '<p>{{who}}</p>')
  const slots = SLOTS.map((slot) => ({
    slot,
    block: 'strip',
    facts: { isMember: coreFacts.isMember, seen },
    data: ({ facts }: { facts: { isMember: boolean; seen: number } }) => ({
      who: `${slot} ${facts.isMember ? 'member' : 'guest'} ${facts.seen}`,
    }),
  }))
  const whole = fixturePlugin({ ...calmMood(), offers: () => [] })
  return { ...whole, facts: [seen], slots, blocksDir: pathToFileURL(`${dir}/`) } as unknown as Plugin
}

t.test('what plugins show on an order’s pages is told of the person who looks at it', async (t) => {
  const shop = await openTestShop(t, [greeter(t)], at)
  const { test, store, db } = shop
  const { skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(1000), initialStock: 5 })],
  })
  const { visitor, customerId } = await shop.member()
  const placed = await buy(test, store, must(skuIds[0], 'a SKU'), { customerId })
  if (!placed.placed) throw new Error(placed.code)
  const see = async (path: string) => readable((await visitor.get(path)).body)
  t.match(await see(`/o/${placed.token}`), /order\.below member 7/)
  t.match(await see('/account'), /account\.links member 7/)
  t.notMatch(await see(`/pay/${placed.token}`), /payment\.done/, 'not before it is paid')

  const [paymentId, amountFen] = [newId('pay', at), toFen(1000)]
  await withTenant(db, store.storeId, (tx) =>
    payments.insertPayment(tx, {
      id: paymentId,
      orderId: placed.orderId,
      provider: 'test',
      amountFen,
      expiresAt: later(at, HOUR),
      at,
    }),
  )
  const money = { paymentId, transactionId: paymentId, amountFen }
  t.match(await orders.settlePayment(test.app, store.storeId, money, at), { settled: true })
  t.match(await see(`/pay/${placed.token}`), /payment\.done member 7/)

  const guest = shop.visitor()
  await guest.get(`/o/${placed.token}`)
  const opened = await guest.post(`/o/${placed.token}/verify`, { last4: '1234' })
  t.equal(opened.statusCode, 303)
  t.match(readable((await guest.get(`/o/${placed.token}`)).body), /order\.below guest 0/, 'by the link alone')
})

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** Counts a day's paid orders on the home page and says of every order which one it was; each wins something. */
function counting(t: Test, gift: () => SkuId): Plugin {
  const number = defineFact<{ label: string }, string | null>({
    name: 'badge-of',
    about: 'order',
    none: null,
    query: ({ sql, tenantId, orderId }) =>
      orderId
        ? sql`select badges->'counting'->>'zh-CN' as label from orders where tenant_id = ${tenantId} and id = ${orderId}`
        : null,
    map: (rows) => rows[0]?.label ?? null,
  })
  const dir = t.testdir({})
  writeFileSync(join(dir, 'so-far.hbs'), '<p>so far {{gap "taken" counter}}</p>')
  writeFileSync(join(dir, 'yours.hbs'), '<p>yours is {{label}}</p>')
  const settings = Type.Object({})
  const counter = (at: Date, zone: string) => ({ kind: 'counting.day', id: localDateOf(at, zone) })
  return definePlugin({
    id: 'counting',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('数单', 'Counting'),
    description: words('测试用', 'For tests'),
    category: 'campaign',
    scopes: ['orders:read', 'orders:gift', 'orders:badge', 'quotas:take'],
    settings,
    quotas: [{ kind: 'counting.day', title: words('今天的订单', 'Orders today'), heat: 50 }],
    facts: [number],
    blocks: { 'so-far': { title: words('到现在', 'So far') }, yours: { title: words('你的', 'Yours') } },
    blocksDir: pathToFileURL(`${dir}/`),
    slots: [
      {
        slot: 'home.strip',
        block: 'so-far',
        facts: {},
        data: ({ at, zone }) => ({ counter: Object.values(counter(at, zone)).join(':') }),
      },
      forSettings(settings).slot({
        slot: 'order.below',
        block: 'yours',
        facts: { number },
        data: ({ facts }) => (facts.number === null ? null : { label: facts.number }),
      }),
    ],
    on: {
      'order.paid': {
        async handle(ctx, { orderId }) {
          const order = must(await ctx.orders.find(orderId), 'the order')
          const day = counter(must(order.paidAt, 'when it was paid'), ctx.zone)
          const took = await ctx.quotas.take([{ ...day, units: 1, limit: 1_000_000, owner: orderId }])
          const count = took.taken ? took.counts[0]?.taken : null
          const label = words(`第 ${count} 单`, `Order ${count}`)
          const what = { skuId: gift(), units: 1, key: 'win', onRefund: 'return' as const, words: label }
          await ctx.orders.addGift({ orderId, ...what })
          await ctx.orders.setBadge(orderId, label)
        },
      },
    },
  })
}

t.test('a paid order’s number, badge and gift on a guest’s page; the count on a cached one', async (t) => {
  const given = { skuId: '' as SkuId }
  const shop = await openTestShop(t, [counting(t, () => given.skuId)], at)
  const { test, store, db } = shop
  const sell = async (title: string) =>
    must(
      (await shop.product({ title, skus: [skuInput({ priceFen: toFen(0), initialStock: 5 })] })).skuIds[0],
      title,
    )
  given.skuId = await sell('围兜')
  const bottle = await sell('奶瓶')
  const visitor = shop.visitor()
  const home = async () => readable((await visitor.get('/')).body)
  t.match(await home(), /so far 0/)
  const handlers = events.handlerRegistry(plugins.pluginEventHandlers(test.host))
  const pay = async () => {
    const placed = await buy(test, store, bottle)
    if (!placed.placed) throw new Error(placed.code)
    const [told] = await withTenant(
      db,
      store.storeId,
      (tx) => tx.sql<{ id: string }[]>`
      select 'evt_' || replace(id::text, '-', '') as id from outbox
       where tenant_id = ${tx.tenantId} and name = 'order.paid' and payload->>'orderId' = ${placed.orderId}`,
    )
    await events.runHandlers(
      test.app,
      handlers,
      store.storeId,
      must(told, 'an order that costs nothing is paid').id as Id<'evt'>,
    )
    return placed.token
  }
  const tokens = [await pay(), await pay()]
  const since = performance.now()
  let page = await home()
  while (!page.includes('so far 2') && performance.now() - since < 5 * SECOND) {
    await setTimeout(50)
    page = await home()
  }
  t.match(page, /so far 2/)
  t.ok(performance.now() - since < 2 * SECOND, 'the same cached page, a second later')
  const guest = shop.visitor()
  await guest.get(`/o/${tokens[1]}`)
  await guest.post(`/o/${tokens[1]}/verify`, { last4: '1234' })
  page = readable((await guest.get(`/o/${tokens[1]}`)).body)
  t.match(page, /yours is 第 2 单/)
  t.match(page, /围兜.*赠品第 2 单/)
  t.match(page.slice(0, page.indexOf('围兜')), /第 2 单/, 'the badge beside the state')
})

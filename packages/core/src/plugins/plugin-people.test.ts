import { newId, type OrderId } from '@mamapu/kernel'
import type { Plugin, PluginContext } from '@mamapu/plugin-sdk'
import type { Cart } from '@mamapu/pricing'
import { buy, calmMood, createTestStore, fixturePlugin, openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { runInStore } from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })

/** The fixture as a plugin of levels, whose earn rule answers what the test says. */
async function open(
  t: Test,
  change: Partial<Plugin> = {},
  factors: (input: { cart: Cart }) => unknown = () => [],
) {
  const base = fixturePlugin(calmMood())
  const plugin = {
    ...base,
    scopes: [...(base.scopes ?? []), 'customers:read', 'customers:write', 'orders:read'],
    levels: () => [
      { level: 'fan', ...words('粉丝') },
      { level: 'vip', ...words('会员') },
    ],
    earns: [{ name: 'more', facts: {}, factors }],
    ...change,
  } as unknown as Plugin
  const shop = await openShop(t, { plugins: [plugin], at })
  const { host } = shop.test
  const loaded = host.registry.plugins[0]
  if (!loaded) throw new Error('not installed')
  const work = { loaded, hook: 'test', at, locale: 'zh-CN' as const, whileOff: false }
  const ask = async <T>(use: (ctx: PluginContext) => Promise<T>, storeId = shop.store.storeId) => {
    const result = await runInStore(host, storeId, work, use)
    if (!result.on) throw new Error('off')
    return result.value
  }
  return { shop, ask, customer: await shop.customer() }
}

t.test('a plugin reads and writes what core knows of a customer, under its own name', async (t) => {
  const { shop, ask, customer } = await open(t)
  const { id } = customer
  t.match(await ask(({ customers }) => customers.find(id)), {
    level: '',
    growth: 0,
    isNew: true,
    birthday: null,
  })
  await ask(async ({ customers }) => {
    t.match(await customers.setLevel(id, 'vip', 'growth'), { done: true, changed: true })
    t.equal(await customers.setGrowth(id, 70), true)
    t.equal(await customers.addTag(id, '二胎'), 'added')
  })
  t.match(await ask(({ customers }) => customers.find(id)), { levelRank: 2, growth: 70, tags: ['二胎'] })
  t.same(await ask(({ customers }) => customers.list({ after: null, limit: 9, tag: '二胎' })), [id])
  t.same(await ask(({ customers }) => customers.list({ after: id, limit: 9, level: 'vip' })), [])
  t.equal(await ask(({ customers }) => customers.removeTag(id, '二胎')), true)
  t.equal(await ask(({ customers }) => customers.setPlan(id, 'distributor:gold')), true)
  t.match(await ask(({ customers }) => customers.find(id)), { plan: 'distributor:gold', level: 'vip' })
  await t.rejects(
    ask(({ customers }) => customers.setPlan(id, 'Gold member!')),
    /no plan: Gold/,
  )
  t.equal(await ask(({ customers }) => customers.setPlan(id, '')), true, 'and is nothing more to the shop')
  t.match(await ask(({ customers }) => customers.find(id)), { plan: '' })
  const [change] = await shop.database.admin`select actor, reason from customer_level_changes`
  t.same(change, { actor: 'plugin:fixture', reason: 'growth' })
  await t.rejects(
    ask(({ customers }) => customers.list({ after: null, limit: 501 })),
    /at most 500/,
  )
  const other = await createTestStore(shop.db, at)
  await shop.switchTo(true, other)
  t.equal(await ask(({ customers }) => customers.find(id), other.storeId), null, 'nobody in another shop')
  t.match(await ask(({ customers }) => customers.setLevel(id, 'vip', 'x'), other.storeId), {
    reason: 'no_customer',
  })
  t.equal(await ask(({ customers }) => customers.setPlan(id, 'distributor'), other.storeId), false)
})

t.test('without the scope nothing is read or written', async (t) => {
  const { ask, customer } = await open(t, { scopes: fixturePlugin(calmMood()).scopes ?? [] })
  await t.rejects(
    ask(({ customers }) => customers.find(customer.id)),
    /customers:read/,
  )
  await t.rejects(
    ask(({ customers }) => customers.addTag(newId('cus', at), 'x')),
    /customers:write/,
  )
  await t.rejects(
    ask(({ customers }) => customers.setPlan(customer.id, 'distributor')),
    /customers:write/,
  )
})

t.test('what lines earn is kept with the order; extras add up, nonsense adds nothing', async (t) => {
  let answer: (lineIds: string[]) => unknown = () => []
  const { shop, ask } = await open(t, {}, ({ cart }) => answer(cart.lines.map(({ lineId }) => lineId)))
  const sku = await shop.sku({ priceFen: 5000 })
  const earned = async () => {
    const placed = await buy(shop.test, shop.store, sku.skuId)
    if (!placed.placed) throw new Error(placed.code)
    return (await ask(({ orders }) => orders.find(placed.orderId)))?.lines.map(({ earnBps }) => earnBps)
  }
  t.same(await earned(), [10_000])
  const label = words('多')
  answer = (lineIds) => [15_000, 20_000].map((bps) => ({ lineIds, bps, label }))
  t.same(await earned(), [25_000], 'one and a half times and double')
  answer = (lineIds) => [90_000, 90_000].map((bps) => ({ lineIds, bps, label }))
  t.same(await earned(), [100_000], 'ten times and no more')
  answer = () => [{ lineIds: ['none such'], bps: 20_000, label }]
  t.same(await earned(), [10_000])
  for (const nonsense of ['x', [{ lineIds: [], bps: 10_000.5, label }]]) {
    answer = () => nonsense
    t.same(await earned(), [10_000])
  }
})

t.test('what a plugin promises is kept with the order, and nonsense promises nothing', async (t) => {
  let answer: unknown = { perYuan: 3 }
  const { shop, ask } = await open(t, { promises: () => answer as never })
  const sku = await shop.sku({ priceFen: 5000 })
  const place = async () => {
    const placed = await buy(shop.test, shop.store, sku.skuId)
    if (!placed.placed) throw new Error(placed.code)
    return placed.orderId
  }
  const promised = async (orderId: OrderId) =>
    (await ask(({ orders }) => orders.find(orderId)))?.promised ?? null
  const first = await place()
  for (const nonsense of [null, { perYuan: 0.5 }, { 'per yuan': 1 }, [3], 'x']) {
    answer = nonsense
    t.same(await promised(await place()), null)
  }
  t.same(await promised(first), { perYuan: 3 }, 'as it was')
})

import { plugins } from '@mamapu/core'
import { asId, DAY, HOUR, later, must, newId, uuidOf } from '@mamapu/kernel'
import {
  addTestSku,
  buy,
  createTestApp,
  createTestDatabase,
  createTestStore,
  makeCampaign,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

/** One thing at a sale price (59 of 99), one at a member price (34 of 40), one at its everyday price (100). */
async function open(t: Test) {
  const registry = await installedPlugins()
  const { db, admin } = await createTestDatabase(t, { plugins: registry.migrations })
  const test = createTestApp(t, db, { at, plugins: registry.plugins.map(({ plugin }) => plugin) })
  const store = await createTestStore(db, at)
  const { storeId } = store
  for (const pluginId of ['coupons', 'flash-sale', 'member-day'])
    await plugins.switchPlugin(test.host, storeId, { pluginId, isOn: true, staffId: null, at })
  const sku = (priceFen: number) => addTestSku(db, storeId, at, { priceFen, stock: 50 })
  const [sale, member, plain] = [await sku(9900), await sku(4000), await sku(10_000)]
  const window = { startsAt: later(at, HOUR), endsAt: later(at, DAY) }
  const only = { categories: [], tags: [], products: [member.productId], skus: [] }
  await makeCampaign(test, storeId, {
    plugin: 'flash-sale',
    config: { items: [{ skuId: sale.skuId, priceFen: 5900, units: 10, perPerson: 3 }] },
    ...window,
  })
  await makeCampaign(test, storeId, {
    plugin: 'member-day',
    config: { kind: 'percent', offBps: 1500, pointsBps: 10_000 },
    scope: { all: false, ...only, except: { categories: [], tags: [], products: [], skus: [] } },
    audience: { kind: 'members' },
    ...window,
  })
  test.clock.set(later(at, 2 * HOUR))
  const ask = async (route: string, body: object, by: object) => {
    const loaded = must(test.host.registry.find('coupons'), 'coupons')
    const found = must(
      loaded.plugin.routes?.find((one) => `${one.method} ${one.path}` === route),
      route,
    )
    const work = {
      loaded,
      hook: 'test',
      at: test.clock.now(),
      locale: 'zh-CN',
      whileOff: false,
      ...by,
    } as const
    const result = await plugins.runInStore(test.host, storeId, work as never, (ctx) =>
      found.handle(ctx, { params: (body as { params?: object }).params ?? {}, query: {}, body }),
    )
    if (!result.on || !('body' in (result.value as object))) throw new Error(JSON.stringify(result))
    return (result.value as { body: { id: string } }).body
  }
  /** What a coupon of 30 takes off each of the three, ordered by somebody who holds that coupon alone. */
  const sharesOf = async (coupon: object): Promise<readonly number[]> => {
    const customerId = newId('cus', test.clock.now())
    await admin`
      insert into customers (tenant_id, id, phone_hash, verified_at, created_at)
      values (${uuidOf(storeId)}, ${uuidOf(customerId)}, ${Buffer.alloc(32, customerId)}, ${at}, ${at})`
    const { id } = await ask(
      'POST /coupons',
      {
        title: '三十',
        kind: 'amount',
        amountFen: 3000,
        thresholdFen: 10_000,
        scope: 'all',
        total: 10,
        perPerson: 1,
        claim: 'shop',
        claimFrom: at.toISOString(),
        claimUntil: later(at, DAY).toISOString(),
        validity: 'relative',
        validDays: 7,
        ...coupon,
      },
      { staffId: null },
    )
    const params = { couponId: asId('plg', id) }
    await ask('POST /coupons/:couponId/claim', { params }, { customerId })
    const goods = [sale, member, plain].map(({ skuId }) => skuId)
    await test.directory.refresh(storeId)
    const placed = await buy(test, store, goods, { customerId, verifiedPhoneHash: customerId.slice(4) })
    if (!placed.placed) throw new Error(`${placed.code} ${JSON.stringify(placed.data)}`)
    const rows = await admin<{ unit: number; off: number }[]>`
      select l.unit_fen::int as unit, coalesce(sum(a.amount_fen) filter (where a.plugin = 'coupons'), 0)::int as off
        from order_lines l left join order_allocations a on a.line_id = l.id
       where l.order_id = ${uuidOf(placed.orderId)} group by l.id, l.position, l.unit_fen order by l.position`
    t.same(
      rows.map(({ unit }) => unit),
      [5900, 3400, 10_000],
      'the prices as sold, whatever the coupon',
    )
    return rows.map(({ off }) => off)
  }
  return { sharesOf }
}

t.test('original price only: what is reduced already neither counts nor is reduced', async (t) => {
  const { sharesOf } = await open(t)
  const only = { undiscountedOnly: true }
  t.same(await sharesOf({}), [0, 761, 2239], 'without it the member price counts and bears its share of 30')
  t.same(await sharesOf(only), [0, 0, 3000], 'with it the everyday price bears all of it')
  t.same(
    await sharesOf({ withExclusive: true }),
    [917, 529, 1554],
    'a sale price only where the coupon admits it',
  )
  t.same(
    await sharesOf({ ...only, withExclusive: true }),
    [0, 0, 3000],
    'and never where it wants original prices',
  )
  const from = { thresholdFen: 13_000 }
  t.same(await sharesOf(from), [0, 761, 2239], '34 and 100 are more than 130')
  t.same(await sharesOf({ ...from, ...only }), [0, 0, 0], '100 alone is not')
  const rate = { kind: 'rate', amountFen: undefined, offBps: 1000 }
  t.same(await sharesOf(rate), [0, 340, 1000])
  t.same(await sharesOf({ ...rate, ...only }), [0, 0, 1000])
})

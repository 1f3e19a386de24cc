import { customers, events, orders, payments, plugins, verify } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { asId, DAY, HOUR, type Id, later, must, newId, type OrderId, toFen, uuidOf } from '@mamapu/kernel'
import {
  addTestSku,
  brokenOf,
  buy,
  createTestApp,
  createTestDatabase,
  createTestStore,
  makeCampaign,
  phoneHash,
  TEST_CONTACT,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(180_000)

/** A shop in which every mechanic is on and runs, and a customer who has a level, points and coupons. */
async function open(t: Test) {
  const registry = await installedPlugins()
  const database = await createTestDatabase(t, { plugins: registry.migrations })
  const { db, admin } = database
  const test = createTestApp(t, db, { at, plugins: registry.plugins.map(({ plugin }) => plugin) })
  const { app, host, clock } = test
  const store = await createTestStore(db, at)
  const { storeId } = store
  for (const { id: pluginId } of registry.plugins)
    await plugins.switchPlugin(host, storeId, { pluginId, isOn: true, staffId: null, at })
  const handlers = events.handlerRegistry(plugins.pluginEventHandlers(host))
  const deliver = async () => {
    for (;;) {
      const told = await admin<{ id: string }[]>`select id from outbox where state <> 'done' order by id`
      if (told.length === 0) return
      for (const { id } of told)
        await events.runHandlers(app, handlers, storeId, `evt_${id.replaceAll('-', '')}`)
    }
  }
  const sku = (priceFen: number) => addTestSku(db, storeId, at, { priceFen, stock: 50 })
  const [flash, wipes, coat, toy] = [await sku(9900), await sku(3990), await sku(25_900), await sku(4990)]
  const only = (...goods: (typeof toy)[]) => ({
    all: false,
    categories: [],
    tags: [],
    products: goods.map(({ productId }) => productId),
    skus: [],
    except: { categories: [], tags: [], products: [], skus: [] },
  })
  const window = { startsAt: later(at, HOUR), endsAt: later(at, DAY) }
  const run = (plugin: string, config: object, more: object = {}) =>
    makeCampaign(test, storeId, { plugin, config, ...window, ...more })
  await run('flash-sale', { items: [{ skuId: flash.skuId, priceFen: 5900, units: 10, perPerson: 3 }] })
  await run(
    'member-day',
    { kind: 'percent', offBps: 1500, pointsBps: 20_000 },
    { scope: only(wipes), audience: { kind: 'members' } },
  )
  await run('bundle', { play: 'nth', units: 2, offBps: 5000 }, { scope: only(coat) })
  await run('full-reduction', {
    tiers: [
      { thresholdFen: 20_000, amountFen: 2000 },
      { thresholdFen: 40_000, amountFen: 4500 },
    ],
  })
  const customerId = newId('cus', at)
  const hash = await phoneHash(test, store, TEST_CONTACT.phone)
  await admin`
    insert into customers (tenant_id, id, phone_hash, verified_at, created_at)
    values (${uuidOf(storeId)}, ${uuidOf(customerId)}, ${Buffer.from(hash, 'hex')}, ${at}, ${at})`
  const said = { actor: 'test', reason: 'test', at }
  await withTenant(db, storeId, (tx) => customers.setLevel(tx, { customerId, level: 'vip' }, said))
  const ask = async (plugin: string, route: string, body: object, by: object = { staffId: null }) => {
    const loaded = must(host.registry.find(plugin), plugin)
    const found = must(
      loaded.plugin.routes?.find((one) => `${one.method} ${one.path}` === route),
      route,
    )
    const work = { loaded, hook: 'test', at: clock.now(), locale: 'zh-CN', whileOff: false, ...by } as const
    const result = await plugins.runInStore(host, storeId, work as never, (ctx) =>
      found.handle(ctx, { params: (body as { params?: object }).params ?? {}, query: {}, body }),
    )
    if (!result.on || !('body' in (result.value as object))) throw new Error(JSON.stringify(result))
    return (result.value as { body: Record<string, unknown> }).body
  }
  for (const [index, amountFen] of [500, 800, 1200].entries()) {
    const coupon = await ask('coupons', 'POST /coupons', {
      title: `券 ${index}`,
      kind: 'amount',
      amountFen,
      thresholdFen: 5000 * (index + 1),
      scope: 'all',
      total: 100,
      perPerson: 1,
      claim: 'shop',
      claimFrom: at.toISOString(),
      claimUntil: later(at, DAY).toISOString(),
      validity: 'relative',
      validDays: 7,
    })
    await ask('coupons', 'POST /coupons/:couponId/claim', { params: { couponId: coupon.id } }, { customerId })
  }
  await ask('points', 'POST /adjustments', { customerId, points: 3000, note: 'test' })
  await deliver()
  await test.directory.refresh(storeId)
  return {
    test,
    admin,
    deliver,
    customerId,
    skus: [flash, wipes, coat, toy].map(({ skuId }) => skuId),
    switchOff: async (pluginId: string) => {
      await plugins.switchPlugin(host, storeId, { pluginId, isOn: false, staffId: null, at: clock.now() })
      await test.directory.refresh(storeId)
    },
    place: async () => {
      const placed = await buy(
        test,
        store,
        [flash, wipes, coat, toy].map(({ skuId }) => skuId),
        {
          customerId,
          verifiedPhoneHash: hash,
          quantity: 2,
          points: 'most',
        },
      )
      if (!placed.placed) throw new Error(`${placed.code} ${JSON.stringify(placed.data)}`)
      await deliver()
      return placed.orderId
    },
    async pay(orderId: OrderId) {
      const paymentId = newId('pay', clock.now())
      const [order] = await admin<{ payable: number; before: Date }[]>`
        select payable_fen::int as payable, pay_before as before from orders where id = ${uuidOf(orderId)}`
      const { payable, before } = must(order, 'an order')
      await withTenant(db, storeId, (tx) =>
        payments.insertPayment(tx, {
          id: paymentId,
          orderId,
          provider: 'test',
          amountFen: toFen(payable),
          expiresAt: before,
          at: clock.now(),
        }),
      )
      const money = { paymentId, transactionId: paymentId, amountFen: toFen(payable) }
      t.ok((await orders.settlePayment(app, storeId, money, clock.now())).settled)
      await deliver()
      return payable
    },
    async refund(orderId: OrderId, ask: object) {
      const result = await orders.refundOrder(app, storeId, {
        orderId,
        lines: [],
        shippingFen: toFen(0),
        reason: '',
        actor: 'staff',
        at: clock.now(),
        ...ask,
      })
      if (!result.refunded) throw new Error(result.reason)
      await deliver()
      return result.amountFen as number
    },
    lines: (orderId: OrderId) => admin<{ id: Id<'lin'>; quantity: number; paid: number }[]>`
      select 'lin_' || replace(id::text, '-', '') as id, quantity, paid_fen::int as paid from order_lines
       where order_id = ${uuidOf(orderId)} and paid_fen > 0 order by position`,
    async sound() {
      t.same(await brokenOf(admin), [])
      const checks = registry.plugins.flatMap(({ plugin }) => plugin.verify ?? [])
      t.same(
        (await verify.verify(admin, { checks })).filter(({ broken }) => broken.length > 0),
        [],
      )
    },
  }
}

t.test('all mechanics on one cart: exact shares, and any refunds end at nothing left', async (t) => {
  const shop = await open(t)
  shop.test.clock.set(later(at, 2 * HOUR))
  const orderId = await shop.place()
  const shares = await shop.admin<{ plugin: string; amount: number }[]>`
    select plugin, sum(amount_fen)::int as amount from order_allocations
     where order_id = ${uuidOf(orderId)} group by plugin order by plugin`
  t.same(
    shares.map(({ plugin }) => plugin),
    ['bundle', 'coupons', 'full-reduction', 'points'],
    'each that reduces lines has its share; sale and member prices are unit prices',
  )
  const [unit] = await shop.admin<{ units: number[] }[]>`
    select array_agg(unit_fen::int order by position) as units from order_lines where order_id = ${uuidOf(orderId)}`
  t.same(
    unit?.units,
    [5900, 3392, 25_123, 4841],
    'sale price, member price, and the level’s price for the rest',
  )
  const payable = await shop.pay(orderId)
  await shop.sound()
  let back = 0
  for (const line of await shop.lines(orderId))
    back += await shop.refund(orderId, { lines: [{ lineId: line.id, units: 1 }] })
  await shop.sound()
  back += await shop.refund(orderId, { whole: true })
  t.equal(back, payable, 'to the fen')
  const [left] = await shop.admin<{ points: number; flash: number }[]>`
    select (select taken::int from quotas where kind = 'points.spend') as points,
           (select sum(taken)::int from quotas where kind = 'flash-sale.units') as flash`
  t.match(left, { points: 0, flash: 0 }, 'points and units are home')
  await shop.sound()
})

t.test('levels, coupons and points switched off in the middle: what was promised is settled', async (t) => {
  const shop = await open(t)
  shop.test.clock.set(later(at, 2 * HOUR))
  const orderId = await shop.place()
  for (const pluginId of ['coupons', 'levels', 'points', 'flash-sale']) await shop.switchOff(pluginId)
  const payable = await shop.pay(orderId)
  const [line] = await shop.lines(orderId)
  const first = await shop.refund(orderId, { lines: [{ lineId: asId('lin', line?.id ?? ''), units: 1 }] })
  t.equal(first + (await shop.refund(orderId, { whole: true })), payable)
  await shop.sound()
})

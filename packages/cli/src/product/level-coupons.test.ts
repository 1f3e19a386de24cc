import { customers, events, plugins } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { DAY, later, must, newId, uuidOf } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { installedPlugins } from './installed-plugins.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)

/** A shop with levels and coupons, one of them for reaching VIP, and a customer. */
async function open(t: Test) {
  const registry = await installedPlugins()
  const { db, admin } = await createTestDatabase(t, { plugins: registry.migrations, max: 10 })
  const test = createTestApp(t, db, { at, plugins: registry.plugins.map(({ plugin }) => plugin) })
  const { storeId } = await createTestStore(db, at)
  for (const pluginId of ['levels', 'coupons'])
    await plugins.switchPlugin(test.host, storeId, { pluginId, isOn: true, staffId: null, at })
  const loaded = must(test.host.registry.find('coupons'), 'coupons')
  const make = must(
    loaded.plugin.routes?.find(({ method, path }) => `${method} ${path}` === 'POST /coupons'),
    'a route',
  )
  const work = { loaded, hook: 'test', at, locale: 'zh-CN', whileOff: false, staffId: null } as const
  const body = {
    title: '升级礼',
    kind: 'amount',
    amountFen: 2000,
    thresholdFen: 0,
    scope: 'all',
    total: 50,
    perPerson: 5,
    claim: 'auto',
    auto: 'level',
    autoLevel: 3,
    claimFrom: at.toISOString(),
    claimUntil: later(at, 90 * DAY).toISOString(),
    validity: 'relative',
    validDays: 30,
  }
  const made = await plugins.runInStore(test.host, storeId, work, (ctx) =>
    make.handle(ctx, { params: {}, query: {}, body }),
  )
  t.match(made, { on: true, value: { status: 201 } })
  const customerId = newId('cus', at)
  await admin`
    insert into customers (tenant_id, id, phone_hash, verified_at, created_at)
    values (${uuidOf(storeId)}, ${uuidOf(customerId)}, ${Buffer.alloc(32, 7)}, ${at}, ${at})`
  const handlers = events.handlerRegistry(plugins.pluginEventHandlers(test.host))
  return {
    async move(level: string) {
      const said = { actor: 'test', reason: 'test', at: test.clock.now() }
      await withTenant(db, storeId, (tx) => customers.setLevel(tx, { customerId, level }, said))
    },
    /** Delivers every event there ever was, by so many workers at once, as if nothing had been noted. */
    async deliverAll(workers: number) {
      const told = await admin<{ id: string }[]>`select id from outbox order by id`
      for (const { id } of told) {
        await admin`update outbox set state = 'sent' where id = ${id}`
        const deliver = () => events.runHandlers(test.app, handlers, storeId, `evt_${id.replaceAll('-', '')}`)
        await Promise.allSettled(Array.from({ length: workers }, deliver))
      }
    },
    async given() {
      const [row] = await admin<{ held: number; taken: number; told: number }[]>`
        select (select count(*)::int from coupons_held) as held,
               (select coalesce(sum(taken), 0)::int from quotas where kind = 'coupons.issue') as taken,
               (select count(*)::int from messages where template = 'coupons.given' and channel = 'inbox') as told`
      return { ...row }
    },
  }
}

t.test('reaching a level brings its coupon exactly once, however often and by whom it is told', async (t) => {
  const { move, deliverAll, given } = await open(t)
  await move('member')
  await deliverAll(2)
  t.same(await given(), { held: 0, taken: 0, told: 0 }, 'not that level yet')
  await move('vip')
  await deliverAll(4)
  await deliverAll(2)
  t.same(await given(), { held: 1, taken: 1, told: 1 })
  await move('fan')
  await move('vip')
  await deliverAll(2)
  t.same(await given(), { held: 1, taken: 1, told: 1 }, 'falling and rising again brings no second one')
  await move('member')
  await move('svip')
  await deliverAll(3)
  t.same(await given(), { held: 1, taken: 1, told: 1 }, 'nor does a rise past it')
})

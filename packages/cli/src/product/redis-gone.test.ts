import { randomBytes } from 'node:crypto'
import { plugins } from '@mamapu/core'
import { HOUR, later, SECOND } from '@mamapu/kernel'
import {
  addTestSku,
  brokenOf,
  buy,
  createTestDatabase,
  createTestStore,
  makeCampaign,
  skipWithoutRedis,
  startRedis,
  type TestApp,
} from '@mamapu/testkit'
import t from 'tap'
import { openProduct, runJobs } from './compose.js'
import { readConfig } from './config.js'
import { installedPlugins } from './installed-plugins.js'
import { until } from './test-process.js'

const UNITS = 12

t.test(
  'Redis goes away in the middle of a sale, with the queue and the gate on it: it sells on, and all is told',
  { skip: skipWithoutRedis, timeout: 90_000 },
  async (t) => {
    const registry = await installedPlugins()
    const { db, admin, adminUrl } = await createTestDatabase(t, { plugins: registry.migrations })
    const redis = await startRedis(t)
    const config = readConfig({
      ROLE: 'worker',
      DATA_DIR: t.testdir(),
      DATABASE_URL: adminUrl,
      REDIS_URL: redis.url,
      DEMO: '0',
      LOG_LEVEL: 'silent',
      SECRET_KEY: randomBytes(32).toString('base64'),
    })
    const product = await openProduct(config, () => {})
    t.teardown(() => product.close())
    const worker = await runJobs(product)
    t.teardown(() => worker?.stop({ timeoutMs: 2000 }))
    const at = product.clock.now()
    const store = await createTestStore(db, at)
    const { storeId } = store
    await plugins.switchPlugin(product.host, storeId, {
      pluginId: 'flash-sale',
      isOn: true,
      staffId: null,
      at,
    })
    const { skuId } = await addTestSku(db, storeId, at, { priceFen: 1000, stock: UNITS })
    const test = product as unknown as TestApp
    await makeCampaign(test, storeId, {
      plugin: 'flash-sale',
      config: { items: [{ skuId, priceFen: 600, units: UNITS }] },
      startsAt: at,
      endsAt: later(at, HOUR),
    })
    const wave = async (shoppers: number) => {
      const results = await Promise.all(
        Array.from({ length: shoppers }, () => buy(test, store, skuId, { seenTotalFen: 600 })),
      )
      return results.filter(({ placed }) => placed).length
    }
    const left = async () =>
      (await admin<{ n: number }[]>`select count(*)::int as n from outbox where state <> 'done'`)[0]?.n
    t.equal(await wave(4), 4)
    await until(async () => (await left()) === 0, 15 * SECOND)

    await redis.kill()
    const began = performance.now()
    t.equal(await wave(5), 5, 'while it is away')
    t.ok(performance.now() - began < 10 * SECOND, `${Math.round(performance.now() - began)} ms`)
    t.ok(await left(), 'what they tell waits in the database')

    await startRedis(t, redis.port)
    const placed = await wave(20)
    t.equal(placed, UNITS - 9, 'never more than there are, never less')
    await until(async () => (await left()) === 0, 30 * SECOND)
    const [told] = await admin<{ n: number; orders: number }[]>`
      select count(*)::int as n, (select count(*)::int from orders) as orders from messages where template = 'order-link'`
    t.same({ ...told }, { n: UNITS, orders: UNITS }, 'every buyer was told once')
    t.same(await brokenOf(admin), [])
  },
)

import { type OrderId, uuidOf } from '@mamapu/kernel'
import { addTestSku, type Browser, brokenOf, openTill, startBreakable, TEST_CONTACT } from '@mamapu/testkit'
import t from 'tap'

t.setTimeout(180_000)

const at = new Date('2026-03-04T02:00:00Z')
const BUYERS = 20
const TRIES_MAX = 400
/** Orders that must come through after each restart. */
const AFTER_EACH = 60

t.test(
  'PostgreSQL is killed and restarted under load: clear refusals, recovery by itself, nothing acknowledged is lost',
  async (t) => {
    const server = await startBreakable()
    t.teardown(() => server.stop())
    const deaths: unknown[] = []
    const onDeath = (error: unknown) => deaths.push(error)
    process.on('uncaughtException', onDeath)
    process.on('unhandledRejection', onDeath)
    t.teardown(() => {
      process.off('uncaughtException', onDeath)
      process.off('unhandledRejection', onDeath)
    })
    await t.test('buying', async (t) => {
      const till = await openTill(t, { at, serverUrl: server.url })
      const sku = await addTestSku(till.database.db, till.store.storeId, at, { stock: 1_000_000 })
      const body = {
        lines: [{ skuId: sku.skuId, quantity: 1 }],
        contact: TEST_CONTACT,
        seenTotal: { amount: 1000, currency: 'CNY' },
      }
      const acknowledged = new Map<string, string>()
      const answers = new Map<number, number>()
      let slowest = 0
      let isOver = false

      /** Orders until told to stop; what was not answered is asked again under the same key until it is. */
      async function buyer(browser: Browser, name: number): Promise<void> {
        for (let round = 0; !isOver; round += 1) {
          const key = `buyer-${name}-${round}`
          for (let tries = 0; tries < TRIES_MAX && !acknowledged.has(key); tries += 1) {
            const began = performance.now()
            const reply = await browser.post('/api/store/v1/orders', body, { 'idempotency-key': key })
            slowest = Math.max(slowest, performance.now() - began)
            answers.set(reply.status, (answers.get(reply.status) ?? 0) + 1)
            if (reply.status === 201) acknowledged.set(key, String(reply.body.orderId))
            else await new Promise((resolve) => setTimeout(resolve, 50))
          }
        }
      }
      const reach = async (count: number) => {
        while (acknowledged.size < count) await new Promise((resolve) => setTimeout(resolve, 10))
      }

      const browsers = Array.from({ length: BUYERS }, () => till.visit())
      for (const browser of browsers) await browser.post('/api/store/v1/session')
      const buyers = Promise.all(browsers.map(buyer))
      await reach(AFTER_EACH)
      for (const signal of ['SIGKILL', 'SIGINT', 'SIGKILL', 'SIGINT'] as const) {
        await server.restart(signal)
        await reach(acknowledged.size + AFTER_EACH)
      }
      isOver = true
      await buyers

      const refused = [...answers.keys()].filter((status) => status !== 201)
      t.same(refused, [503], 'while it was away, and only then, shoppers were told to try again')
      t.ok(slowest < 6000, `nobody waited longer than ${Math.round(slowest)} ms`)
      t.same(deaths, [], 'the process lives on')
      t.ok(acknowledged.size >= AFTER_EACH * 5)
      const orders = new Set([...acknowledged.values()])
      t.equal(orders.size, acknowledged.size, 'one key, one order')
      const rows = await till.database.admin<
        { id: string }[]
      >`select replace(id::text, '-', '') as id from orders`
      const there = new Set(rows.map(({ id }) => id))
      t.same(
        [...orders].filter((id) => !there.has(uuidOf(id as OrderId))),
        [],
        'every acknowledged order is there',
      )
      t.equal(there.size, orders.size, 'and no other: what was not answered was asked again under its key')
      t.same(await brokenOf(till.database.admin), [])
    })
  },
)

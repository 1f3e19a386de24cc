import { MINUTE, type OrderId, uuidOf } from '@mamapu/kernel'
import {
  addTestSku,
  brokenOf,
  type Crash,
  crashPurchase,
  createTestApp,
  lookAt,
  openTill,
  runPurchase,
  testJobs,
} from '@mamapu/testkit'
import t from 'tap'

t.setTimeout(220_000)

const at = new Date('2026-03-04T02:00:00Z')
/** Processes at once; the machine has few cores. */
const AT_ONCE = 3

t.test(
  'killed between any two steps of an order’s life, nothing is lost and nothing is done twice',
  async (t) => {
    const till = await openTill(t, { at, max: 6 })
    const { database, store, snapshot, providers } = till
    const sku = await addTestSku(database.db, store.storeId, at, { stock: 5000 })
    /** What a process that has just started has: nothing but the database. */
    const fresh = (when: Date) => {
      const test = createTestApp(t, database.db, { at: when, secret: till.app.secret, internal: till.origin })
      return { test, jobs: testJobs(test.app, test.jobs, providers) }
    }
    const repeat = (key: string, when: Date) => {
      const { test } = fresh(when)
      return runPurchase({
        test,
        db: database.db,
        store: snapshot,
        providers,
        cashier: till.origin,
        skuId: sku.skuId,
        key,
      })
    }

    const toItsEnd = (key: string) =>
      crashPurchase(till, { skuId: sku.skuId, key }, { at: null, when: 'before' })
    // A shop's first payment by a provider also starts the clock of its bills: a step that no other has.
    await toItsEnd('first-purchase')
    const whole = await toItsEnd('whole-purchase')
    t.equal(whole.errors, '')
    t.ok(
      whole.flushes > 30 && whole.weighty.length > 10,
      `${whole.flushes} steps, ${whole.weighty.length} of weight`,
    )
    // Inside a transaction every thirtieth step stands for its neighbours; CRASH_STEP=1 takes them all.
    const every = Number(process.env.CRASH_STEP ?? 30)
    const steps = Array.from({ length: whole.flushes }, (_, index) => index + 1)
    // A lost answer leaves what the next word's never coming leaves, and that is tried at each: every fourth is enough.
    const lost = whole.weighty.filter((_, index) => every === 1 || index % 4 === 0)
    const points: Crash[] = [
      ...steps
        .filter((step) => step % every === 0 || whole.weighty.includes(step))
        .map((step): Crash => ({ at: step, when: 'before' })),
      ...lost.map((step): Crash => ({ at: step, when: 'after' })),
    ]
    const keys = points.map((point) => `crash-${point.when}-${point.at}`)
    const waiting = points.map((point, index) => ({ point, key: keys[index] as string }))
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { wasKilled, errors } = await crashPurchase(
            till,
            { skuId: sku.skuId, key: next.key },
            next.point,
          )
          if (!wasKilled) t.fail(`not killed at ${next.key}: ${errors}`)
        }
      }),
    )
    t.same(await brokenOf(database.admin), [], 'right after the crashes')

    const patient = keys.filter((_, index) => index % 2 === 0)
    const absent = keys.filter((_, index) => index % 2 === 1)
    for (const key of patient) await repeat(key, at)
    t.same(await brokenOf(database.admin), [], 'after half of the shoppers asked again')

    const later = new Date(at.getTime() + 31 * MINUTE)
    for (const moment of [later, new Date(later.getTime() + 5 * MINUTE)]) {
      const { jobs } = fresh(moment)
      await jobs.sweep()
      await jobs.sweep()
    }
    t.same(await brokenOf(database.admin), [], 'after the sweepers')
    for (const key of absent) await repeat(key, later)
    const { jobs } = fresh(new Date(later.getTime() + 10 * MINUTE))
    await jobs.sweep()
    t.same(await brokenOf(database.admin), [], 'after the others came back late')

    const placed = await database.admin<{ key: string; order: OrderId }[]>`
    select key, reply->>'orderId' as order from idempotency_keys where route = 'orders.place' order by key`
    t.equal(placed.length, points.length + 2)
    const [row] = await database.admin<{ count: string }[]>`select count(*) from orders`
    t.equal(Number(row?.count), points.length + 2, 'one key, one order')
    for (const { key, order } of placed) {
      const seen = await lookAt(database.admin, order)
      const kept = [seen.state, seen.cashier.paidFen, seen.cashier.refundedFen, seen.refunds.length]
      if (absent.includes(key) && seen.state === 'cancelled') t.same(kept, ['cancelled', 0, 0, 0], key)
      else {
        t.same(kept, ['received', 3000, 2000, 1], key)
        const cases = await database.admin<{ ending: string }[]>`
          select ending from aftersale_cases where order_id = ${uuidOf(order)} and refund_id is not null`
        t.match(cases, [{ ending: 'refunded' }], `${key}: asked, agreed to and refunded by one case`)
      }
      t.equal(new Set(seen.events).size, seen.events.length, `${key}: every fact is told once`)
    }
  },
)

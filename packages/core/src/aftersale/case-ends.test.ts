import { type Id, must, type OrderId, toFen, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import { CaseDesk, earningsOf, payeeBalance, promiseEarning, type TestSku } from '@mamapu/testkit'
import t from 'tap'
import { readFigures } from '../analytics/index.js'
import { REFUNDS_MAX, refundOrder } from '../orders/index.js'
import { listCasesOf, listSteps } from './case.queries.js'

t.setTimeout(180_000)

const open = CaseDesk.inHouse(t)

t.test(
  'exchange: other goods by an order of their own that costs nothing; faulty again, the money is where it was',
  async (t) => {
    const desk = await open()
    const { shop } = desk
    const sku = await shop.sku({ priceFen: 8800, stock: 2 })
    const payee = await shop.customer()
    const order = await shop.cart([sku, 1]).order()
    await promiseEarning(shop.database.admin, order.id, { payee: payee.id })
    await order.pay()
    await order.ship()
    await order.receive()
    const exchange = async (orderId: OrderId, reason = 'damaged') => {
      const id = await desk.open(orderId, { kind: 'exchange', reason })
      await desk.step(id, 'accept')
      await desk.step(id, 'send')
      await desk.step(id, 'arrive')
      return id
    }
    const first = await exchange(order.id)
    t.match(await desk.step(first, 'pass'), { done: true })
    const [replaced] = await desk.do((tx) => listCasesOf(tx, order.id))
    const second = shop.order(must(replaced?.replacementId, 'a replacement'))
    t.match(await second.look(), { state: 'paid', payableFen: 0, refundedFen: 0, payments: [], events: [] })
    t.match(await desk.lines(order.id), [{ refunded: 0, exchanged: 1 }])
    const day = { at: desk.at, zone: 'Asia/Shanghai' }
    const figures = { today: { placed: 1, paid: 1, sales_fen: 8800, buyers: 1 } }
    t.match(await readFigures(shop.db, shop.store.storeId, day), figures, 'no sale of its own')
    t.equal((await shop.stock(sku)).taken, 1, 'one came back whole, one went')
    t.match(
      await desk.ask(order.id, { reason: 'quality' }),
      { code: 'CASE_UNITS' },
      'it lives on in the other',
    )
    t.same(await desk.faults(), [])
    await second.ship()
    await second.receive()
    const again = await desk.ask(second.id, { reason: 'quality' })
    t.match(again, { asked: true, estimateFen: 8800 })
    if (!again.asked) return
    await shop.runDue()
    for (const step of ['accept', 'send', 'arrive', 'pass'] as const)
      t.match(await desk.step(again.case.id, step), { done: true })
    t.match(await order.look(), { state: 'refunded', refundedFen: 8800 })
    t.match(await second.look(), { state: 'refunded', refundedFen: 0 })
    t.match(await desk.lines(order.id), [{ refunded: 1, exchanged: 0 }])
    t.equal((await shop.stock(sku)).taken, 0)
    t.same(await desk.faults(), [])
    t.match(await earningsOf(shop.database.admin, order.id), [{ state: 'void', returnedFen: 880 }])
  },
)

t.test(
  'paid back by the shop while other goods were on their way: those come back, the money does not go twice',
  async (t) => {
    const desk = await open()
    const { shop } = desk
    const sku = await shop.sku({ priceFen: 3001, stock: 9 })
    const order = await desk.received([sku, 2])
    const [line] = await desk.lines(order.id)
    const lines = [{ lineId: must(line, 'a line').id, units: 2 }]
    const id = await desk.open(order.id, { kind: 'exchange', reason: 'damaged', lines })
    for (const step of ['accept', 'send', 'arrive', 'pass'] as const) await desk.step(id, step)
    const [replaced] = await desk.do((tx) => listCasesOf(tx, order.id))
    const second = shop.order(must(replaced?.replacementId, 'a replacement'))
    await second.ship()
    await second.receive()
    await order.refund(1)
    const [other] = await desk.lines(second.id)
    const both = { reason: 'quality', lines: [{ lineId: must(other, 'a line').id, units: 2 }] }
    t.match(await desk.ask(second.id, both), { asked: true, estimateFen: 3001 }, 'one of two was paid back')
    const [again] = await desk.do((tx) => listCasesOf(tx, second.id))
    const back = must(again, 'a case').id
    for (const step of ['accept', 'send', 'arrive'] as const) await desk.step(back, step)
    const before = [await order.look(), await second.look(), await desk.lines(order.id)]
    const found = (await desk.found(back)).map((one) => ({ ...one, lessFen: toFen(5000) }))
    t.match(await desk.inspect(back, found, { note: '多扣' }), { code: 'CASE_LESS' })
    t.same(
      [await order.look(), await second.look(), await desk.lines(order.id)],
      before,
      'a refusal writes nothing',
    )
    t.match(await desk.step(back, 'pass'), { done: true })
    t.match(await order.look(), { state: 'refunded', refundedFen: 6002 })
    t.match(await second.look(), { state: 'refunded', refundedFen: 0 })
    t.match(await desk.lines(order.id), [{ refunded: 2, exchanged: 0 }])
    t.same(await desk.faults(), [])
  },
)

t.test(
  'what is wanted instead is sold out: told to the shop, and by silence it becomes the money',
  async (t) => {
    const desk = await open()
    const { shop } = desk
    const sku = await shop.sku({ stock: 2 })
    const order = await desk.received([sku, 1])
    await desk.bought([sku, 1])
    const id = await desk.open(order.id, { kind: 'exchange', reason: 'damaged' })
    for (const step of ['accept', 'send', 'arrive'] as const) await desk.step(id, step)
    const [line] = await desk.lines(order.id)
    const broken = [{ lineId: line?.id as Id<'lin'>, units: 1, restockUnits: 0, lessFen: ZERO_FEN }]
    const pass = (more: object) => desk.inspect(id, broken, more)
    t.match(await pass({}), { code: 'EXCHANGE_SOLD_OUT' })
    t.match(await desk.lines(order.id), [{ exchanged: 0 }], 'nothing was written')
    t.match(await pass({ asRefund: true }), { done: true })
    t.equal(await desk.state(id), 'refunded/refunded')
    t.same(await desk.faults(), [])
  },
)

t.test('what the shop pays back by itself meanwhile was of the case: nothing goes twice', async (t) => {
  const desk = await open()
  const { shop } = desk
  const sku = await shop.sku({ priceFen: 2000, stock: 90 })
  const came = await desk.received([sku, 3])
  const [line] = await desk.lines(came.id)
  const units = (count: number) => ({ lines: [{ lineId: must(line, 'a line').id, units: count }] })
  const missing = await desk.open(came.id, { kind: 'refund', reason: 'missing', ...units(2) })
  await came.refund(1, 'sent')
  await desk.faults()
  t.equal(await desk.state(missing), 'asked', 'half of it is open')
  await shop.travel({ days: 3 })
  t.equal(await desk.state(missing), 'refunded/refunded')
  t.match(await came.look(), { refundedFen: 4000 }, 'two were missing, two are paid back')

  const exchanged = await desk.open(came.id, { kind: 'exchange', reason: 'damaged' })
  for (const step of ['accept', 'send', 'arrive', 'pass'] as const) await desk.step(exchanged, step)
  const [done] = await desk.do((tx) => listCasesOf(tx, came.id))
  t.ok(done?.replacementId)

  const waiting = await desk.bought([sku, 3])
  const [other] = await desk.lines(waiting.id)
  const unsent = { kind: 'refund', wasSent: false, reason: 'changed_mind' } as const
  const id = await desk.open(waiting.id, {
    ...unsent,
    lines: [{ lineId: must(other, 'a line').id, units: 2 }],
  })
  await waiting.refund(2)
  await desk.faults()
  t.equal(await desk.state(id), 'closed/nothing_left')
  t.match(await desk.lines(waiting.id), [{ refunded: 2, held: 0 }], 'the third is still hers')
  t.same(await waiting.try.ship(), { done: true })
  t.same(await desk.faults(), [])
})

t.test('an open case keeps commissions from being released; over, they go on or are cut', async (t) => {
  const desk = await open()
  const { shop } = desk
  const payee = await shop.customer()
  const sku: TestSku = await shop.sku({ priceFen: 3333 })
  const order = await shop.cart([sku, 3]).order()
  await promiseEarning(shop.database.admin, order.id, { payee: payee.id })
  await order.pay()
  await order.ship()
  await order.receive()
  const id = await desk.open(order.id, { reason: 'quality' })
  await desk.step(id, 'accept')
  await desk.step(id, 'send')
  await shop.travel({ days: 9 })
  t.equal((await payeeBalance(shop.database.admin, payee.id)).available, 0, 'held')
  await desk.step(id, 'arrive')
  await desk.step(id, 'pass')
  await shop.runDue()
  const kept = Math.floor((6666 * 1000) / 10_000)
  t.equal((await payeeBalance(shop.database.admin, payee.id)).available, kept, 'what two of three earn')
  const other = await desk.open(order.id, { reason: 'quality' })
  await desk.step(other, 'withdraw')

  const friend = await shop.customer()
  const first = await shop.cart([sku, 1]).order()
  await promiseEarning(shop.database.admin, first.id, { payee: friend.id })
  await first.pay()
  await first.ship()
  await first.receive()
  const exchange = await desk.open(first.id, { kind: 'exchange', reason: 'damaged' })
  for (const step of ['accept', 'send', 'arrive', 'pass'] as const) await desk.step(exchange, step)
  const [replaced] = await desk.do((tx) => listCasesOf(tx, first.id))
  const second = shop.order(must(replaced?.replacementId, 'a replacement'))
  await second.ship()
  await second.receive()
  const again = await desk.open(second.id, { reason: 'quality' })
  for (const step of ['accept', 'send'] as const) await desk.step(again, step)
  await shop.travel({ days: 9 })
  const earned = async () => (await payeeBalance(shop.database.admin, friend.id)).available
  t.equal(await earned(), 0, 'held as well while what was sent instead is asked about')
  for (const step of ['arrive', 'pass'] as const) await desk.step(again, step)
  t.same(await desk.faults(), [])
  t.equal((await payeeBalance(shop.database.admin, payee.id)).available, kept)
  t.equal(await earned(), 0)
  t.match(await earningsOf(shop.database.admin, first.id), [{ state: 'void' }])
})

t.test('fifty at once, cases and refunds of one line: it is paid back once', async (t) => {
  const desk = await open()
  const { shop } = desk
  const order = await desk.bought(await shop.sku({ priceFen: 777 }))
  const [line] = await desk.lines(order.id)
  const lineId = line?.id as Id<'lin'>
  const unsent = { kind: 'refund', wasSent: false, reason: 'changed_mind' } as const
  const id = await desk.open(order.id, unsent)
  const refund = {
    orderId: order.id,
    lines: [{ lineId, units: 1 }],
    shippingFen: ZERO_FEN,
    reason: '退',
    actor: 'stf_test',
  }
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      n % 2 ? desk.step(id, 'accept') : refundOrder(shop.app, shop.store.storeId, { ...refund, at: desk.at }),
    ),
  )
  const paid = results.filter((one) =>
    'refunded' in one ? one.refunded : one.done && one.case.refundId !== null,
  )
  t.equal(paid.length, 1)
  await shop.runDue()
  t.match(await order.look(), { state: 'refunded', refundedFen: 777, refunds: [{ state: 'done' }] })
  t.match(await desk.state(id), /^(refunded\/refunded|closed\/nothing_left)$/)
  t.same(await desk.faults(), [])
})

t.test(
  'an order that takes no more refunds: the deadline ends the case once, and the shop is told',
  async (t) => {
    const desk = await open()
    const { shop } = desk
    const order = await desk.bought([await shop.sku({ priceFen: 1 }), REFUNDS_MAX + 2])
    for (let n = 0; n < REFUNDS_MAX; n += 1) await order.refund(1)
    const id = await desk.open(order.id, { kind: 'refund', wasSent: false, reason: 'changed_mind' })
    t.match(await desk.step(id, 'accept'), { code: 'REFUNDS_TOO_MANY' })
    t.equal(await desk.state(id), 'asked', 'nothing was written')
    await shop.travel({ days: 3 })
    t.equal(await desk.state(id), 'closed/not_refundable')
    t.match(await desk.lines(order.id), [{ refunded: REFUNDS_MAX, held: 0 }])
    const steps = () => desk.do((tx) => listSteps(tx, id))
    const ended = await steps()
    await shop.travel({ days: 3 })
    t.same(await steps(), ended, 'it is not looked at again')
    const told = await shop.database.admin`
    select is_urgent from staff_notices where key = ${`${id}:not_refundable`} and tenant_id = ${uuidOf(shop.store.storeId)}`
    t.same([...told], [{ is_urgent: true }])
    t.same(await desk.faults(), [])
  },
)

import { must, type OrderId, uuidOf, ZERO_FEN } from '@mamapu/kernel'
import { CaseDesk, type TestOrder, type TestSku } from '@mamapu/testkit'
import t from 'tap'
import { cancelPaid } from '../desk/index.js'
import { recallShipment, refundOrder } from '../orders/index.js'
import { listCasesOf } from './case.queries.js'

t.setTimeout(120_000)

const open = CaseDesk.inHouse(t)
const STEPS = ['accept', 'send', 'arrive', 'pass'] as const

/** Exchanges so many units of the first line; the order that is sent instead. */
async function exchange(desk: CaseDesk, orderId: OrderId, units = 1): Promise<TestOrder> {
  const [line] = await desk.lines(orderId)
  const lines = [{ lineId: must(line, 'a line').id, units }]
  const id = await desk.open(orderId, { kind: 'exchange', reason: 'damaged', lines })
  for (const step of STEPS) await desk.step(id, step)
  const [done] = await desk.do((tx) => listCasesOf(tx, orderId))
  return desk.shop.order(must(done?.replacementId, 'a replacement'))
}

const by = (desk: CaseDesk) => ({ actor: 'stf_test', at: desk.at })

t.test('goods sent in exchange are called off by the shop: what she paid for them goes back', async (t) => {
  const desk = await open()
  const { shop } = desk
  const sku = await shop.sku({ priceFen: 3001, stock: 9 })
  const order = await desk.received([sku, 2])
  const second = await exchange(desk, order.id, 2)
  const [line] = await desk.lines(second.id)
  const lines = [{ lineId: must(line, 'a line').id, units: 1 }]
  const part = { orderId: second.id, lines, shippingFen: ZERO_FEN, reason: '少一件', ...by(desk) }
  t.match(await refundOrder(shop.app, shop.store.storeId, part), { refunded: true, amountFen: 3001 })
  t.match(await desk.lines(order.id), [{ refunded: 1, exchanged: 1 }])
  const off = await desk.do((tx) => cancelPaid(tx, { orderId: second.id, reason: '没货了', ...by(desk) }))
  t.match(off, { cancelled: true })
  await shop.runDue()
  t.match(await order.look(), {
    state: 'refunded',
    refundedFen: 6002,
    refunds: [{ state: 'done' }, { state: 'done' }],
  })
  t.match(await second.look(), { state: 'refunded', refundedFen: 0 })
  t.match(await desk.lines(order.id), [{ refunded: 2, exchanged: 0 }])
  t.equal((await shop.stock(sku)).taken, 0)
  t.same(await desk.faults(), [])
})

t.test('exchanged twice: what the shopper is told it would give back is what it gives back', async (t) => {
  const desk = await open()
  const order = await desk.received([await desk.shop.sku({ priceFen: 4567, stock: 5 }), 1])
  const second = await exchange(desk, order.id)
  await second.ship()
  await second.receive()
  const third = await exchange(desk, second.id)
  await third.ship()
  await third.receive()
  const asked = await desk.ask(third.id, { reason: 'quality' })
  t.match(asked, { asked: true, estimateFen: 4567 })
  if (!asked.asked) return
  for (const step of STEPS) t.match(await desk.step(asked.case.id, step), { done: true })
  t.match(await order.look(), { state: 'refunded', refundedFen: 4567 })
  t.same(await desk.faults(), [])
})

t.test('a parcel of which something was exchanged is not taken back: its goods would go twice', async (t) => {
  const desk = await open()
  const { shop } = desk
  const order = await desk.bought([await shop.sku({ stock: 5 }), 1])
  await order.ship()
  const second = await exchange(desk, order.id)
  const [parcel] = await shop.database.admin<{ id: `shp_${string}` }[]>`
    select 'shp_' || replace(id::text, '-', '') as id from shipments where order_id = ${uuidOf(order.id)}`
  const recalled = await desk.do((tx) => recallShipment(tx, must(parcel, 'a parcel').id, by(desk)))
  t.match(recalled, { recalled: false, reason: 'refunded' })
  t.match(await order.look(), { state: 'shipped' })
  await second.ship()
  t.same(await desk.faults(), [])
})

t.test('two sizes are swapped crosswise by several at once: nobody waits in a circle', async (t) => {
  const desk = await open()
  const { shop } = desk
  const sizes = await shop.sku({ stock: 40, priceFen: 1000 })
  const other: TestSku = await shop.sku({ stock: 40, priceFen: 1000 })
  const cases: { id: Awaited<ReturnType<CaseDesk['open']>>; wants: TestSku }[] = []
  for (let n = 0; n < 8; n += 1) {
    const [has, wants] = n % 2 ? [sizes, other] : [other, sizes]
    const order = await desk.received([has, 1])
    const id = await desk.open(order.id, { kind: 'exchange', reason: 'damaged' })
    for (const step of ['accept', 'send', 'arrive'] as const) await desk.step(id, step)
    cases.push({ id, wants })
  }
  for (const { id, wants } of cases)
    await shop.database.admin`
      update aftersale_lines set wanted_sku = ${uuidOf(wants.skuId)} where case_id = ${uuidOf(id)}`
  const passed = await Promise.allSettled(cases.map(({ id }) => desk.step(id, 'pass')))
  t.same(
    passed.flatMap((one) =>
      one.status === 'rejected' ? [String(one.reason)] : one.value.done ? [] : [one.value.code],
    ),
    [],
  )
  t.same(await desk.faults(), [])
})

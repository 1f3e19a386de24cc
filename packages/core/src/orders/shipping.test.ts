import { DAY, type Id, type OrderId, SECOND, ZERO_FEN } from '@mamapu/kernel'
import { addTestSku, buyAndPay, lookAt, openTill, type Till } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { completeOrder, receiveOrder, refundOrder, shipOrder } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')

async function open(t: Test) {
  const till = await openTill(t, { at })
  const sku = await addTestSku(till.database.db, till.store.storeId, at, { stock: 500 })
  const other = await addTestSku(till.database.db, till.store.storeId, at, { stock: 500 })
  return { till, sku, other, look: lookAt.bind(null, till.database.admin) }
}

type Lines = readonly { lineId: Id<'lin'>; units: number }[]

const ship = (till: Till, orderId: OrderId, lines?: Lines) =>
  shipOrder(till.app, till.store.storeId, {
    orderId,
    carrier: '顺丰速运',
    trackingNumber: 'SF100200300',
    actor: 'stf_test',
    at: till.clock.now(),
    ...(lines ? { lines } : {}),
  })

const arrive = (till: Till, orderId: OrderId) =>
  receiveOrder(till.app, till.store.storeId, { orderId, actor: 'shopper', at: till.clock.now() })

const linesOf = async ({ database }: Till, orderId: OrderId) =>
  (
    await database.admin<{ id: string }[]>`
      select replace(id::text, '-', '') as id from order_lines where order_id = ${orderId.slice(4)} order by position`
  ).map(({ id }): Id<'lin'> => `lin_${id}`)

t.test('two parcels: the order counts as shipped with the last one', async (t) => {
  const { till, sku, other, look } = await open(t)
  const { orderId } = await buyAndPay(till, [sku.skuId, other.skuId], { quantity: 2 })
  const [first, second] = (await linesOf(till, orderId)) as [Id<'lin'>, Id<'lin'>]
  t.match(await ship(till, orderId, [{ lineId: first, units: 3 }]), { reason: 'too_many' })
  t.match(await ship(till, orderId, [{ lineId: first, units: -1 }]), { reason: 'too_many' })
  t.match(await ship(till, orderId, [{ lineId: 'lin_00000000000000000000000000000000', units: 1 }]), {
    reason: 'too_many',
  })
  t.match(await ship(till, orderId, [{ lineId: first, units: 0 }]), { reason: 'nothing_to_ship' })
  const twice = [
    { lineId: first, units: 1 },
    { lineId: first, units: 1 },
  ]
  t.match(await ship(till, orderId, twice), { shipped: true, isComplete: false })
  t.match(await look(orderId), { state: 'paid', history: ['place', 'pay', 'ship'] })
  t.match(await ship(till, orderId, [{ lineId: second, units: 1 }]), { shipped: true, isComplete: false })
  t.match(await ship(till, orderId), { shipped: true, isComplete: true }, 'the rest')
  t.match(await look(orderId), { state: 'shipped' })
  t.match(await ship(till, orderId), { shipped: false, reason: 'wrong_state' })
})

t.test('twenty parcels of one unit at once: it goes once', async (t) => {
  const { till, sku } = await open(t)
  const { orderId } = await buyAndPay(till, sku.skuId)
  const results = await Promise.all(Array.from({ length: 20 }, () => ship(till, orderId)))
  t.equal(results.filter((result) => result.shipped).length, 1)
})

t.test('it completes after the shop’s days and not before, received or not', async (t) => {
  const { till, sku, look } = await open(t)
  const silent = await buyAndPay(till, sku.skuId)
  const received = await buyAndPay(till, sku.skuId)
  await ship(till, silent.orderId)
  await ship(till, received.orderId)
  t.same(await arrive(till, received.orderId), { moved: true })
  t.same(await arrive(till, received.orderId), { moved: false, reason: 'wrong_state' })
  till.clock.advance(10 * DAY - SECOND)
  t.equal(await till.sweep(), 0)
  t.same(await completeOrder(till.app, till.store.storeId, silent.orderId), {
    moved: false,
    reason: 'not_due',
  })
  till.clock.advance(SECOND)
  t.equal(await till.sweep(), 2)
  t.match(await look(silent.orderId), { state: 'completed', history: ['place', 'pay', 'ship', 'complete'] })
  t.match(await look(received.orderId), { state: 'completed' })
  t.equal(await till.sweep(), 0)
  t.same((await look(received.orderId)).events.slice(-2), ['order.received', 'order.completed'])
})

t.test('shipped in part, the rest refunded: it counts as shipped and completes', async (t) => {
  const { till, sku, other, look } = await open(t)
  const { orderId } = await buyAndPay(till, [sku.skuId, other.skuId])
  const [first, second] = (await linesOf(till, orderId)) as [Id<'lin'>, Id<'lin'>]
  await ship(till, orderId, [{ lineId: first, units: 1 }])
  await refundOrder(till.app, till.store.storeId, {
    orderId,
    lines: [{ lineId: second, units: 1 }],
    shippingFen: ZERO_FEN,
    reason: '缺货',
    actor: 'stf_test',
    at,
  })
  t.match(await look(orderId), { state: 'shipped' })
  till.clock.advance(10 * DAY)
  t.equal(await till.sweep(), 1 + 1, 'the completion, and the refund’s money')
  t.match(await look(orderId), { state: 'completed' })
})

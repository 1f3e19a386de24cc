import { withTenant } from '@mamapu/db'
import { DAY, type Id, type OrderId, ZERO_FEN } from '@mamapu/kernel'
import { addTestSku, brokenOf, buyAndPay, lookAt, openTill, type Till } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { handOver, receiveOrder, refundOrder, shipOrder, undoHandOver } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const actor = 'stf_test'

async function open(t: Test) {
  const till = await openTill(t, { at })
  const sku = await addTestSku(till.database.db, till.store.storeId, at, { stock: 500 })
  const other = await addTestSku(till.database.db, till.store.storeId, at, { stock: 500 })
  const look = lookAt.bind(null, till.database.admin)
  const unbroken = async () => t.same(await brokenOf(till.database.admin), [])
  return { till, sku, other, look, unbroken }
}

type Lines = readonly { lineId: Id<'lin'>; units: number }[]

const hand = (till: Till, orderId: OrderId, key: string, lines?: Lines) =>
  withTenant(till.app.db, till.store.storeId, (tx) =>
    handOver(tx, { orderId, key, lines, actor, at: till.clock.now() }),
  )

const undo = (till: Till, key: string) =>
  withTenant(till.app.db, till.store.storeId, (tx) => undoHandOver(tx, { key, actor, at: till.clock.now() }))

const refund = (till: Till, orderId: OrderId, lines: Lines) =>
  refundOrder(till.app, till.store.storeId, {
    orderId,
    lines,
    shippingFen: ZERO_FEN,
    reason: '测试',
    actor,
    at: till.clock.now(),
  })

const linesOf = async ({ database }: Till, orderId: OrderId) =>
  (
    await database.admin<{ id: string }[]>`
      select replace(id::text, '-', '') as id from order_lines where order_id = ${orderId.slice(4)} order by position`
  ).map(({ id }): Id<'lin'> => `lin_${id}`)

t.test('all of it from hand to hand: sent and received at once, once per key', async (t) => {
  const { till, sku, look, unbroken } = await open(t)
  const { orderId } = await buyAndPay(till, sku.skuId, { quantity: 2 })
  const first = await hand(till, orderId, 'a')
  t.match(first, { handedOver: true, isRepeat: false })
  const seen = await look(orderId)
  t.match(seen, { state: 'received', history: ['place', 'pay', 'hand_over', 'receive'] })
  t.same(seen.events.slice(-2), ['order.shipped', 'order.received'])
  t.same(await hand(till, orderId, 'a'), { ...first, isRepeat: true })
  t.match(await hand(till, orderId, 'b'), { handedOver: false, reason: 'wrong_state' })
  const another = await buyAndPay(till, sku.skuId)
  t.match(await hand(till, another.orderId, 'a'), { reason: 'key_of_another_order' })
  t.same(await look(orderId), seen, 'nothing of that wrote anything')
  await unbroken()
})

t.test('in part, and the rest by parcel: received when the last of both is', async (t) => {
  const { till, sku, other, look, unbroken } = await open(t)
  const { orderId } = await buyAndPay(till, [sku.skuId, other.skuId], { quantity: 2 })
  const [one, two] = (await linesOf(till, orderId)) as [Id<'lin'>, Id<'lin'>]
  t.match(await hand(till, orderId, 'x', [{ lineId: one, units: 3 }]), { reason: 'too_many' })
  t.match(await hand(till, orderId, 'x', [{ lineId: one, units: 2 }]), { handedOver: true })
  t.equal((await look(orderId)).state, 'paid')
  const parcel = { orderId, carrier: '顺丰速运', trackingNumber: 'SF1', actor, at: till.clock.now() }
  t.match(await shipOrder(till.app, till.store.storeId, parcel), { shipped: true, isComplete: true })
  t.equal((await look(orderId)).state, 'shipped', 'the parcel is on its way')
  await receiveOrder(till.app, till.store.storeId, { orderId, actor: 'shopper', at: till.clock.now() })
  t.equal((await look(orderId)).state, 'received')
  t.ok(two)
  await unbroken()
})

t.test('handed over in part and the rest refunded: received', async (t) => {
  const { till, sku, other, look, unbroken } = await open(t)
  const { orderId } = await buyAndPay(till, [sku.skuId, other.skuId])
  const [one, two] = (await linesOf(till, orderId)) as [Id<'lin'>, Id<'lin'>]
  await hand(till, orderId, 'a', [{ lineId: one, units: 1 }])
  t.match(await refund(till, orderId, [{ lineId: two, units: 1 }]), { refunded: true })
  t.match(await look(orderId), { state: 'received' })
  await unbroken()
})

t.test('undone: as if nothing had been handed over, and its key stays spent', async (t) => {
  const { till, sku, look, unbroken } = await open(t)
  const { orderId } = await buyAndPay(till, sku.skuId, { quantity: 2 })
  const [line] = (await linesOf(till, orderId)) as [Id<'lin'>]
  t.same(await undo(till, 'a'), { undone: false, reason: 'not_found' })
  await hand(till, orderId, 'a')
  till.clock.advance(1000)
  t.same(await undo(till, 'a'), { undone: true })
  t.match(await look(orderId), { state: 'paid', paidFen: (await look(orderId)).payableFen })
  t.equal((await look(orderId)).history.at(-1), 'undo_hand_over')
  t.same(await undo(till, 'a'), { undone: false, reason: 'already_undone' })
  t.match(await hand(till, orderId, 'a'), { handedOver: false, reason: 'undone' })
  const [row] = await till.database.admin<{ paid_at: Date; shipped_at: null; complete_after: null }[]>`
    select paid_at, shipped_at, received_at, complete_after from orders where id = ${orderId.slice(4)}`
  t.same(row, { paid_at: at, shipped_at: null, received_at: null, complete_after: null })

  t.match(await hand(till, orderId, 'b', [{ lineId: line, units: 1 }]), { handedOver: true })
  t.match(await hand(till, orderId, 'c', [{ lineId: line, units: 1 }]), { handedOver: true })
  t.match(await look(orderId), { state: 'received' })
  till.clock.advance(1000)
  await refund(till, orderId, [{ lineId: line, units: 1 }])
  t.same(await undo(till, 'c'), { undone: false, reason: 'refunded' })
  till.clock.advance(11 * DAY)
  await till.sweep()
  t.match(await look(orderId), { state: 'completed' })
  t.same(await undo(till, 'b'), { undone: false, reason: 'wrong_state' })
  await unbroken()
})

t.test('twenty at once, hands and parcels: every unit leaves once', async (t) => {
  const { till, sku, look, unbroken } = await open(t)
  const { orderId } = await buyAndPay(till, sku.skuId, { quantity: 5 })
  const [line] = (await linesOf(till, orderId)) as [Id<'lin'>]
  const lines = [{ lineId: line, units: 1 }]
  const parcel = { orderId, carrier: '顺丰', trackingNumber: 'SF9', lines, actor, at }
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      index % 2 ? hand(till, orderId, `k${index}`, lines) : shipOrder(till.app, till.store.storeId, parcel),
    ),
  )
  const gone = results.filter((result) => ('shipped' in result ? result.shipped : result.handedOver))
  t.equal(gone.length, 5)
  t.match(await look(orderId), { state: /shipped|received/ })
  await unbroken()
})

t.test('two clerks with one key: handed over once; two managers undo it once', async (t) => {
  const { till, sku, unbroken } = await open(t)
  const { orderId } = await buyAndPay(till, sku.skuId)
  const both = await Promise.all([hand(till, orderId, 'a'), hand(till, orderId, 'a')])
  t.equal(both.filter((result) => result.handedOver && !result.isRepeat).length, 1)
  t.ok(both.every(({ handedOver }) => handedOver))
  const undone = await Promise.all([undo(till, 'a'), undo(till, 'a')])
  t.equal(undone.filter((result) => result.undone).length, 1)
  await unbroken()
})

import { MINUTE, newId, ZERO_FEN } from '@mamapu/kernel'
import { addTestSku, buyAndPay, createTestStore, openTill, placeOne } from '@mamapu/testkit'
import t from 'tap'
import { refundOrder, shipOrder } from '../orders/index.js'
import { verify } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')

t.test('a shop that has sold is clean, and every way of spoiling it is named', async (t) => {
  const till = await openTill(t, { at })
  const { admin, db } = till.database
  const { storeId } = till.store
  const sku = await addTestSku(db, storeId, at, { stock: 50 })
  const paid = await buyAndPay(till, sku.skuId, { quantity: 3 })
  await placeOne(till, sku.skuId, { key: 'a-key-to-keep' })
  const [line] = await admin<{ id: string }[]>`
    select replace(id::text, '-', '') as id from order_lines where order_id = ${paid.orderId.slice(4)}`
  const ask = { actor: 'x', at, orderId: paid.orderId }
  const lines = [{ lineId: `lin_${line?.id}` as const, units: 1 }]
  await shipOrder(till.app, storeId, { ...ask, carrier: '顺丰', trackingNumber: 'SF1', lines })
  await refundOrder(till.app, storeId, { ...ask, lines, shippingFen: ZERO_FEN, reason: 'x' })
  await till.runAsked()
  const late = await buyAndPay(till, sku.skuId)
  const other = await createTestStore(db, at)

  const clean = await verify(admin, { at })
  t.same(
    clean.filter(({ broken }) => broken.length > 0),
    [],
  )
  t.ok(clean.length > 20)
  t.ok(clean.filter(({ count }) => count > 0).length > 15, 'and most of them had something to look at')

  const paidId = paid.orderId.slice(4)
  const spoil: readonly (readonly [name: string, sql: string])[] = [
    ['taken = held + claimed, and never above the limit', `update quotas set taken = taken + 1`],
    ['a shelf holds what its movements brought', `update quotas set limit_units = limit_units + 1`],
    [
      'units on open orders are held, on paid ones claimed, on ended ones given back',
      `update quota_takes set state = 'held' where order_id = '${paidId}'`,
    ],
    [
      'every line took its units off the shelf, from a campaign’s own or at a place of its delivery',
      `update quota_takes set units = units + 1 where order_id = '${paidId}'`,
    ],
    [
      'an order’s totals are the sums of its lines',
      `update orders set goods_fen = goods_fen + 1, payable_fen = payable_fen + 1, paid_fen = paid_fen + 1 where id = '${paidId}'`,
    ],
    [
      'an order’s price is the one that was decided, less what was taken off by hand',
      `update orders set decision = jsonb_set(decision, '{priced,payableFen}', '1')`,
    ],
    [
      'the shares of a line’s discounts add up to its discount',
      `update order_lines set discount_fen = 1, paid_fen = paid_fen - 1`,
    ],
    [
      'what was refunded of a line is the sum of its refunds, never above what was paid',
      `delete from refund_lines`,
    ],
    [
      'the refunds of an order add up, never above what was paid',
      `update orders set refunded_fen = refunded_fen + 1 where id = '${paidId}'`,
    ],
    ['a refund is the sum of its lines and postage', `update refunds set amount_fen = amount_fen + 1`],
    [
      'a paid order has exactly one kept capture of its whole amount, any other order none',
      `update payments set state = 'closed', transaction_id = null where order_id = '${paidId}'`,
    ],
    [
      'late money goes back whole, once',
      `update payments set state = 'late' where order_id = '${late.orderId.slice(4)}'`,
    ],
    ['the sandbox cashier’s books agree with ours', `update cashier_refunds set amount_fen = amount_fen + 1`],
    ['what was sent of a line is the sum of its parcels', `update order_lines set shipped_units = 0`],
    [
      'every unit of virtual goods that was given has one code or text, and no code is there twice',
      `update shipments set kind = 'virtual', carrier = '', tracking_number = ''`,
    ],
    [
      'an order stands where its history says, and began once',
      `update orders set state = 'completed' where id = '${paidId}'`,
    ],
    [
      'all goods back but gifts to keep is what refunded means',
      `update orders set state = 'refunded' where id = '${paidId}'`,
    ],
    [
      'a key’s order exists',
      `update idempotency_keys set reply = jsonb_build_object('orderId', '${newId('ord', at)}')`,
    ],
    ['every row’s parent is of the same shop', `update payments set tenant_id = '${other.storeId.slice(4)}'`],
  ]
  for (const [name, sql] of spoil) {
    const results = await admin
      .begin(async (tx) => {
        await tx`set local session_replication_role = replica`
        await tx.unsafe(sql)
        const found = await verify(tx)
        throw Object.assign(new Error('undo'), { found })
      })
      .catch((error: Error & { found?: Awaited<ReturnType<typeof verify>> }) => {
        if (!error.found) throw error
        return error.found
      })
    t.ok(results.find((result) => result.name === name)?.broken.length, name)
  }
  const lateResults = await verify(admin, { at: new Date(at.getTime() + 40 * MINUTE) })
  t.same(
    lateResults.filter(({ broken }) => broken.length > 0).map(({ name }) => name),
    [
      'no order is unpaid two minutes after its deadline',
      'no hold outlives its end by two minutes',
      'no event waits longer than two minutes',
    ],
  )
})

import { createHash } from 'node:crypto'
import { withTenant } from '@mamapu/db'
import { DAY, later, MINUTE, newId, SECOND, toFen } from '@mamapu/kernel'
import {
  addTestSku,
  type Bought,
  brokenOf,
  buyAndPay,
  createTestStore,
  lookAt,
  openPayment,
  openTill,
  placeOne,
  stockOf,
  type Till,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { cashierKeys, merchantKey, signCall, signNotification } from '../payments/index.js'
import { cancelOrder, checkPayments, expireOrder, settlePayment } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const AFTER = 31 * MINUTE

async function open(t: Test, stock = 10, priceFen = 1000) {
  const till = await openTill(t, { at })
  const sku = await addTestSku(till.database.db, till.store.storeId, at, { stock, priceFen })
  const left = async () => {
    const { limit, taken } = await stockOf(till.database.db, till.store.storeId, sku)
    return limit - taken
  }
  return { till, sku, left, look: lookAt.bind(null, till.database.admin) }
}

const expire = (till: Till, { orderId }: Pick<Bought, 'orderId'>) =>
  expireOrder(till.app, till.providers, till.store.storeId, orderId)

const alarms = async ({ database }: Till) =>
  (await database.admin<{ action: string }[]>`select action from audit_log order by ctid`).map(
    (row) => row.action,
  )

const bodyOf = (paymentId: string, amount: number, transactionId = '4200000001') =>
  Buffer.from(JSON.stringify({ type: 'payment.paid', merchantRef: paymentId, transactionId, amount }))

const signed = (till: Till, body: Buffer, when: Date) => ({
  ...signNotification(cashierKeys(till.app.secret).privateKey, body, when, 'nonce-1'),
})

t.test('paid at the cashier: the shop hears of it, the order is paid, its units are claimed', async (t) => {
  const { till, sku, left, look } = await open(t)
  const bought = await buyAndPay(till, sku.skuId, { quantity: 2 })
  t.match(await look(bought.orderId), {
    state: 'paid',
    payableFen: 2000,
    paidFen: 2000,
    history: ['place', 'pay'],
    events: ['order.placed', 'order.paid'],
    takes: [{ kind: 'stock', state: 'claimed', units: 2, released: 0 }],
    payments: [{ state: 'paid', amountFen: 2000 }],
    cashier: { paidFen: 2000, refundedFen: 0 },
  })
  t.equal(await left(), 8)
  const again = await openPayment(till, bought.orderId).catch((error: Error) => error.message)
  t.equal(again, 'payment not started: already_paid')
})

t.test('asking twice to pay gives the same cashier', async (t) => {
  const { till, sku } = await open(t)
  const orderId = await placeOne(till, sku.skuId)
  const all = await Promise.all(Array.from({ length: 5 }, () => openPayment(till, orderId)))
  t.equal(new Set(all.map((one) => one.cashierUrl)).size, 1)
})

t.test('one notification, a hundred times at once and again by the cashier: one effect', async (t) => {
  const { till, sku, look } = await open(t)
  const bought = await openPayment(till, await placeOne(till, sku.skuId))
  const body = bodyOf(bought.paymentId, 1000)
  const headers = signed(till, body, at)
  const answers = await Promise.all(Array.from({ length: 100 }, () => till.notify(body, headers)))
  t.same([...new Set(answers)], [204], 'every one is thanked for')
  t.equal(await till.notify(body, headers), 204)
  t.match(await look(bought.orderId), { state: 'paid', history: ['place', 'pay'] })
  t.same((await look(bought.orderId)).events, ['order.placed', 'order.paid'])
  const other = await openPayment(till, await placeOne(till, sku.skuId))
  t.equal(await till.press(other.cashierUrl, 'twice'), 303)
  till.clock.advance(2 * SECOND)
  t.same(await till.runAsked(), ['cashier.notify'])
  t.same((await look(other.orderId)).events, ['order.placed', 'order.paid'])
})

t.test('what is not the cashier’s word is refused and changes nothing', async (t) => {
  const { till, sku, look } = await open(t)
  const bought = await openPayment(till, await placeOne(till, sku.skuId))
  const before = await look(bought.orderId)
  const body = bodyOf(bought.paymentId, 1000)
  const good = signed(till, body, at)
  const flip = (text: string) => `${text.slice(0, -3)}${text.at(-3) === 'A' ? 'B' : 'A'}${text.slice(-2)}`
  const digest = createHash('sha256').update('other').digest()
  const refused: [string, Buffer, Record<string, string>][] = [
    ['no signature at all', body, {}],
    ['one byte of the body', bodyOf(bought.paymentId, 1001), good],
    ['the body written anew', Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1)), good],
    ['the nonce', body, { ...good, 'x-cashier-nonce': 'nonce-2' }],
    [
      'the timestamp',
      body,
      { ...good, 'x-cashier-timestamp': String(Number(good['x-cashier-timestamp']) + 1) },
    ],
    ['the signature', body, { ...good, 'x-cashier-signature': flip(good['x-cashier-signature']) }],
    ['301 seconds old', body, signed(till, body, later(at, -301 * SECOND))],
    ['301 seconds ahead', body, signed(till, body, later(at, 301 * SECOND))],
    ['signed by another', body, { ...signNotification(cashierKeys(digest).privateKey, body, at, 'nonce-1') }],
    [
      'signed with the merchant’s key',
      body,
      { ...signCall(merchantKey(till.app.secret, till.store.storeId), body, at, 'n') },
    ],
  ]
  for (const [what, sent, headers] of refused) t.equal(await till.notify(sent, headers), 401, what)
  t.equal(await till.notify(Buffer.from('not json'), good), 400)
  t.equal(await till.notify(Buffer.alloc(70_000, 'x'), good), 413)
  t.same(await look(bought.orderId), before)
  t.equal(await till.notify(body, signed(till, body, later(at, -299 * SECOND))), 204, '299 seconds are fine')
})

t.test('validly signed but not what we asked for: refused, an alarm, the order untouched', async (t) => {
  const { till, sku, look } = await open(t)
  const bought = await openPayment(till, await placeOne(till, sku.skuId))
  const elsewhere = await createTestStore(till.database.db, at)
  const before = await look(bought.orderId)
  for (const body of [
    bodyOf(bought.paymentId, 999),
    bodyOf(bought.paymentId, 100_000),
    bodyOf(newId('pay', at), 1000),
  ])
    t.equal(await till.notify(body, signed(till, body, at)), 409)
  t.same(await look(bought.orderId), before)
  t.same(await alarms(till), ['payment.amount_differs', 'payment.amount_differs', 'payment.unknown'])
  const money = { paymentId: bought.paymentId, transactionId: '42', amountFen: toFen(1000) }
  t.match(await settlePayment(till.app, elsewhere.storeId, money, at), { reason: 'payment_unknown' })
  t.same(await look(bought.orderId), before, 'another shop’s payment does not exist')
  await till.press(bought.cashierUrl, 'pay')
  const other = await openPayment(till, await placeOne(till, sku.skuId))
  const [row] = await till.database.admin<
    { id: string }[]
  >`select transaction_id as id from payments where state = 'paid'`
  for (const [id, number] of [
    [bought.paymentId, '4299'],
    [other.paymentId, row?.id],
  ] as const) {
    const body = bodyOf(id, 1000, number)
    t.equal(await till.notify(body, signed(till, body, at)), 409)
  }
  t.equal((await look(other.orderId)).state, 'unpaid', 'one payment of theirs is never two of ours')
})

t.test('the deadline asks the provider first', async (t) => {
  await t.test('not due, or ended already: nothing happens', async (t) => {
    const { till, sku, left } = await open(t)
    const orderId = await placeOne(till, sku.skuId)
    t.same(await expire(till, { orderId }), { ended: false, reason: 'not_due' })
    till.clock.advance(AFTER)
    t.same(await expire(till, { orderId }), { ended: true })
    t.same(await expire(till, { orderId }), { ended: false, reason: 'wrong_state' })
    t.equal(await left(), 10)
  })
  await t.test('paid there, never told: settled by the deadline, or before by asking', async (t) => {
    const { till, sku, left, look } = await open(t)
    const early = await openPayment(till, await placeOne(till, sku.skuId))
    await till.press(early.cashierUrl, 'silent')
    t.equal(await checkPayments(till.app, till.providers, till.store.storeId, early.orderId), true)
    t.equal((await look(early.orderId)).state, 'paid')
    const late = await openPayment(till, await placeOne(till, sku.skuId))
    await till.press(late.cashierUrl, 'silent')
    till.clock.advance(AFTER)
    t.equal(await till.sweep(), 1)
    t.match(await look(late.orderId), { state: 'paid', history: ['place', 'pay'] })
    t.equal(await left(), 8)
  })
  await t.test('asked after a minute, by job, until it says so', async (t) => {
    const { till, sku, look } = await open(t)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    till.clock.advance(MINUTE)
    t.same(await till.runAsked(), ['orders.check-payments'])
    await till.press(bought.cashierUrl, 'silent')
    t.same(await till.runAsked(), [])
    till.clock.advance(2 * MINUTE)
    t.same(await till.runAsked(), ['orders.check-payments'])
    t.equal((await look(bought.orderId)).state, 'paid')
    till.clock.advance(30 * MINUTE)
    t.same(await till.runAsked(), [], 'nothing more to ask')
  })
  await t.test('closed there, or never heard of: all comes back', async (t) => {
    const { till, sku, left, look } = await open(t)
    const opened = await openPayment(till, await placeOne(till, sku.skuId, { quantity: 3 }))
    const unknown = await placeOne(till, sku.skuId)
    await withTenant(
      till.database.db,
      till.store.storeId,
      (
        tx,
      ) => tx.sql`insert into payments (tenant_id, id, order_id, provider, amount_fen, state, created_at, expires_at)
        values (${tx.tenantId}, ${newId('pay', at).slice(4)}, ${unknown.slice(4)}, 'sandbox', 1000, 'created', ${at}, ${at})`,
    )
    till.clock.advance(AFTER)
    t.equal(await till.sweep(), 2)
    t.match(await look(opened.orderId), {
      state: 'cancelled',
      history: ['place', 'expire'],
      events: ['order.placed', 'order.cancelled'],
      takes: [{ state: 'released', units: 3, released: 3 }],
      payments: [{ state: 'closed' }],
    })
    t.equal((await look(unknown)).state, 'cancelled')
    t.equal(await left(), 10)
    t.equal(await till.press(opened.cashierUrl, 'pay'), 409, 'nobody can pay it any more')
  })
  await t.test('out of reach: it throws and changes nothing; later it works', async (t) => {
    const { till, sku, left, look } = await open(t)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    till.clock.advance(AFTER)
    const before = await look(bought.orderId)
    till.cutCashier(true)
    await t.rejects(expire(till, bought), { code: 'PAYMENT_PROVIDER_DOWN' })
    t.same(await look(bought.orderId), before)
    t.equal(await left(), 9)
    till.cutCashier(false)
    t.same(await expire(till, bought), { ended: true })
    t.equal(await left(), 10)
  })
  await t.test('a hold whose time is over while the order is unpaid: paying still works', async (t) => {
    const { till, sku, look } = await open(t)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    till.clock.advance(AFTER)
    await till.press(bought.cashierUrl, 'late')
    t.match(await look(bought.orderId), {
      state: 'paid',
      takes: [{ state: 'claimed' }],
      history: ['place', 'pay'],
    })
    t.same(await expire(till, bought), { ended: false, reason: 'wrong_state' })
  })
  await t.test('a payment that does not match ours does not keep the order open', async (t) => {
    const { till, sku, left, look } = await open(t)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    await till.database.admin`update cashier_payments set amount_fen = 1, state = 'paid'`
    till.clock.advance(AFTER)
    t.same(await expire(till, bought), { ended: true })
    t.equal((await look(bought.orderId)).state, 'cancelled')
    t.equal(await left(), 10)
    t.same(await alarms(till), ['payment.amount_differs'])
  })
})

t.test('money that comes after the deadline', async (t) => {
  await t.test('the units are still there: the same are taken again and the order goes on', async (t) => {
    const { till, sku, left, look } = await open(t, 1)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    t.equal(await till.press(bought.cashierUrl, 'late'), 200, 'on its way')
    till.clock.advance(AFTER)
    t.same(await expire(till, bought), { ended: true })
    t.equal(await left(), 1)
    t.same(await till.runAsked(), ['orders.check-payments', 'cashier.notify'])
    const seen = await look(bought.orderId)
    t.match(seen, {
      state: 'paid',
      paidFen: 1000,
      history: ['place', 'expire', 'revive'],
      takes: [{ state: 'claimed', units: 1, released: 0 }],
      payments: [{ state: 'paid' }],
      refunds: [],
    })
    t.ok(seen.events.includes('order.late_money') && seen.events.includes('order.paid'))
    t.equal(await left(), 0)
  })
  await t.test('defect: money in, order unpaid; here it goes back, once, and the books agree', async (t) => {
    const { till, sku, left, look } = await open(t, 1)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    till.clock.advance(AFTER)
    await expire(till, bought)
    await buyAndPay(till, sku.skuId)
    await till.press(bought.cashierUrl, 'late')
    const [row] = await till.database.admin<{ ref: string; tx: string }[]>`
      select merchant_ref as ref, '42' || left(replace(id::text, '-', ''), 26) as tx from cashier_payments where merchant_ref = ${bought.paymentId}`
    const body = bodyOf(bought.paymentId, 1000, row?.tx)
    const headers = signed(till, body, till.clock.now())
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.notify(body, headers)))
    t.same([...new Set(answers)], [204])
    await till.runAsked()
    await till.sweep()
    t.match(await look(bought.orderId), {
      state: 'cancelled',
      paidFen: 0,
      payments: [{ state: 'late' }],
      cashier: { paidFen: 1000, refundedFen: 1000 },
    })
    const seen = await look(bought.orderId)
    t.match(seen.refunds, [{ kind: 'late', state: 'done', amountFen: 1000 }])
    t.equal(seen.refunds.length, 1)
    t.equal(seen.events.filter((name) => name === 'order.late_money').length, 1)
    t.equal(await left(), 0)
    t.same(await brokenOf(till.database.admin), [])
  })
  await t.test('an order that somebody cancelled does not wake up', async (t) => {
    const { till, sku, left, look } = await open(t)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    const cancel = { orderId: bought.orderId, actor: 'shopper', reason: '不想要了', at }
    t.same(await cancelOrder(till.app, till.providers, till.store.storeId, cancel), { ended: true })
    const money = { paymentId: bought.paymentId, transactionId: '4277', amountFen: toFen(1000) }
    t.match(await settlePayment(till.app, till.store.storeId, money, at), { settled: true, as: 'returned' })
    t.match(await look(bought.orderId), { state: 'cancelled', refunds: [{ kind: 'late', amountFen: 1000 }] })
    t.equal(await left(), 10)
  })
  await t.test('a second payment of a paid order goes back', async (t) => {
    const { till, sku, look } = await open(t)
    const bought = await openPayment(till, await placeOne(till, sku.skuId))
    const second = await openPayment(till, bought.orderId, 'sandbox-two')
    await Promise.all([till.press(bought.cashierUrl, 'pay'), till.press(second.cashierUrl, 'pay')])
    till.clock.advance(10 * SECOND)
    await till.runAsked()
    const seen = await look(bought.orderId)
    t.match(seen, { state: 'paid', paidFen: 1000, history: ['place', 'pay'] })
    t.same(seen.payments.map(({ state }) => state).sort(), ['late', 'paid'])
    t.match(seen.refunds, [{ kind: 'late', amountFen: 1000 }])
  })
})

t.test('cancel, pay and expire at once: one end, and the counters are right', async (t) => {
  const { till, sku, left, look } = await open(t, 30)
  const all = await Promise.all(
    Array.from({ length: 15 }, async () => openPayment(till, await placeOne(till, sku.skuId))),
  )
  till.clock.advance(AFTER)
  const { storeId } = till.store
  await Promise.all(
    all.flatMap((bought) => [
      till.press(bought.cashierUrl, 'late'),
      expire(till, bought),
      cancelOrder(till.app, till.providers, storeId, {
        orderId: bought.orderId,
        actor: 'x',
        reason: 'y',
        at,
      }),
    ]),
  )
  till.clock.advance(MINUTE)
  await till.runAsked()
  await till.sweep()
  const seen = await Promise.all(all.map(({ orderId }) => look(orderId)))
  for (const one of seen) {
    t.ok(one.state === 'paid' || one.state === 'cancelled', one.history.join())
    const kept = one.cashier.paidFen - one.cashier.refundedFen
    t.equal(kept, one.state === 'paid' ? 1000 : 0, 'the cashier keeps the money of paid orders only')
  }
  t.equal(await left(), 30 - seen.filter(({ state }) => state === 'paid').length)
  t.same(await brokenOf(till.database.admin), [])
})

t.test('an order that costs nothing is paid when it is placed', async (t) => {
  const { till, sku, look } = await open(t, 5, 0)
  await till.database.admin`update store_settings set payable_floor_fen = 0`
  const orderId = await placeOne(till, sku.skuId)
  t.match(await look(orderId), { state: 'paid', paidFen: 0, takes: [{ state: 'claimed' }], payments: [] })
  t.same((await look(orderId)).events.toSorted(), ['order.paid', 'order.placed'])
  till.clock.advance(DAY)
  t.same(await expire(till, { orderId }), { ended: false, reason: 'wrong_state' })
})

import type { payments } from '@mamapu/core'
import { DAY, MINUTE, must, OutsideError, toFen, ZERO_FEN } from '@mamapu/kernel'
import { addTestSku, buyAndPay, lookAt, openTill } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { hearProvider, refundOrder, retryRefund, sendRefund } from './index.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')

t.test('paying back', async (t) => {
  const prepare = async (t: Test) => {
    const till = await openTill(t, { at, max: 12 })
    const { storeId } = till.store
    const sku = await addTestSku(till.database.db, storeId, at, { priceFen: 1800, stock: 5 })
    const { orderId } = await buyAndPay(till, sku.skuId)
    const whole = {
      orderId,
      lines: [],
      shippingFen: ZERO_FEN,
      whole: true,
      reason: '退',
      actor: 'stf_test',
      at,
    }
    const result = await refundOrder(till.app, storeId, whole)
    if (!result.refunded) throw new Error(result.reason)
    const send = (providers = till.providers) =>
      sendRefund(till.app, providers, till.store.storeId, result.refundId)
    return {
      till,
      orderId,
      refundId: result.refundId,
      send,
      look: () => lookAt(till.database.admin, orderId),
    }
  }
  await t.test(
    'a provider that is away is asked again after a pause, at last parked, and woken by hand',
    async (t) => {
      const { till, refundId, send, look } = await prepare(t)
      till.cutCashier(true)
      t.equal(await send(), 'again')
      t.equal(await send(), 'nothing', 'not before the pause is over')
      till.clock.advance(MINUTE)
      t.equal(await send(), 'again')
      till.cutCashier(false)
      till.clock.advance(30 * 1000)
      t.equal(await till.sweep(), 0)
      till.clock.advance(90 * 1000)
      till.cutCashier(true)
      for (let round = 3; round < 20; round += 1) {
        t.equal(await send(), 'again')
        till.clock.advance(60 * MINUTE)
      }
      t.equal(await send(), 'failed')
      t.match((await look()).refunds, [{ state: 'failed', attempts: 20 }])
      till.clock.advance(DAY)
      t.equal(await till.sweep(), 0, 'parked')
      till.cutCashier(false)
      t.equal(await retryRefund(till.app, till.store.storeId, { refundId, at: till.clock.now() }), true)
      t.equal(await retryRefund(till.app, till.store.storeId, { refundId, at: till.clock.now() }), false)
      await till.runAsked()
      t.match(await look(), { refunds: [{ state: 'done' }], cashier: { paidFen: 1800, refundedFen: 1800 } })
    },
  )
  await t.test('a crash between the provider’s answer and our record repeats harmlessly', async (t) => {
    const { till, refundId, send, look } = await prepare(t)
    const sandbox = till.providers.get('sandbox')
    if (!sandbox) throw new Error('no provider')
    const [payment] = await till.database.admin<
      { id: string }[]
    >`select replace(id::text, '-', '') as id from payments`
    await sandbox.refund({
      storeId: till.store.storeId,
      refundId,
      paymentId: `pay_${payment?.id}`,
      transactionId: '',
      ref: null,
      amountFen: toFen(1800),
      paidFen: toFen(1800),
      notifyUrl: '',
    })
    t.equal((await look()).cashier.refundedFen, 1800)
    t.equal(await send(), 'done')
    t.match(await look(), { refunds: [{ state: 'done' }], cashier: { refundedFen: 1800 } })
  })
  await t.test('what an attempt learns late never parks the round that was begun since', async (t) => {
    const { till, refundId, send, look } = await prepare(t)
    const sandbox = must(till.providers.get('sandbox'), 'a provider')
    const { admin } = till.database
    const refused = { state: 'failed', providerRef: 'first', reason: 'no' } as const
    const away = new OutsideError('PAYMENT_PROVIDER_DOWN', 'away')
    const wake = () => retryRefund(till.app, till.store.storeId, { refundId, at: till.clock.now() })
    const park = () => admin`update refunds set state = 'failed', next_try_at = null, last_error = 'parked'`
    for (const [end, isWoken, state] of [
      [() => refused, true, 'waiting'],
      [() => Promise.reject(away), true, 'waiting'],
      [() => Promise.reject(away), false, 'failed'],
    ] as const) {
      await admin`update refunds set state = 'waiting', attempts = 19, next_try_at = created_at`
      // Parked, and woken, while its twentieth attempt waits for the answer.
      const slow: payments.PaymentProvider = {
        ...sandbox,
        async refund() {
          await park()
          if (isWoken) t.equal(await wake(), true)
          return end()
        },
      }
      t.equal(await send(new Map([['sandbox', slow]])), isWoken ? 'again' : 'failed')
      t.match((await look()).refunds, [{ state, attempts: isWoken ? 0 : 20 }])
    }
    t.equal(await wake(), true)
    const hear = (told: object) =>
      hearProvider(
        till.app,
        till.store.storeId,
        { provider: 'sandbox', notice: { of: 'refund', refundId, refund: told as payments.ProviderRefund } },
        till.clock.now(),
      )
    await hear(refused)
    t.match((await look()).refunds, [{ state: 'waiting' }], 'nobody knows yet whether it is of this attempt')
    t.equal(await send(), 'done')
    await hear(refused)
    t.match((await look()).refunds, [{ state: 'done' }], 'nor does it undo what was paid since')
  })
  await t.test('twenty workers at once: paid back once, told once', async (t) => {
    const { send, look } = await prepare(t)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send()))
    t.equal(outcomes.filter((outcome) => outcome === 'done').length, 1)
    const seen = await look()
    t.equal(seen.cashier.refundedFen, 1800)
    t.equal(seen.events.filter((name) => name === 'order.refund_paid').length, 1)
  })
})

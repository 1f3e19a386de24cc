import { type Id, ManualClock, MINUTE, newId, type StoreId, toFen, uuidOf } from '@mamapu/kernel'
import { openWechat } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { wechatProvider } from './wechat.provider.js'

t.setTimeout(60_000)
const at = new Date('2026-03-04T02:00:00Z')
const storeId = newId('sto', at) as StoreId
const DAY = { date: '2026-03-04' as never, from: at, to: at }

async function open(t: Test) {
  const clock = new ManualClock(at)
  const peer = await openWechat(t, clock)
  const { origin } = peer
  const places = { origin, authorizeOrigin: origin, tokenOrigin: origin }
  const options = { ...places, clock, readAccount: async () => peer.values }
  const provider = wechatProvider(options)
  const paymentId = newId('pay', at)
  const number = uuidOf(paymentId).replaceAll('-', '')
  const ask = (device = {}) => ({
    storeId,
    paymentId,
    amountFen: toFen(12_900),
    description: `奶糖铺 ${'很长的名字'.repeat(20)}`,
    notifyUrl: 'http://127.0.0.1:1/callbacks/payments/wechat',
    returnUrl: 'http://shop.example/pay/abc?x=1',
    expiresAt: new Date(at.getTime() + 30 * MINUTE),
    device: { ip: '203.0.113.9', isPhone: true, ...device },
  })
  return { clock, peer, provider, paymentId, number, ask }
}

t.test('a payment opens as the shopper’s device can, and is what the books say', async (t) => {
  const { peer, provider, paymentId, number, ask } = await open(t)
  t.match(await provider.query({ storeId, paymentId, ref: null }), { state: 'unknown' })
  const h5 = await provider.create(ask())
  t.match(h5, { by: 'redirect', url: /redirect_url=http%3A%2F%2Fshop\.example%2Fpay%2Fabc%3Fx%3D1$/ })
  t.match(await provider.create(ask({ isPhone: false })), { by: 'code', text: /^weixin:/ })
  t.match(await provider.create(ask({ openid: 'oUpF8uMu' })), {
    by: 'browser',
    call: { appId: peer.values.appId, signType: 'RSA', package: `prepay_id=wx${number}` },
  })
  t.match(await provider.query({ storeId, paymentId, ref: null }), { state: 'open' })
  await peer.pay(number, 'never')
  t.match(await provider.query({ storeId, paymentId, ref: null }), {
    state: 'paid',
    amountFen: 12_900,
    payer: /^oUpF/,
  })
  t.match(await provider.close({ storeId, paymentId, ref: null }), { state: 'paid' }, 'too late to close')
  t.equal(peer.unsigned, 0)
})

t.test('what is closed is closed, and closing twice is no error', async (t) => {
  const { provider, paymentId, ask } = await open(t)
  t.match(await provider.close({ storeId, paymentId, ref: null }), { state: 'unknown' })
  await provider.create(ask())
  t.match(await provider.close({ storeId, paymentId, ref: null }), { state: 'closed' })
  t.match(await provider.close({ storeId, paymentId, ref: null }), { state: 'closed' })
  await t.rejects(provider.create(ask()), { code: 'PAYMENT_PROVIDER_REFUSED' })
})

t.test('a platform that is down, or that does not sign, is no answer', async (t) => {
  const { peer, provider, paymentId, ask } = await open(t)
  for (const mode of ['fails', 'loses answer', 'answers unsigned'] as const) {
    peer.mode = mode
    await t.rejects(provider.create(ask()), { code: 'PAYMENT_PROVIDER_DOWN' }, mode)
  }
  peer.mode = 'works'
  t.match(
    await provider.query({ storeId, paymentId, ref: null }),
    { state: 'open' },
    'what was done before the line broke is done',
  )
})

t.test('refunds: exact, once per number, under way until they are done', async (t) => {
  const { peer, provider, paymentId, number, ask } = await open(t)
  await provider.create(ask())
  await peer.pay(number, 'never')
  const handle = (refundId: Id<'ref'>) => ({ storeId, refundId, paymentId, transactionId: '', ref: null })
  const refund = (refundId: Id<'ref'>, amount: number) =>
    provider.refund({
      ...handle(refundId),
      amountFen: toFen(amount),
      paidFen: toFen(12_900),
      notifyUrl: 'http://127.0.0.1:1/x',
    })
  const first = newId('ref', at)
  t.match(await provider.queryRefund(handle(first)), { state: 'unknown' })
  t.match(await refund(first, 900), { state: 'done' })
  t.match(await refund(first, 900), { state: 'done' }, 'the same number again')
  await t.rejects(refund(first, 901), { code: 'PAYMENT_PROVIDER_REFUSED' }, 'and another amount')
  peer.refundsAre = 'PROCESSING'
  const second = newId('ref', at)
  t.match(await refund(second, 12_000), { state: 'under_way' })
  await t.rejects(refund(newId('ref', at), 1), { code: 'PAYMENT_PROVIDER_REFUSED' }, 'nothing is left')
  await peer.finishRefund(uuidOf(second).replaceAll('-', ''), 'ABNORMAL', 'never')
  t.match(await provider.queryRefund(handle(second)), { state: 'failed', reason: 'ABNORMAL' })
})

t.test('the bill of a day is read by its hash, line by line', async (t) => {
  const { peer, provider, paymentId, number, ask } = await open(t)
  await provider.create(ask())
  await peer.pay(number, 'never')
  const refundId = newId('ref', at)
  const money = { amountFen: toFen(100), paidFen: toFen(12_900), notifyUrl: 'http://127.0.0.1:1/x' }
  await provider.refund({ storeId, refundId, paymentId, transactionId: '', ref: null, ...money })
  t.match(await provider.bill(storeId, DAY), [
    { kind: 'payment', ours: paymentId, amountFen: 12_900 },
    { kind: 'refund', ours: refundId, amountFen: 100 },
  ])
  peer.bill.isReady = false
  t.equal(await provider.bill(storeId, DAY), 'not_ready')
})

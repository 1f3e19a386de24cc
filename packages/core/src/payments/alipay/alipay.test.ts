import { type Id, ManualClock, MINUTE, newId, type StoreId, toFen } from '@mamapu/kernel'
import { openAlipay } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { numberOf } from '../our-number.js'
import { alipayProvider } from './alipay.provider.js'

t.setTimeout(120_000)
const at = new Date('2026-03-04T02:00:00Z')
const storeId = newId('sto', at) as StoreId
const DAY = { date: '2026-03-04' as never, from: new Date('2026-03-03T16:00:00Z'), to: at }

async function open(t: Test) {
  const clock = new ManualClock(at)
  const peer = await openAlipay(t, clock)
  const options = { clock, gateway: peer.gateway, patience: 30_000, readAccount: async () => peer.values }
  const provider = alipayProvider(options)
  const impatient = alipayProvider({ ...options, patience: 200 })
  const paymentId = newId('pay', at)
  const number = numberOf(paymentId)
  const handle = { storeId, paymentId, ref: null }
  const ask = (device = {}) => ({
    storeId,
    paymentId,
    amountFen: toFen(12_900),
    description: `奶糖铺 A/B=C&D ${'很长的名字'.repeat(40)}`,
    notifyUrl: 'http://127.0.0.1:1/callbacks/payments/alipay',
    returnUrl: 'http://shop.example/pay/abc?x=1',
    expiresAt: new Date(at.getTime() + 30 * MINUTE),
    device: { ip: '203.0.113.9', isPhone: true, ...device },
  })
  const url = async (device = {}) => {
    const opened = await provider.create(ask(device))
    return opened.by === 'redirect' ? opened.url : ''
  }
  const refund = (refundId: Id<'ref'>, amount: number) =>
    provider.refund({
      ...handle,
      refundId,
      transactionId: '',
      amountFen: toFen(amount),
      paidFen: toFen(12_900),
      notifyUrl: '',
    })
  return { clock, peer, provider, impatient, paymentId, number, handle, url, refund }
}

t.test('a page opens signed, and a payment is what the books say', async (t) => {
  const { peer, provider, number, handle, url } = await open(t)
  t.match(await provider.query(handle), { state: 'unknown' }, 'nobody has opened the page')
  t.ok(peer.open(await url()), 'on a phone')
  t.ok(peer.open(await url({ isPhone: false })), 'and on a screen')
  t.equal(peer.trades.get(number)?.product, 'wap')
  t.match(await provider.query(handle), { state: 'open' })
  await peer.pay(number, 'never')
  t.match(await provider.query(handle), { state: 'paid', amountFen: 12_900, payer: /^0150/ })
  t.match(await provider.close(handle), { state: 'paid' }, 'too late to close')
  t.equal(peer.unsigned, 0)
})

t.test('a page dies with its payment, wherever this process thinks it is', async (t) => {
  const { peer, clock, handle, provider, url } = await open(t)
  const page = await url()
  clock.advance(30 * MINUTE)
  t.notOk(peer.open(page))
  t.match(await provider.close(handle), { state: 'unknown' })
})

t.test('what is closed is closed, and closing twice is no error', async (t) => {
  const { peer, provider, handle, url } = await open(t)
  const page = await url()
  peer.open(page)
  t.match(await provider.close(handle), { state: 'closed' })
  t.match(await provider.close(handle), { state: 'closed' })
  t.notOk(peer.open(page))
})

t.test(
  'an Alipay that is down, forged, silent or endless is no answer, and tells nothing of what it said',
  async (t) => {
    const { peer, provider, impatient, number, handle, url } = await open(t)
    peer.open(await url())
    await peer.pay(number, 'never')
    for (const mode of ['fails', 'loses answer', 'answers unsigned', 'floods', 'hangs'] as const) {
      peer.mode = mode
      const error = await (mode === 'hangs' ? impatient : provider).query(handle).then(
        () => null,
        (thrown: Error & { code: string }) => thrown,
      )
      t.match(error, { code: 'PAYMENT_PROVIDER_DOWN', cause: undefined }, mode)
      t.notMatch(error?.message, /buyer|sign=|12900|129\.00/)
    }
    peer.mode = 'works'
    t.match(await provider.query(handle), { state: 'paid' })
  },
)

t.test('refunds: exact, once per number, under way until they are done', async (t) => {
  const { peer, provider, number, handle, url, refund } = await open(t)
  peer.open(await url())
  await peer.pay(number, 'never')
  const asked = (refundId: Id<'ref'>) => provider.queryRefund({ ...handle, refundId, transactionId: '' })
  const first = newId('ref', at)
  t.match(await asked(first), { state: 'unknown' })
  t.match(await refund(first, 900), { state: 'done', providerRef: numberOf(first) })
  t.match(await refund(first, 900), { state: 'done' }, 'the same number again')
  await t.rejects(refund(first, 901), { code: 'PAYMENT_PROVIDER_REFUSED' }, 'and another amount')
  peer.refundsAre = 'under way'
  const second = newId('ref', at)
  t.match(await refund(second, 11_000), { state: 'under_way' })
  t.match(await refund(second, 11_000), { state: 'under_way' })
  await peer.finishRefund(numberOf(second), 'never')
  t.match(await asked(second), { state: 'done' })
  await t.rejects(refund(newId('ref', at), 1001), { code: 'PAYMENT_PROVIDER_REFUSED' }, 'more than is left')
  peer.refundsAre = 'ACQ.SELLER_BALANCE_NOT_ENOUGH'
  const third = newId('ref', at)
  await t.rejects(refund(third, 1000), { code: 'PAYMENT_PROVIDER_REFUSED', message: /BALANCE_NOT_ENOUGH/ })
  peer.refundsAre = 'ACQ.TRADE_HAS_FINISHED'
  t.match(await refund(third, 1000), { state: 'failed', reason: 'ACQ.TRADE_HAS_FINISHED' })
  peer.refundsAre = 'done'
  t.match(await refund(third, 1000), { state: 'done' }, 'by the same number, when it can')
  t.match(await provider.query(handle), { state: 'paid', amountFen: 12_900 }, 'given back whole, it was paid')
})

t.test('the bill of a day is read out of its zip, line by line', async (t) => {
  const { clock, peer, provider, paymentId, number, url, refund } = await open(t)
  peer.open(await url())
  await peer.pay(number, 'never')
  const refundId = newId('ref', at)
  await refund(refundId, 100)
  t.match(await provider.bill(storeId, DAY), [
    { kind: 'payment', ours: paymentId, amountFen: 12_900, providerRef: peer.trades.get(number)?.tradeNo },
    { kind: 'refund', ours: refundId, amountFen: 100 },
  ])
  for (const url of ['http://169.254.169.254/latest', 'file:///etc/passwd', 'https://alipay.com.example/x']) {
    peer.bill.url = url
    await t.rejects(provider.bill(storeId, DAY), { code: 'PAYMENT_BILL_UNKNOWN' }, url)
  }
  peer.bill.isReady = false
  t.equal(await provider.bill(storeId, DAY), 'not_ready')
  clock.advance(28 * 60 * MINUTE)
  t.same(
    await provider.bill(storeId, DAY),
    [],
    'at noon of the next day and later a day without a bill is an empty one',
  )
})

import { type Id, ManualClock, MINUTE, newId, type StoreId, toFen } from '@mamapu/kernel'
import { openStripe } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { stripeProvider } from './stripe.provider.js'

t.setTimeout(120_000)
const at = new Date('2026-03-04T02:00:00Z')
const storeId = newId('sto', at) as StoreId
const DAY = { date: '2026-03-04' as never, from: at, to: new Date(at.getTime() + 24 * 60 * MINUTE) }

async function open(t: Test) {
  const clock = new ManualClock(at)
  const peer = await openStripe(t, clock)
  const options = { clock, origin: peer.origin, patience: 30_000, readAccount: async () => peer.values }
  const provider = stripeProvider(options)
  const impatient = stripeProvider({ ...options, patience: 200 })
  const paymentId = newId('pay', at)
  const ask = (minutes = 30) => ({
    storeId,
    paymentId,
    amountFen: toFen(12_900),
    description: `奶糖铺 ${'很长的名字'.repeat(80)}`,
    notifyUrl: 'http://127.0.0.1:1/callbacks/payments/stripe',
    returnUrl: 'http://shop.example/pay/abc?x=1',
    expiresAt: new Date(at.getTime() + minutes * MINUTE),
    device: { ip: '203.0.113.9', isPhone: true },
  })
  const begin = async (minutes?: number) => {
    const opened = await provider.create(ask(minutes))
    return { opened, ref: opened.ref ?? '', handle: { storeId, paymentId, ref: opened.ref ?? null } }
  }
  const refundOf = (refundId: Id<'ref'>, ref: string, amount: number) => ({
    storeId,
    refundId,
    paymentId,
    transactionId: peer.sessions.get(ref)?.intent ?? '',
    ref: null,
    amountFen: toFen(amount),
    paidFen: toFen(12_900),
    notifyUrl: '',
  })
  return { clock, peer, provider, impatient, paymentId, ask, begin, refundOf }
}

t.test('a page opens once, however often it is asked for, and a payment is what the books say', async (t) => {
  const { clock, peer, provider, paymentId, begin } = await open(t)
  t.match(await provider.query({ storeId, paymentId, ref: null }), { state: 'unknown' })
  peer.mode = 'loses answer'
  await t.rejects(begin(), { code: 'PAYMENT_PROVIDER_DOWN' })
  peer.mode = 'works'
  clock.advance(MINUTE)
  const { opened, ref, handle } = await begin()
  t.match(opened, { by: 'redirect', url: /^https:\/\/checkout\.stripe\.com\/c\/pay\/cs_/ })
  t.equal((await begin()).ref, ref)
  t.equal(peer.sessions.size, 1)
  t.match(peer.sessions.get(ref), {
    amount: 12_900,
    currency: 'cny',
    names: { shop: storeId, payment: paymentId },
  })
  t.match(await provider.query(handle), { state: 'open' })
  await peer.pay(ref, 'never')
  t.match(await provider.query(handle), { state: 'paid', amountFen: 12_900, transactionId: /^pi_/ })
  t.match(await provider.close(handle), { state: 'paid' }, 'too late to close')
  await t.rejects(provider.query({ storeId, paymentId: newId('pay', at), ref }), {
    code: 'PAYMENT_PROVIDER_REFUSED',
  })
  t.equal(peer.unknown, 0)
})

t.test('what is closed is closed; an order of a day or a month has a page too', async (t) => {
  const { peer, provider, begin } = await open(t)
  const { ref, handle } = await begin(30 * 1440)
  t.match(await provider.close(handle), { state: 'closed' })
  t.match(await provider.close(handle), { state: 'closed' }, 'twice is no error')
  await t.rejects(peer.pay(ref))
})

t.test(
  'a Stripe that is down, silent or endless is no answer; one that refuses says why, without keys',
  async (t) => {
    const { peer, provider, impatient, begin } = await open(t)
    const { handle } = await begin()
    for (const mode of ['fails', 'loses answer', 'floods', 'hangs'] as const) {
      peer.mode = mode
      const asked = mode === 'hangs' ? impatient : provider
      await t.rejects(asked.query(handle), { code: 'PAYMENT_PROVIDER_DOWN', cause: undefined }, mode)
    }
    peer.mode = 'refuses'
    const refusal = await provider.query(handle).then(
      () => null,
      (error: Error) => error,
    )
    t.match(refusal, { code: 'PAYMENT_PROVIDER_REFUSED', message: /api_key_invalid/, cause: undefined })
    t.notMatch(refusal?.message, /abc123/)
  },
)

t.test('refunds: exact, once per number, also when Stripe has forgotten that it was asked', async (t) => {
  const { peer, provider, begin, refundOf } = await open(t)
  const { ref } = await begin()
  await peer.pay(ref, 'never')
  const first = newId('ref', at)
  const asked = (refundId: Id<'ref'>, known: string | null = null) =>
    provider.queryRefund({ ...refundOf(refundId, ref, 0), ref: known })
  t.match(await asked(first), { state: 'unknown' })
  peer.mode = 'loses answer'
  await t.rejects(provider.refund(refundOf(first, ref, 900)), { code: 'PAYMENT_PROVIDER_DOWN' })
  peer.mode = 'works'
  const done = await provider.refund(refundOf(first, ref, 900))
  t.match(done, { state: 'done', providerRef: /^re_/ })
  peer.forget()
  t.same(await provider.refund(refundOf(first, ref, 900)), done)
  t.same(await asked(first), done)
  t.equal(peer.refunds.size, 1)
  await t.rejects(
    provider.refund(refundOf(first, ref, 901)),
    { code: 'PAYMENT_PROVIDER_REFUSED' },
    'another amount',
  )
  await t.rejects(provider.refund(refundOf(newId('ref', at), ref, 12_001)), {
    code: 'PAYMENT_PROVIDER_REFUSED',
  })
})

t.test('a refund that fails gives nothing back, and the next attempt by its number does', async (t) => {
  const { peer, provider, begin, refundOf } = await open(t)
  const { ref } = await begin()
  await peer.pay(ref, 'never')
  const refundId = newId('ref', at)
  const ask = refundOf(refundId, ref, 12_900)
  peer.refundsAre = 'pending'
  const under = await provider.refund(ask)
  t.match(under, { state: 'under_way' })
  const [refund] = [...peer.refunds.keys()]
  await peer.finishRefund(refund ?? '', 'failed', 'never')
  t.match(await provider.queryRefund({ ...ask, ref: refund ?? null }), {
    state: 'failed',
    reason: 'expired_or_canceled_card',
  })
  peer.refundsAre = 'succeeded'
  t.match(await provider.refund(ask), { state: 'done' })
  t.equal(peer.refunds.size, 2)
  t.match(await provider.queryRefund(ask), { state: 'done' }, 'the newest counts')
})

t.test('the bill of a day is read page by page, in the shopper’s money', async (t) => {
  const { clock, peer, provider, paymentId, begin, refundOf } = await open(t)
  const { ref } = await begin()
  await peer.pay(ref, 'never')
  const ids = Array.from({ length: 120 }, () => newId('ref', at))
  for (const refundId of ids) await provider.refund(refundOf(refundId, ref, 100))
  const [back] = [...peer.refunds.values()].filter(({ names }) => names.refund === ids[7])
  await peer.finishRefund(back?.id ?? '', 'failed', 'never')
  t.equal(await provider.bill(storeId, DAY), 'not_ready')
  clock.advance(25 * 60 * MINUTE)
  const rows = await provider.bill(storeId, DAY)
  if (rows === 'not_ready') return t.fail('the day is over')
  t.equal(rows.length, 120, 'a payment and a refund each, but for the one that came back')
  t.match(rows.at(-1), { kind: 'payment', ours: paymentId, amountFen: 12_900, providerRef: /^pi_/ })
  t.notOk(rows.some(({ ours }) => ours === ids[7]))
  t.ok(rows.every(({ kind, amountFen }) => kind === 'payment' || amountFen === 100))
  t.same(
    await provider
      .bill(newId('sto', at) as StoreId, DAY)
      .then((r) => (r === 'not_ready' ? 0 : r.filter(({ ours }) => ours).length)),
    0,
    'another shop of the same account has none of them',
  )
})

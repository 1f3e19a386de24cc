import { orders, payments } from '@mamapu/core'
import {
  type Clock,
  HOUR,
  type Id,
  idOf,
  localDateOf,
  MINUTE,
  must,
  type StoreId,
  toFen,
  uuidOf,
} from '@mamapu/kernel'
import { type House, openAlipay, openHouse, openStripe, shopIn } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { numberOf } from './our-number.js'

t.setTimeout(300_000)
const at = new Date('2026-03-04T02:00:00Z')

/** One server that takes Alipay and Stripe, both answering on loopback. */
const late: { house?: House } = {}
const clock: Clock = { now: () => late.house?.test.clock.now() ?? at }
const socket = () => late.house?.line.origin ?? ''
const alipay = await openAlipay(t, clock, socket)
const stripe = await openStripe(t, clock, socket)
const house = await openHouse(t, [], {
  providers: ({ app, directory }) =>
    payments.realProviders(app, async (id) => must(await directory.byId(id), 'a shop').keys, {
      ...payments.PROVIDER_PLACES,
      alipay: { gateway: alipay.gateway, patience: 10_000 },
      stripe: { origin: stripe.origin, patience: 10_000 },
    }),
})
late.house = house

/** A shop of its own with both accounts typed in by its owner. */
async function open(t: Test) {
  Object.assign(alipay, { mode: 'works', refundsAre: 'done' })
  Object.assign(stripe, { mode: 'works', refundsAre: 'succeeded' })
  const shop = await shopIn(house, [])
  stripe.endpoint = `http://${shop.store.slug}.localhost:3000/callbacks/payments/stripe`
  const owner = await shop.owner()
  const save = (provider: string, values: object, version = 0) =>
    shop.console('PUT', `/payment-accounts/${provider}`, owner, { body: { version, isOn: true, values } })
  const test = (provider: string) => shop.console('POST', `/payment-accounts/${provider}/test`, owner)
  t.equal((await save('alipay', alipay.values)).status, 200)
  t.equal((await save('stripe', stripe.values)).status, 200)

  const sku = await shop.sku({ priceFen: 2500, stock: 5 })
  /** An order of two units with its payment opened: Alipay's trade number or Stripe's page. */
  async function begin(provider: 'alipay' | 'stripe', units = 2) {
    const order = await shop.cart([sku, units]).order()
    const device = { ip: '127.0.0.1', isPhone: true }
    const ask = { orderId: order.id, provider, device, at: shop.clock.now() }
    const started = await orders.startPayment(shop.app, shop.providers, await shop.snapshot(), ask)
    if (!started.started) throw new Error(`not started: ${started.reason}`)
    const { paymentId, opened } = started
    const url = payments.cashierUrlOf(opened)
    if (provider === 'alipay') t.ok(alipay.open(url), 'Alipay shows its page')
    const number = provider === 'alipay' ? numberOf(paymentId) : must(opened.ref, 'a page')
    return { order, paymentId, number, url }
  }
  const refundIds = async (orderId: string) => {
    const rows = await shop.database.admin<{ id: string }[]>`
      select id from refunds where order_id = ${uuidOf(orderId as never)} order by created_at, id`
    return rows.map(({ id }) => idOf('ref', id))
  }
  const alarms = async () => {
    const rows = await shop.database.admin<{ action: string }[]>`
      select action from audit_log
       where actor = 'provider' and tenant_id = ${uuidOf(shop.store.storeId)} order by id`
    return rows.map(({ action }) => action)
  }
  return { shop, owner, save, test, sku, begin, refundIds, alarms }
}

t.test(
  'accounts: what is wrong is told at the field, Test really asks, and secrets never come back',
  async (t) => {
    const { shop, owner, save, test } = await open(t)
    t.match(await test('alipay'), { status: 200, json: { fault: '' } })
    t.match(await test('stripe'), { status: 200, json: { fault: '' } })
    const { text } = await shop.console('GET', '/payment-accounts', owner)
    for (const secret of [alipay.values.privateKey, stripe.values.secretKey, stripe.values.webhookSecret])
      t.notOk(text.includes(secret.slice(10, 30)))
    const wrong = async (provider: 'alipay' | 'stripe', values: object) => {
      const { status, json } = await save(provider, { ...{ alipay, stripe }[provider].values, ...values }, 1)
      return [status, Object.keys((json.fields ?? {}) as object)]
    }
    t.same(await wrong('alipay', { sellerId: '1900000109' }), [422, ['/values/sellerId']])
    t.same(await wrong('alipay', { privateKey: alipay.values.alipayPublicKey }), [
      422,
      ['/values/privateKey'],
    ])
    t.same(await wrong('stripe', { secretKey: 'pk_test_0123456789abcdef0123' }), [422, ['/values/secretKey']])
    t.same(await wrong('stripe', { webhookSecret: 'whatever' }), [422, ['/values/webhookSecret']])
    alipay.mode = 'answers unsigned'
    t.match((await test('alipay')).json, { fault: /not signed/ })
    stripe.mode = 'refuses'
    t.match((await test('stripe')).json, { fault: /api_key_invalid/ })
    t.notMatch((await test('stripe')).text, /abc123/)
  },
)

for (const provider of ['alipay', 'stripe'] as const)
  t.test(`${provider}: an order is paid and given back in parts, each told twice`, async (t) => {
    const { shop, begin, refundIds } = await open(t)
    const peer = { alipay, stripe }[provider]
    const thanks = { alipay: '200 success', stripe: '200 ok' }[provider]
    const began = shop.clock.now()
    const { order, paymentId, number } = await begin(provider)
    t.same(await peer.pay(number, 'twice'), [thanks, thanks])
    t.match(await order.look(), { state: 'paid', paidFen: 5000, payments: [{ state: 'paid' }] })
    t.same((await order.look()).history, ['place', 'pay'])

    await order.refund(1)
    await shop.runDue()
    shop.clock.advance(MINUTE)
    peer.refundsAre = provider === 'alipay' ? ('under way' as never) : ('pending' as never)
    await order.refund(1)
    await shop.runDue()
    t.match(await order.look(), { refundedFen: 5000, refunds: [{ state: 'done' }, { state: 'sent' }] })
    const [first, second] = (await refundIds(order.id)) as [Id<'ref'>, Id<'ref'>]
    const numberAt = (id: Id<'ref'>) =>
      provider === 'alipay'
        ? numberOf(id)
        : must([...stripe.refunds.values()].find(({ names }) => names.refund === id)?.id, 'a refund')
    const said =
      provider === 'alipay'
        ? await alipay.finishRefund(numberAt(second), 'twice')
        : await stripe.finishRefund(numberAt(second), 'succeeded', 'twice')
    t.same(said, [thanks, thanks])
    const seen = await order.look()
    t.match(seen, { refunds: [{ state: 'done' }, { state: 'done', amountFen: 2500 }] })
    t.equal(seen.events.filter((name) => name === 'order.refund_paid').length, 2, 'told once each')
    t.same(await peer.tell(number), [thanks], 'money told of again after it went back changes nothing')
    t.match(await order.look(), { refundedFen: 5000 })

    const from = new Date(began.getTime() - MINUTE)
    const day = { date: localDateOf(began, 'Asia/Shanghai'), from, to: new Date(began.getTime() + HOUR) }
    shop.clock.advance(30 * HOUR)
    const rows = await must(shop.providers.get(provider), 'a provider').bill(shop.store.storeId, day)
    const mine = new Set<string>([paymentId, first, second])
    const billed = (rows as payments.BillRow[]).filter(({ ours }) => ours && mine.has(ours))
    t.same(
      new Set(billed.map(({ ours, amountFen }) => `${ours} ${amountFen}`)),
      new Set([`${paymentId} 5000`, `${first} 2500`, `${second} 2500`]),
    )
    t.same(await shop.broken(), [])
  })

for (const provider of ['alipay', 'stripe'] as const)
  t.test(`${provider}: notices that are forged, of another sum, or of others change nothing`, async (t) => {
    const { shop, begin, alarms } = await open(t)
    const { order, paymentId, number } = await begin(provider)
    const pay = (how: 'once' | 'forged', lie: object) =>
      provider === 'alipay'
        ? alipay.tell(number, how, { trade_status: 'TRADE_SUCCESS', trade_no: '2026030422001', ...lie })
        : stripe.tell(number, how, { told: { payment_status: 'paid', payment_intent: 'pi_x', ...lie } })
    t.same(await pay('forged', {}), ['401'])
    if (provider === 'alipay') {
      t.same(await pay('once', { app_id: '2021000000000000' }), ['401'], 'another app')
      t.same(await pay('once', { seller_id: '2088000000000000' }), ['401'], 'another seller')
      t.same(await pay('once', { sign_type: 'RSA' }), ['401'], 'a weaker signature')
      t.same(await pay('once', { total_amount: '0.01' }), ['409'])
      t.same(await pay('once', { trade_status: 'WAIT_BUYER_PAY' }), ['200 success'], 'not paid yet')
      t.same(await pay('once', { trade_status: 'TRADE_CLOSED' }), ['200 success'], 'closed unpaid')
      t.same(await pay('once', { out_trade_no: '20150320010101001' }), ['200 success'], 'of something else')
      t.same(await pay('once', { out_trade_no: 'f'.repeat(32) }), ['409'], 'a number of ours that is none')
    } else {
      t.same(await pay('once', { amount_total: 1 }), ['409'])
      t.same(await pay('once', { currency: 'jpy' }), ['401'], 'other money')
      t.same(await pay('once', { payment_status: 'unpaid' }), ['200 ok'], 'not paid yet')
      t.same(await pay('once', { metadata: {} }), ['200 ok'], 'of something else')
      const other = { shop: 'sto_0195e1a0c0007000800000000000abcd', payment: order.id }
      t.same(await pay('once', { metadata: other }), ['200 ok'], 'another shop of the same account')
      const told = { payment_status: 'paid', payment_intent: 'pi_x' }
      t.same(
        await stripe.tell(number, 'once', { told, isLive: true }),
        ['401'],
        'real money by a key for rehearsal',
      )
      const old = new Date(clock.now().getTime() - 6 * MINUTE)
      t.same(await stripe.tell(number, 'once', { told, at: old }), ['401'], 'signed six minutes ago')
    }
    t.match(await order.look(), { state: 'unpaid', paidFen: 0 })
    t.ok((await alarms()).includes('payment.amount_differs'))
    const notice = { of: 'payment', paymentId, transactionId: 'tx', amountFen: toFen(5000) } as const
    const { app, store } = shop
    t.notOk(await orders.hearProvider(app, store.storeId, { provider: 'sandbox', notice }, clock.now()))
    t.match(await order.look(), { state: 'unpaid' }, 'another provider is not believed')
    await { alipay, stripe }[provider].pay(number)
    t.match(await order.look(), { state: 'paid', paidFen: 5000 }, 'and then it is paid')
  })

for (const provider of ['alipay', 'stripe'] as const)
  t.test(`${provider}: told late or out of order, the money ends where it belongs`, async (t) => {
    const { shop, begin, sku } = await open(t)
    const peer = { alipay, stripe }[provider]
    const late = await begin(provider)
    await peer.pay(late.number, 'held')
    peer.mode = 'fails'
    await t.rejects(late.order.cancel(), { code: 'PAYMENT_PROVIDER_DOWN' }, 'nothing is ended on a guess')
    peer.mode = 'works'
    t.match(await late.order.try.cancel(), { done: false, reason: 'already_paid' })
    await peer.release('reversed')
    t.match(await late.order.look(), { state: 'paid', payments: [{ state: 'paid' }] })
    t.equal((await late.order.look()).history.filter((action) => action === 'pay').length, 1)
    const ended = await begin(provider)
    await ended.order.cancel()
    await t.rejects(peer.pay(ended.number), 'what is closed cannot be paid there')
    t.match(await shop.stock(sku), { limit: 5, taken: 2 })
  })

t.test(
  'Alipay: a page opened before and paid after the order was cancelled goes back by itself',
  async (t) => {
    const { shop, begin } = await open(t)
    const { order, number, url } = await begin('alipay')
    // As if nobody had opened the page when the shop closed it: Alipay does not know the trade.
    ;(alipay.trades as Map<string, unknown>).delete(number)
    await order.cancel()
    t.match(await order.look(), { state: 'cancelled' })
    t.ok(alipay.open(url))
    t.same(await alipay.pay(number), ['200 success'])
    t.match(await order.look(), { state: 'cancelled', refunds: [{ kind: 'late', amountFen: 5000 }] })
    alipay.refundsAre = 'ACQ.SELLER_BALANCE_NOT_ENOUGH'
    await shop.runDue()
    t.match(
      await order.look(),
      { refunds: [{ state: 'sent', attempts: 1 }] },
      'refused: the account is empty',
    )
    alipay.refundsAre = 'done'
    shop.clock.advance(2 * MINUTE)
    await shop.runDue()
    t.match(await order.look(), { refunds: [{ state: 'done', amountFen: 5000 }] })
    t.equal([...alipay.refunds.values()].filter(({ of }) => of.number === number).length, 1)
  },
)

t.test(
  'Alipay: what it will never give back waits for the merchant, and is tried again by the same number',
  async (t) => {
    const { shop, begin, refundIds } = await open(t)
    const { order, number } = await begin('alipay')
    await alipay.pay(number)
    alipay.refundsAre = 'ACQ.TRADE_HAS_FINISHED'
    await order.refund(1)
    await shop.runDue()
    t.match(await order.look(), { refunds: [{ state: 'failed', attempts: 1 }] })
    alipay.refundsAre = 'done'
    const [refundId] = (await refundIds(order.id)) as [Id<'ref'>]
    t.ok(
      await orders.retryRefund(shop.app, shop.store.storeId as StoreId, { refundId, at: shop.clock.now() }),
    )
    await shop.runDue()
    t.match(await order.look(), { refunds: [{ state: 'done' }] })
    t.ok(alipay.refunds.has(numberOf(refundId)))
  },
)

t.test('Stripe: a payment that takes days; a refund that fails, and is made again', async (t) => {
  const { shop, begin, refundIds, alarms } = await open(t)
  const { order, number } = await begin('stripe')
  t.same(await stripe.confirm(number), ['200 ok'])
  t.match(await order.look(), { state: 'unpaid' })
  t.same(await stripe.arrive(number), ['200 ok'])
  t.match(await order.look(), { state: 'paid' })

  stripe.refundsAre = 'pending'
  await order.refund(1)
  await shop.runDue()
  const [refundId] = (await refundIds(order.id)) as [Id<'ref'>]
  const made = () => [...stripe.refunds.values()].filter(({ names }) => names.refund === refundId)
  const [refund] = made()
  t.same(await stripe.finishRefund(must(refund, 'a refund').id, 'failed'), ['200 ok'])
  t.match(await order.look(), { refunds: [{ state: 'failed' }] }, 'the merchant sees it')
  stripe.refundsAre = 'succeeded'
  await orders.retryRefund(shop.app, shop.store.storeId as StoreId, { refundId, at: shop.clock.now() })
  t.same(await stripe.tellRefund(must(refund, 'a refund').id, {}), ['200 ok'])
  t.match(
    await order.look(),
    { refunds: [{ state: 'waiting' }] },
    'a failure told late is not of the next attempt',
  )
  await shop.runDue()
  t.match(await order.look(), { refunds: [{ state: 'done', amountFen: 2500 }] })
  t.equal(made().length, 2)

  const [again] = made().slice(1)
  t.same(await stripe.finishRefund(must(again, 'the second').id, 'failed', 'held'), [])
  t.same(
    await stripe.tellRefund(must(again, 'the second').id, { status: 'succeeded' }),
    ['200 ok'],
    'an old notice',
  )
  t.match(await order.look(), { refunds: [{ state: 'failed' }] }, 'a bank sent it back after all')
  t.same(await stripe.release(), ['200 ok'])
  t.equal((await alarms()).filter((action) => action === 'refund.came_back').length, 1)
  t.same(await stripe.tellRefund(must(refund, 'the first').id, {}), ['200 ok'])
  t.match(await order.look(), { refundedFen: 2500, refunds: [{ state: 'failed', amountFen: 2500 }] })
})

t.test(
  'wrong keys keep goods back for two hours and no longer; another way that was paid is found past them',
  async (t) => {
    const { shop, begin, sku } = await open(t)
    const { order } = await begin('alipay')
    alipay.mode = 'answers unsigned'
    shop.clock.advance(HOUR)
    const expire = (id: `ord_${string}`) =>
      orders.expireOrder(shop.app, shop.providers, shop.store.storeId, id)
    await t.rejects(expire(order.id), { code: 'PAYMENT_PROVIDER_DOWN' })
    shop.clock.advance(3 * HOUR)
    t.match(await expire(order.id), { ended: true })
    t.match(await shop.stock(sku), { taken: 0 })

    alipay.mode = 'works'
    const both = await begin('stripe')
    const snapshot = await shop.snapshot()
    const device = { ip: '127.0.0.1', isPhone: true }
    shop.clock.advance(MINUTE)
    const ask = { orderId: both.order.id, provider: 'alipay', device, at: shop.clock.now() }
    await orders.startPayment(shop.app, shop.providers, snapshot, ask)
    await stripe.pay(both.number, 'never')
    alipay.mode = 'answers unsigned'
    t.ok(await orders.checkPayments(shop.app, shop.providers, shop.store.storeId, both.order.id))
    t.match(await both.order.look(), { state: 'paid' })
  },
)

t.test('paid at two providers in one moment: one pays the order, the other goes back whole', async (t) => {
  const { shop, begin, sku } = await open(t)
  const { order, number } = await begin('stripe')
  const device = { ip: '127.0.0.1', isPhone: true }
  const ask = { orderId: order.id, provider: 'alipay', device, at: shop.clock.now() }
  const second = await orders.startPayment(shop.app, shop.providers, await shop.snapshot(), ask)
  if (!second.started) throw new Error(second.reason)
  t.ok(alipay.open(payments.cashierUrlOf(second.opened)))
  const trade = numberOf(second.paymentId)
  const said = await Promise.all([stripe.pay(number, 'twice'), alipay.pay(trade, 'twice')])
  t.same(said, [
    ['200 ok', '200 ok'],
    ['200 success', '200 success'],
  ])
  await shop.runDue()
  const seen = await order.look()
  t.match(seen, { state: 'paid', paidFen: 5000, refundedFen: 0 })
  t.same(seen.payments.map(({ state }) => state).sort(), ['late', 'paid'])
  t.match(seen.refunds, [{ kind: 'late', state: 'done', amountFen: 5000 }])
  t.equal(seen.refunds.length, 1)
  const back = [...stripe.refunds.values()].filter(({ names }) => names.shop === shop.store.storeId).length
  const backThere = [...alipay.refunds.values()].filter(({ of }) => of.number === trade).length
  t.equal(back + backThere, 1, 'given back where it was late, once')
  t.match(await shop.stock(sku), { taken: 2 })
  t.same(await shop.broken(), [])
})

t.test('a shop without an account there is told of nothing', async (t) => {
  const { shop, begin } = await open(t)
  const { number } = await begin('alipay')
  const neighbour = await shop.neighbour()
  const reply = await shop.shop(
    'POST',
    '/callbacks/payments/alipay',
    null,
    { form: { sign_type: 'RSA2' } },
    neighbour,
  )
  t.equal(reply.status, 401)
  t.same(await alipay.pay(number), ['200 success'])
})

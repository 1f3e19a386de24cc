import { orders, payments } from '@mamapu/core'
import {
  type Clock,
  DAY,
  HOUR,
  type Id,
  idOf,
  localDateOf,
  must,
  SECOND,
  toFen,
  uuidOf,
} from '@mamapu/kernel'
import { type House, openAlipay, openHouse, openStripe, openWechat, shopIn } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { numberOf } from './our-number.js'

t.setTimeout(120_000)

/** One server that takes all three providers, each a peer with keys and books of its own on loopback. */
const opened: { house?: House } = {}
const clock: Clock = { now: () => opened.house?.test.clock.now() ?? new Date('2026-03-04T02:00:00Z') }
const socket = () => opened.house?.line.origin ?? ''
const wechat = await openWechat(t, clock)
const alipay = await openAlipay(t, clock, socket)
const stripe = await openStripe(t, clock, socket)
const house = await openHouse(t, [], {
  providers: ({ app, directory }) =>
    payments.realProviders(app, async (id) => must(await directory.byId(id), 'a shop').keys, {
      wechat: { origin: wechat.origin, authorizeOrigin: wechat.origin, tokenOrigin: wechat.origin },
      alipay: { gateway: alipay.gateway, patience: 10_000 },
      stripe: { origin: stripe.origin, patience: 10_000 },
    }),
})
opened.house = house
wechat.shop = house.line.origin

type Started = Extract<orders.StartPaymentResult, { started: true }>
type Said = Promise<readonly (string | number)[]>

/** A notification of a payment that nobody has made, and what is wrong with it. */
type Lie =
  | 'another amount'
  | 'other money'
  | 'another account'
  | 'another’s key'
  | 'old signature'
  | 'not paid'

/** How a peer says it: what its books say for that moment, what the notice says instead, and who signs it when. */
interface Telling {
  readonly books?: Readonly<Record<string, unknown>>
  readonly lie?: Readonly<Record<string, unknown>>
  readonly how?: 'forged'
}

/** A provider's peer, whatever it speaks. Payments and refunds by the provider's own numbers. */
interface Counter {
  readonly values: Readonly<Record<string, string>>
  readonly thanks: string | number
  /** Says what the provider's notifications can say; what its protocol has no word for is left out. */
  readonly tellings: Readonly<Partial<Record<Lie, () => Telling>>>
  tell(number: string, telling: Telling): Said
  opens(started: Started): string
  pay(number: string, how?: 'twice' | 'never'): Said
  /** As if what the shop closed had stayed open: a shopper who is on the page already pays. */
  reopen(number: string): void
  isDown(is: boolean): void
  /** Refunds are refused for good from now on, or paid. */
  refuses(does: boolean): void
  /** Pays a refund it had refused, and says so twice. */
  paysAfterAll(refundId: Id<'ref'>, again: () => Promise<unknown>): Said
  /** A bank sends back a refund that was paid; left out where the protocol has no word for it. */
  bankReturns?(refundId: Id<'ref'>): Said
  /** How many payments and refunds stand in its books. */
  books(): readonly number[]
}

const stripeRefunds = (id: Id<'ref'>) =>
  [...stripe.refunds.values()].filter(({ names }) => names.refund === id)

const LONG_AGO_MS = 301 * SECOND
const longAgo = () => new Date(clock.now().getTime() - LONG_AGO_MS)

/** Tells of a payment out of books that say this for a moment. */
async function telling<Told>(entry: object, books: object, tell: () => Promise<Told>): Promise<Told> {
  const before = { ...entry }
  Object.assign(entry, books)
  const said = await tell()
  Object.assign(entry, before)
  return said
}

const WECHAT_PAID = { state: 'SUCCESS', transactionId: '42' }
const ALIPAY_PAID = { trade_status: 'TRADE_SUCCESS', trade_no: '2026' }
const STRIPE_PAID = { payment_status: 'paid', payment_intent: 'pi_x' }

const counters: Readonly<Record<string, Counter>> = {
  wechat: {
    values: wechat.values,
    thanks: 204,
    opens: ({ paymentId }) => numberOf(paymentId),
    pay: (number, how) => wechat.pay(number, how),
    tellings: {
      'another amount': () => ({ books: WECHAT_PAID, lie: { totalFen: 1 } }),
      'other money': () => ({ books: WECHAT_PAID, lie: { currency: 'USD' } }),
      'another account': () => ({ books: WECHAT_PAID, lie: { mchId: '1900000110' } }),
      'another’s key': () => ({ books: WECHAT_PAID, how: 'forged' }),
      'old signature': () => ({ books: WECHAT_PAID, lie: { at: longAgo() } }),
      'not paid': () => ({ books: { state: 'CLOSED' } }),
    },
    tell: (number, { books = {}, lie, how }) =>
      telling(must(wechat.transactions.get(number), number), books, () => wechat.tellPaid(number, how, lie)),
    reopen(number) {
      must(wechat.transactions.get(number), number).state = 'NOTPAY'
    },
    isDown(is) {
      wechat.mode = is ? 'fails' : 'works'
    },
    refuses(does) {
      wechat.refundsAre = does ? 'PROCESSING' : 'SUCCESS'
    },
    paysAfterAll: (id) => wechat.finishRefund(numberOf(id), 'SUCCESS', 'twice'),
    bankReturns: (id) => wechat.finishRefund(numberOf(id), 'ABNORMAL'),
    books: () => [wechat.transactions.size, wechat.refunds.size],
  },
  alipay: {
    values: alipay.values,
    thanks: '200 success',
    opens({ paymentId, opened }) {
      t.ok(alipay.open(payments.cashierUrlOf(opened)), 'Alipay shows its page')
      return numberOf(paymentId)
    },
    pay: (number, how) => alipay.pay(number, how),
    // Its notifications name no money but yuan, and no second in which they were signed: one told again is one heard before.
    tellings: {
      'another amount': () => ({ lie: { ...ALIPAY_PAID, total_amount: '0.01' } }),
      'another account': () => ({ lie: { ...ALIPAY_PAID, app_id: '2021000000000000' } }),
      'another’s key': () => ({ lie: ALIPAY_PAID, how: 'forged' }),
      'not paid': () => ({ lie: { trade_status: 'TRADE_CLOSED' } }),
    },
    tell: (number, { lie, how }) => alipay.tell(number, how, lie as Readonly<Record<string, string>>),
    reopen(number) {
      must(alipay.trades.get(number), number).state = 'WAIT_BUYER_PAY'
    },
    isDown(is) {
      alipay.mode = is ? 'fails' : 'works'
    },
    refuses(does) {
      alipay.refundsAre = does ? 'ACQ.TRADE_HAS_FINISHED' : 'done'
    },
    async paysAfterAll(id, again) {
      alipay.refundsAre = 'under way'
      await again()
      return alipay.finishRefund(numberOf(id), 'twice')
    },
    books: () => [alipay.trades.size, alipay.refunds.size],
  },
  stripe: {
    values: stripe.values,
    thanks: '200 ok',
    opens: ({ opened }) => must(opened.ref, 'a page'),
    pay: (number, how) => stripe.pay(number, how),
    tellings: {
      'another amount': () => ({ lie: { told: { ...STRIPE_PAID, amount_total: 1 } } }),
      'other money': () => ({ lie: { told: { ...STRIPE_PAID, currency: 'jpy' } } }),
      'another account': () => ({ lie: { told: STRIPE_PAID, isLive: true } }),
      'another’s key': () => ({ lie: { told: STRIPE_PAID }, how: 'forged' }),
      'old signature': () => ({ lie: { told: STRIPE_PAID, at: longAgo() } }),
      'not paid': () => ({ lie: { told: { payment_status: 'unpaid', status: 'expired' } } }),
    },
    tell: (number, { lie, how }) => stripe.tell(number, how, lie),
    reopen(number) {
      must(stripe.sessions.get(number), number).status = 'open'
    },
    isDown(is) {
      stripe.mode = is ? 'fails' : 'works'
    },
    refuses(does) {
      stripe.refundsAre = does ? 'failed' : 'succeeded'
    },
    async paysAfterAll(id, again) {
      await again()
      const made = must(
        stripeRefunds(id).find(({ status }) => status === 'succeeded'),
        'a second refund',
      )
      return stripe.finishRefund(made.id, 'succeeded', 'twice')
    },
    bankReturns: (id) => stripe.finishRefund(must(stripeRefunds(id)[0], 'a refund').id, 'failed'),
    books: () => [stripe.sessions.size, stripe.refunds.size],
  },
}

/** A notification that nobody has paid: WeChat Pay sends none, the others are thanked. */
const NOT_PAID: Readonly<Record<string, number>> = { wechat: 401, alipay: 200, stripe: 200 }

/** A shop whose owner has typed in the account of one provider. */
async function open(t: Test, provider: string, counter: Counter) {
  const shop = await shopIn(house, [])
  const { app, providers, store } = shop
  stripe.endpoint = `http://${store.slug}.localhost:3000/callbacks/payments/stripe`
  const owner = await shop.owner()
  const body = { version: 0, isOn: true, values: counter.values }
  t.equal((await shop.console('PUT', `/payment-accounts/${provider}`, owner, { body })).status, 200)
  const sku = await shop.sku({ priceFen: 2500, stock: 20 })
  const start = async (orderId: `ord_${string}`) =>
    orders.startPayment(app, providers, await shop.snapshot(), {
      ...{ orderId, provider, device: { ip: '127.0.0.1', isPhone: true } },
      at: shop.clock.now(),
    })
  /** An order of two units with its payment opened. */
  async function begin() {
    const order = await shop.cart([sku, 2]).order()
    return { order, ...(await beginAgain(order.id)) }
  }
  async function beginAgain(orderId: `ord_${string}`) {
    const started = await start(orderId)
    if (!started.started) throw new Error(`not started: ${started.reason}`)
    return { paymentId: started.paymentId, number: counter.opens(started) }
  }
  const refundsOf = async (orderId: string) =>
    (await shop.console('GET', `/orders/${orderId}`, owner)).json.refunds as { id: Id<'ref'> }[]
  /** The refund as the provider is asked for it, of so much. */
  async function handle(paymentId: Id<'pay'>, refundId: Id<'ref'>, amount: number) {
    const [row] = await shop.database.admin<{ tx: string }[]>`
      select transaction_id as tx from payments where id = ${uuidOf(paymentId)}`
    const transactionId = must(row, 'a payment').tx
    const url = `http://${store.slug}.localhost:3000/callbacks/payments/${provider}`
    const about = { storeId: store.storeId, refundId, paymentId, transactionId, ref: null }
    return { ...about, amountFen: toFen(amount), paidFen: toFen(5000), notifyUrl: url }
  }
  return {
    shop,
    owner,
    start,
    begin,
    beginAgain,
    refundsOf,
    handle,
    real: must(providers.get(provider), provider),
  }
}

for (const [provider, counter] of Object.entries(counters))
  t.test(`${provider}: whatever it says, and whenever, each payment and refund ends once`, async (t) => {
    const { shop, owner, start, begin, beginAgain, refundsOf, handle, real } = await open(
      t,
      provider,
      counter,
    )
    const { thanks } = counter

    const first = await begin()
    const says = (lie: Lie) => must(counter.tellings[lie], lie)()
    for (const lie of Object.keys(counter.tellings) as Lie[]) {
      // What is authentic and of another amount does not match; what says nothing of money is thanked for; all else is not believed.
      const [status] = await counter.tell(first.number, says(lie))
      const expected = lie === 'another amount' ? 409 : lie === 'not paid' ? NOT_PAID[provider] : 401
      t.match(String(status), new RegExp(`^${expected}`), lie)
      t.match(
        await first.order.look(),
        { state: 'unpaid', paidFen: 0, payments: [{ state: 'created' }] },
        lie,
      )
    }
    const alarms = await shop.database.admin`
      select action from audit_log where actor = 'provider' and tenant_id = ${uuidOf(shop.store.storeId)}`
    t.match(alarms, [{ action: 'payment.amount_differs' }], 'what is authentic and wrong is an alarm, once')
    t.same(await counter.pay(first.number, 'twice'), [thanks, thanks])
    await counter.tell(first.number, says('not paid'))
    const seen = await first.order.look()
    t.match(seen, { state: 'paid', paidFen: 5000, history: ['place', 'pay'], payments: [{ state: 'paid' }] })
    t.equal(seen.events.filter((name) => name === 'order.paid').length, 1, 'told once')

    const silent = await begin()
    await counter.pay(silent.number, 'never')
    const left = await begin()
    counter.isDown(true)
    shop.clock.advance(HOUR)
    await shop.sweep().catch(() => {})
    t.match(
      await silent.order.look(),
      { state: 'unpaid' },
      'nothing is heard for an hour, nothing is guessed',
    )
    counter.isDown(false)
    await shop.sweep()
    t.match(await silent.order.look(), { state: 'paid', paidFen: 5000 }, 'and then the shop asks')
    t.match(await left.order.look(), { state: 'cancelled', payments: [{ state: 'closed' }] }, 'nobody paid')
    await t.rejects(counter.pay(left.number), 'what was closed cannot be paid there')

    const dear = await begin()
    const yuan = (amount: number) => ({ amount, currency: 'CNY' })
    const price = { goods: yuan(4000), shipping: yuan(0), reason: '老客' }
    t.match(await shop.console('POST', `/orders/${dear.order.id}/price`, owner, { body: price }), {
      status: 200,
    })
    counter.reopen(dear.number)
    t.same(await counter.pay(dear.number), [thanks])
    t.match(await dear.order.look(), { state: 'unpaid', refunds: [{ kind: 'late', amountFen: 5000 }] })
    await shop.runDue()
    t.match(await dear.order.look(), {
      state: 'unpaid',
      payments: [{ state: 'late' }],
      refunds: [{ state: 'done' }],
    })
    shop.clock.advance(1000)
    const again = await beginAgain(dear.order.id)
    t.same(await counter.pay(again.number), [thanks])
    t.match(await dear.order.look(), { state: 'paid', paidFen: 4000, refundedFen: 0 })

    t.match(await first.order.try.refund(3), { done: false, reason: 'too_much' })
    const before = counter.books()
    const stranger = idOf('ref', uuidOf(first.paymentId))
    const tooMuch = await real.refund(await handle(first.paymentId, stranger, 5001)).catch(() => 'refused')
    t.ok(tooMuch === 'refused' || (tooMuch as payments.ProviderRefund).state === 'failed')
    t.same(counter.books(), before, 'nor at the provider')

    counter.refuses(true)
    await first.order.refund(1)
    await shop.runDue()
    const [{ id: refundId }] = (await refundsOf(first.order.id)) as [{ id: Id<'ref'> }]
    if (provider === 'wechat') await wechat.finishRefund(numberOf(refundId), 'ABNORMAL')
    t.match(await refundsOf(first.order.id), [{ state: 'failed', fault: { kind: 'refused', text: /./ } }])
    const byHand = `/orders/${first.order.id}/refunds/${refundId}/by-hand`
    t.equal((await shop.console('POST', byHand, owner, { body: { note: '微信转账' } })).status, 200)
    counter.refuses(false)
    const repeat = await handle(first.paymentId, refundId, 2500)
    t.same(await counter.paysAfterAll(refundId, () => real.refund(repeat)), [thanks, thanks])
    counter.refuses(false)
    t.match(await refundsOf(first.order.id), [{ state: 'done', byHand: '微信转账', alsoPaidAt: String }])

    const off = { version: 1, isOn: false, values: counter.values }
    t.match(await shop.console('PUT', `/payment-accounts/${provider}`, owner, { body: off }), { status: 200 })
    await silent.order.refund()
    await shop.runDue()
    t.match(
      await refundsOf(silent.order.id),
      [{ state: 'done', fault: null }],
      'also when it was switched off since',
    )
    const books = counter.books()
    const free = await shop.sku({ priceFen: 0, stock: 1 })
    const gift = await shop.cart(free).order()
    t.match(await gift.look(), { state: 'paid', payableFen: 0, payments: [] })
    t.match(await start(gift.id), { started: false, reason: 'already_paid' })
    await gift.refund()
    await shop.runDue()
    t.match(await gift.look(), { state: 'refunded', refunds: [{ state: 'done', amountFen: 0 }] })
    t.same(counter.books(), books, 'what costs nothing is never brought before the provider')

    const tomorrow = localDateOf(new Date(shop.clock.now().getTime() + DAY), 'Asia/Shanghai')
    shop.clock.set(new Date(`${tomorrow}T02:31:00Z`))
    await shop.sweep()
    const found = (await shop.console('GET', '/bill-differences?state=open', owner)).json.items
    t.match(found, [{ provider, kind: 'refunded_twice', subject: 'refund', there: { amount: 2500 } }])
    t.equal((found as unknown[]).length, 1, 'all else agrees')

    const [back] = (await refundsOf(silent.order.id)) as [{ id: Id<'ref'> }]
    t.same((await counter.bankReturns?.(back.id)) ?? [thanks], [thanks])
    const fault = counter.bankReturns ? { state: 'failed', fault: { kind: 'came_back' } } : { state: 'done' }
    t.match(await refundsOf(silent.order.id), [fault], 'failure after success')
    t.same(await shop.broken(), [])
  })

import { DAY, HOUR, type Id, later, MINUTE, type StoreId, uuidOf } from '@mamapu/kernel'
import type { Stripe } from 'stripe'
import type { AccountReader } from '../accounts/accounts.js'
import type {
  Opened,
  PaymentHandle,
  PaymentProvider,
  PaymentRequest,
  ProviderRefund,
  ProviderState,
  RefundHandle,
  RefundRequest,
} from '../provider.js'
import type { StripeAccount } from './stripe.types.js'
import { STRIPE_FORM, stripeAccountOf } from './stripe-account.js'
import { readStripeBill } from './stripe-bill.js'
import { type StripeCallOptions, StripeRefusal, stripeCaller } from './stripe-call.js'
import { readStripeNotice, refundIdOf, refundOf, stateOf } from './stripe-notice.js'

export interface StripeOptions extends StripeCallOptions {
  readonly readAccount: AccountReader
}

/** Stripe keeps a page open for half an hour at least and a day at most, reckoned from when it was made. */
const LEAST_MS = 31 * MINUTE
const MOST_MS = DAY - HOUR
/** Refunds of one payment, by page; the shop never makes so many. */
const PAGE = 100
const PAGES_MAX = 10
const DESCRIPTION_MAX = 250

/**
 * Stripe Checkout by its official client, in yuan. A page lives for half an hour at least, so it is closed by the shop when its order ends;
 * what is paid in between goes back by itself, as all late money does. Stripe forgets after a day what it was asked once already: so refunds are looked
 * for by the number written beside them before one is made.
 */
export function stripeProvider(options: StripeOptions): PaymentProvider {
  const { clock, readAccount } = options
  const accountOf = async (storeId: StoreId) => stripeAccountOf(await readAccount(storeId))
  const call = stripeCaller(options)

  async function create(request: PaymentRequest): Promise<Opened> {
    const { storeId, paymentId, amountFen } = request
    const names = { shop: storeId, payment: paymentId }
    const session = await call(await accountOf(storeId), (client) =>
      client.checkout.sessions.create(
        {
          mode: 'payment',
          client_reference_id: paymentId,
          line_items: [{ quantity: 1, price_data: priceOf(amountFen, request.description) }],
          metadata: names,
          payment_intent_data: { metadata: names },
          // In the shopper's own money it would be another amount than the order's.
          adaptive_pricing: { enabled: false },
          success_url: request.returnUrl,
          cancel_url: request.returnUrl,
          expires_at: Math.floor(expiryOf(request).getTime() / 1000),
        },
        { idempotencyKey: paymentId },
      ),
    )
    if (!session.url) throw new StripeRefusal('Stripe opened no page', 'no_url')
    const until = later(expiryOf(request), -MINUTE).toISOString()
    return { by: 'redirect', url: session.url, ref: session.id, until }
  }

  /** Without a page's own name nobody was ever led there: the answer that told it was lost, and the next one tells it again. */
  async function query({ storeId, paymentId, ref }: PaymentHandle): Promise<ProviderState> {
    if (ref === null) return { state: 'unknown' }
    const session = await call(await accountOf(storeId), (client) => client.checkout.sessions.retrieve(ref))
    return stateOfOurs(session, paymentId)
  }

  async function close(payment: PaymentHandle): Promise<ProviderState> {
    const { storeId, paymentId, ref } = payment
    if (ref === null) return { state: 'unknown' }
    const account = await accountOf(storeId)
    try {
      return stateOfOurs(await call(account, (client) => client.checkout.sessions.expire(ref)), paymentId)
    } catch (error) {
      // Paid, or expired before: what it is, the page itself says.
      if (error instanceof StripeRefusal) return query(payment)
      throw error
    }
  }

  async function refund(request: RefundRequest): Promise<ProviderRefund> {
    const { storeId, refundId, transactionId, amountFen } = request
    const account = await accountOf(storeId)
    const before = await listOurs(account, request)
    const known = before.find(({ status }) => status !== 'failed' && status !== 'canceled')
    if (known && known.amount !== amountFen)
      throw new StripeRefusal('Stripe has given back another amount by this number', 'amount_differs')
    if (known) return refundOf(known)
    // A refund that failed gave nothing back: the next one needs a name of its own.
    const made = await call(account, (client) =>
      client.refunds.create(
        {
          payment_intent: transactionId,
          amount: amountFen,
          metadata: { shop: storeId, refund: refundId },
        },
        { idempotencyKey: before.length === 0 ? refundId : `${refundId}-${before.length}` },
      ),
    )
    return refundOf(made)
  }

  async function queryRefund(handle: RefundHandle): Promise<ProviderRefund> {
    const account = await accountOf(handle.storeId)
    const { ref } = handle
    const found = ref
      ? await call(account, (client) => client.refunds.retrieve(ref))
      : (await listOurs(account, handle)).at(0)
    if (found && refundIdOf(handle.storeId, found.metadata) !== handle.refundId)
      throw new StripeRefusal('Stripe tells of another refund', 'another_refund')
    return found ? refundOf(found) : { state: 'unknown' }
  }

  /** What Stripe has made by this number, newest first; all refunds of the payment are looked through. */
  async function listOurs(account: StripeAccount, { storeId, refundId, transactionId }: RefundHandle) {
    const found: Stripe.Refund[] = []
    let after: string | undefined
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const more = after ? { starting_after: after } : {}
      const asked = { payment_intent: transactionId, limit: PAGE, ...more }
      const { data, has_more: hasMore } = await call(account, (client) => client.refunds.list(asked))
      found.push(...data.filter(({ metadata }) => refundIdOf(storeId, metadata) === refundId))
      after = data.at(-1)?.id
      if (!hasMore || !after) return found
    }
    throw new StripeRefusal('more refunds of one payment than can be looked through', 'too_many')
  }

  /** Looks at what the key has to read: pages, refunds and the books. */
  async function test(storeId: StoreId): Promise<void> {
    const account = await accountOf(storeId)
    await call(account, (client) => client.checkout.sessions.list({ limit: 1 }))
    await call(account, (client) => client.refunds.list({ limit: 1 }))
    await call(account, (client) => client.balanceTransactions.list({ limit: 1, expand: ['data.source'] }))
  }

  return {
    id: 'stripe',
    title: { 'zh-CN': '国际银行卡（Stripe）', en: 'Card (Stripe)' },
    account: STRIPE_FORM,
    test,
    // The page ends by itself: a new one needs a number of its own, since Stripe gives the same again for the old.
    fits: ({ until }, _device, at) => (until && until <= at.toISOString() ? 'close first' : 'as opened'),
    thanks: { status: 200, body: 'ok' },
    create,
    query,
    close,
    refund,
    queryRefund,
    async readNotification(storeId, raw, at) {
      const account = await accountOf(storeId)
      const findRefund = (ref: string) => call(account, (client) => client.refunds.retrieve(ref))
      return readStripeNotice({ account, storeId, at, findRefund }, raw)
    },
    bill: async (storeId, day) =>
      readStripeBill(call, await accountOf(storeId), { storeId, day, at: clock.now() }),
  }
}

const priceOf = (amountFen: number, description: string) => ({
  currency: 'cny',
  unit_amount: amountFen,
  product_data: { name: [...description].slice(0, DESCRIPTION_MAX).join('') },
})

/** When the page closes by itself. Reckoned from the payment alone, so that asking again asks for the same. */
function expiryOf({ paymentId, expiresAt }: PaymentRequest): Date {
  const madeAt = new Date(Number.parseInt(uuidOf(paymentId).replaceAll('-', '').slice(0, 12), 16))
  return new Date(Math.min(later(expiresAt, LEAST_MS).getTime(), later(madeAt, MOST_MS).getTime()))
}

function stateOfOurs(session: Stripe.Checkout.Session, paymentId: Id<'pay'>): ProviderState {
  const state = session.client_reference_id === paymentId ? stateOf(session) : null
  if (state === null)
    throw new StripeRefusal('Stripe tells of other money than was asked for', 'money_differs')
  return state
}

import { type Fen, type Id, parseId, type StoreId, toFen } from '@mamapu/kernel'
import type { Stripe } from 'stripe'
import type { ProviderNotice, ProviderRefund, ProviderState, RawNotification } from '../provider.js'
import { isLive, type StripeAccount } from './stripe.types.js'

const NOTICE_MAX = 131_072
const AGE_SECONDS = 300

/** Whose payment something of Stripe's is; null when it is not this shop's. */
export function paymentOf(storeId: StoreId, names: unknown): Id<'pay'> | null {
  const { shop, payment } = (names ?? {}) as Record<string, unknown>
  return shop === storeId && typeof payment === 'string' ? parseId('pay', payment) : null
}

export function refundIdOf(storeId: StoreId, names: unknown): Id<'ref'> | null {
  const { shop, refund } = (names ?? {}) as Record<string, unknown>
  return shop === storeId && typeof refund === 'string' ? parseId('ref', refund) : null
}

export interface StripeHearing {
  readonly account: StripeAccount
  readonly storeId: StoreId
  readonly at: Date
  /** What a refund of ours is now. */
  readonly findRefund: (ref: string) => Promise<Stripe.Refund>
}

/**
 * What a notification tells; null when Stripe has not signed it in the last five minutes, or when its money is none of ours. Notifications
 * come in any order and a refund may fail after it succeeded: so of a refund it is asked how it stands now.
 */
export async function readStripeNotice(
  { account, storeId, at, findRefund }: StripeHearing,
  { headers, body }: RawNotification,
): Promise<ProviderNotice | null> {
  const event =
    body.length <= NOTICE_MAX ? await authentic(account, headers['stripe-signature'], body, at) : null
  if (!event || event.livemode !== isLive(account)) return null
  if (
    event.type === 'checkout.session.completed' ||
    event.type === 'checkout.session.async_payment_succeeded'
  )
    return paymentNotice(storeId, event.data.object)
  if (event.type === 'refund.updated' || event.type === 'refund.failed' || event.type === 'refund.created') {
    const refundId = refundIdOf(storeId, event.data.object.metadata)
    if (refundId === null) return { of: 'nothing' }
    return { of: 'refund', refundId, refund: refundOf(await findRefund(event.data.object.id)) }
  }
  return { of: 'nothing' }
}

async function authentic(account: StripeAccount, signature: unknown, body: Buffer, at: Date) {
  if (typeof signature !== 'string' || signature.length > 4096) return null
  const { Stripe } = await import('stripe')
  try {
    return Stripe.webhooks.constructEvent(
      body,
      signature,
      account.webhookSecret,
      AGE_SECONDS,
      undefined,
      at.getTime(),
    )
  } catch {
    return null
  }
}

function paymentNotice(storeId: StoreId, session: Stripe.Checkout.Session): ProviderNotice | null {
  const paymentId = paymentOf(storeId, session.metadata)
  if (paymentId === null) return { of: 'nothing' }
  const state = stateOf(session)
  if (state === null) return null
  if (state.state !== 'paid') return { of: 'nothing' }
  const { transactionId, amountFen } = state
  return { of: 'payment', paymentId, transactionId, amountFen }
}

/** What a session says of its payment; null when it took other money than yuan, or says less than it must. */
export function stateOf(session: Stripe.Checkout.Session): ProviderState | null {
  if (session.payment_status !== 'paid') return { state: session.status === 'expired' ? 'closed' : 'open' }
  const amountFen = session.currency === 'cny' ? wholeFen(session.amount_total) : null
  const intent = session.payment_intent
  const transactionId = typeof intent === 'string' ? intent : intent?.id
  return amountFen === null || !transactionId ? null : { state: 'paid', transactionId, amountFen }
}

/** What Stripe says of a refund. It may fail days after it succeeded, when a bank sends the money back. */
export function refundOf({ id, status, failure_reason: why }: Stripe.Refund): ProviderRefund {
  if (status === 'succeeded') return { state: 'done', providerRef: id }
  if (status === 'failed' || status === 'canceled')
    return { state: 'failed', providerRef: id, reason: why ?? status }
  return { state: 'under_way', providerRef: id }
}

const wholeFen = (amount: unknown): Fen | null =>
  Number.isSafeInteger(amount) && Number(amount) >= 0 ? toFen(Number(amount)) : null

import { type Clock, must } from '@mamapu/kernel'

/** A page of Stripe's, and the payment made on it. */
export interface StripeSession {
  readonly id: string
  readonly intent: string
  readonly reference: string
  readonly names: Readonly<Record<string, string>>
  readonly amount: number
  readonly currency: string
  readonly expiresAt: number
  status: 'open' | 'complete' | 'expired'
  isPaid: boolean
}

/** A refund in Stripe's books. */
export interface StripeRefundEntry {
  readonly id: string
  readonly intent: string
  readonly amount: number
  readonly names: Readonly<Record<string, string>>
  status: 'pending' | 'succeeded' | 'failed'
  reason: string | null
}

/** A movement in Stripe's books, in the money the account is paid out in. */
export interface StripeMovement {
  readonly id: string
  readonly type: string
  readonly created: number
  readonly source: object
}

export type StripeAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> }
/** What was asked, by the names of the form: `line_items[0][quantity]`. */
export type StripeAsked = ReadonlyMap<string, string>

const PAGE_MAX = 100
const CENTS_PER_FEN = 1.09

const yes = (body: object): StripeAnswer => ({ status: 200, body: body as Record<string, unknown> })
export const refusedByPeer = (
  status: number,
  code: string,
  type = 'invalid_request_error',
): StripeAnswer => ({
  status,
  body: { error: { type, code, message: `${code} for key sk_test_abc123` } },
})

/** The values of a form whose names begin so: `metadata[shop]` → shop. */
const namesIn = (asked: StripeAsked, prefix: string) =>
  Object.fromEntries(
    [...asked].flatMap(([name, value]) => {
      const inner = name.startsWith(`${prefix}[`) ? name.slice(prefix.length + 1, -1) : null
      return inner === null ? [] : [[inner, value]]
    }),
  )

/** What Stripe remembers of one account, and what it does for each call of the interface. */
export function stripeBooks(clock: Clock) {
  const sessions = new Map<string, StripeSession>()
  const refunds = new Map<string, StripeRefundEntry>()
  const movements: StripeMovement[] = []
  const rules = { refundsAre: 'succeeded' as StripeRefundEntry['status'] }
  const now = () => Math.floor(clock.now().getTime() / 1000)
  const numbered = (kind: string, count: number) => `${kind}_test_${String(count + 1).padStart(14, '0')}`

  function expireOld(): void {
    for (const one of sessions.values())
      if (one.status === 'open' && one.expiresAt <= now()) one.status = 'expired'
  }

  function open(asked: StripeAsked): StripeAnswer {
    const price = (name: string) => asked.get(`line_items[0][price_data][${name}]`) ?? ''
    const expiresAt = Number(asked.get('expires_at'))
    const isWhole =
      asked.get('mode') === 'payment' &&
      asked.get('line_items[0][quantity]') === '1' &&
      /^[1-9]\d{0,7}$/.test(price('unit_amount')) &&
      /^[a-z]{3}$/.test(price('currency')) &&
      asked.get('adaptive_pricing[enabled]') === 'false' &&
      /^https?:/.test(asked.get('success_url') ?? '')
    if (!isWhole) return refusedByPeer(400, 'parameter_invalid')
    if (expiresAt < now() + 1800 || expiresAt > now() + 86_400)
      return refusedByPeer(400, 'expires_at_invalid')
    const session: StripeSession = {
      id: numbered('cs', sessions.size),
      intent: numbered('pi', sessions.size),
      reference: asked.get('client_reference_id') ?? '',
      names: namesIn(asked, 'metadata'),
      amount: Number(price('unit_amount')),
      currency: price('currency'),
      expiresAt,
      status: 'open',
      isPaid: false,
    }
    sessions.set(session.id, session)
    return yes(tellSession(session))
  }

  function find(id: string): StripeAnswer {
    expireOld()
    const known = sessions.get(id)
    return known ? yes(tellSession(known)) : refusedByPeer(404, 'resource_missing')
  }

  function expire(id: string): StripeAnswer {
    expireOld()
    const known = sessions.get(id)
    if (!known) return refusedByPeer(404, 'resource_missing')
    if (known.status !== 'open') return refusedByPeer(400, 'session_not_open')
    known.status = 'expired'
    return yes(tellSession(known))
  }

  const ofIntent = (intent: string) => [...refunds.values()].filter((one) => one.intent === intent)

  function refund(asked: StripeAsked): StripeAnswer {
    const intent = asked.get('payment_intent') ?? ''
    const amount = Number(asked.get('amount'))
    const paid = [...sessions.values()].find((one) => one.intent === intent && one.isPaid)
    if (!paid) return refusedByPeer(404, 'resource_missing')
    const gone = ofIntent(intent).filter(({ status }) => status !== 'failed')
    const left = paid.amount - gone.reduce((sum, one) => sum + one.amount, 0)
    if (!Number.isSafeInteger(amount) || amount <= 0 || amount > left)
      return refusedByPeer(400, left === 0 ? 'charge_already_refunded' : 'amount_too_large')
    const id = numbered('re', refunds.size)
    const status = rules.refundsAre
    const names = namesIn(asked, 'metadata')
    const made = {
      id,
      intent,
      amount,
      names,
      status,
      reason: status === 'failed' ? 'lost_or_stolen_card' : null,
    }
    refunds.set(id, made)
    if (status !== 'failed') move('refund', tellRefund(made), -amount)
    return yes(tellRefund(made))
  }

  function findRefund(id: string): StripeAnswer {
    const known = refunds.get(id)
    return known ? yes(tellRefund(known)) : refusedByPeer(404, 'resource_missing')
  }

  const page = (rows: readonly { readonly id: string }[], asked: StripeAsked): StripeAnswer => {
    const from = rows.findIndex(({ id }) => id === asked.get('starting_after')) + 1
    const limit = Math.min(Number(asked.get('limit') ?? 10), PAGE_MAX)
    const data = rows.slice(from, from + limit)
    return yes({ object: 'list', data, has_more: from + limit < rows.length })
  }

  const listRefunds = (asked: StripeAsked): StripeAnswer =>
    page(
      ofIntent(asked.get('payment_intent') ?? '')
        .map(tellRefund)
        .reverse(),
      asked,
    )

  function listMovements(asked: StripeAsked): StripeAnswer {
    if (asked.get('expand[0]') !== 'data.source') return refusedByPeer(400, 'parameter_invalid')
    const [from, to] = [Number(asked.get('created[gte]')), Number(asked.get('created[lt]'))]
    const among = movements.filter(({ created }) => created >= from && created < to)
    return page([...among].reverse(), asked)
  }

  function move(type: string, source: object, amount: number): void {
    const id = numbered('txn', movements.length)
    const about = {
      object: 'balance_transaction',
      currency: 'hkd',
      amount: Math.round(amount * CENTS_PER_FEN),
    }
    movements.push({ id, type, created: now(), source, ...about } as StripeMovement)
  }

  const tellSession = (one: StripeSession) => ({
    id: one.id,
    object: 'checkout.session',
    client_reference_id: one.reference,
    metadata: one.names,
    amount_total: one.amount,
    currency: one.currency,
    status: one.status,
    payment_status: one.isPaid ? 'paid' : 'unpaid',
    payment_intent: one.status === 'complete' ? one.intent : null,
    url: one.status === 'open' ? `https://checkout.stripe.com/c/pay/${one.id}` : null,
    expires_at: one.expiresAt,
  })

  const tellRefund = ({ id, intent, amount, names, status, reason }: StripeRefundEntry) => ({
    id,
    object: 'refund',
    payment_intent: intent,
    amount,
    currency: 'cny',
    metadata: names,
    status,
    ...(reason === null ? {} : { failure_reason: reason }),
  })

  /** The shopper confirms on the page: the money is there, or comes later. Of a page that is not open it is an error of the test. */
  function pay(id: string, isNow = true): StripeSession {
    expireOld()
    const known = must(sessions.get(id), `no page ${id}`)
    if (known.status !== 'open') throw new Error(`a page that is ${known.status} is not paid`)
    known.status = 'complete'
    if (isNow) arrive(known)
    return known
  }

  function arrive(session: StripeSession): void {
    session.isPaid = true
    const { intent, amount, currency, names } = session
    const charge = {
      id: `ch_${intent}`,
      object: 'charge',
      payment_intent: intent,
      amount,
      currency,
      metadata: names,
    }
    move('charge', charge, amount)
  }

  /** A bank sends a refund back. */
  function failRefund(id: string, reason: string): StripeRefundEntry {
    const known = must(refunds.get(id), `no refund ${id}`)
    known.status = 'failed'
    known.reason = reason
    move('refund_failure', tellRefund(known), known.amount)
    return known
  }

  return {
    sessions,
    refunds,
    movements,
    rules,
    open,
    find,
    expire,
    refund,
    findRefund,
    listRefunds,
    listMovements,
    pay,
    arrive,
    failRefund,
    tellSession,
    tellRefund,
  }
}

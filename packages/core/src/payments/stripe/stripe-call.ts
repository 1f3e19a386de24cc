import { type Clock, OutsideError } from '@mamapu/kernel'
import type { Stripe } from 'stripe'
import { Agent, fetch } from 'undici'
import { bounded } from '../bounded.js'
import type { StripeAccount } from './stripe.types.js'

export interface StripeCallOptions {
  readonly clock: Clock
  /** Where Stripe answers, `https://api.stripe.com`; the loopback peer in tests. */
  readonly origin: string
  /** Milliseconds to wait for an answer; left out: seven seconds. */
  readonly patience?: number
}

const PATIENCE = 7000
/** A page of a bill, its charges within, is the longest. */
const REPLY_MAX = 4 * 1024 * 1024

/** Something Stripe refused, by its own code. */
export class StripeRefusal extends OutsideError {
  readonly said: string

  constructor(message: string, said: string) {
    super('PAYMENT_PROVIDER_REFUSED', message)
    this.said = said
  }
}

/**
 * Calls Stripe for an account by the official client, loaded when the first shop needs it, over a line that is bounded in time and size
 * and goes nowhere else. Refusals are a StripeRefusal; what is no answer is an OutsideError with the code PAYMENT_PROVIDER_DOWN. The
 * client's own errors carry requests and answers, so nothing of them is passed on but the code and a message without keys.
 */
export function stripeCaller({ origin, patience = PATIENCE }: StripeCallOptions) {
  const line = new Agent({
    connect: { timeout: patience },
    headersTimeout: patience,
    bodyTimeout: patience,
    maxResponseSize: REPLY_MAX,
  })
  const { hostname, port, protocol } = new URL(origin)
  const go = (url: string | URL, init: object) => fetch(url, { ...init, dispatcher: line, redirect: 'error' })

  return async <T>(account: StripeAccount, work: (client: Stripe) => Promise<T>): Promise<T> => {
    const { Stripe } = await import('stripe')
    const client = new Stripe(account.secretKey, {
      host: hostname,
      protocol: protocol === 'http:' ? 'http' : 'https',
      ...(port ? { port } : {}),
      timeout: patience,
      maxNetworkRetries: 0,
      telemetry: false,
      httpClient: Stripe.createFetchHttpClient(go as never),
    })
    return bounded(() => work(client), { ms: patience, down: faultOf })
  }
}

const KNOWN = new Set([
  'StripeInvalidRequestError',
  'StripeAuthenticationError',
  'StripePermissionError',
  'StripeCardError',
  'StripeIdempotencyError',
])

function faultOf(error: unknown): OutsideError {
  if (error instanceof OutsideError) return error
  const { type = '', code, message = '' } = error as { type?: string; code?: string; message?: string }
  if (!KNOWN.has(type))
    return new OutsideError('PAYMENT_PROVIDER_DOWN', `Stripe cannot be reached ${type}`.trim())
  const shown = message.replaceAll(/\b(sk|rk|pk|whsec)_[\w*]+/g, '$1_…').slice(0, 200)
  return new StripeRefusal(`Stripe answered ${code ?? type}: ${shown}`, code ?? type)
}

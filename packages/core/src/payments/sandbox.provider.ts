import { randomBytes } from 'node:crypto'
import { type Clock, OutsideError, parseId, type StoreId, toFen } from '@mamapu/kernel'
import { request } from 'undici'
import type { PaymentNotice, PaymentProvider, ProviderState } from './provider.js'
import { cashierKeys, isNotificationAuthentic, merchantKey, signCall } from './signature.js'

export interface SandboxOptions {
  readonly secret: Buffer
  readonly clock: Clock
  /** Where the cashier answers, e.g. `http://127.0.0.1:3000`. */
  readonly origin: string
  /** The host name it answers under, e.g. `cashier.localhost:3000`. */
  readonly host: string
  /** The address a shopper's browser is sent to, e.g. `http://cashier.localhost:3000`. */
  readonly publicOrigin: string
}

const TIMEOUT_MS = 3000

/** Talks to the sandbox cashier as to any provider: signed HTTP calls out, signed notifications in. */
export function sandboxProvider(options: SandboxOptions): PaymentProvider {
  const { publicKey } = cashierKeys(options.secret)

  async function call(storeId: StoreId, path: string, payload: object): Promise<Record<string, unknown>> {
    const body = Buffer.from(JSON.stringify(payload))
    const signed = signCall(
      merchantKey(options.secret, storeId),
      body,
      options.clock.now(),
      randomBytes(12).toString('hex'),
    )
    let reply: Awaited<ReturnType<typeof request>>
    let text: string
    try {
      reply = await request(`${options.origin}/v1/${path}`, {
        method: 'POST',
        headers: {
          host: options.host,
          'content-type': 'application/json',
          'x-cashier-merchant': storeId,
          ...signed,
        },
        body,
        headersTimeout: TIMEOUT_MS,
        bodyTimeout: TIMEOUT_MS,
      })
      text = await reply.body.text()
    } catch (cause) {
      throw new OutsideError('PAYMENT_PROVIDER_DOWN', 'the sandbox cashier cannot be reached', { cause })
    }
    if (reply.statusCode !== 200)
      throw new OutsideError(
        'PAYMENT_PROVIDER_DOWN',
        `the sandbox cashier answered ${reply.statusCode}: ${text.slice(0, 200)}`,
      )
    return JSON.parse(text) as Record<string, unknown>
  }

  function stateOf(reply: Record<string, unknown>): ProviderState {
    if (reply.state !== 'paid') return { state: reply.state as 'open' | 'closed' | 'unknown' }
    return {
      state: 'paid',
      transactionId: String(reply.transactionId),
      amountFen: toFen(Number(reply.amount)),
      ...payerOf(reply.payer),
    }
  }

  return {
    id: 'sandbox',
    async create({ storeId, paymentId, amountFen, description, notifyUrl, returnUrl, expiresAt }) {
      const reply = await call(storeId, 'payments', {
        merchantRef: paymentId,
        amount: amountFen,
        description,
        notifyUrl,
        returnUrl,
        expiresAt: expiresAt.toISOString(),
      })
      return { cashierUrl: `${options.publicOrigin}/pay/${storeId}/${String(reply.id)}` }
    },
    query: async (storeId, paymentId) =>
      stateOf(await call(storeId, 'payments/query', { merchantRef: paymentId })),
    close: async (storeId, paymentId) =>
      stateOf(await call(storeId, 'payments/close', { merchantRef: paymentId })),
    async refund({ storeId, refundId, paymentId, amountFen }) {
      const reply = await call(storeId, 'refunds', {
        merchantRef: refundId,
        payment: paymentId,
        amount: amountFen,
      })
      return { providerRef: String(reply.id) }
    },
    readNotification(_storeId, { headers, body }, at) {
      if (body.length > 4096 || !isNotificationAuthentic(publicKey, headers, body, at)) return null
      return readNotice(body)
    },
  }
}

const payerOf = (payer: unknown) => (typeof payer === 'string' && payer !== '' ? { payer } : {})

function readNotice(body: Buffer): PaymentNotice | null {
  try {
    const value = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const paymentId = typeof value.merchantRef === 'string' ? parseId('pay', value.merchantRef) : null
    const { transactionId, amount, payer } = value
    if (paymentId === null || typeof transactionId !== 'string' || !Number.isSafeInteger(amount)) return null
    return { paymentId, transactionId, amountFen: toFen(amount as number), ...payerOf(payer) }
  } catch {
    return null
  }
}

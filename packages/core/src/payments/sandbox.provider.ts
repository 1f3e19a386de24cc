import { parseId, toFen } from '@mamapu/kernel'
import type { PaymentNotice, PaymentProvider, ProviderState } from './provider.js'
import { type SandboxOptions, sandboxCaller } from './sandbox-call.js'
import { cashierKeys, isNotificationAuthentic } from './signature.js'

/** Talks to the sandbox cashier as to any provider: signed HTTP calls out, signed notifications in. */
export function sandboxProvider(options: SandboxOptions): PaymentProvider {
  const { publicKey } = cashierKeys(options.secret)
  const call = sandboxCaller(options, 'PAYMENT_PROVIDER_DOWN')

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

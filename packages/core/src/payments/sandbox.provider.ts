import { parseId, toFen } from '@mamapu/kernel'
import { type CashierMovement, transactionOf } from './cashier.queries.js'
import type { PaymentProvider, ProviderNotice, ProviderState } from './provider.js'
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
    title: { 'zh-CN': '沙盒收银台（演练，不扣款）', en: 'Sandbox cashier (no real money)' },
    offered: options.isOffered === false ? 'never' : 'for rehearsal',
    async create({ storeId, paymentId, amountFen, description, notifyUrl, returnUrl, expiresAt }) {
      const reply = await call(storeId, 'payments', {
        merchantRef: paymentId,
        amount: amountFen,
        description,
        notifyUrl,
        returnUrl,
        expiresAt: expiresAt.toISOString(),
      })
      return { by: 'redirect', url: `${options.publicOrigin}/pay/${storeId}/${String(reply.id)}` }
    },
    query: async ({ storeId, paymentId }) =>
      stateOf(await call(storeId, 'payments/query', { merchantRef: paymentId })),
    close: async ({ storeId, paymentId }) =>
      stateOf(await call(storeId, 'payments/close', { merchantRef: paymentId })),
    async refund({ storeId, refundId, paymentId, amountFen }) {
      const reply = await call(storeId, 'refunds', {
        merchantRef: refundId,
        payment: paymentId,
        amount: amountFen,
      })
      return { state: 'done', providerRef: String(reply.id) }
    },
    async queryRefund({ storeId, refundId }) {
      const reply = await call(storeId, 'refunds/query', { merchantRef: refundId })
      return reply.id === null ? { state: 'unknown' } : { state: 'done', providerRef: String(reply.id) }
    },
    thanks: { status: 204, body: '' },
    async bill(storeId, { from, to }) {
      const reply = await call(storeId, 'bills', { from: from.toISOString(), to: to.toISOString() })
      return (reply.rows as CashierMovement[]).map(({ kind, ours, id, amountFen }) => ({
        kind,
        ours: parseId(kind === 'payment' ? 'pay' : 'ref', ours),
        providerRef: kind === 'payment' ? transactionOf(id) : id,
        amountFen: toFen(amountFen),
      }))
    },
    async readNotification(_storeId, { headers, body }, at) {
      if (body.length > 4096 || !isNotificationAuthentic(publicKey, headers, body, at)) return null
      return readNotice(body)
    },
  }
}

const payerOf = (payer: unknown) => (typeof payer === 'string' && payer !== '' ? { payer } : {})

function readNotice(body: Buffer): ProviderNotice | null {
  try {
    const value = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const paymentId = typeof value.merchantRef === 'string' ? parseId('pay', value.merchantRef) : null
    const { transactionId, amount, payer } = value
    if (paymentId === null || typeof transactionId !== 'string' || !Number.isSafeInteger(amount)) return null
    return { of: 'payment', paymentId, transactionId, amountFen: toFen(amount as number), ...payerOf(payer) }
  } catch {
    return null
  }
}

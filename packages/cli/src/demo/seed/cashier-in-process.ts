import { type App, payments } from '@mamapu/core'
import { toFen } from '@mamapu/kernel'

const { cashier } = payments

function stateOf(there: payments.cashier.CashierState): payments.ProviderState {
  if (there.state !== 'paid') return there
  return { state: 'paid', transactionId: there.transactionId, amountFen: toFen(there.amount) }
}

/**
 * The sandbox cashier without the network: the same books, asked directly and at the app's own instant. For payments
 * of the past, which no web process could take at their time.
 */
export function cashierInProcess(app: App): payments.PaymentProvider {
  return {
    id: 'sandbox',
    title: { 'zh-CN': '沙盒收银台', en: 'Sandbox cashier' },
    offered: 'for rehearsal',
    async create({ storeId, paymentId, device: _, ...payment }) {
      const { id } = await cashier.open(app, storeId, { merchantRef: paymentId, ...payment })
      return { by: 'redirect', url: `${app.hosts.protocol}://cashier.${app.hosts.base}/pay/${storeId}/${id}` }
    },
    query: async ({ storeId, paymentId }) => stateOf(await cashier.query(app, storeId, paymentId)),
    close: async ({ storeId, paymentId }) => stateOf(await cashier.close(app, storeId, paymentId)),
    async refund({ storeId, refundId, paymentId, amountFen }) {
      const ask = { merchantRef: refundId, payment: paymentId, amount: amountFen }
      const id = await cashier.refund(app, storeId, ask)
      if (id === null) throw new Error(`the cashier has no money for refund ${refundId}`)
      return { state: 'done', providerRef: id }
    },
    queryRefund: async () => ({ state: 'unknown' }),
    readNotification: async () => null,
    thanks: { status: 204, body: '' },
    bill: async () => [],
  }
}

import type { payments } from '@mamapu/core'

/** Money over the counter: there at once, given back at once. For tests in which how one pays is beside the point. */
export const CASH = 'cash'

export const cashProvider: payments.PaymentProvider = {
  id: CASH,
  title: { 'zh-CN': '现金', en: 'Cash' },
  create: async () => ({ by: 'redirect', url: 'http://localhost/cash' }),
  query: async () => ({ state: 'unknown' }),
  close: async () => ({ state: 'closed' }),
  refund: async ({ refundId }) => ({ state: 'done', providerRef: refundId }),
  queryRefund: async () => ({ state: 'unknown' }),
  readNotification: async () => null,
  thanks: { status: 204, body: '' },
  bill: async () => [],
}

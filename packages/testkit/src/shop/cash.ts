import type { payments } from '@mamapu/core'

/** Money over the counter: there at once, given back at once. For tests in which how one pays is beside the point. */
export const CASH = 'cash'

export const cashProvider: payments.PaymentProvider = {
  id: CASH,
  create: async () => ({ cashierUrl: 'http://localhost/cash' }),
  query: async () => ({ state: 'unknown' }),
  close: async () => ({ state: 'closed' }),
  refund: async ({ refundId }) => ({ providerRef: refundId }),
  readNotification: () => null,
}

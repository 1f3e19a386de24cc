import type { EventHandler } from '../events/index.js'
import { tellShop } from './invoice.messages.js'
import { dropEmpty, markRed } from './invoice.queries.js'

export { INVOICE_ERRORS } from './invoice.errors.js'
export type { Invoice } from './invoice.queries.js'
export { invoiceAdminRoutes, paperHeaders } from './invoice.routes.js'
export { actOnInvoice, askInvoice, invoicesOf, keepPaper, keptFen, openPaper } from './invoices.js'
export { invoiceShopperRoutes } from './shopper.routes.js'

/** After a refund what was issued is flagged to be made out in red, and what nothing is left of needs no invoice. */
export const refundedHandler: EventHandler<'order.refunded'> = {
  name: 'invoices.mark-red',
  event: 'order.refunded',
  async handle(tx, { payload: { orderId } }, { at }) {
    for (const id of await markRed(tx, orderId)) await tellShop(tx, { id, news: 'red', at })
    await dropEmpty(tx, orderId, at)
  },
}

import type { Fen } from '@mamapu/kernel'
import { Type } from 'typebox'
import { IdText, Instant, ProblemReply } from '../http/index.js'
import { Money, Nullable } from '../orders/index.js'
import type { Invoice } from './invoice.queries.js'

/** What a shopper sees of her invoice. */
export const InvoiceReply = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  title: Type.String(),
  amount: Money,
  state: Type.String(),
  number: Type.String(),
  link: Type.String(),
  reason: Type.String(),
  hasFile: Type.Boolean(),
  askedAt: Instant,
  issuedAt: Nullable(Instant),
})

/** What staff see beside that; the title stays masked in lists. */
export const StaffInvoiceReply = Type.Object({
  ...InvoiceReply.properties,
  orderId: Type.String(),
  orderNumber: Type.String(),
  needsRed: Type.Boolean(),
  redNumber: Type.String(),
})

export const InStore = { storeId: IdText('sto') }
export const OfInvoice = Type.Object({ ...InStore, invoiceId: IdText('ivc') })
export const closed = { additionalProperties: false }

export function invoiceReply(invoice: Invoice, currency: string) {
  const money = (amount: Fen) => ({ amount, currency })
  return {
    id: invoice.id,
    kind: invoice.kind,
    title: invoice.titleMasked,
    amount: money(invoice.amountFen),
    state: invoice.state,
    number: invoice.number,
    link: invoice.link,
    reason: invoice.reason,
    hasFile: invoice.hasFile,
    askedAt: invoice.askedAt.toISOString(),
    issuedAt: invoice.issuedAt?.toISOString() ?? null,
  }
}

export function staffInvoiceReply(invoice: Invoice, currency: string) {
  const { orderId, orderNumber, redNumber } = invoice
  const needsRed = invoice.needsRed && redNumber === ''
  return { ...invoiceReply(invoice, currency), orderId, orderNumber, needsRed, redNumber }
}

/** A PDF, or why there is none. */
export const Paper = {
  200: { content: { 'application/pdf': { schema: Type.Unsafe<Buffer>(Type.String()) } } },
  default: ProblemReply,
}

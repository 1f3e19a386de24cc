import { call, download } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export type InvoiceState = 'asked' | 'issued' | 'refused' | 'withdrawn'

export interface Invoice {
  readonly id: string
  readonly orderId: string
  readonly orderNumber: string
  readonly kind: 'personal' | 'company'
  /** Masked for a person. */
  readonly title: string
  readonly amount: Money
  readonly state: InvoiceState
  readonly number: string
  readonly link: string
  readonly reason: string
  readonly hasFile: boolean
  /** Something was refunded since it was issued, and no red one was made out yet. */
  readonly needsRed: boolean
  readonly redNumber: string
  readonly askedAt: string
  readonly issuedAt: string | null
}

export interface InvoiceDetail extends Invoice {
  readonly buyer: { readonly title: string; readonly taxNumber: string; readonly email: string }
}

export const listInvoices = (
  storeId: string,
  state: InvoiceState | 'red',
  cursor: string | null,
): Promise<Paged<Invoice>> => call('GET', adminPath(storeId, '/invoices'), { query: { state, cursor } })

export const getInvoice = (storeId: string, id: string): Promise<InvoiceDetail> =>
  call('GET', adminPath(storeId, `/invoices/${id}`))

export const actOnInvoice = (
  storeId: string,
  id: string,
  deed: 'issue' | 'refuse' | 'redden',
  body: object,
): Promise<null> => call('POST', adminPath(storeId, `/invoices/${id}/${deed}`), { body })

export function keepPaper(storeId: string, id: string, file: File): Promise<null> {
  const form = new FormData()
  form.append('file', file)
  return call('POST', adminPath(storeId, `/invoices/${id}/file`), { form })
}

export const savePaper = (storeId: string, { id, number }: Pick<Invoice, 'id' | 'number'>) =>
  download(adminPath(storeId, `/invoices/${id}/file`), `invoice-${number}.pdf`)

import { customers, invoices, orders } from '@mamapu/core'
import type { InvoicePage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { type Show, showOpened } from './order-pages.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

/** Invoices of an order for whoever may see it: asking, how it stands, the paper, withdrawing. Works without script. */
export function invoicePages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }
    server.get('/o/:token/invoice', options, (request, reply) =>
      showOpened(storefront, request, reply, (_storefront, _request, _reply, view) =>
        invoicePage(storefront, request, reply, { view, form: EMPTY, error: null }),
      ),
    )
    server.post('/o/:token/invoice', options, (request, reply) => showOpened(storefront, request, reply, ask))
    server.post('/o/:token/invoice/withdraw', options, (request, reply) =>
      showOpened(storefront, request, reply, withdraw),
    )
    server.get('/o/:token/invoice.pdf', options, (request, reply) =>
      showOpened(storefront, request, reply, sendPaper),
    )
  }
}

type Form = Pick<NonNullable<InvoicePage['form']>, 'kind' | 'title' | 'taxNumber' | 'email'>
const EMPTY: Form = { kind: 'personal', title: '', taxNumber: '', email: '' }

interface Shown {
  readonly view: orders.OrderView
  readonly form: Form
  readonly error: string | null
}

async function invoicePage(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  { view, form, error }: Shown,
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const url = `/o/${view.token}/invoice`
  const asked = await invoices.invoicesOf(storefront.app, storeOf(request), view.id)
  const amountFen = invoices.keptFen(view)
  const isOne = asked.some(({ state, redNumber }) => state === 'asked' || (state === 'issued' && !redNumber))
  const model: InvoicePage = {
    layout: await layoutOf(storefront, storeOf(request), {
      locale,
      path: url,
      tab: 'account',
      title: locale === 'en' ? 'Invoice' : '发票',
      noindex: true,
      notice: noticeOf(storefront, request, locale),
    }),
    orderUrl: `/o/${view.token}`,
    form: !isOne && amountFen > 0 ? { url, amountFen, ...form } : null,
    invoices: asked.map((invoice) => cardOf(invoice, url)),
    error,
  }
  return sendOwn(storefront, request, reply, { page: 'invoice', locale, model, status: error ? 422 : 200 })
}

function cardOf(invoice: invoices.Invoice, url: string): InvoicePage['invoices'][number] {
  const { state, titleMasked, amountFen, number, reason, needsRed } = invoice
  return {
    state: state === 'issued' && needsRed ? 'red' : state,
    title: titleMasked,
    amountFen,
    number,
    reason,
    at: (invoice.issuedAt ?? invoice.askedAt).toISOString(),
    downloadUrl: state === 'issued' && invoice.hasFile ? `${url}.pdf` : null,
    linkUrl: state === 'issued' && invoice.link ? invoice.link : null,
    withdrawUrl: state === 'asked' ? `${url}/withdraw` : null,
  }
}

const ask: Show = async (storefront, request, reply, view) => {
  const { app } = storefront
  await customers.ensureShopper(app, request, reply)
  const fields = fieldsOf(request)
  const form: Form = {
    kind: fields.kind === 'company' ? 'company' : 'personal',
    title: textOf(fields, 'title', 60),
    taxNumber: textOf(fields, 'taxNumber', 30),
    email: textOf(fields, 'email', 120),
  }
  const result = await invoices.askInvoice(app, storeOf(request), {
    ...form,
    orderId: view.id,
    at: request.at,
  })
  if (result.done) return reply.redirect(withNotice(`/o/${view.token}/invoice`, 'invoice_asked'), 303)
  const error = { ...orders.ORDER_ERRORS, ...invoices.INVOICE_ERRORS }[result.code][pageLocale(request)]
  return invoicePage(storefront, request, reply, { view, form, error })
}

const withdraw: Show = async ({ app }, request, reply, view) => {
  const store = storeOf(request)
  const asked = (await invoices.invoicesOf(app, store, view.id)).find(({ state }) => state === 'asked')
  const result =
    asked &&
    (await invoices.actOnInvoice(app, store, {
      act: 'withdraw',
      reason: '',
      id: asked.id,
      actor: 'shopper',
      at: request.at,
    }))
  const notice = result?.done ? 'invoice_withdrawn' : 'INVOICE_STATE'
  return reply.redirect(withNotice(`/o/${view.token}/invoice`, notice), 303)
}

const sendPaper: Show = async (storefront, request, reply, view) => {
  const store = storeOf(request)
  const issued = (await invoices.invoicesOf(storefront.app, store, view.id)).find(
    ({ state, hasFile }) => state === 'issued' && hasFile,
  )
  const paper = issued && (await invoices.openPaper(storefront.app, store, issued.id))
  if (!paper) return reply.redirect(withNotice(`/o/${view.token}/invoice`, 'INVOICE_NOT_FOUND'), 303)
  return invoices.paperHeaders(reply).send(paper)
}

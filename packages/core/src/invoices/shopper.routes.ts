import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must, type OrderId } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { NoBody, ProblemReply, refuse } from '../http/index.js'
import { ORDER_ERRORS, openOrder } from '../orders/index.js'
import { INVOICE_ERRORS } from './invoice.errors.js'
import { finish, paperReply } from './invoice.routes.js'
import { closed, InvoiceReply, invoiceReply, Paper } from './invoice.schema.js'
import { actOnInvoice, askInvoice, invoicesOf, openPaper } from './invoices.js'

const config = { audience: 'shopper' } as const
const OfToken = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })

/** Invoices of whoever holds an order's link: `/api/store/v1/orders/:token/invoice`. */
export function invoiceShopperRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders/:token/invoices',
      {
        schema: {
          summary: '我的发票 Invoices of an order',
          params: OfToken,
          response: { 200: Type.Object({ invoices: Type.Array(InvoiceReply) }), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply)
        if (!orderId) return reply
        const invoices = await invoicesOf(app, storeOf(request), orderId)
        reply.header('cache-control', 'no-store')
        return { invoices: invoices.map((invoice) => invoiceReply(invoice, storeOf(request).currency)) }
      },
    )

    server.post(
      '/orders/:token/invoices',
      {
        schema: {
          summary: '申请发票 Ask for an invoice',
          params: OfToken,
          body: Type.Object(
            {
              kind: Type.Enum(['personal', 'company']),
              title: Type.String({ minLength: 1, maxLength: 60 }),
              taxNumber: Type.Optional(Type.String({ maxLength: 30 })),
              email: Type.String({ minLength: 3, maxLength: 120 }),
            },
            closed,
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply)
        if (!orderId) return reply
        const { taxNumber = '', ...rest } = request.body
        return finish(
          request,
          reply,
          askInvoice(app, storeOf(request), { ...rest, taxNumber, orderId, at: request.at }),
        )
      },
    )

    server.post(
      '/orders/:token/invoices/withdraw',
      {
        schema: {
          summary: '撤回发票申请 Withdraw what was asked for',
          params: OfToken,
          body: NoBody,
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply)
        if (!orderId) return reply
        const store = storeOf(request)
        const all = await invoicesOf(app, store, orderId)
        const latest = all.find(({ state }) => state === 'asked') ?? all[0]
        if (!latest) return refuse(request, reply, INVOICE_ERRORS, 'INVOICE_NOT_FOUND')
        const deed = { act: 'withdraw', reason: '', id: latest.id, actor: 'shopper', at: request.at } as const
        return finish(request, reply, actOnInvoice(app, store, deed))
      },
    )

    server.get(
      '/orders/:token/invoice.pdf',
      {
        schema: { summary: '下载发票 The PDF of the latest invoice', params: OfToken, response: Paper },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply)
        if (!orderId) return reply
        const issued = (await invoicesOf(app, storeOf(request), orderId)).find(
          ({ state }) => state === 'issued',
        )
        return paperReply(request, reply, issued ? await openPaper(app, storeOf(request), issued.id) : null)
      },
    )
  }
}

/** The order behind the link, opened by whoever may; otherwise the refusal is sent and null comes back. */
async function opened(app: App, request: FastifyRequest, reply: FastifyReply): Promise<OrderId | null> {
  const { token } = request.params as { token: string }
  const { shopper } = request
  const result = await openOrder(app, storeOf(request), {
    token,
    opener: { customerId: shopper?.customerId ?? null, sessionHash: shopper?.sessionHash ?? null },
  })
  if (result.opened) return result.orderId
  refuse(request, reply, ORDER_ERRORS, result.reason === 'locked' ? 'ORDER_LOCKED' : 'ORDER_NOT_FOUND')
  return null
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')

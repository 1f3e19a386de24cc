import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must, parseId } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { HTTP_ERRORS, ProblemReply, pageOf, refuse } from '../http/index.js'
import { ORDER_ERRORS } from '../orders/index.js'
import { INVOICE_ERRORS } from './invoice.errors.js'
import { listInvoices, lockInvoice } from './invoice.queries.js'
import { PDF_BYTES_MAX } from './invoice.rules.js'
import { closed, InStore, OfInvoice, Paper, StaffInvoiceReply, staffInvoiceReply } from './invoice.schema.js'
import {
  actOnInvoice,
  buyerOf,
  type InvoiceDeed,
  type InvoiceResult,
  keepPaper,
  openPaper,
} from './invoices.js'

const PAGE = 30
const Number_ = Type.String({ minLength: 1, maxLength: 30, pattern: '^[0-9A-Za-z-]+$' })
const Done = { 204: Type.Null(), default: ProblemReply }
const config = { audience: 'staff', scope: 'orders:refund' } as const

/** Invoices for the shop's staff: what is asked for, whom it is for, and what was made out. */
export function invoiceAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    const act = (request: FastifyRequest, reply: FastifyReply, deed: Omitted<InvoiceDeed>) =>
      finish(request, reply, actOnInvoice(app, storeOf(request), { ...deed, ...by(request) } as InvoiceDeed))

    server.get(
      '/invoices',
      {
        schema: {
          summary: '发票列表 Invoices, the latest first',
          params: Type.Object(InStore),
          querystring: Type.Object({
            cursor: Type.Optional(Type.String({ maxLength: 60 })),
            state: Type.Optional(Type.Enum(['asked', 'issued', 'refused', 'withdrawn', 'red'])),
          }),
          response: { 200: pageOf(StaffInvoiceReply), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const { cursor, state } = request.query
        const before = cursor === undefined ? null : parseId('ivc', cursor)
        if (cursor !== undefined && !before) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const { storeId, currency } = storeOf(request)
        const which = state === 'red' ? { needsRed: true } : state ? { state } : {}
        const rows = await withTenant(app.db, storeId, (tx) =>
          listInvoices(tx, { ...which, before, limit: PAGE }),
        )
        const last = rows.length === PAGE ? rows.at(-1) : undefined
        return { items: rows.map((row) => staffInvoiceReply(row, currency)), next: last?.id ?? null }
      },
    )

    server.get(
      '/invoices/:invoiceId',
      {
        schema: {
          summary: '发票抬头 An invoice with whom it is for; looking is written down',
          params: OfInvoice,
          response: {
            200: Type.Object({
              ...StaffInvoiceReply.properties,
              buyer: Type.Object({ title: Type.String(), taxNumber: Type.String(), email: Type.String() }),
            }),
            default: ProblemReply,
          },
        },
        config,
      },
      async (request, reply) => {
        const { storeId, currency, keys } = storeOf(request)
        const { id, actor, at } = by(request)
        const invoice = await withTenant(app.db, storeId, async (tx) => {
          const found = await lockInvoice(tx, id)
          if (found) await audit(tx, { actor, action: 'invoice.buyer_read', subject: id, data: {}, at })
          return found
        })
        if (!invoice) return refuse(request, reply, INVOICE_ERRORS, 'INVOICE_NOT_FOUND')
        reply.header('cache-control', 'no-store')
        return { ...staffInvoiceReply(invoice, currency), buyer: buyerOf(keys, invoice) }
      },
    )

    server.post(
      '/invoices/:invoiceId/issue',
      {
        schema: {
          summary: '已开票 Say that it was made out, with its number',
          params: OfInvoice,
          body: Type.Object(
            {
              number: Number_,
              link: Type.Optional(Type.String({ maxLength: 300, pattern: '^https://[^\\s<>"]+$' })),
            },
            closed,
          ),
          response: Done,
        },
        config,
      },
      async (request, reply) =>
        act(request, reply, { act: 'issue', number: request.body.number, link: request.body.link ?? '' }),
    )

    server.post(
      '/invoices/:invoiceId/refuse',
      {
        schema: {
          summary: '不开票 Refuse, with a reason the shopper reads',
          params: OfInvoice,
          body: Type.Object(
            { reason: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) },
            closed,
          ),
          response: Done,
        },
        config,
      },
      async (request, reply) => act(request, reply, { act: 'refuse', reason: request.body.reason.trim() }),
    )

    server.post(
      '/invoices/:invoiceId/redden',
      {
        schema: {
          summary: '已红冲 Say that it was made out in red after a refund',
          params: OfInvoice,
          body: Type.Object({ number: Number_ }, closed),
          response: Done,
        },
        config,
      },
      async (request, reply) => act(request, reply, { act: 'redden', number: request.body.number }),
    )

    server.post(
      '/invoices/:invoiceId/file',
      {
        schema: {
          summary: '上传发票 PDF Keep its PDF; the shopper may fetch it',
          params: OfInvoice,
          consumes: ['multipart/form-data'],
          response: Done,
        } as object,
        config,
      },
      async (request, reply) => {
        if (!request.isMultipart()) return refuse(request, reply, HTTP_ERRORS, 'UNSUPPORTED_MEDIA_TYPE')
        const limits = { fileSize: PDF_BYTES_MAX, files: 1, fields: 2, parts: 3 }
        const file = await request.file({ limits, throwFileSizeLimit: false })
        if (!file) return refuse(request, reply, INVOICE_ERRORS, 'INVOICE_PDF')
        const bytes = await file.toBuffer()
        if (file.file.truncated) return refuse(request, reply, INVOICE_ERRORS, 'INVOICE_PDF_LARGE')
        return finish(request, reply, keepPaper(app, storeOf(request), { ...by(request), bytes }))
      },
    )

    server.get(
      '/invoices/:invoiceId/file',
      {
        schema: {
          summary: '下载发票 Its PDF; fetching it is written down',
          params: OfInvoice,
          response: Paper,
        },
        config,
      },
      async (request, reply) => {
        const { id, ...staff } = by(request)
        return paperReply(request, reply, await openPaper(app, storeOf(request), id, staff))
      },
    )
  }
}

type Omitted<T> = T extends unknown ? Omit<T, 'id' | 'actor' | 'at'> : never

/** A PDF is only ever a file to keep, never a page of ours. */
export function paperHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .type('application/pdf')
    .header('content-disposition', 'attachment; filename="invoice.pdf"')
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
}

/** The paper of an invoice as a reply, or that there is none. */
export function paperReply(request: FastifyRequest, reply: FastifyReply, paper: Buffer | null): FastifyReply {
  if (!paper) return refuse(request, reply, INVOICE_ERRORS, 'INVOICE_NOT_FOUND')
  return paperHeaders(reply).send(paper)
}

/** Nothing when it was done, else why not. */
export async function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  work: Promise<InvoiceResult>,
): Promise<FastifyReply> {
  const result = await work
  if (result.done) return reply.code(204).send(null)
  return result.code === 'ORDER_STATE'
    ? refuse(request, reply, ORDER_ERRORS, result.code)
    : refuse(request, reply, INVOICE_ERRORS, result.code)
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')
const by = (request: FastifyRequest) => ({
  id: asId('ivc', (request.params as { invoiceId: string }).invoiceId),
  actor: must(request.staff, 'somebody is signed in').staffId,
  at: request.at,
})

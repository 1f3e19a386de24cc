import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { HTTP_ERRORS, IdText, Instant, localeOf, ProblemReply, refuse } from '../../http/index.js'
import { Nullable } from '../../orders/index.js'
import { DESK_ERRORS } from '../desk.errors.js'
import { closed, InStore } from '../desk.schema.js'
import { FilterQuery, readFilter } from '../list.routes.js'
import { COLUMNS, type ColumnName, isColumn, isPersonal } from './columns.js'
import type { OrderExport } from './export.queries.js'
import { findExport, latestExports, openExport, startExport } from './export-orders.js'

const SHOWN = 20
const OfExport = Type.Object({ ...InStore, exportId: IdText('oex') })
const config = { audience: 'staff', scope: 'orders:read' } as const

const ExportReply = Type.Object({
  id: Type.String(),
  state: Type.String(),
  rows: Type.Integer(),
  /** There were more orders than one file holds. */
  isCut: Type.Boolean(),
  isPersonal: Type.Boolean(),
  staffId: Type.String(),
  createdAt: Instant,
  finishedAt: Nullable(Instant),
  /** When it is put away; null unless it can be fetched. */
  keptUntil: Nullable(Instant),
})

const replyOf = ({ id, state, rowsDone, isCut, isPersonal, staffId, ...times }: OrderExport) => ({
  ...{ id, state, rows: rowsDone, isCut, isPersonal, staffId },
  createdAt: times.createdAt.toISOString(),
  finishedAt: times.finishedAt?.toISOString() ?? null,
  keptUntil: state === 'done' ? (times.dueAt?.toISOString() ?? null) : null,
})

/** Tables of orders: asked for, made by a job, fetched for a day. */
export function deskExportRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/order-exports',
      {
        schema: {
          summary: '订单导出记录 The latest tables of orders, and the columns there are',
          params: Type.Object(InStore),
          response: {
            200: Type.Object({
              items: Type.Array(ExportReply),
              columns: Type.Array(
                Type.Object({ name: Type.String(), title: Type.String(), isPersonal: Type.Boolean() }),
              ),
            }),
            default: ProblemReply,
          },
        },
        config,
      },
      async (request) => {
        const items = (await latestExports(app, storeOf(request).storeId, SHOWN)).map(replyOf)
        const names = Object.keys(COLUMNS) as ColumnName[]
        const columns = names.map((name) => ({
          name,
          title: COLUMNS[name].head[localeOf(request)],
          isPersonal: isPersonal(name),
        }))
        return { items, columns }
      },
    )

    server.post(
      '/order-exports',
      {
        schema: {
          summary:
            '导出订单 Ask for a table; names, phones and addresses for whoever may reveal them, written down',
          params: Type.Object(InStore),
          body: Type.Object(
            {
              columns: Type.Array(Type.String({ maxLength: 20 }), {
                minItems: 1,
                maxItems: 40,
                uniqueItems: true,
              }),
              filter: Type.Object(FilterQuery, closed),
            },
            closed,
          ),
          response: { 202: Type.Object({ id: Type.String() }), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const columns = request.body.columns.filter(isColumn)
        const ask = readFilter(request.body.filter)
        if (!ask || columns.length !== request.body.columns.length)
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        if (columns.some(isPersonal) && !mayReveal(request))
          return refuse(request, reply, HTTP_ERRORS, 'FORBIDDEN')
        const wish = {
          ask,
          columns,
          locale: localeOf(request),
          staffId: staffOf(request).staffId,
          at: request.at,
        }
        const id = await startExport(app, storeOf(request), wish)
        if (!id) return refuse(request, reply, DESK_ERRORS, 'ORDER_EXPORTS_TOO_MANY')
        return reply.code(202).send({ id })
      },
    )

    server.get(
      '/order-exports/:exportId/file',
      {
        schema: {
          summary: '下载导出的订单 A finished table as a CSV, for a day; fetching it is written down',
          params: OfExport,
          response: {
            200: { content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } } },
            default: ProblemReply,
          },
        },
        config,
      },
      async (request, reply) => {
        const store = storeOf(request)
        const found = await findExport(app, store.storeId, asId('oex', request.params.exportId))
        if (found?.state !== 'done') return refuse(request, reply, DESK_ERRORS, 'ORDER_EXPORT_NOT_FOUND')
        if (found.isPersonal && !mayReveal(request)) return refuse(request, reply, HTTP_ERRORS, 'FORBIDDEN')
        const { staffId: actor } = staffOf(request)
        const told = { actor, action: 'order.export_fetched', subject: found.id, data: {}, at: request.at }
        await withTenant(app.db, store.storeId, (tx) => audit(tx, told))
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="orders.csv"')
          .header('x-content-type-options', 'nosniff')
          .header('cache-control', 'no-store')
          .send(Readable.from(openExport(app, store, found)))
      },
    )
  }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'an admin route has its store')
const staffOf = (request: FastifyRequest) => must(request.staff, 'somebody is signed in')
const mayReveal = (request: FastifyRequest) => staffOf(request).scopes.has('customers:reveal')

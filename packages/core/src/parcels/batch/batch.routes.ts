import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must, type Words } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { CSV_BYTES_MAX, CSV_ERRORS } from '../../catalog/index.js'
import { HTTP_ERRORS, IdText, Instant, localeOf, ProblemReply, parseWhole, refuse } from '../../http/index.js'
import { Nullable } from '../../orders/index.js'
import { PARCEL_ERRORS } from '../parcel.errors.js'
import { type BatchHead, listBatches, listFailed } from './batch.queries.js'
import { FIELD_NAMES, ROW_PROBLEMS } from './batch.rules.js'
import { exportWaiting, TEMPLATE } from './export-waiting.js'
import { startBatch } from './start-batch.js'

const InStore = Type.Object({ storeId: IdText('sto') })
const OfBatch = Type.Object({ ...InStore.properties, batchId: IdText('bat') })

const BatchReply = Type.Object({
  id: Type.String(),
  fileName: Type.String(),
  state: Type.String(),
  staffId: Type.String(),
  createdAt: Instant,
  finishedAt: Nullable(Instant),
  rows: Type.Object({
    total: Type.Integer(),
    waiting: Type.Integer(),
    sent: Type.Integer(),
    again: Type.Integer(),
    failed: Type.Integer(),
  }),
  parcels: Type.Integer(),
})
const RowReply = Type.Object({
  row: Type.Integer(),
  code: Type.String(),
  /** What is wrong and what to do, in the reader's language. */
  text: Type.String(),
  column: Type.String(),
  orderNumber: Type.String(),
  orderId: Nullable(Type.String()),
  trackingNumber: Type.String(),
})

const ERRORS = { ...CSV_ERRORS, ...PARCEL_ERRORS }
const PROBLEMS_PAGE = 100
const ship = { audience: 'staff', scope: 'orders:ship' } as const

/** Many parcels by one table: upload, progress, rows with problems, the empty table, and what waits to be sent. */
export function batchRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/ship-batches',
      {
        config: ship,
        schema: {
          summary: '批量发货 Ship by a table: CSV as multipart file',
          params: InStore,
          response: {
            202: Type.Object({ id: Type.String(), rows: Type.Integer() }),
            default: ProblemReply,
          },
        },
      },
      async (request, reply) => {
        if (!request.isMultipart()) return refuse(request, reply, HTTP_ERRORS, 'UNSUPPORTED_MEDIA_TYPE')
        const limits = { fileSize: CSV_BYTES_MAX, files: 1, fields: 5, parts: 6 }
        const file = await request.file({ limits, throwFileSizeLimit: false })
        if (!file) return refuse(request, reply, ERRORS, 'CSV_NO_FILE')
        const bytes = await file.toBuffer()
        if (file.file.truncated) return refuse(request, reply, ERRORS, 'CSV_TOO_LARGE')
        const { storeId, staffId } = whereOf(request)
        const given = { fileName: file.filename, bytes, staffId, at: request.at }
        const result = await startBatch(app, storeId, given)
        if (!result.started) return refuse(request, reply, ERRORS, result.reason, { detail: result.detail })
        return reply.code(202).send({ id: result.batchId, rows: result.rows })
      },
    )
    server.get(
      '/ship-batches',
      {
        config: ship,
        schema: {
          summary: '批量发货记录 The latest tables',
          params: InStore,
          response: { 200: Type.Object({ items: Type.Array(BatchReply) }), default: ProblemReply },
        },
      },
      async (request) => {
        const batches = await withTenant(app.db, whereOf(request).storeId, (tx) =>
          listBatches(tx, { id: null, limit: 20 }),
        )
        return { items: batches.map(replyOf) }
      },
    )
    server.get(
      '/ship-batches/:batchId',
      {
        config: ship,
        schema: {
          summary: '批量发货进度 How far a table is',
          params: OfBatch,
          response: { 200: BatchReply, default: ProblemReply },
        },
      },
      async (request, reply) => {
        const id = asId('bat', request.params.batchId)
        const [batch] = await withTenant(app.db, whereOf(request).storeId, (tx) =>
          listBatches(tx, { id, limit: 1 }),
        )
        return batch ? replyOf(batch) : refuse(request, reply, ERRORS, 'SHIP_BATCH_NOT_FOUND')
      },
    )
    server.get(
      '/ship-batches/:batchId/problems',
      {
        config: ship,
        schema: {
          summary: '有问题的行 Rows with a problem, and what to do',
          params: OfBatch,
          querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 6 })) }),
          response: {
            200: Type.Object({ items: Type.Array(RowReply), next: Nullable(Type.Integer()) }),
            default: ProblemReply,
          },
        },
      },
      async (request, reply) => {
        const after = parseWhole(request.query.after ?? '0', { min: 0, max: 100_000 })
        if (after === null) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const id = asId('bat', request.params.batchId)
        const rows = await withTenant(app.db, whereOf(request).storeId, async (tx) => {
          const [batch] = await listBatches(tx, { id, limit: 1 })
          return batch ? listFailed(tx, id, { after, limit: PROBLEMS_PAGE }) : null
        })
        if (!rows) return refuse(request, reply, ERRORS, 'SHIP_BATCH_NOT_FOUND')
        const items = rows.map((row) => ({
          row: row.number,
          code: row.problem ?? '',
          text: row.problem ? (ROW_PROBLEMS[row.problem] as Words)[localeOf(request)] : '',
          column: row.field ? (FIELD_NAMES[row.field][localeOf(request) === 'en' ? 2 : 0] ?? row.field) : '',
          orderNumber: row.order,
          orderId: row.orderId,
          trackingNumber: row.tracking,
        }))
        return { items, next: items.length === PROBLEMS_PAGE ? (items.at(-1)?.row ?? null) : null }
      },
    )
    server.get(
      '/ship-template.csv',
      {
        config: ship,
        schema: {
          summary: '批量发货模板 The empty table with two examples',
          params: InStore,
          response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
        },
      },
      async (_request, reply) =>
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="ship-template.csv"')
          .send(TEMPLATE),
    )
    server.get(
      '/orders-to-ship.csv',
      {
        config: ship,
        schema: {
          summary: '待发货导出 Everything that waits to be sent, in the shape of the upload',
          params: InStore,
          response: { 200: { content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } } } },
        },
      },
      async (request, reply) => {
        const store = must(request.store, 'the route has its store')
        const { staffId } = whereOf(request)
        await withTenant(app.db, store.storeId, (tx) =>
          audit(tx, {
            actor: staffId,
            action: 'addresses.exported',
            subject: 'orders',
            data: {},
            at: request.at,
          }),
        )
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="orders-to-ship.csv"')
          .header('x-content-type-options', 'nosniff')
          .header('cache-control', 'no-store')
          .send(Readable.from(exportWaiting(app, store)))
      },
    )
  }
}

const whereOf = (request: FastifyRequest) => ({
  storeId: must(request.store, 'the route has its store').storeId,
  staffId: must(request.staff, 'staff').staffId,
})

const replyOf = ({ createdAt, finishedAt, rows, ...head }: BatchHead): Static<typeof BatchReply> => ({
  ...head,
  rows: { ...rows },
  createdAt: createdAt.toISOString(),
  finishedAt: finishedAt?.toISOString() ?? null,
})

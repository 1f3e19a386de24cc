import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, idOf, idPattern, must } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import type { App } from '../../app.js'
import { HTTP_ERRORS, parseWhole, refuse } from '../../http/index.js'
import { StoreParams, storeOf } from '../product.routes.js'
import { Nullable } from '../product.schema.js'
import { CSV_ERRORS } from './csv.errors.js'
import { CSV_BYTES_MAX } from './decode-csv.js'
import { exportProducts } from './export-products.js'
import { findImport, type ImportRow, listImports, selectProblems } from './import.queries.js'
import { askForPictures, startImport } from './start-import.js'

const ImportReply = Type.Object({
  id: Type.String(),
  fileName: Type.String(),
  isDryRun: Type.Boolean(),
  state: Type.String(),
  rowsTotal: Type.Integer(),
  rowsDone: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  failed: Type.Integer(),
  warnings: Type.Integer(),
  encoding: Nullable(Type.String()),
  ignoredColumns: Type.Array(Type.String()),
  code: Nullable(Type.String()),
  detail: Type.String(),
  createdAt: Type.String(),
  finishedAt: Nullable(Type.String()),
})
const ImportParams = Type.Object({
  storeId: Type.Optional(Type.String()),
  importId: Type.String({ pattern: idPattern('imp') }),
})
const ProblemReply = Type.Object({
  position: Type.Integer(),
  row: Type.Integer(),
  level: Type.String(),
  code: Type.String(),
  detail: Type.String(),
  retryUrl: Nullable(Type.String()),
  productId: Nullable(Type.String()),
})

const read = { audience: 'staff', scope: 'catalog:read' } as const
const write = { audience: 'staff', scope: 'catalog:write' } as const

/** Tables of products in and out, for the staff of a shop. Where pictures are: `originOf` of the request's shop. */
export function importAdminRoutes(
  app: App,
  { originOf }: { originOf: (request: { store: { slug: string } | null }) => string },
): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/imports',
      {
        config: write,
        schema: {
          summary: 'Import products: a table in Shopify’s format as multipart file; dryRun=1 only tries',
          params: StoreParams,
          querystring: Type.Object({
            dryRun: Type.Optional(Type.String({ maxLength: 1 })),
            stock: Type.Optional(Type.String({ maxLength: 4 })),
          }),
          response: { 202: Type.Object({ id: Type.String(), ignoredColumns: Type.Array(Type.String()) }) },
        },
      },
      async (request, reply) => {
        if (!request.isMultipart()) return refuse(request, reply, HTTP_ERRORS, 'UNSUPPORTED_MEDIA_TYPE')
        const limits = { fileSize: CSV_BYTES_MAX, files: 1, fields: 5, parts: 6 }
        const file = await request.file({ limits, throwFileSizeLimit: false })
        if (!file) return refuse(request, reply, CSV_ERRORS, 'CSV_NO_FILE')
        const bytes = await file.toBuffer()
        if (file.file.truncated) return refuse(request, reply, CSV_ERRORS, 'CSV_TOO_LARGE')
        const result = await startImport(app, storeOf(request), {
          fileName: file.filename,
          bytes,
          isDryRun: request.query.dryRun === '1',
          stock: request.query.stock === 'set' ? 'set' : 'keep',
          staffId: must(request.staff, 'somebody is signed in').staffId,
          at: request.at,
        })
        if (!result.started)
          return refuse(request, reply, CSV_ERRORS, result.reason, { detail: result.detail })
        return reply.code(202).send({ id: result.importId, ignoredColumns: [...result.ignoredColumns] })
      },
    )

    server.get(
      '/imports',
      {
        config: read,
        schema: {
          summary: 'The latest imports',
          params: StoreParams,
          response: { 200: Type.Object({ imports: Type.Array(ImportReply) }) },
        },
      },
      async (request) => {
        const rows = await withTenant(app.db, storeOf(request), (tx) => listImports(tx, 50))
        return { imports: rows.map(importReplyOf) }
      },
    )

    server.get(
      '/imports/:importId',
      {
        config: read,
        schema: { summary: 'How far an import is', params: ImportParams, response: { 200: ImportReply } },
      },
      async (request, reply) => {
        const id = asId('imp', request.params.importId)
        const row = await withTenant(app.db, storeOf(request), (tx) => findImport(tx, id))
        return row ? importReplyOf(row) : refuse(request, reply, CSV_ERRORS, 'IMPORT_NOT_FOUND')
      },
    )

    server.get(
      '/imports/:importId/problems',
      {
        config: read,
        schema: {
          summary: 'What was wrong, row by row',
          params: ImportParams,
          querystring: Type.Object({ after: Type.Optional(Type.String({ maxLength: 6 })) }),
          response: {
            200: Type.Object({ problems: Type.Array(ProblemReply), next: Nullable(Type.Integer()) }),
          },
        },
      },
      async (request, reply) => {
        const after = parseWhole(request.query.after ?? '0', { min: 0, max: 100_000 })
        if (after === null) return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED')
        const id = asId('imp', request.params.importId)
        const rows = await withTenant(app.db, storeOf(request), async (tx) =>
          (await findImport(tx, id)) ? selectProblems(tx, id, after, 100) : null,
        )
        if (!rows) return refuse(request, reply, CSV_ERRORS, 'IMPORT_NOT_FOUND')
        const problems = rows.map((row) => ({
          position: row.position,
          row: row.row_number,
          level: row.level,
          code: row.code,
          detail: row.detail,
          retryUrl: row.retry_url,
          productId: row.product_id === null ? null : idOf('prd', row.product_id),
        }))
        return { problems, next: problems.length === 100 ? (problems.at(-1)?.position ?? null) : null }
      },
    )

    server.post(
      '/imports/:importId/retry-pictures',
      {
        config: write,
        schema: {
          summary: 'Try the missing pictures again',
          params: ImportParams,
          response: { 202: Type.Null() },
        },
      },
      async (request, reply) => {
        const asked = await askForPictures(
          app,
          storeOf(request),
          asId('imp', request.params.importId),
          request.at,
        )
        return asked ? reply.code(202).send(null) : refuse(request, reply, CSV_ERRORS, 'IMPORT_NOT_FOUND')
      },
    )

    server.get(
      '/products.csv',
      {
        config: read,
        schema: {
          summary: 'All products in Shopify’s format',
          params: StoreParams,
          response: { 200: { content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } } } },
        },
      },
      async (request, reply) => {
        const lines = exportProducts(app, storeOf(request), originOf(request))
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="products.csv"')
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(lines))
      },
    )
  }
}

function importReplyOf(row: ImportRow): Static<typeof ImportReply> {
  const { report } = row
  return {
    id: idOf('imp', row.id),
    fileName: row.file_name,
    isDryRun: row.is_dry_run,
    state: row.state,
    rowsTotal: row.rows_total,
    rowsDone: row.rows_done,
    created: report.created ?? 0,
    updated: report.updated ?? 0,
    unchanged: report.unchanged ?? 0,
    failed: report.failed ?? 0,
    warnings: report.warnings ?? 0,
    encoding: report.encoding ?? null,
    ignoredColumns: [...(report.ignoredColumns ?? [])],
    code: report.code ?? null,
    detail: report.detail ?? '',
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { must, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  IdText,
  Instant,
  makeCursor,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { listEntries } from './audit.queries.js'

const Entry = Type.Object({
  id: Type.String(),
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  data: Type.Record(Type.String(), Type.Unknown()),
  at: Instant,
})

/** `/audit` of the console: who did what, newest first. */
export function auditRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/audit',
      {
        schema: {
          params: Type.Object({ storeId: IdText('sto') }),
          querystring: Type.Object(PageQuery, { additionalProperties: false }),
          response: { 200: pageOf(Entry), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'audit:read' },
      },
      async (request, reply) => {
        const limit = parseWhole(request.query.limit ?? '50', { min: 1, max: 100 })
        const cursor = request.query.cursor === undefined ? [] : parseCursor(request.query.cursor)
        const before = cursor?.[0] === undefined ? null : parseId('aud', String(cursor[0]))
        if (limit === null || cursor === null || (cursor.length > 0 && before === null))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const storeId = must(request.storeId, 'an admin route has its store')
        const entries = await withTenant(app.db, storeId, (tx) => listEntries(tx, { before, limit }))
        const last = entries.length === limit ? entries.at(-1) : undefined
        return {
          items: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
          next: last ? makeCursor([last.id]) : null,
        }
      },
    )
  }
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, must, newId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, Instant, ProblemReply, refuse } from '../http/index.js'
import type { StoreDirectory } from '../stores/index.js'
import { STAFF_ERRORS } from './staff.errors.js'
import { listStores, writeStoreStatus } from './staff.queries.js'

const STORES_PAGE = 50

/** For operators of the installation: every shop, and closing one. To everybody else these do not exist. */
export function operatorRoutes(app: App, directory: StoreDirectory): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/operator/stores',
      {
        schema: {
          summary: '全部店铺 Every shop',
          querystring: Type.Object({ after: Type.Optional(IdText('sto')) }, { additionalProperties: false }),
          response: {
            200: Type.Object({
              items: Type.Array(
                Type.Object({
                  storeId: Type.String(),
                  slug: Type.String(),
                  name: Type.String(),
                  origin: Type.String(),
                  status: Type.String(),
                  createdAt: Instant,
                }),
              ),
              next: Type.Union([Type.String(), Type.Null()]),
            }),
            default: ProblemReply,
          },
        },
        config: { audience: 'operator' },
      },
      async (request) => {
        const { after } = request.query
        const limit = STORES_PAGE
        const stores = await listStores(app.db, must(request.staff, 'operator').staffId, {
          after: after === undefined ? null : asId('sto', after),
          limit,
        })
        const items = await Promise.all(
          stores.map(async (line) => {
            const { settings, origin } = must(await directory.byId(line.storeId), 'a listed shop is known')
            return { ...line, name: settings.name, origin, createdAt: line.createdAt.toISOString() }
          }),
        )
        return {
          items,
          next: stores.length === limit ? (stores.at(-1)?.storeId ?? null) : null,
        }
      },
    )
    server.put(
      '/operator/stores/:storeId/status',
      {
        schema: {
          summary: '停业或恢复店铺 Suspend a shop or put it back',
          params: Type.Object({ storeId: IdText('sto') }),
          body: Type.Object(
            {
              status: Type.Union([Type.Literal('active'), Type.Literal('suspended')]),
              reason: Type.String({ minLength: 1, maxLength: 300 }),
            },
            { additionalProperties: false },
          ),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'operator' },
      },
      async (request, reply) => {
        const storeId = asId('sto', request.params.storeId)
        const isDone = await writeStoreStatus(app.db, {
          ...request.body,
          storeId,
          operatorId: must(request.staff, 'operator').staffId,
          auditId: newId('aud', request.at),
          at: request.at,
        })
        if (!isDone) return refuse(request, reply, STAFF_ERRORS, 'STORE_NOT_FOUND')
        await directory.refresh(storeId)
        return reply.code(204).send(null)
      },
    )
  }
}

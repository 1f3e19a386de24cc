import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, IdText, Instant, localeOf, NoBody, refuse } from '../http/index.js'
import { listStaffNotices, seeStaffNotice } from './staff-notice.queries.js'

const NOTICES_MAX = 20
const Store = { storeId: Type.Optional(Type.String()) }
const Notice = Type.Object({
  id: Type.String(),
  source: Type.String(),
  text: Type.String(),
  isUrgent: Type.Boolean(),
  at: Instant,
})

/** What mechanics tell the shop's staff; below `/api/admin/v1/stores/:storeId`. */
export function staffNoticeRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/notices',
      {
        config: { audience: 'staff', scope: 'marketing:read' },
        schema: {
          summary: 'What nobody of the staff has seen yet, newest first · 待查看的提醒',
          params: Type.Object(Store),
          response: { 200: Type.Object({ items: Type.Array(Notice) }) },
        },
      },
      async (request) => {
        const locale = localeOf(request)
        const notices = await withTenant(app.db, must(request.storeId, 'a store is named'), (tx) =>
          listStaffNotices(tx, NOTICES_MAX),
        )
        const items = notices.map(({ words, createdAt, ...notice }) => ({
          ...notice,
          text: words[locale],
          at: createdAt.toISOString(),
        }))
        return { items }
      },
    )

    server.post(
      '/notices/:noticeId/seen',
      {
        config: { audience: 'staff', scope: 'marketing:write' },
        schema: {
          summary: 'Take a notice off the first page · 知道了',
          params: Type.Object({ ...Store, noticeId: IdText('msg') }),
          body: NoBody,
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        const by = { actor: must(request.staff, 'somebody is signed in').staffId, at: request.at }
        const id = asId('msg', request.params.noticeId)
        const isSeen = await withTenant(app.db, must(request.storeId, 'a store is named'), (tx) =>
          seeStaffNotice(tx, id, by),
        )
        if (!isSeen) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        return reply.code(204).send(null)
      },
    )
  }
}

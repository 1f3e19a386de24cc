import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must } from '@mamapu/kernel'
import { Type } from 'typebox'
import { CALENDAR_MAX_MS } from '../campaigns/index.js'
import { HTTP_ERRORS, localeOf, refuse } from '../http/index.js'
import { listWindows } from './calendar-windows.js'
import type { PluginHost } from './host.js'

const Instant = Type.String({ format: 'date-time', maxLength: 40 })
const Window = Type.Object({
  plugin: Type.String(),
  title: Type.String(),
  id: Type.String(),
  label: Type.String(),
  summary: Type.String(),
  state: Type.String(),
  startsAt: Type.String(),
  endsAt: Type.String(),
})

/** What stands on the shop's calendar beside campaigns. */
export function calendarRoutes(host: PluginHost): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/calendar-windows',
      {
        config: { audience: 'staff', scope: 'marketing:read' },
        schema: {
          summary: 'Dated things of plugins beside campaigns, over at most 92 days · 日历上的发券等时间',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          querystring: Type.Object({ from: Instant, until: Instant }, { additionalProperties: false }),
          response: { 200: Type.Object({ items: Type.Array(Window) }) },
        },
      },
      async (request, reply) => {
        const [from, until] = [new Date(request.query.from), new Date(request.query.until)]
        const length = until.getTime() - from.getTime()
        if (!(length > 0 && length <= CALENDAR_MAX_MS))
          return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED')
        const span = { from, until, at: request.at, locale: localeOf(request) }
        const windows = await listWindows(host, must(request.storeId, 'a store is named'), span)
        return {
          items: windows.map(({ startsAt, endsAt, ...window }) => ({
            ...window,
            startsAt: startsAt.toISOString(),
            endsAt: endsAt.toISOString(),
          })),
        }
      },
    )
  }
}

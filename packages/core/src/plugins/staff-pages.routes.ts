import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import { Type } from 'typebox'
import { localeOf } from '../http/index.js'
import type { PluginHost } from './host.js'
import { switchesQuery } from './switch.queries.js'

const Page = Type.Object({ plugin: Type.String(), name: Type.String(), title: Type.String() })

/**
 * Which pages of plugins whoever asks may open on her phone, below `/api/admin/v1/stores/:storeId`. Those of a plugin that was
 * switched off are among them: what it promised is still handed over.
 */
export function staffPageRoutes(host: PluginHost): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/staff-pages',
      {
        config: { audience: 'staff', scope: 'store:read' },
        schema: {
          summary: '员工页面 Pages for staff',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          response: { 200: Type.Object({ items: Type.Array(Page) }) },
        },
      },
      async (request) => {
        const storeId = must(request.storeId, 'a store is named')
        const { scopes } = must(request.staff, 'staff')
        const rows = await withTenant(host.db, storeId, (tx) => switchesQuery(tx.sql, tx.tenantId))
        const known = new Set(rows.map((row) => row.plugin_id))
        const items = host.registry.plugins
          .filter(({ id }) => known.has(id))
          .flatMap(({ id, plugin }) =>
            (plugin.staffPages ?? [])
              .filter(({ scope }) => scopes.has(scope))
              .map(({ name, title }) => ({ plugin: id, name, title: title[localeOf(request)] })),
          )
        return { items }
      },
    )
  }
}

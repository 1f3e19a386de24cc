import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { ProblemReply } from '../http/index.js'
import { InStore } from './desk.schema.js'
import { readRiskSettings, writeRiskSettings } from './risk.queries.js'
import { RiskSettings } from './risk.schema.js'

/** From when on the desk points something out: `/order-risk` of the console. */
export function riskRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/order-risk',
      {
        schema: {
          summary: '订单提醒设置 From when on orders look odd',
          params: Type.Object(InStore),
          response: { 200: RiskSettings, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      (request) => withTenant(app.db, storeIdOf(request), readRiskSettings),
    )

    server.put(
      '/order-risk',
      {
        schema: {
          summary: '修改订单提醒设置 Change from when on orders look odd; 0 switches a hint off',
          params: Type.Object(InStore),
          body: RiskSettings,
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'store:write' },
      },
      async (request, reply) => {
        const settings = request.body
        const storeId = storeIdOf(request)
        const actor = must(request.staff, 'somebody is signed in').staffId
        await withTenant(app.db, storeId, async (tx) => {
          await writeRiskSettings(tx, settings)
          await audit(tx, {
            ...{ actor, action: 'order_risk.changed', subject: storeId },
            ...{ data: settings, at: request.at },
          })
        })
        return reply.code(204).send(null)
      },
    )
  }
}

const storeIdOf = (request: FastifyRequest) => must(request.storeId, 'an admin route has its store')

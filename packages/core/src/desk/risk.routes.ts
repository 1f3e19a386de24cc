import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { must } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { ProblemReply, refuse } from '../http/index.js'
import { DESK_ERRORS } from './desk.errors.js'
import { InStore } from './desk.schema.js'
import { RiskSettings } from './risk.schema.js'
import { readRiskSettings, saveRiskSettings } from './risks.js'

/** The version is the one an edit names; 0 while nothing was saved. */
const Numbers = Type.Object(
  { version: Type.Integer({ minimum: 0, maximum: 2_000_000_000 }), settings: RiskSettings },
  { additionalProperties: false },
)

/** From when on the desk points something out: `/order-risk` of the console. */
export function riskRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/order-risk',
      {
        schema: {
          summary: '订单提醒设置 From when on orders look odd',
          params: Type.Object(InStore),
          response: { 200: Numbers, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      (request) => withTenant(app.db, storeIdOf(request), readRiskSettings),
    )

    server.put(
      '/order-risk',
      {
        schema: {
          summary:
            '修改订单提醒设置 Change from when on orders look odd, on the version that was seen; 0 switches a hint off',
          params: Type.Object(InStore),
          body: Numbers,
          response: { 200: Numbers, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'store:write' },
      },
      async (request, reply) => {
        const actor = must(request.staff, 'somebody is signed in').staffId
        const saved = await withTenant(app.db, storeIdOf(request), async (tx) => {
          const isSaved = await saveRiskSettings(tx, request.body, { actor, at: request.at })
          return isSaved ? readRiskSettings(tx) : null
        })
        return saved ?? refuse(request, reply, DESK_ERRORS, 'ORDER_RISK_CHANGED')
      },
    )
  }
}

const storeIdOf = (request: FastifyRequest) => must(request.storeId, 'an admin route has its store')

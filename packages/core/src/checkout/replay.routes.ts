import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, type Locale, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, localeOf, ProblemReply, refuse } from '../http/index.js'
import { Money, Nullable, ORDER_ERRORS } from '../orders/index.js'
import { type ReplayResult, replayOrder } from './replay.js'
import { reasonsOf } from './trace-words.js'

const OfOrder = Type.Object({ storeId: IdText('sto'), orderId: IdText('ord') })

/** Why an order costs what it costs, offer by offer. */
export const ReasonReply = Type.Object({
  offerId: Type.String(),
  plugin: Type.String(),
  stage: Type.String(),
  outcome: Type.String(),
  code: Type.String(),
  amount: Money,
  text: Type.String(),
})

const ReplayReply = Type.Object({
  /** False when an older arbiter decided it, or its record was too large to keep its input. */
  replayed: Type.Boolean(),
  whyNot: Nullable(Type.String()),
  /** The arbiter run over the order's own record gives the same bits. */
  isSame: Nullable(Type.Boolean()),
  differences: Type.Array(Type.String()),
  version: Type.Integer(),
  reasons: Type.Array(ReasonReply),
})

/** 这个价怎么来的: `/api/admin/v1/stores/:storeId/orders/:orderId/replay`. */
export function replayAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders/:orderId/replay',
      {
        schema: {
          summary: '价格由来 Why an order costs what it costs, proved by pricing its record again',
          params: OfOrder,
          response: { 200: ReplayReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request, reply) => {
        const store = must(request.store, 'a shop host has its shop')
        const orderId = asId('ord', request.params.orderId)
        const result = await replayOrder(app.db, { storeId: store.storeId, orderId })
        if (!result.replayed && result.reason === 'order_not_found')
          return refuse(request, reply, ORDER_ERRORS, 'ORDER_NOT_FOUND')
        return replayReply(result, { currency: store.currency, locale: localeOf(request) })
      },
    )
  }
}

function replayReply(
  result: Exclude<ReplayResult, { reason: 'order_not_found' }>,
  { currency, locale }: { currency: string; locale: Locale },
) {
  const { decision } = result
  return {
    replayed: result.replayed,
    whyNot: result.replayed ? null : result.reason,
    isSame: result.replayed ? result.isSame : null,
    differences: result.replayed ? [...result.differences] : [],
    version: decision.version,
    reasons: reasonsOf(decision.priced.trace, { currency, locale }),
  }
}

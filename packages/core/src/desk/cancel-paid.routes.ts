import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  idempotencyOf,
  localeOf,
  ProblemReply,
  problemOf,
  refuse,
  withIdempotency,
} from '../http/index.js'
import { followRefund, ORDER_ERRORS } from '../orders/index.js'
import { cancelPaid } from './cancel-paid.js'
import { closed, OfOrder } from './desk.schema.js'

/** Calling off a paid order: `/orders/:orderId/cancel-paid` of the console. */
export function cancelPaidRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/orders/:orderId/cancel-paid',
      {
        schema: {
          summary: '取消已付款订单 Call off a paid order of which nothing was sent; all of it is refunded',
          params: OfOrder,
          body: Type.Object(
            { reason: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) },
            closed,
          ),
          response: { 201: Type.Object({ refundId: Type.String() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund', idempotent: true },
      },
      async (request, reply) => {
        const { storeId } = must(request.store, 'the route has its store')
        const call = must(idempotencyOf(request), 'the server has checked the key')
        const ask = {
          orderId: asId('ord', request.params.orderId),
          reason: request.body.reason.trim(),
          actor: must(request.staff, 'somebody is signed in').staffId,
          at: request.at,
        }
        const result = await withTenant(app.db, storeId, (tx) =>
          withIdempotency(tx, call, async () => {
            const done = await cancelPaid(tx, ask)
            if (done.cancelled) return { status: 201, body: { refundId: done.refundId } }
            const problem = problemOf(ORDER_ERRORS, done.code, localeOf(request))
            return { status: problem.status, body: problem, isRefusal: true }
          }),
        )
        if (result.outcome === 'key_reused')
          return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REUSED')
        const { status, body } = result.reply
        if (status === 201 && !result.isReplay)
          await followRefund(app, storeId, asId('ref', (body as { refundId: string }).refundId))
        if (result.isReplay) reply.header('idempotency-replayed', 'true')
        if (status !== 201) reply.type('application/problem+json')
        return reply.code(status as 201).send(body as { refundId: string })
      },
    )
  }
}

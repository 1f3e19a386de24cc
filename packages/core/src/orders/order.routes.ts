import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must, OutsideError, parseId, toFen } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import {
  HTTP_ERRORS,
  IdText,
  idempotencyOf,
  localeOf,
  makeCursor,
  ProblemReply,
  parseCursor,
  problemOf,
  refuse,
  withIdempotency,
} from '../http/index.js'
import { PAYMENT_ERRORS } from '../payments/index.js'
import { cancelOrder, type Providers } from './expire-order.js'
import { ORDER_ERRORS, type OrderErrorCode } from './order.errors.js'
import { LineUnits, StaffOrderReply, staffOrderReply } from './order.schema.js'
import { getOrderView } from './order-view.js'
import type { OrderCursor } from './order-view.queries.js'
import { payRefundByHand } from './refund-by-hand.js'
import { decideRefund, followRefund, type RefundObstacle } from './refund-order.js'
import { retryRefund } from './send-refund.js'
import { shipOrder } from './ship-order.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const OfOrder = Type.Object({ ...InStore, orderId: IdText('ord') })
const Reason = Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' })

const ShipBody = Type.Object(
  {
    carrier: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
    trackingNumber: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    lines: Type.Optional(Type.Array(LineUnits, { minItems: 1, maxItems: 50 })),
  },
  closed,
)
const RefundBody = Type.Object(
  {
    whole: Type.Optional(Type.Boolean()),
    lines: Type.Optional(
      Type.Array(
        Type.Object(
          {
            lineId: IdText('lin'),
            units: Type.Integer({ minimum: 1, maximum: 999 }),
            restock: Type.Optional(Type.Boolean()),
          },
          closed,
        ),
        { maxItems: 50 },
      ),
    ),
    shipping: Type.Optional(
      Type.Object(
        { amount: Type.Integer({ minimum: 0, maximum: 100_000_000 }), currency: Type.String() },
        closed,
      ),
    ),
    reason: Reason,
  },
  closed,
)
const Refunded = Type.Object({
  refundId: Type.String(),
  amount: Type.Object({ amount: Type.Integer(), currency: Type.String() }),
})

export const REFUND_CODES: Readonly<Record<RefundObstacle, OrderErrorCode>> = {
  order_not_found: 'ORDER_NOT_FOUND',
  wrong_state: 'ORDER_STATE',
  nothing_to_refund: 'REFUND_EMPTY',
  too_much: 'REFUND_TOO_LARGE',
  too_many: 'REFUNDS_TOO_MANY',
}
const SHIP_CODES = {
  order_not_found: 'ORDER_NOT_FOUND',
  wrong_state: 'ORDER_STATE',
  nothing_to_ship: 'SHIPMENT_EMPTY',
  too_many: 'SHIPMENT_TOO_LARGE',
  asked_back: 'SHIPMENT_ASKED_BACK',
  virtual_line: 'SHIPMENT_VIRTUAL',
} as const
export const END_CODES = {
  order_not_found: 'ORDER_NOT_FOUND',
  already_paid: 'ORDER_ALREADY_PAID',
  not_due: 'ORDER_STATE',
  wrong_state: 'ORDER_STATE',
} as const

/** Orders for the shop's staff: `/orders` of the console. */
export function orderAdminRoutes(app: App, providers: Providers): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders/:orderId',
      {
        schema: {
          summary: '订单详情 One order with its address, parcels and refunds',
          params: OfOrder,
          response: { 200: StaffOrderReply, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request, reply) => {
        const store = storeOf(request)
        const orderId = asId('ord', request.params.orderId)
        // Who packs parcels must read where they go; everybody else sees the masked contact.
        const opensAddress = must(request.staff, 'staff').scopes.has('orders:ship')
        const view = await getOrderView(app, store, { orderId, opensAddress })
        if (!view) return refuse(request, reply, ORDER_ERRORS, 'ORDER_NOT_FOUND')
        return staffOrderReply(view, { currency: store.currency, locale: localeOf(request) })
      },
    )

    server.post(
      '/orders/:orderId/ship',
      {
        schema: {
          summary: '发货 Send a parcel',
          params: OfOrder,
          body: ShipBody,
          response: {
            201: Type.Object({ shipmentId: Type.String(), isComplete: Type.Boolean() }),
            default: ProblemReply,
          },
        },
        config: { audience: 'staff', scope: 'orders:ship' },
      },
      async (request, reply) => {
        const { carrier, trackingNumber, lines } = request.body
        const result = await shipOrder(app, storeOf(request).storeId, {
          orderId: asId('ord', request.params.orderId),
          carrier: carrier.trim(),
          trackingNumber: trackingNumber.trim(),
          ...(lines
            ? { lines: lines.map(({ lineId, units }) => ({ lineId: asId('lin', lineId), units })) }
            : {}),
          actor: staffIdOf(request),
          at: request.at,
        })
        if (!result.shipped) return refuse(request, reply, ORDER_ERRORS, SHIP_CODES[result.reason])
        return reply.code(201).send({ shipmentId: result.shipmentId, isComplete: result.isComplete })
      },
    )

    server.post(
      '/orders/:orderId/refund',
      {
        schema: {
          summary: '退款 Refund an order, whole or by line, quantity and postage',
          params: OfOrder,
          body: RefundBody,
          response: { 201: Refunded, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund', idempotent: true },
      },
      async (request, reply) => refund(app, request, reply, request.body),
    )

    server.post(
      '/orders/:orderId/refunds/:refundId/retry',
      {
        schema: {
          summary: '重试退款 Try a parked refund again',
          params: Type.Object({ ...InStore, orderId: IdText('ord'), refundId: IdText('ref') }),
          body: Type.Object({}, closed),
          response: { 202: Type.Object({ refundId: Type.String() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund' },
      },
      async (request, reply) => {
        const refundId = asId('ref', request.params.refundId)
        const isWoken = await retryRefund(app, storeOf(request).storeId, { refundId, at: request.at })
        if (!isWoken) return refuse(request, reply, ORDER_ERRORS, 'REFUND_NOT_FOUND')
        return reply.code(202).send({ refundId })
      },
    )

    server.post(
      '/orders/:orderId/refunds/:refundId/by-hand',
      {
        schema: {
          summary: '已线下退款 A refund its provider did not pay was paid another way',
          params: Type.Object({ ...InStore, orderId: IdText('ord'), refundId: IdText('ref') }),
          body: Type.Object({ note: Reason }, closed),
          response: { 200: Type.Object({ refundId: Type.String() }), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund' },
      },
      async (request, reply) => {
        const refundId = asId('ref', request.params.refundId)
        const isPaid = await payRefundByHand(app, storeOf(request).storeId, {
          orderId: asId('ord', request.params.orderId),
          refundId,
          note: request.body.note.trim(),
          actor: staffIdOf(request),
          at: request.at,
        })
        if (!isPaid) return refuse(request, reply, ORDER_ERRORS, 'REFUND_NOT_FAILED')
        return reply.code(200).send({ refundId })
      },
    )

    server.post(
      '/orders/:orderId/cancel',
      {
        schema: {
          summary: '取消未付款订单 Cancel an order nobody has paid',
          params: OfOrder,
          body: Type.Object({ reason: Reason }, closed),
          response: { 204: Type.Null(), default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'orders:refund' },
      },
      async (request, reply) => {
        const cancel = {
          orderId: asId('ord', request.params.orderId),
          actor: staffIdOf(request),
          reason: request.body.reason.trim(),
          at: request.at,
        }
        const result = await providerAware(request, reply, () =>
          cancelOrder(app, providers, storeOf(request).storeId, cancel),
        )
        if (result === null) return reply
        return result.ended
          ? reply.code(204).send(null)
          : refuse(request, reply, ORDER_ERRORS, END_CODES[result.reason])
      },
    )
  }
}

async function refund(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  body: Static<typeof RefundBody>,
): Promise<FastifyReply> {
  const { storeId, currency } = storeOf(request)
  if (body.shipping && body.shipping.currency !== currency)
    return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED', {
      fields: { 'body/shipping/currency': currency },
    })
  const { orderId: id } = request.params as Static<typeof OfOrder>
  const orderId = asId('ord', id)
  const call = must(idempotencyOf(request), 'the server has checked the key')
  const result = await withTenant(app.db, storeId, (tx) =>
    withIdempotency(tx, call, async () => {
      const decided = await decideRefund(tx, {
        orderId,
        lines: (body.lines ?? []).map(({ lineId, units, restock }) => ({
          lineId: asId('lin', lineId),
          units,
          ...(restock === undefined ? {} : { restock }),
        })),
        shippingFen: toFen(body.shipping?.amount ?? 0),
        whole: body.whole ?? false,
        reason: body.reason.trim(),
        actor: staffIdOf(request),
        at: request.at,
      })
      if (!decided.refunded) {
        const problem = problemOf(ORDER_ERRORS, REFUND_CODES[decided.reason], localeOf(request))
        return { status: problem.status, body: problem, isRefusal: true }
      }
      const { refundId, amountFen } = decided
      const data = { refundId, amountFen }
      await audit(tx, {
        actor: staffIdOf(request),
        action: 'order.refunded',
        subject: orderId,
        data,
        at: request.at,
      })
      return { status: 201, body: { refundId, amount: { amount: amountFen, currency } } }
    }),
  )
  if (result.outcome === 'key_reused') return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REUSED')
  const { status, body: answer } = result.reply
  if (status === 201 && !result.isReplay)
    await followRefund(app, storeId, asId('ref', (answer as { refundId: string }).refundId))
  if (result.isReplay) reply.header('idempotency-replayed', 'true')
  if (status !== 201) reply.type('application/problem+json')
  return reply.code(status).send(answer)
}

/** Runs what needs a payment provider; one that is away is said so (the reply is sent then, and null comes back). */
export async function providerAware<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code !== 'PAYMENT_PROVIDER_DOWN') throw error
    refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_DOWN')
    return null
  }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'the route has its store')
const staffIdOf = (request: FastifyRequest) => must(request.staff, 'staff').staffId

/** Where a page begins: null from the newest, undefined when the cursor is none of ours. */
export function readCursor(text: string | undefined): OrderCursor | null | undefined {
  if (text === undefined) return null
  const [at, raw] = parseCursor(text) ?? []
  const id = typeof raw === 'string' ? parseId('ord', raw) : null
  const isTime = typeof at === 'number' && Number.isSafeInteger(at) && at > 0 && at < 8e15
  return id !== null && isTime ? { at: new Date(at), id } : undefined
}

export function writeCursor(cursor: OrderCursor | null): string | null {
  return cursor && makeCursor([cursor.at.getTime(), cursor.id])
}

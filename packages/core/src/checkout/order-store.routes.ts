import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { must, type OrderId, type StoreId } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { ensureShopper } from '../customers/index.js'
import {
  HTTP_ERRORS,
  localeOf,
  NoBody,
  PageQuery,
  ProblemReply,
  pageOf,
  parseWhole,
  refuse,
} from '../http/index.js'
import {
  CardReply,
  cancelOrder,
  cardReply,
  END_CODES,
  getOrderView,
  listShopperOrders,
  ORDER_ERRORS,
  OrderReply,
  openOrder,
  orderReply,
  type Providers,
  providerAware,
  readCursor,
  readDecision,
  receiveOrder,
  SHOPPER_TABS,
  startPayment,
  unlockOrder,
  writeCursor,
} from '../orders/index.js'
import { deviceOf, OpenedReply, offeredWays, PAYMENT_ERRORS, readWays } from '../payments/index.js'
import { ReasonReply } from './replay.routes.js'
import { reasonsOf } from './trace-words.js'

const config = { audience: 'shopper' } as const
const OfToken = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) })
const UNLOCK_CODES = { not_found: 'ORDER_NOT_FOUND', wrong: 'LAST4_WRONG', too_many: 'LAST4_LOCKED' } as const
const noContent = { 204: Type.Null(), default: ProblemReply }

/** Orders of whoever holds their link: `/api/store/v1/orders/:token`. The number of an order opens nothing. */
export function orderStoreRoutes(app: App, providers: Providers): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/orders',
      {
        schema: {
          summary: '我的订单 Orders of the signed-in customer, newest first',
          querystring: Type.Object({ ...PageQuery, tab: Type.Optional(Type.Enum([...SHOPPER_TABS])) }),
          response: {
            200: pageOf(Type.Object({ ...CardReply.properties, token: Type.String() })),
            default: ProblemReply,
          },
        },
        config,
      },
      async (request, reply) => {
        const customerId = request.shopper?.customerId
        if (!customerId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const limit = parseWhole(request.query.limit ?? '20', { min: 1, max: 50 })
        const after = readCursor(request.query.cursor)
        if (limit === null || after === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const store = storeOf(request)
        const ask = { customerId, tab: request.query.tab ?? 'all', after, limit } as const
        const { cards, next } = await listShopperOrders(app, store, ask)
        const reading = { currency: store.currency, locale: localeOf(request) }
        return {
          items: cards.map((card) => ({ ...cardReply(card, reading), token: card.token })),
          next: writeCursor(next),
        }
      },
    )

    server.get(
      '/orders/:token',
      {
        schema: {
          summary: '订单 An order by its link',
          params: OfToken,
          response: { 200: OrderReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply, request.params.token)
        return orderId ? show(app, request, reply, orderId) : reply
      },
    )

    server.get(
      '/orders/:token/why',
      {
        schema: {
          summary: '价格由来 Why the order costs what it costs, offer by offer',
          params: OfToken,
          response: { 200: Type.Object({ reasons: Type.Array(ReasonReply) }), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply, request.params.token)
        if (!orderId) return reply
        const { storeId, currency } = storeOf(request)
        const decision = must(await readDecision(app.db, storeId, orderId), 'an opened order')
        reply.header('cache-control', 'no-store')
        return { reasons: reasonsOf(decision.priced.trace, { currency, locale: localeOf(request) }) }
      },
    )

    server.post(
      '/orders/:token/unlock',
      {
        schema: {
          summary: '验证手机号后四位 Name the last four digits of the phone on a new device',
          params: OfToken,
          body: Type.Object(
            { lastFour: Type.String({ pattern: '^[0-9]{4}$' }) },
            { additionalProperties: false },
          ),
          response: { 200: OrderReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const { sessionHash } = await ensureShopper(app, request, reply)
        const { token } = request.params
        const ask = { token, lastFour: request.body.lastFour, sessionHash, at: request.at }
        const result = await unlockOrder(app, storeOf(request), ask)
        if (!result.unlocked) return refuse(request, reply, ORDER_ERRORS, UNLOCK_CODES[result.reason])
        return show(app, request, reply, result.orderId)
      },
    )

    server.post(
      '/orders/:token/pay',
      {
        schema: {
          summary: '去付款 Open the cashier',
          params: OfToken,
          body: Type.Object(
            { provider: Type.Optional(Type.String({ maxLength: 30 })) },
            { additionalProperties: false },
          ),
          response: { 200: OpenedReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply, request.params.token)
        if (!orderId) return reply
        const provider = request.body.provider ?? (await firstWay(app, providers, storeOf(request).storeId))
        const ask = { orderId, provider, device: deviceOf(request), at: request.at }
        const result = await providerAware(request, reply, () =>
          startPayment(app, providers, storeOf(request), ask),
        )
        if (result === null) return reply
        if (result.started) return result.opened
        if (result.reason === 'payer_unknown')
          return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PAYER_UNKNOWN')
        if (result.reason === 'provider_unknown')
          return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_UNKNOWN')
        const codes = {
          order_not_found: 'ORDER_NOT_FOUND',
          already_paid: 'ORDER_ALREADY_PAID',
          expired: 'ORDER_EXPIRED',
        } as const
        return refuse(request, reply, ORDER_ERRORS, codes[result.reason])
      },
    )

    server.post(
      '/orders/:token/cancel',
      {
        schema: {
          summary: '取消订单 Cancel an unpaid order',
          params: OfToken,
          body: NoBody,
          response: noContent,
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply, request.params.token)
        if (!orderId) return reply
        const cancel = { orderId, actor: actorOf(request), reason: '顾客取消', at: request.at }
        const result = await providerAware(request, reply, () =>
          cancelOrder(app, providers, storeOf(request).storeId, cancel),
        )
        if (result === null) return reply
        return result.ended
          ? reply.code(204).send(null)
          : refuse(request, reply, ORDER_ERRORS, END_CODES[result.reason])
      },
    )

    server.post(
      '/orders/:token/confirm',
      {
        schema: {
          summary: '确认收货 The goods have arrived',
          params: OfToken,
          body: NoBody,
          response: noContent,
        },
        config,
      },
      async (request, reply) => {
        const orderId = await opened(app, request, reply, request.params.token)
        if (!orderId) return reply
        const ask = { orderId, actor: actorOf(request), at: request.at }
        const result = await receiveOrder(app, storeOf(request).storeId, ask)
        return result.moved
          ? reply.code(204).send(null)
          : refuse(
              request,
              reply,
              ORDER_ERRORS,
              result.reason === 'order_not_found' ? 'ORDER_NOT_FOUND' : 'ORDER_STATE',
            )
      },
    )
  }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'a shop host has its shop')
const actorOf = (request: FastifyRequest) => request.shopper?.customerId ?? 'guest'

/** The order this browser may open by the link; null when it was refused (the reply is sent then). */
async function opened(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<OrderId | null> {
  const opener = {
    customerId: request.shopper?.customerId ?? null,
    sessionHash: request.shopper?.sessionHash ?? null,
  }
  const result = await openOrder(app, storeOf(request), { token, opener })
  if (result.opened) return result.orderId
  refuse(request, reply, ORDER_ERRORS, result.reason === 'locked' ? 'ORDER_LOCKED' : 'ORDER_NOT_FOUND')
  return null
}

async function show(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  orderId: OrderId,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const view = must(await getOrderView(app, store, { orderId, opensAddress: true }), 'an opened order')
  reply.header('cache-control', 'no-store')
  return reply.send(orderReply(view, { currency: store.currency, locale: localeOf(request) }))
}

/** What a shop offers first; empty when it offers nothing. */
async function firstWay(app: App, providers: Providers, storeId: StoreId): Promise<string> {
  const { accountsOn } = await withTenant(app.db, storeId, readWays)
  return offeredWays(providers, accountsOn)[0]?.id ?? ''
}

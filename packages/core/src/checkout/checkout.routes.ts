import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, must, parseId, type SkuId, toFen } from '@mamapu/kernel'
import type { PricingPolicy } from '@mamapu/pricing'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import {
  addToCart,
  CART_LINES_MAX,
  type CartObstacle,
  type CartOwner,
  setLineQuantity,
} from '../carts/index.js'
import { ensureShopper } from '../customers/index.js'
import { listRegions } from '../fulfilment/index.js'
import {
  channelOf,
  HTTP_ERRORS,
  IdText,
  idempotencyKeyOf,
  idempotencyOf,
  localeOf,
  ProblemReply,
  refuse,
} from '../http/index.js'
import { ORDER_ERRORS, type OrderErrorCode, type Providers } from '../orders/index.js'
import type { RawChoice } from '../plugins/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { type BasketSource, readBasket, type Shopper } from './basket.js'
import {
  BasketReply,
  basketReply,
  type PlaceBody,
  PlaceBody as PlaceSchema,
  Quantity,
  QuoteBody,
  SkuUnits,
} from './checkout.schema.js'
import type { DeliveryPick } from './delivery.js'
import { orderStoreRoutes } from './order-store.routes.js'
import type { PlaceResult } from './place.types.js'
import { type PlaceDeps, placeOrder } from './place-order.js'
import { whyKnownGone, whySaleGone } from './sold-out.js'

const CART_CODES: Readonly<Record<CartObstacle, OrderErrorCode>> = {
  sku_not_found: 'SKU_UNAVAILABLE',
  cart_full: 'CART_FULL',
  quantity_invalid: 'QUANTITY_INVALID',
  line_not_found: 'CART_LINE_NOT_FOUND',
}
const config = { audience: 'shopper' } as const
const LineParams = Type.Object({ lineId: IdText('cln') })
const basketAnswer = { 200: BasketReply, default: ProblemReply }

/** Cart, prices and orders of whoever shops: `/api/store/v1`. */
export function checkoutRoutes(deps: PlaceDeps, providers: Providers): FastifyPluginAsyncTypebox {
  const { app } = deps
  return async (server) => {
    await server.register(orderStoreRoutes(app, providers))

    server.get(
      '/cart',
      { schema: { summary: '购物车 The cart, priced now', response: basketAnswer }, config },
      async (request) => priced(deps, request, {}),
    )

    server.post(
      '/cart/lines',
      {
        schema: { summary: '加入购物车 Put units into the cart', body: SkuUnits, response: basketAnswer },
        config,
      },
      async (request, reply) => {
        const shopper = await ensureShopper(app, request, reply)
        const result = await addToCart(app, storeOf(request).storeId, {
          owner: ownerOf(shopper),
          skuId: asId('sku', request.body.skuId),
          quantity: request.body.quantity,
          at: request.at,
        })
        if (!result.changed) return refuse(request, reply, ORDER_ERRORS, CART_CODES[result.reason])
        return priced(deps, request, {})
      },
    )

    const setUnits = async (request: FastifyRequest, reply: FastifyReply, quantity: number) => {
      const { lineId } = request.params as { lineId: string }
      if (!request.shopper) return refuse(request, reply, ORDER_ERRORS, 'CART_LINE_NOT_FOUND')
      const result = await setLineQuantity(app, storeOf(request).storeId, {
        owner: ownerOf(request.shopper),
        lineId: asId('cln', lineId),
        quantity,
      })
      if (!result.changed) return refuse(request, reply, ORDER_ERRORS, CART_CODES[result.reason])
      return reply.send(await priced(deps, request, {}))
    }

    server.patch(
      '/cart/lines/:lineId',
      {
        schema: {
          summary: '修改数量 Set a line to so many units',
          params: LineParams,
          body: Type.Object({ quantity: Quantity }, { additionalProperties: false }),
          response: basketAnswer,
        },
        config,
      },
      async (request, reply) => setUnits(request, reply, request.body.quantity),
    )

    server.delete(
      '/cart/lines/:lineId',
      {
        schema: { summary: '移出购物车 Take a line out', params: LineParams, response: basketAnswer },
        config,
      },
      async (request, reply) => setUnits(request, reply, 0),
    )

    server.post(
      '/checkout/quote',
      {
        schema: {
          summary: '结算报价 The price of the cart or of units bought now, with the reason of every price',
          body: QuoteBody,
          response: basketAnswer,
        },
        config,
      },
      async (request) => priced(deps, request, request.body),
    )

    server.post(
      '/orders',
      {
        schema: {
          summary: '下单 Place an order; repeated under one Idempotency-Key it is placed once',
          body: PlaceSchema,
          response: {
            201: Type.Object({ orderId: Type.String(), token: Type.String() }),
            default: ProblemReply,
          },
        },
        config: { ...config, idempotent: true, beforeSession: sayKnownGone },
      },
      async (request, reply) => place(deps, request, reply, request.body),
    )

    server.get(
      '/regions',
      {
        schema: {
          summary: '省市区 Provinces, cities and districts',
          response: { 200: Type.Object({ items: Type.Unknown() }), default: ProblemReply },
        },
        config: { audience: 'public' },
      },
      async (_request, reply) => {
        reply.header('cache-control', 'public, max-age=86400')
        return { items: listRegions() }
      },
    )
  }
}

const storeOf = (request: FastifyRequest) => must(request.store, 'a shop host has its shop')

function ownerOf(shopper: { customerId: Shopper['customerId']; sessionHash: string }): CartOwner {
  return shopper.customerId ? { customerId: shopper.customerId } : { sessionHash: shopper.sessionHash }
}

function shopperOf(request: FastifyRequest): Shopper {
  const { shopper } = request
  return {
    channel: channelOf(request),
    customerId: shopper?.customerId ?? null,
    sessionHash: shopper?.sessionHash ?? null,
    visitorKey: shopper?.visitorKey ?? null,
    cameByLink: (shopper?.came ?? null) !== null,
    verifiedPhoneHash: shopper?.verifiedPhoneHash ?? null,
  }
}

interface Ask {
  readonly lines?: readonly { readonly skuId: string; readonly quantity: number }[]
  readonly regionCode?: string
  readonly choices?: 'best' | string[]
  readonly points?: PricingPolicy['points']
  readonly delivery?: { readonly method: string; readonly choice?: RawChoice }
}

function sourceOf(request: FastifyRequest, { lines }: Ask): BasketSource {
  if (lines) return { lines: lines.map(({ skuId, quantity }) => ({ skuId: asId('sku', skuId), quantity })) }
  return request.shopper ? { cart: ownerOf(request.shopper) } : { lines: [] }
}

function pickOf({ delivery }: Pick<Ask, 'delivery'>): DeliveryPick | null {
  return delivery ? { method: delivery.method, choice: delivery.choice ?? {} } : null
}

async function priced(deps: PlaceDeps, request: FastifyRequest, ask: Ask) {
  const store = storeOf(request)
  const basket = await readBasket(deps, store, {
    source: sourceOf(request, ask),
    shopper: shopperOf(request),
    regionCode: ask.regionCode ?? null,
    delivery: pickOf(ask),
    choices: ask.choices ?? 'best',
    points: ask.points ?? 'none',
    at: request.at,
  })
  return basketReply(basket, { currency: store.currency, locale: localeOf(request) })
}

async function place(
  deps: PlaceDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  body: PlaceBody,
): Promise<FastifyReply> {
  const store = storeOf(request)
  if (body.seenTotal.currency !== store.currency)
    return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED', {
      fields: { 'body/seenTotal/currency': store.currency },
    })
  const { shopper } = request
  if (!shopper) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
  const { key } = must(idempotencyOf(request), 'the server has checked the key')
  const result = await placeOrder(deps, store, {
    source: sourceOf(request, body),
    shopper: shopperOf(request),
    contact: { name: '', phone: '', regionCode: '', street: '', ...body.contact },
    delivery: pickOf(body),
    remark: body.remark ?? '',
    choices: body.choices ?? 'best',
    points: body.points ?? 'none',
    seenTotalFen: toFen(body.seenTotal.amount),
    idem: { principal: shopper.sessionHash, key },
    actor: shopper.customerId ?? 'guest',
    at: request.at,
  })
  if (!result.placed) return sayRefusal(request, reply, result)
  if (result.again) reply.header('idempotency-replayed', 'true')
  return reply.code(201).send({ orderId: result.orderId, token: result.token })
}

/** Sold out, as this process knows: said to everybody alike, without a query. */
function sayKnownGone(request: FastifyRequest, reply: FastifyReply): boolean {
  const { store } = request
  const source = readUnits(request.body)
  const asked = { key: idempotencyKeyOf(request), delivery: methodOf(request) }
  const gone = store && source && whyKnownGone(store, { source, ...asked })
  const saleGone = !gone && store && source && saleGoneFor(request, store, source)
  if (!gone && !saleGone) return false
  reply.header('cache-control', 'no-store')
  void refuse(request, reply, ORDER_ERRORS, gone ? 'OUT_OF_STOCK' : 'OFFER_GONE', {
    data: { ...(gone || saleGone) },
  })
  return true
}

function saleGoneFor(request: FastifyRequest, store: StoreSnapshot, source: BasketSource) {
  const body = request.body as Partial<PlaceBody>
  const { seenTotal, contact, choices = 'best', points = 'none' } = body
  if (typeof seenTotal?.amount !== 'number' || typeof contact !== 'object') return null
  if (seenTotal.currency !== store.currency) return null
  const regionCode = `${contact?.regionCode ?? ''}`
  const seen = { seenTotalFen: seenTotal.amount, regionCode, choices, points, delivery: methodOf(request) }
  return whySaleGone(store, { source, key: idempotencyKeyOf(request), at: request.at, seen })
}

/** The method a body not yet checked picks; null when it picks none. */
function methodOf({ body }: FastifyRequest): string | null {
  const pick = (body as Partial<PlaceBody> | null)?.delivery
  return typeof pick?.method === 'string' ? pick.method : null
}

/** The units a body not yet checked asks for; null when it is not sure that it asks for any. */
function readUnits(body: unknown): BasketSource | null {
  const lines = (body as { lines?: unknown } | null)?.lines
  if (!Array.isArray(lines) || lines.length > CART_LINES_MAX) return null
  const read = lines.map((line: { skuId?: unknown; quantity?: unknown } | null) => ({
    skuId: typeof line?.skuId === 'string' ? parseId('sku', line.skuId) : null,
    quantity: Number.isSafeInteger(line?.quantity) ? (line?.quantity as number) : 0,
  }))
  return read.every(isUnits) ? { lines: read } : null
}

function isUnits(line: {
  skuId: SkuId | null
  quantity: number
}): line is { skuId: SkuId; quantity: number } {
  return line.skuId !== null && line.quantity > 0
}

function sayRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, data }: Extract<PlaceResult, { placed: false }>,
): FastifyReply {
  if (code === 'IDEMPOTENCY_KEY_REUSED') return refuse(request, reply, HTTP_ERRORS, code)
  const words = data.words as { 'zh-CN': string; en: string } | undefined
  return refuse(request, reply, ORDER_ERRORS, code, {
    data,
    ...(words ? { detail: words[localeOf(request)] } : {}),
  })
}

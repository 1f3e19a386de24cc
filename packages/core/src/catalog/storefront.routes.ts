import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Fen, must, parseId, type SkuId } from '@mamapu/kernel'
import type { Channel } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import {
  channelOf,
  HTTP_ERRORS,
  makeCursor,
  ProblemReply,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { CATALOG_ERRORS } from './catalog.errors.js'
import {
  findStorefrontProduct,
  LIST_LIMIT_MAX,
  type ListAfter,
  listStorefront,
  type StorefrontCard,
  type StorefrontPage,
  searchStorefront,
} from './storefront.queries.js'
import {
  cardReply,
  ProductParams,
  ProductReply,
  ProductsQuery,
  ProductsReply,
  productReply,
  type UnitPrice,
} from './storefront.schema.js'

/** What is asked for a price everybody sees. */
export interface Priceable {
  readonly key: string
  readonly skuId: string
  readonly productId: string
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
  readonly priceFen: Fen
  readonly floorFen: Fen
}

/** When it is looked at, and through what. */
export interface ShelfLook {
  readonly at: Date
  readonly channel: Channel
}

/** What moves beside the catalogue: prices by running offers, and the units left. */
export interface Shelf {
  /** By `key`. */
  prices(
    store: StoreSnapshot,
    items: readonly Priceable[],
    look: ShelfLook,
  ): Promise<ReadonlyMap<string, UnitPrice>> | ReadonlyMap<string, UnitPrice>
  /** By product, each as its cheapest SKU. */
  cards(
    store: StoreSnapshot,
    cards: readonly StorefrontCard[],
    look: ShelfLook,
  ): Promise<ReadonlyMap<string, UnitPrice>> | ReadonlyMap<string, UnitPrice>
  /** By SKU, at most a second old. */
  stock(
    store: StoreSnapshot,
    skuIds: readonly SkuId[],
  ): Promise<ReadonlyMap<string, number>> | ReadonlyMap<string, number>
}

const LIMIT_USUAL = '24'
const config = { audience: 'shopper' } as const

/** The catalogue for apps and mini-programs, as the shop's pages show it: `/api/store/v1/products`. */
export function storefrontRoutes(app: App, shelf: Shelf): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/products/:slug',
      {
        schema: {
          summary: '商品 One product with its SKUs, prices and units left',
          params: ProductParams,
          response: { 200: ProductReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const store = storeOf(request)
        const found = await findStorefrontProduct(app.db, store.storeId, request.params.slug, request.at)
        if (!found) return refuse(request, reply, CATALOG_ERRORS, 'PRODUCT_NOT_FOUND')
        const about = {
          productId: found.id,
          categoryIds: found.categories.map(({ id }) => id),
          tags: found.tags,
        }
        const items = found.skus.map(({ id, priceFen, floorFen }) => ({
          ...about,
          key: id,
          skuId: id,
          priceFen,
          floorFen,
        }))
        const ids = found.skus.map(({ id }) => id)
        const [prices, stock] = await Promise.all([
          shelf.prices(store, items, lookOf(request)),
          shelf.stock(store, ids),
        ])
        return productReply(found, { prices, stock, currency: store.currency })
      },
    )

    server.get(
      '/products',
      {
        schema: {
          summary: '商品列表 Products on sale: all, of a category, or found by words',
          querystring: ProductsQuery,
          response: { 200: ProductsReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const store = storeOf(request)
        const { category, q, sort = 'new', cursor } = request.query
        const limit = parseWhole(request.query.limit ?? LIMIT_USUAL, { min: 1, max: LIST_LIMIT_MAX })
        const after = readCursor(cursor)
        if (limit === null || after === undefined || (q !== undefined && category !== undefined))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const query = { sort, after, limit, at: request.at }
        const page: StorefrontPage | null =
          q === undefined
            ? await listStorefront(app.db, store.storeId, category ?? null, query)
            : await searchStorefront(app.db, store.storeId, q, query)
        if (!page) return refuse(request, reply, CATALOG_ERRORS, 'CATEGORY_NOT_FOUND')
        const prices = await shelf.cards(store, page.products, lookOf(request))
        return {
          items: page.products.map((card) => cardReply(card, priceOf(prices, card), store.currency)),
          next: page.next && makeCursor([page.next.minFen, page.next.id]),
        }
      },
    )
  }
}

const lookOf = (request: FastifyRequest): ShelfLook => ({ at: request.at, channel: channelOf(request) })
const storeOf = (request: FastifyRequest) => must(request.store, 'a shop host has its shop')

function priceOf(prices: ReadonlyMap<string, UnitPrice>, { id, minFen }: StorefrontCard): UnitPrice {
  return prices.get(id) ?? { unitFen: minFen, everydayFen: minFen }
}

/** Null from the start, undefined when it is no cursor of ours. */
function readCursor(text: string | undefined): ListAfter | null | undefined {
  if (text === undefined) return null
  const [minFen, rawId] = parseCursor(text) ?? []
  const id = typeof rawId === 'string' ? parseId('prd', rawId) : null
  return typeof minFen === 'number' && Number.isSafeInteger(minFen) && id ? { minFen, id } : undefined
}

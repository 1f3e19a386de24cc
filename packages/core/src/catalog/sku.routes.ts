import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { parseId, type SkuId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { HTTP_ERRORS, refuse } from '../http/index.js'
import { currencyOf, StoreParams, storeOf } from './product.routes.js'
import { Nullable } from './product.schema.js'
import { namedSkus, SKU_CHOICES_MAX, type SkuChoice, searchSkus } from './sku-choices.js'

const ID_LENGTH_MAX = 41
const Amount = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Query = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 100 })),
  ids: Type.Optional(Type.String({ maxLength: SKU_CHOICES_MAX * ID_LENGTH_MAX })),
})
const ChoiceReply = Type.Object({
  id: Type.String(),
  productId: Type.String(),
  title: Type.String(),
  optionText: Type.String(),
  code: Type.String(),
  price: Amount,
  cost: Nullable(Amount),
  floor: Amount,
  available: Type.Integer(),
  mediaHash: Nullable(Type.String()),
  status: Type.String(),
  obstacle: Nullable(Type.String()),
})

/** SKUs to choose from, and the names of chosen ones: what a campaign's form asks for. */
export function skuAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/skus',
      {
        config: { audience: 'staff', scope: 'catalog:read' },
        schema: {
          summary: 'SKUs by words, or those of these ids (separated by commas) in their order',
          params: StoreParams,
          querystring: Query,
          response: { 200: Type.Object({ skus: Type.Array(ChoiceReply) }) },
        },
      },
      async (request, reply) => {
        const { q = '', ids } = request.query
        const wanted = ids === undefined ? null : idsOf(ids)
        if (ids !== undefined && !wanted) return refuse(request, reply, HTTP_ERRORS, 'VALIDATION_FAILED')
        const found = await withTenant(app.db, storeOf(request), (tx) =>
          wanted ? namedSkus(tx, wanted, request.at) : searchSkus(tx, q, request.at),
        )
        return { skus: found.map((sku) => replyOf(sku, currencyOf(request))) }
      },
    )
  }
}

function idsOf(text: string): SkuId[] | null {
  const ids = text.split(',').map((one) => parseId('sku', one))
  return ids.length <= SKU_CHOICES_MAX && ids.every((id) => id !== null) ? ids : null
}

function replyOf({ priceFen, costFen, floorFen, ...sku }: SkuChoice, currency: string) {
  return {
    ...sku,
    price: { amount: priceFen, currency },
    cost: costFen === null ? null : { amount: costFen, currency },
    floor: { amount: floorFen, currency },
  }
}

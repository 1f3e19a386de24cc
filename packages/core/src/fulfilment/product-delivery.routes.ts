import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { IdText, ProblemReply, refuse } from '../http/index.js'
import { FULFILMENT_ERRORS } from './fulfilment.errors.js'
import { setProductTemplate } from './product-delivery.js'
import { findProductDelivery } from './product-delivery.queries.js'

const OfProduct = Type.Object({ storeId: IdText('sto'), productId: IdText('prd') })
const Template = Type.Object(
  { template: Type.String({ pattern: '^([a-z0-9-]{1,40})?$', maxLength: 40 }) },
  { additionalProperties: false },
)

/** Which template of express a product goes by; empty for the usual one. */
export function productDeliveryRoutes({ db }: Pick<App, 'db'>): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/products/:productId/delivery-template',
      {
        config: { audience: 'staff', scope: 'catalog:read' },
        schema: {
          summary: '运费模板 Which template a product goes by',
          params: OfProduct,
          response: { 200: Template, default: ProblemReply },
        },
      },
      async (request, reply) => {
        const { storeId } = must(request.store, 'the route has its store')
        const found = await findProductDelivery(db, storeId, asId('prd', request.params.productId))
        if (!found) return refuse(request, reply, FULFILMENT_ERRORS, 'DELIVERY_PRODUCT_NOT_FOUND')
        return { template: found.template }
      },
    )
    server.put(
      '/products/:productId/delivery-template',
      {
        config: { audience: 'staff', scope: 'catalog:write' },
        schema: {
          summary: '选运费模板 Let a product go by a template of the shop',
          params: OfProduct,
          body: Template,
          response: { 204: Type.Null(), default: ProblemReply },
        },
      },
      async (request, reply) => {
        const { storeId } = must(request.store, 'the route has its store')
        const result = await withTenant(db, storeId, (tx) =>
          setProductTemplate(tx, {
            productId: asId('prd', request.params.productId),
            template: request.body.template,
            actor: must(request.staff, 'staff').staffId,
            at: request.at,
          }),
        )
        if (result === 'changed') return reply.code(204).send(null)
        const code = result === 'no_template' ? 'DELIVERY_TEMPLATE_NOT_FOUND' : 'DELIVERY_PRODUCT_NOT_FOUND'
        return refuse(request, reply, FULFILMENT_ERRORS, code)
      },
    )
  }
}

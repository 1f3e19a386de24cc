import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { refuse } from '../http/index.js'
import { hearParcel } from './follow-parcels.js'
import { PARCEL_ERRORS } from './parcel.errors.js'
import type { TrackingProviders } from './track.types.js'

/** Where carriers tell shops of parcels. What is not authentic is refused; what is already known is thanked for again. */
export function parcelCallbackRoutes(app: App, providers: TrackingProviders): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/callbacks/parcels/:provider',
      {
        schema: {
          summary: 'A tracking provider reports where a parcel is',
          params: Type.Object({ provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,29}$' }) }),
        },
        config: { audience: 'peer', keepsRawBody: true },
        bodyLimit: 16_384,
      },
      async (request, reply) => {
        const provider = providers.get(request.params.provider)
        if (!provider) return refuse(request, reply, PARCEL_ERRORS, 'TRACKING_PROVIDER_UNKNOWN')
        const storeId = must(request.storeId, 'callbacks arrive at shops')
        const raw = { headers: request.headers, body: Buffer.from(request.rawBody ?? '') }
        const notice = provider.readCallback(raw, request.at)
        if (!notice) {
          request.log.warn({ storeId, provider: provider.id }, 'a tracking callback was not authentic')
          return refuse(request, reply, PARCEL_ERRORS, 'TRACKING_REFUSED')
        }
        const heard = await hearParcel(app, storeId, { provider: provider.id, ...notice })
        return heard === 'unknown'
          ? refuse(request, reply, PARCEL_ERRORS, 'TRACKING_MISMATCH')
          : reply.code(204).send()
      },
    )
  }
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { refuse } from '../http/index.js'
import { PAYOUT_ERRORS } from './payout.errors.js'
import type { PayoutProviders } from './provider.js'
import { hearTransfer } from './pursue-transfer.js'

/** Where providers tell shops of transfers. What is not authentic is refused; what is already known is thanked for again. */
export function payoutCallbackRoutes(app: App, providers: PayoutProviders): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/callbacks/payouts/:provider',
      {
        schema: {
          summary: 'A payout provider reports a transfer',
          params: Type.Object({ provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,29}$' }) }),
        },
        config: { audience: 'peer', keepsRawBody: true },
        bodyLimit: 16_384,
      },
      async (request, reply) => {
        const provider = providers.get(request.params.provider)
        if (!provider) return refuse(request, reply, PAYOUT_ERRORS, 'PAYOUT_PROVIDER_UNKNOWN')
        const storeId = must(request.storeId, 'callbacks arrive at shops')
        const raw = { headers: request.headers, body: Buffer.from(request.rawBody ?? '') }
        const notice = provider.readNotification(storeId, raw, request.at)
        if (!notice) {
          request.log.warn({ storeId, provider: provider.id }, 'a transfer notification was not authentic')
          return refuse(request, reply, PAYOUT_ERRORS, 'TRANSFER_REFUSED')
        }
        const result = await hearTransfer(app, storeId, { provider: provider.id, ...notice })
        return result.heard
          ? reply.code(204).send()
          : refuse(request, reply, PAYOUT_ERRORS, 'TRANSFER_MISMATCH')
      },
    )
  }
}

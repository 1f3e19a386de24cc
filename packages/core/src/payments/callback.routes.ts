import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must, type StoreId } from '@mamapu/kernel'
import { Type } from 'typebox'
import { refuse } from '../http/index.js'
import { PAYMENT_ERRORS } from './payment.errors.js'
import type { PaymentNotice, PaymentProvider } from './provider.js'

export interface CallbackDeps {
  readonly providers: ReadonlyMap<string, PaymentProvider>
  /** Records the money; false when what is claimed does not match our records. */
  readonly settle: (storeId: StoreId, notice: PaymentNotice, at: Date) => Promise<{ settled: boolean }>
}

/** Where providers tell shops of payments. What is not authentic is refused; what is already known is thanked for again. */
export function paymentCallbackRoutes({ providers, settle }: CallbackDeps): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/callbacks/payments/:provider',
      {
        schema: {
          summary: 'A payment provider reports a payment',
          params: Type.Object({ provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }) }),
        },
        config: { audience: 'peer', keepsRawBody: true },
        bodyLimit: 16_384,
      },
      async (request, reply) => {
        const provider = providers.get(request.params.provider)
        if (!provider) return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_UNKNOWN')
        const storeId = must(request.storeId, 'callbacks arrive at shops')
        const { headers, rawBody } = request
        const raw = { headers, body: Buffer.from(rawBody ?? '') }
        const notice = provider.readNotification(storeId, raw, request.at)
        if (!notice) {
          request.log.warn({ storeId, provider: provider.id }, 'a payment notification was not authentic')
          return refuse(request, reply, PAYMENT_ERRORS, 'NOTIFICATION_REFUSED')
        }
        const result = await settle(storeId, notice, request.at)
        return result.settled
          ? reply.code(204).send()
          : refuse(request, reply, PAYMENT_ERRORS, 'NOTIFICATION_MISMATCH')
      },
    )
  }
}

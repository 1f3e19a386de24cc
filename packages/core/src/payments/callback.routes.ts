import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must, OutsideError, type StoreId } from '@mamapu/kernel'
import { Type } from 'typebox'
import { refuse } from '../http/index.js'
import { PAYMENT_ERRORS } from './payment.errors.js'
import type { PaymentProvider, ProviderNotice, RawNotification } from './provider.js'

export interface CallbackDeps {
  readonly providers: ReadonlyMap<string, PaymentProvider>
  /** Writes down what was told; false when what is claimed does not match our records. */
  readonly hear: (
    storeId: StoreId,
    told: { readonly provider: string; readonly notice: ProviderNotice },
    at: Date,
  ) => Promise<boolean>
}

const FORM = 'application/x-www-form-urlencoded'
const NOTICE_MAX = 65_536

/** Where providers tell shops of payments and refunds. What is not authentic is refused; what is already known is thanked for again. */
export function paymentCallbackRoutes({ providers, hear }: CallbackDeps): FastifyPluginAsyncTypebox {
  return async (server) => {
    // A signature covers a form as it came, too; it is the provider's to read.
    if (server.hasContentTypeParser(FORM)) server.removeContentTypeParser(FORM)
    server.addContentTypeParser(FORM, { parseAs: 'string' }, (request, body, done) => {
      request.rawBody = body as string
      done(null, {})
    })
    server.post(
      '/callbacks/payments/:provider',
      {
        schema: {
          summary: 'A payment provider reports a payment or a refund',
          params: Type.Object({ provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }) }),
        },
        config: { audience: 'peer', keepsRawBody: true },
        bodyLimit: NOTICE_MAX,
      },
      async (request, reply) => {
        const provider = providers.get(request.params.provider)
        if (!provider) return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_UNKNOWN')
        const storeId = must(request.storeId, 'callbacks arrive at shops')
        const { headers, rawBody } = request
        const raw = { headers, body: Buffer.from(rawBody ?? '') }
        const notice = await read(provider, storeId, raw, request.at)
        if (notice === 'later') return refuse(request, reply, PAYMENT_ERRORS, 'PAYMENT_PROVIDER_DOWN')
        if (!notice) {
          request.log.warn({ storeId, provider: provider.id }, 'a payment notification was not authentic')
          return refuse(request, reply, PAYMENT_ERRORS, 'NOTIFICATION_REFUSED')
        }
        if (!(await hear(storeId, { provider: provider.id, notice }, request.at)))
          return refuse(request, reply, PAYMENT_ERRORS, 'NOTIFICATION_MISMATCH')
        const { status, body } = provider.thanks
        return body ? reply.code(status).type('text/plain').send(body) : reply.code(status).send()
      },
    )
  }
}

/** A shop without an account at the provider can be told nothing by it; what cannot be made out now is told again later. */
async function read(provider: PaymentProvider, storeId: StoreId, raw: RawNotification, at: Date) {
  try {
    return await provider.readNotification(storeId, raw, at)
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return error.code === 'PAYMENT_ACCOUNT_MISSING' ? null : 'later'
  }
}

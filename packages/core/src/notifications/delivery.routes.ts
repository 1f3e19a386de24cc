import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { refuse } from '../http/index.js'
import type { ChannelProviders } from './channels/channel.types.js'
import { MESSAGE_ERRORS } from './notification.errors.js'
import { hearDelivery } from './sends/send-message.js'

/** Where providers tell shops what became of messages. What is not authentic is refused; what is already known is thanked for again. */
export function deliveryRoutes(app: App, providers: ChannelProviders): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/callbacks/messages/:channel/:provider',
      {
        schema: {
          summary: 'A message provider reports a delivery',
          params: Type.Object({
            channel: Type.String({ pattern: '^[a-z]{1,10}$' }),
            provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,29}$' }),
          }),
        },
        config: { audience: 'peer', keepsRawBody: true },
        bodyLimit: 16_384,
      },
      async (request, reply) => {
        const { channel, provider: id } = request.params
        const provider = providers.find(channel, id)
        if (!provider?.readNotice) return refuse(request, reply, MESSAGE_ERRORS, 'MESSAGE_PROVIDER_UNKNOWN')
        const storeId = must(request.storeId, 'callbacks arrive at shops')
        const raw = { headers: request.headers, body: Buffer.from(request.rawBody ?? '') }
        const notice = provider.readNotice(storeId, raw, request.at)
        if (!notice) {
          request.log.warn({ storeId, channel, provider: id }, 'a delivery notice was not authentic')
          return refuse(request, reply, MESSAGE_ERRORS, 'DELIVERY_NOTICE_REFUSED')
        }
        const isHeard = await hearDelivery(app, storeId, { channel, provider: id, notice, at: request.at })
        return isHeard
          ? reply.code(204).send()
          : refuse(request, reply, MESSAGE_ERRORS, 'DELIVERY_NOTICE_MISMATCH')
      },
    )
  }
}

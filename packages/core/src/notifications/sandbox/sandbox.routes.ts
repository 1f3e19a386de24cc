import type { FastifyInstance } from 'fastify'
import type { App } from '../../app.js'
import { readDeskBodies, signedCalls } from '../../payments/index.js'
import { OUTBOUND_CHANNELS } from '../channels/channel.types.js'
import { take } from './sandbox.js'

/** The sandbox that stands in for text messages, WeChat and e-mail, as a web service of its own: signed calls of shops. */
export function sandboxMessageRoutes(app: App) {
  return async (server: FastifyInstance): Promise<void> => {
    readDeskBodies(server)
    const call = signedCalls(app, server)
    call('/v1/messages', async ({ storeId, payload }) => {
      const { channel, key, to, text, notifyUrl } = payload
      const texts = [key, to, text, notifyUrl]
      const isWhole = texts.every((one) => typeof one === 'string' && one.length > 0 && one.length <= 4000)
      if (!isWhole || !OUTBOUND_CHANNELS.some((one) => one === channel)) return null
      return take(app, storeId, {
        channel: String(channel),
        key: String(key),
        to: String(to),
        text: String(text),
        notifyUrl: String(notifyUrl),
      })
    })
  }
}

import type { Words } from '@mamapu/kernel'
import {
  cashierKeys,
  isNotificationAuthentic,
  type SandboxOptions,
  sandboxCaller,
} from '../../payments/index.js'
import {
  type ChannelProvider,
  type DeliveryNotice,
  OUTBOUND_CHANNELS,
  SANDBOX,
} from '../channels/channel.types.js'

const TITLE: Words = { 'zh-CN': '沙盒（演练，不会真的发出）', en: 'Sandbox (nothing is really sent)' }
const BODY_MAX = 4096

/** Every channel through the sandbox, talked to as to any provider: signed HTTP calls out, signed notices in. */
export function sandboxMessengers(options: SandboxOptions): readonly ChannelProvider[] {
  const { publicKey } = cashierKeys(options.secret)
  const call = sandboxCaller(options, 'MESSAGE_PROVIDER_DOWN')
  return OUTBOUND_CHANNELS.map((channel) => ({
    id: SANDBOX,
    channel,
    title: TITLE,
    isRepeatable: true,
    asks: [],
    async send({ storeId, key, to, subject, shopName, text, origin }) {
      const notifyUrl = `${origin}/callbacks/messages/${channel}/${SANDBOX}`
      const whole = channel === 'email' ? `【${shopName}】${subject}\n${text}` : `【${shopName}】${text}`
      const said = await call(storeId, 'messages', { channel, key, to, text: whole, notifyUrl }).catch(
        () => null,
      )
      if (!said) return { outcome: 'unknown', reason: 'no_answer' }
      return said.state === 'taken'
        ? { outcome: 'sent', ref: String(said.id) }
        : { outcome: 'refused', reason: 'not_a_number' }
    },
    readNotice(_storeId, { headers, body }, at) {
      if (body.length > BODY_MAX || !isNotificationAuthentic(publicKey, headers, body, at)) return null
      return readNews(body)
    },
  }))
}

function readNews(body: Buffer): DeliveryNotice | null {
  try {
    const { key, id, state, reason } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    if (typeof key !== 'string' || typeof id !== 'string' || id.length > 100) return null
    if (state !== 'delivered' && state !== 'failed') return null
    return { key, ref: id, state, reason: typeof reason === 'string' ? reason : '' }
  } catch {
    return null
  }
}

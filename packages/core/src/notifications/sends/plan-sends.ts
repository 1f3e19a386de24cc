import type { TenantTx } from '@mamapu/db'
import { type CustomerId, DAY, type Id, type Locale, later, MINUTE, newId } from '@mamapu/kernel'
import { emit } from '../../events/index.js'
import { type StoreKeys, sealJson } from '../../stores/index.js'
import type { Category, OutboundChannel } from '../channels/channel.types.js'
import { channelsOf, type MessageSettings } from '../settings/message-settings.js'
import { insertSend, readReach } from './plan.queries.js'

/** Who is told where: a customer wherever she can be reached, or an address alone. */
export type SendTo =
  | { readonly customerId: CustomerId }
  | {
      readonly customerId: null
      readonly channel: OutboundChannel
      readonly address: string
      readonly masked: string
      readonly keys: StoreKeys
    }

/** What is kept sealed of a message without an account, and of a secret. */
export interface SealedSend {
  readonly to: string
  /** Only of a secret: the message itself does not say it. */
  readonly text?: string
}

export interface PlannedMessage {
  readonly messageId: Id<'msg'>
  readonly event: string
  readonly category: Category
  readonly channels: readonly OutboundChannel[]
  readonly locale: Locale
  readonly worthMinutes: number | undefined
  /** What a text message says instead; null: the same. */
  readonly smsText: string | null
  /** The whole text, where the message's own row keeps silent. */
  readonly secretText: string | null
  readonly at: Date
}

/** Which channels a message leaves by: those chosen for its event that are set up and lead to whoever is told. */
export async function planSends(
  tx: TenantTx,
  settings: MessageSettings,
  { message, to }: { readonly message: PlannedMessage; readonly to: SendTo },
): Promise<void> {
  const { event, category, at } = message
  const wished = channelsOf(settings, { name: event, category, channels: message.channels })
  const channels = to.customerId === null ? wished.filter((one) => one === to.channel) : wished
  if (channels.length === 0) return
  const reach = to.customerId === null ? null : await readReach(tx, to.customerId)
  const queued: Id<'snd'>[] = []
  for (const channel of channels) {
    const known = reach?.find((one) => one.channel === channel)
    if (reach && !known?.isReachable) continue
    const skipped = category === 'marketing' && !known?.wantsOffers ? 'no_consent' : null
    const id = newId('snd', at)
    await insertSend(tx, {
      ...{ id, channel, event, category, skipped, at, messageId: message.messageId, locale: message.locale },
      provider: settings.providers[channel],
      customerId: to.customerId,
      ownText: channel === 'sms' && to.customerId !== null ? message.smsText : null,
      sealed: to.customerId === null ? sealedOf(to, message.secretText) : null,
      addressMasked: to.customerId === null ? to.masked : '',
      worthUntil:
        message.worthMinutes === undefined ? later(at, DAY) : later(at, message.worthMinutes * MINUTE),
    })
    if (skipped === null) queued.push(id)
  }
  if (queued.length > 0) await emit(tx, 'message.queued', { sendIds: queued }, at)
}

function sealedOf({ address, keys }: Extract<SendTo, { customerId: null }>, text: string | null): Buffer {
  const sealed: SealedSend = text === null ? { to: address } : { to: address, text }
  return sealJson(keys, sealed)
}

import { timingSafeEqual } from 'node:crypto'
import { type CustomerId, parseId } from '@mamapu/kernel'
import { blindIndex, type StoreKeys } from '../../stores/index.js'
import { OUTBOUND_CHANNELS, type OutboundChannel } from '../channels/channel.types.js'

/** Whose offers on which channel a link ends. */
export interface Unsubscribing {
  readonly customerId: CustomerId
  readonly channel: OutboundChannel
}

/** Where whoever holds the message ends offers; it never grows old and opens nothing else. */
export function unsubscribeUrl(origin: string, keys: StoreKeys, whose: Unsubscribing): string {
  return `${origin}/unsubscribe?t=${whose.customerId.slice(4)}.${whose.channel}.${signatureOf(keys, whose).toString('base64url')}`
}

/** Whom a link's token is of; null when this shop did not sign it. */
export function readUnsubscribe(keys: StoreKeys, token: string): Unsubscribing | null {
  if (token.length > 200) return null
  const [id = '', name = '', given = '', ...more] = token.split('.')
  const customerId = parseId('cus', `cus_${id}`)
  const channel = OUTBOUND_CHANNELS.find((one) => one === name)
  if (!customerId || !channel || more.length > 0) return null
  const expected = signatureOf(keys, { customerId, channel })
  const bytes = Buffer.from(given, 'base64url')
  const isOurs = bytes.length === expected.length && timingSafeEqual(bytes, expected)
  return isOurs && bytes.toString('base64url') === given ? { customerId, channel } : null
}

function signatureOf(keys: StoreKeys, { customerId, channel }: Unsubscribing): Buffer {
  return blindIndex(keys, 'token', `unsubscribe:${customerId}:${channel}`)
}

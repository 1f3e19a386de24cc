import { call } from './client.js'
import { adminPath } from './store.js'
import type { Paged } from './types.js'

export type Channel = 'sms' | 'email' | 'wechat'
export type MessageCategory = 'service' | 'secret' | 'marketing'
export type SendState =
  | 'queued'
  | 'sending'
  | 'held'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'unknown'
  | 'skipped'
export type Language = 'zh-CN' | 'en'

interface Variable {
  readonly name: string
  readonly title: string
  readonly sample: Readonly<Record<Language, string>>
  readonly isMust: boolean
}

/** Something shoppers are told of, in our words and the merchant's own. */
export interface MessageEvent {
  readonly name: string
  readonly title: string
  readonly category: MessageCategory
  readonly channels: readonly Channel[]
  readonly ours: Readonly<Record<Language, string>>
  readonly own: Readonly<Record<Language, string | null>>
  /** What text messages say instead. */
  readonly ownSms: Readonly<Record<Language, string | null>>
  readonly variables: readonly Variable[]
}

export interface CredentialField {
  readonly name: string
  readonly title: string
  readonly kind: 'text' | 'number' | 'secret' | 'switch'
  readonly isRequired: boolean
  readonly max: number
  readonly initial: string
}

export interface MessageProvider {
  readonly channel: Channel
  readonly id: string
  readonly title: string
  readonly asks: readonly CredentialField[]
  /** Null until somebody filled it in; secrets are never told. */
  readonly filled: Readonly<Record<string, string>> | null
}

export interface MessageSettings {
  readonly providers: Readonly<Record<Channel, string>>
  readonly events: Readonly<Record<string, readonly Channel[]>>
  readonly quiet: {
    readonly isOn: boolean
    readonly fromMinute: number
    readonly untilMinute: number
    readonly withService: boolean
  }
  readonly offersPerDay: number
}

export interface MessageSetup {
  readonly settings: MessageSettings
  readonly version: number
  readonly textMax: number
  readonly shopName: string
  readonly providers: readonly MessageProvider[]
  readonly events: readonly MessageEvent[]
}

export function getMessageSetup(storeId: string): Promise<MessageSetup> {
  return call('GET', adminPath(storeId, '/messages/setup'))
}

export function saveMessageSettings(
  storeId: string,
  body: { readonly version: number; readonly settings: MessageSettings },
): Promise<null> {
  return call('PUT', adminPath(storeId, '/messages/setup'), { body })
}

export function saveMessageProvider(
  storeId: string,
  { channel, id }: Pick<MessageProvider, 'channel' | 'id'>,
  fields: Readonly<Record<string, string>>,
): Promise<null> {
  return call('PUT', adminPath(storeId, `/messages/providers/${channel}/${id}`), { body: { fields } })
}

/** Wherever a message goes, or text messages alone. */
export type TextPlace = 'all' | 'sms'

interface MessageTextKey {
  readonly event: string
  readonly language: Language
  readonly place: TextPlace
}

const textPath = ({ event, language, place }: MessageTextKey) =>
  `/messages/texts/${event}/${language}${place === 'sms' ? '?channel=sms' : ''}`

export function saveMessageText(
  storeId: string,
  { event, language, place }: MessageTextKey,
  body: { readonly text: string; readonly acknowledged: readonly string[] },
): Promise<null> {
  return call('PUT', adminPath(storeId, textPath({ event, language, place })), { body })
}

export function resetMessageText(storeId: string, { event, language, place }: MessageTextKey): Promise<null> {
  return call('DELETE', adminPath(storeId, textPath({ event, language, place })))
}

export interface Send {
  readonly id: string
  readonly channel: Channel
  readonly title: string
  readonly category: MessageCategory
  readonly addressMasked: string
  readonly state: SendState
  readonly reason: string
  readonly tries: number
  readonly text: string
  readonly createdAt: string
  readonly dueAt: string | null
  readonly mayAgain: boolean
}

export interface Sends extends Paged<Send> {
  /** Of the last seven days. */
  readonly figures: readonly {
    readonly channel: Channel
    readonly state: SendState
    readonly count: number
  }[]
}

export function listSends(
  storeId: string,
  query: { readonly cursor: string | null; readonly state: string | null; readonly channel: string | null },
): Promise<Sends> {
  return call('GET', adminPath(storeId, '/messages/sends'), { query: { ...query, limit: 30 } })
}

export function sendAgain(storeId: string, id: string): Promise<null> {
  return call('POST', adminPath(storeId, `/messages/sends/${id}/again`))
}

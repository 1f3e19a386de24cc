import type { TenantTx } from '@mamapu/db'
import type { Id, Locale, Words } from '@mamapu/kernel'
import type { GuardRefusal } from '@mamapu/plugin-sdk'
import { audit } from '../../audit/index.js'
import { allowTexts } from '../../compliance/index.js'
import { type StoreKeys, sealJson, unsealJson } from '../../stores/index.js'
import type {
  ChannelProvider,
  ChannelProviders,
  Credentials,
  OutboundChannel,
} from '../channels/channel.types.js'
import { OUTBOUND_CHANNELS } from '../channels/channel.types.js'
import { type MessageEvent, type TextFault, tidyText, whyNotText } from './message-events.js'
import { getMessageSettings, type MessageChoices, saveMessageSettings } from './message-settings.js'
import {
  deleteOwnText,
  findCredentials,
  type TextPlace,
  writeCredentials,
  writeOwnText,
} from './message-settings.queries.js'

interface ByStaff {
  readonly actor: Id<'stf'>
  readonly at: Date
}

export type SaveSettingsResult =
  | { readonly saved: true }
  | { readonly saved: false; readonly reason: 'conflict' | 'provider_unknown' | 'event_unknown' }
  | { readonly saved: false; readonly reason: 'not_set_up'; readonly channel: OutboundChannel }

/** Sets how the shop sends, on the version that was seen. A channel is only switched to what the installation has and what is filled in. */
export async function changeMessageSettings(
  tx: TenantTx,
  {
    version,
    settings,
    providers,
    events,
    actor,
    at,
  }: ByStaff & {
    readonly version: number
    readonly settings: MessageChoices
    readonly providers: ChannelProviders
    readonly events: readonly MessageEvent[]
  },
): Promise<SaveSettingsResult> {
  for (const channel of OUTBOUND_CHANNELS) {
    const id = settings.providers[channel]
    if (id === '') continue
    const provider = providers.find(channel, id)
    if (!provider) return { saved: false, reason: 'provider_unknown' }
    if (provider.asks.length > 0 && !(await findCredentials(tx, { channel, provider: id })))
      return { saved: false, reason: 'not_set_up', channel }
  }
  const known = new Set(events.map(({ name }) => name))
  const before = await getMessageSettings(tx)
  // What an event of a plugin that is gone was set to stays; nothing new is set for what nobody knows.
  const isNew = (name: string) => !known.has(name) && !Object.hasOwn(before.events, name)
  if (Object.keys(settings.events).some(isNew)) return { saved: false, reason: 'event_unknown' }
  if (!(await saveMessageSettings(tx, { version, settings, at }))) return { saved: false, reason: 'conflict' }
  await audit(tx, {
    actor,
    action: 'message_settings.changed',
    subject: tx.storeId,
    data: { before, after: settings },
    at,
  })
  return { saved: true }
}

/** What is filled in for a channel's provider; secrets only say that they are there. */
export async function shownCredentials(
  tx: TenantTx,
  keys: StoreKeys,
  provider: ChannelProvider,
): Promise<Credentials | null> {
  const sealed = await findCredentials(tx, { channel: provider.channel, provider: provider.id })
  if (!sealed) return null
  const all = unsealJson<Credentials>(keys, sealed)
  const open = provider.asks.filter(({ kind }) => kind !== 'secret')
  return Object.fromEntries(open.map(({ name }) => [name, all[name] ?? '']))
}

/**
 * Keeps what a channel signs in with, sealed; what is left out keeps what it was. Says by field what will not do, in both languages;
 * null when it is kept.
 */
export async function saveCredentials(
  tx: TenantTx,
  {
    keys,
    provider,
    fields,
    actor,
    at,
  }: ByStaff & {
    readonly keys: StoreKeys
    readonly provider: ChannelProvider
    readonly fields: Credentials
  },
): Promise<Readonly<Record<string, Words>> | null> {
  const { channel, id } = provider
  const sealed = await findCredentials(tx, { channel, provider: id })
  const before = sealed ? unsealJson<Credentials>(keys, sealed) : {}
  const all: Record<string, string> = {}
  const faults: Record<string, Words> = {}
  for (const { name, kind, isRequired, max } of provider.asks) {
    const typed = Object.hasOwn(fields, name) ? (fields[name] ?? '').trim() : ''
    const value = typed === '' && kind === 'secret' ? (before[name] ?? '') : typed
    if (isRequired && value === '') faults[name] = { 'zh-CN': '请填写', en: 'Please fill this in' }
    if (value.length > max) faults[name] = { 'zh-CN': '太长了', en: 'Too long' }
    if (/\p{Cc}/u.test(value)) faults[name] = { 'zh-CN': '不能有换行等字符', en: 'No line breaks here' }
    all[name] = value
  }
  const fault = Object.keys(faults).length === 0 ? provider.whyNot?.(all) : null
  if (fault) return { [fault.field]: fault.words }
  if (Object.keys(faults).length > 0) return faults
  await writeCredentials(tx, { channel, provider: id, sealed: sealJson(keys, all), at })
  await audit(tx, {
    actor,
    action: 'message_credentials.changed',
    subject: channel,
    data: { provider: id },
    at,
  })
  return null
}

export type SaveTextResult =
  | { readonly saved: true }
  | { readonly saved: false; readonly fault: TextFault }
  | { readonly saved: false; readonly words: GuardRefusal }

/** Keeps a merchant's own wording of an event in one language, if the event knows what it names and the guard lets its words pass. */
export async function saveOwnText(
  tx: TenantTx,
  {
    event,
    locale,
    place,
    text: typed,
    acknowledged,
    actor,
    at,
  }: ByStaff & {
    readonly event: MessageEvent
    readonly locale: Locale
    readonly place: TextPlace
    readonly text: string
    readonly acknowledged: readonly string[]
  },
): Promise<SaveTextResult> {
  const text = tidyText(typed)
  const fault = whyNotText(text, event)
  if (fault) return { saved: false, fault }
  const about = {
    place: 'page',
    goods: [],
    subject: `message:${event.name}`,
    acknowledged,
    actor,
    at,
  } as const
  const { refusal } = await allowTexts(tx, { '/text': text }, about)
  if (refusal) return { saved: false, words: refusal }
  await writeOwnText(tx, { event: event.name, locale, place, text, at })
  const data = { locale, place, text }
  await audit(tx, { actor, action: 'message_text.changed', subject: event.name, data, at })
  return { saved: true }
}

/** Back to our wording; false when it was ours already. */
export async function resetText(
  tx: TenantTx,
  {
    event,
    locale,
    place,
    actor,
    at,
  }: ByStaff & { readonly event: string; readonly locale: Locale; readonly place: TextPlace },
): Promise<boolean> {
  if (!(await deleteOwnText(tx, { event, locale, place }))) return false
  await audit(tx, { actor, action: 'message_text.reset', subject: event, data: { locale, place }, at })
  return true
}

import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type Id, type LocalDate, later, localDateOf, type StoreId } from '@mamapu/kernel'
import type { App } from '../../app.js'
import { maskPhone, originOfSlug, type StoreKeys, storeKeys, unseal, unsealJson } from '../../stores/index.js'
import type {
  ChannelProvider,
  ChannelProviders,
  Credentials,
  DeliveryNotice,
  Outgoing,
  SendOutcome,
} from '../channels/channel.types.js'
import { maskEmail } from '../contacts/email.rules.js'
import { unsubscribeUrl } from '../contacts/unsubscribe-token.js'
import { templateOf } from '../notification.templates.js'
import { getMessageSettings } from '../settings/message-settings.js'
import { findCredentials } from '../settings/message-settings.queries.js'
import type { SealedSend } from './plan-sends.js'
import {
  beginSend,
  countOffer,
  endSend,
  type HeldSend,
  holdSend,
  lockSend,
  uncountOffer,
  writeAgain,
  writeDelivery,
  writeSent,
} from './send.queries.js'
import { keyOf, LEASE_MS, nextTry, readKey, whatToDo } from './send.rules.js'

/** A message in hand: written down as `sending` before anybody outside hears of it. */
export interface InHand {
  readonly send: HeldSend
  readonly tries: number
  readonly countedOn: LocalDate | null
  readonly provider: ChannelProvider
  readonly credentials: Credentials
  readonly outgoing: Outgoing
}

/**
 * Sends one message on one channel if its time has come. Three steps, each of which may be the last: it is taken in hand and that
 * commits; the provider is called; what it said is written down. Whoever finds it in hand later decides by what the provider can
 * do (decision 0034). Again is harmless.
 */
export async function sendMessage(
  app: App,
  providers: ChannelProviders,
  { storeId, sendId }: { readonly storeId: StoreId; readonly sendId: Id<'snd'> },
): Promise<void> {
  const inHand = await takeInHand(app, providers, { storeId, sendId })
  if (!inHand) return
  const outcome = await handOver(app, inHand)
  await withTenant(app.db, storeId, (tx) => recordOutcome(tx, inHand, { outcome, at: app.clock.now() }))
}

/** Takes a due message in hand, or decides that it waits, is not sent, or is given up; null then. */
export function takeInHand(
  app: App,
  providers: ChannelProviders,
  { storeId, sendId }: { readonly storeId: StoreId; readonly sendId: Id<'snd'> },
): Promise<InHand | null> {
  return withTenant(app.db, storeId, async (tx) => {
    const at = app.clock.now()
    const send = await lockSend(tx, sendId)
    if (!send) return null
    const settings = await getMessageSettings(tx)
    const keys = storeKeys(app.secret, send.storeSecret)
    const provider = providers.find(send.channel, settings.providers[send.channel])
    const sealed = send.sealed && unsealJson<SealedSend>(keys, send.sealed)
    const to = sealed ? sealed.to : addressOf(send, keys)
    const isRepeatable = provider?.isRepeatable ?? null
    const what = whatToDo({ ...send, to }, { settings, isRepeatable, zone: send.zone, at })
    const end = (state: 'skipped' | 'unknown', reason: string) =>
      endSend(tx, { id: send.id, state, reason, isWiped: send.category === 'secret', at })
    if (what.act === 'skip') await end('skipped', what.reason)
    if (what.act === 'give_up') await end('unknown', 'interrupted')
    if (what.act === 'hold') await holdSend(tx, send.id, what.until)
    if (what.act !== 'send' || to === null || !provider) return null

    const countedOn = await countOf(tx, send, { max: settings.offersPerDay, at })
    if (countedOn === 'full') {
      await end('skipped', 'capped')
      return null
    }
    const addressMasked = maskedOf(send.channel, to)
    const leaseUntil = later(at, LEASE_MS)
    await beginSend(tx, { id: send.id, provider: provider.id, addressMasked, countedOn, leaseUntil })
    const credentials = await credentialsOf(tx, provider, keys)
    const outgoing = outgoingOf(app, send, { storeId, to, text: sealed?.text ?? send.text, keys, at })
    return { send, tries: send.tries + 1, countedOn, provider, credentials, outgoing }
  })
}

/** The day it counts to; null for what is not counted. One message is counted once on a day, however often it is tried. */
async function countOf(
  tx: TenantTx,
  { category, customerId, countedOn, zone }: HeldSend,
  { max, at }: { max: number; at: Date },
): Promise<LocalDate | null | 'full'> {
  if (category !== 'marketing' || customerId === null) return null
  const day = localDateOf(at, zone)
  if (countedOn === day) return day
  return (await countOffer(tx, { customerId, day, max })) ? day : 'full'
}

function addressOf({ channel, phoneSealed, contactSealed }: HeldSend, keys: StoreKeys): string | null {
  const sealed = channel === 'sms' ? phoneSealed : contactSealed
  return sealed && unseal(keys, sealed)
}

function maskedOf(channel: string, to: string): string {
  if (channel === 'email') return maskEmail(to)
  return channel === 'sms' ? maskPhone(to) : `${to.slice(0, 3)}****`
}

async function credentialsOf(tx: TenantTx, provider: ChannelProvider, keys: StoreKeys): Promise<Credentials> {
  const sealed = await findCredentials(tx, { channel: provider.channel, provider: provider.id })
  return sealed ? unsealJson<Credentials>(keys, sealed) : {}
}

function outgoingOf(
  app: App,
  send: HeldSend,
  { storeId, to, text, keys, at }: { storeId: StoreId; to: string; text: string; keys: StoreKeys; at: Date },
): Outgoing {
  const origin = originOfSlug(app.hosts, send.slug)
  const { customerId, channel, category } = send
  const isOffer = category === 'marketing' && customerId !== null
  return {
    key: keyOf(send.id, send.round),
    storeId,
    event: send.event,
    category,
    locale: send.locale,
    to,
    shopName: oneLine(send.shopName),
    origin,
    subject: templateOf(send.event)?.title[send.locale] ?? '',
    text,
    data: send.data,
    unsubscribeUrl: isOffer ? unsubscribeUrl(origin, keys, { customerId, channel }) : null,
    at,
  }
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** Calls the provider. What it throws is nobody's knowledge whether it went out. */
export async function handOver(
  app: App,
  { provider, outgoing, credentials, send }: InHand,
): Promise<SendOutcome> {
  try {
    return await provider.send(outgoing, credentials)
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown'
    app.log.error(
      { storeId: outgoing.storeId, sendId: send.id, provider: provider.id, name },
      'a provider failed',
    )
    return { outcome: 'unknown', reason: 'provider_failed' }
  }
}

/** Writes down what the provider said. What nobody can say is tried again where that sends nothing twice, and given up elsewhere. */
export async function recordOutcome(
  tx: TenantTx,
  { send, tries, countedOn, provider }: InHand,
  { outcome, at }: { readonly outcome: SendOutcome; readonly at: Date },
): Promise<void> {
  const { id } = send
  if (outcome.outcome === 'sent') return writeSent(tx, { id, tries, ref: outcome.ref, at })
  const isWiped = send.category === 'secret'
  const mayRepeat = outcome.outcome === 'later' || provider.isRepeatable || send.category === 'secret'
  if (outcome.outcome === 'unknown' && !mayRepeat)
    return endSend(tx, { id, state: 'unknown', reason: outcome.reason, isWiped, at })
  const dueAt = outcome.outcome === 'refused' ? null : nextTry(tries, at)
  if (dueAt) return writeAgain(tx, { id, tries, reason: outcome.reason, dueAt })
  const state = outcome.outcome === 'unknown' ? 'unknown' : 'failed'
  await endSend(tx, { id, state, reason: outcome.reason, isWiped, at })
  if (state === 'failed' && countedOn !== null && send.customerId !== null)
    await uncountOffer(tx, { customerId: send.customerId, day: countedOn })
}

/** A provider tells what became of a message; false when there is no such message of it. What is known already is heard again. */
export function hearDelivery(
  app: App,
  storeId: StoreId,
  {
    channel,
    provider,
    notice,
    at,
  }: {
    readonly channel: string
    readonly provider: string
    readonly notice: DeliveryNotice
    readonly at: Date
  },
): Promise<boolean> {
  const key = readKey(notice.key)
  if (!key) return Promise.resolve(false)
  const { ref, state, reason } = notice
  return withTenant(app.db, storeId, (tx) =>
    writeDelivery(tx, {
      id: asId('snd', key.id),
      round: key.round,
      channel,
      provider,
      ref,
      state,
      reason,
      at,
    }),
  )
}

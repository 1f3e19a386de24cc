import { randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import { type CustomerId, HOUR, type Locale, later, MINUTE, newId, SECOND } from '@mamapu/kernel'
import { blindIndex, maskPhone, type StoreKeys, seal, unseal } from '../../stores/index.js'
import { OUTBOUND_CHANNELS, type OutboundChannel, SANDBOX } from '../channels/channel.types.js'
import { notify } from '../notify.js'
import { getMessageSettings } from '../settings/message-settings.js'
import {
  findAccountPhone,
  forgetContact,
  listContacts,
  takeEmailTry,
  verifyPending,
  writeContact,
  writeEmailCode,
  writeOffers,
} from './contact.queries.js'
import { maskEmail, normalizeEmail } from './email.rules.js'

const CODE_MS = 10 * MINUTE
const RESEND_MS = 60 * SECOND
const TRIES = 5
const SENT_PER_HOUR = 5

/** One way the shop can reach a customer, as she sees it. */
export interface Reach {
  readonly channel: OutboundChannel
  /** Masked; null while she cannot be reached there. */
  readonly address: string | null
  /** An e-mail address that waits for its code, masked. */
  readonly pending: string | null
  readonly wantsOffers: boolean
  /** The sandbox lets her link a WeChat that is none. */
  readonly isSandbox: boolean
}

/** The channels the shop has set up, and what stands there for her. */
export async function reachOf(
  tx: TenantTx,
  keys: StoreKeys,
  customerId: CustomerId,
): Promise<readonly Reach[]> {
  const { providers } = await getMessageSettings(tx)
  const contacts = await listContacts(tx, customerId)
  const phone = await findAccountPhone(tx, customerId)
  return OUTBOUND_CHANNELS.filter((channel) => providers[channel] !== '').map((channel) => {
    const known = contacts.find((one) => one.channel === channel)
    const verified = known?.isVerified ? known.addressMasked : null
    const pending = known?.pendingSealed ? maskEmail(unseal(keys, known.pendingSealed)) : null
    return {
      channel,
      address: channel === 'sms' ? phone && maskPhone(unseal(keys, phone)) : verified,
      pending,
      wantsOffers: known?.wantsOffers ?? false,
      isSandbox: providers[channel] === SANDBOX,
    }
  })
}

/**
 * Sends an e-mail address of hers a new code of six digits: at most one a minute and five an hour. It is used for nothing before she has
 * given the code back.
 */
export async function askEmail(
  tx: TenantTx,
  keys: StoreKeys,
  {
    customerId,
    email: typed,
    locale,
    at,
  }: { readonly customerId: CustomerId; readonly email: string; readonly locale: Locale; readonly at: Date },
): Promise<'sent' | 'malformed' | 'too_soon'> {
  const email = normalizeEmail(typed)
  if (!email) return 'malformed'
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const isWritten = await writeEmailCode(tx, {
    customerId,
    pendingSealed: seal(keys, email),
    codeHash: hashCode(keys, { customerId, email, code }),
    at,
    expiresAt: later(at, CODE_MS),
    hourAgo: later(at, -HOUR),
    resendBefore: later(at, -RESEND_MS),
    sentMax: SENT_PER_HOUR,
  })
  if (!isWritten) return 'too_soon'
  await notify(tx, {
    email,
    keys,
    template: 'email-code',
    data: { code, minutes: String(CODE_MS / MINUTE) },
    dedupeKey: `email-code:${newId('msg', at)}`,
    locale,
    at,
  })
  return 'sent'
}

/** Takes a code back; a guess is spent before it is compared. The transaction must be committed whatever the answer. */
export async function confirmEmail(
  tx: TenantTx,
  keys: StoreKeys,
  { customerId, code, at }: { readonly customerId: CustomerId; readonly code: string; readonly at: Date },
): Promise<boolean> {
  const wanted = await takeEmailTry(tx, { customerId, triesMax: TRIES, at })
  if (!wanted) return false
  const email = unseal(keys, wanted.pendingSealed)
  if (!timingSafeEqual(wanted.codeHash, hashCode(keys, { customerId, email, code }))) return false
  await verifyPending(tx, { customerId, masked: maskEmail(email), at })
  return true
}

function hashCode(
  keys: StoreKeys,
  { customerId, email, code }: { customerId: CustomerId; email: string; code: string },
): Buffer {
  return blindIndex(keys, 'code', `email:${customerId}:${email}:${code}`)
}

/** Her yes or no to offers on a channel; what she never said is no. */
export function setOffers(
  tx: TenantTx,
  wish: {
    readonly customerId: CustomerId
    readonly channel: OutboundChannel
    readonly wants: boolean
    /** Where she said it: `settings`, `link`. */
    readonly by: 'settings' | 'link'
    readonly at: Date
  },
): Promise<void> {
  return writeOffers(tx, wish)
}

/** The sandbox's WeChat: an account nobody else has, linked without asking anybody. */
export function linkSandboxWechat(
  tx: TenantTx,
  keys: StoreKeys,
  { customerId, at }: { readonly customerId: CustomerId; readonly at: Date },
): Promise<void> {
  const openid = `sandbox-${randomBytes(12).toString('hex')}`
  return writeContact(tx, {
    customerId,
    channel: 'wechat',
    sealed: seal(keys, openid),
    masked: 'san****',
    at,
  })
}

/** Forgets an address of hers; what is on its way there is not sent. */
export function forget(
  tx: TenantTx,
  whose: { readonly customerId: CustomerId; readonly channel: 'email' | 'wechat'; readonly at: Date },
): Promise<void> {
  return forgetContact(tx, whose)
}

import { randomInt, timingSafeEqual } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import { HOUR, type Locale, later, MINUTE, newId, SECOND } from '@mamapu/kernel'
import { notify } from '../notifications/index.js'
import { blindIndex, hashPhone, normalizePhone, type StoreKeys } from '../stores/index.js'
import { findCode, spendCode, takeTry, writeCode } from './customer.queries.js'

export const CODE_MS = 10 * MINUTE
export const RESEND_MS = 60 * SECOND
const TRIES = 5
const SENT_PER_HOUR = 5

export type RequestCodeResult =
  | { sent: true; resendSeconds: number }
  | { sent: false; reason: 'phone_malformed' }
  | { sent: false; reason: 'too_soon' | 'too_many'; waitSeconds: number }

/**
 * Sends a phone a new code of six digits: at most one a minute and five an hour. It goes out through the notification
 * channel, never in an answer, and an earlier code stops working.
 */
export async function requestCode(
  tx: TenantTx,
  keys: StoreKeys,
  input: { phone: string; at: Date; locale?: Locale },
): Promise<RequestCodeResult> {
  const phone = normalizePhone(input.phone)
  if (!phone) return { sent: false, reason: 'phone_malformed' }
  const { at } = input
  const phoneHash = hashPhone(keys, phone)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const isWritten = await writeCode(tx, {
    phoneHash,
    codeHash: hashCode(keys, phone, code),
    tries: TRIES,
    sentMax: SENT_PER_HOUR,
    at,
    expiresAt: later(at, CODE_MS),
    hourAgo: later(at, -HOUR),
    resendBefore: later(at, -RESEND_MS),
  })
  if (!isWritten) return whyNotSent(tx, phoneHash, at)
  const dedupeKey = `login-code:${newId('msg', at)}`
  await notify(tx, {
    phone,
    keys,
    template: 'login-code',
    data: { code, minutes: String(CODE_MS / MINUTE) },
    dedupeKey,
    at,
    locale: input.locale ?? 'zh-CN',
  })
  return { sent: true, resendSeconds: RESEND_MS / SECOND }
}

async function whyNotSent(tx: TenantTx, phoneHash: Buffer, at: Date): Promise<RequestCodeResult> {
  const last = await findCode(tx, phoneHash)
  const isHourFull = last !== null && last.sentCount >= SENT_PER_HOUR && later(last.hourFrom, HOUR) > at
  const until =
    last === null
      ? later(at, RESEND_MS)
      : isHourFull
        ? later(last.hourFrom, HOUR)
        : later(last.sentAt, RESEND_MS)
  const waitSeconds = Math.max(1, Math.ceil((until.getTime() - at.getTime()) / SECOND))
  return { sent: false, reason: isHourFull ? 'too_many' : 'too_soon', waitSeconds }
}

function hashCode(keys: StoreKeys, phone: string, code: string): Buffer {
  return blindIndex(keys, 'code', `login:${phone}:${code}`)
}

/**
 * True once for the right code. Every guess spends a try before it is compared, on a row that is held, so that parallel
 * guesses never exceed the five. The transaction must be committed whatever the answer.
 */
export async function takeCode(
  tx: TenantTx,
  keys: StoreKeys,
  { phone, code, at }: { phone: string; code: string; at: Date },
): Promise<boolean> {
  const phoneHash = hashPhone(keys, phone)
  const wanted = await takeTry(tx, phoneHash, at)
  if (!wanted || !timingSafeEqual(wanted, hashCode(keys, phone, code))) return false
  await spendCode(tx, phoneHash, at)
  return true
}

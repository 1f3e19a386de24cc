import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import type { StoreId } from '@mamapu/kernel'

/** The sandbox cashier's key pair: its notifications are signed with the private half, shops know only the public one. */
export interface CashierKeys {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Ed25519 keys (RFC 8032) that follow from the installation's secret, so that they survive a restart. */
export function cashierKeys(secret: Buffer): CashierKeys {
  const seed = Buffer.from(hkdfSync('sha256', secret, '', 'sandbox-cashier', 32))
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  return { privateKey, publicKey: createPublicKey(privateKey) }
}

/** The key a shop signs its calls to the cashier with. */
export function merchantKey(secret: Buffer, storeId: StoreId): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, storeId, 'sandbox-merchant', 32))
}

/** How far a signed message's clock may be off (seconds), both ways; as WeChat Pay's reference client has it. */
const SKEW_SECONDS = 300

function message(timestamp: string, nonce: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')])
}

export interface SignedHeaders {
  readonly 'x-cashier-timestamp': string
  readonly 'x-cashier-nonce': string
  readonly 'x-cashier-signature': string
}

export function signNotification(key: KeyObject, body: Buffer, at: Date, nonce: string): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = sign(null, message(timestamp, nonce, body), key).toString('base64')
  return { 'x-cashier-timestamp': timestamp, 'x-cashier-nonce': nonce, 'x-cashier-signature': signature }
}

export function signCall(key: Buffer, body: Buffer, at: Date, nonce: string): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = createHmac('sha256', key)
    .update(message(timestamp, nonce, body))
    .digest('base64')
  return { 'x-cashier-timestamp': timestamp, 'x-cashier-nonce': nonce, 'x-cashier-signature': signature }
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

function readHeaders(
  headers: Headers,
  at: Date,
): { timestamp: string; nonce: string; signature: Buffer } | null {
  const timestamp = headers['x-cashier-timestamp']
  const nonce = headers['x-cashier-nonce']
  const signature = headers['x-cashier-signature']
  if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string') return null
  if (!/^\d{10}$/.test(timestamp) || nonce.length > 64 || signature.length > 200) return null
  if (Math.abs(at.getTime() / 1000 - Number(timestamp)) > SKEW_SECONDS) return null
  const bytes = Buffer.from(signature, 'base64')
  // One signature has one spelling.
  return bytes.toString('base64') === signature ? { timestamp, nonce, signature: bytes } : null
}

export function isNotificationAuthentic(key: KeyObject, headers: Headers, body: Buffer, at: Date): boolean {
  const read = readHeaders(headers, at)
  return (
    read !== null &&
    read.signature.length === 64 &&
    verify(null, message(read.timestamp, read.nonce, body), key, read.signature)
  )
}

export function isCallAuthentic(key: Buffer, headers: Headers, body: Buffer, at: Date): boolean {
  const read = readHeaders(headers, at)
  if (!read) return false
  const expected = createHmac('sha256', key)
    .update(message(read.timestamp, read.nonce, body))
    .digest()
  return read.signature.length === expected.length && timingSafeEqual(read.signature, expected)
}

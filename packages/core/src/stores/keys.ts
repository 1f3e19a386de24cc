import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { assert } from '@mamapu/kernel'

/** What a derived key may be used for; one purpose, one key. */
export type KeyPurpose = 'seal' | 'phone' | 'token' | 'code'

/**
 * The keys of one store, derived from the process's secret and the store's own: neither the database alone nor the
 * environment alone opens anything, and no store's key opens another store's rows.
 */
export interface StoreKeys {
  readonly seal: Buffer
  readonly phone: Buffer
  readonly token: Buffer
  readonly code: Buffer
}

/** One key of one store for one purpose (HKDF-SHA-256, 32 bytes). */
export function storeKey(appSecret: Buffer, storeSecret: Buffer, purpose: KeyPurpose): Buffer {
  assert(appSecret.length >= 32 && storeSecret.length === 32, 'a root of keys is too short')
  return Buffer.from(hkdfSync('sha256', appSecret, storeSecret, `mamapu/1/${purpose}`, 32))
}

export function storeKeys(appSecret: Buffer, storeSecret: Buffer): StoreKeys {
  return {
    seal: storeKey(appSecret, storeSecret, 'seal'),
    phone: storeKey(appSecret, storeSecret, 'phone'),
    token: storeKey(appSecret, storeSecret, 'token'),
    code: storeKey(appSecret, storeSecret, 'code'),
  }
}

const FORMAT = 1
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + IV_BYTES + TAG_BYTES

/** Encrypts a text for one store (AES-256-GCM): format byte, nonce, tag, ciphertext. */
export function seal(keys: StoreKeys, text: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keys.seal, iv)
  cipher.setAAD(Buffer.of(FORMAT))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(FORMAT), iv, cipher.getAuthTag(), body])
}

/** The text that was sealed; throws when the bytes were changed or belong to another store. */
export function unseal(keys: StoreKeys, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  assert(bytes.length >= HEAD_BYTES && bytes[0] === FORMAT, 'not a sealed value')
  const decipher = createDecipheriv('aes-256-gcm', keys.seal, bytes.subarray(1, 1 + IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(bytes.subarray(0, 1))
  decipher.setAuthTag(bytes.subarray(1 + IV_BYTES, HEAD_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES)), decipher.final()]).toString('utf8')
}

/** Seals a JSON value, e.g. an address. */
export function sealJson(keys: StoreKeys, value: unknown): Buffer {
  return seal(keys, JSON.stringify(value))
}

/** The sealed JSON value. Only what `sealJson` of this store made can be read, so its type is the writer's. */
export function unsealJson<T>(keys: StoreKeys, sealed: Uint8Array): T {
  return JSON.parse(unseal(keys, sealed)) as T
}

/** A keyed hash for equality only: the same text gives the same bytes in this store, and other bytes in every other. */
export function blindIndex(keys: StoreKeys, purpose: Exclude<KeyPurpose, 'seal'>, text: string): Buffer {
  return createHmac('sha256', keys[purpose]).update(text).digest()
}

/** The key of a person by phone. Give it what `normalizePhone` returned. */
export function hashPhone(keys: StoreKeys, phone: string): Buffer {
  return blindIndex(keys, 'phone', phone)
}

/** The door a parcel goes to, however it is spaced, decorated or hidden between letters nobody sees, and whoever opens. */
export function hashDoor(
  keys: StoreKeys,
  door: { readonly regionCode: string; readonly street: string },
): Buffer {
  const street = door.street
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
  return blindIndex(keys, 'phone', `door:${door.regionCode}:${street}`)
}

/** The last four digits, for the second question of a guest's order link. Bound to its order, so that rows differ. */
export function hashLastFour(keys: StoreKeys, phone: string, orderId: string): Buffer {
  return blindIndex(keys, 'code', `last4:${orderId}:${phone.slice(-4)}`)
}

/** What is stored of a token that a browser keeps: sessions and order links. */
export function hashToken(keys: StoreKeys, token: string): Buffer {
  return blindIndex(keys, 'token', token)
}

/** A token nobody can guess: 256 random bits, 43 characters. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a token that belongs to no store. */
export function hashPlainToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

import { timingSafeEqual } from 'node:crypto'
import { DAY } from '@mamapu/kernel'
import { blindIndex, type StoreKeys } from './keys.js'

/** A link into a shop that is not open yet ends after this. */
const PREVIEW_MS = DAY

const signatureOf = (keys: StoreKeys, expires: string) =>
  blindIndex(keys, 'token', `preview:${expires}`).subarray(0, 16).toString('base64url')

/** A token with which staff look at their shop before it opens; it says when it ends and is signed by the store's key. */
export function previewToken(keys: StoreKeys, at: Date): string {
  const expires = String(at.getTime() + PREVIEW_MS)
  return `${expires}.${signatureOf(keys, expires)}`
}

/** Whether a token of this store is genuine and not over. */
export function isPreviewToken(keys: StoreKeys, token: string, at: Date): boolean {
  const [, expires, signature] = /^(\d{13})\.([A-Za-z0-9_-]{22})$/.exec(token) ?? []
  if (!expires || !signature || Number(expires) <= at.getTime()) return false
  return timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(keys, expires)))
}

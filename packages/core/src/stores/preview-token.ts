import { timingSafeEqual } from 'node:crypto'
import { DAY, type StoreId } from '@mamapu/kernel'
import type { Channel } from '@mamapu/plugin-sdk'
import { blindIndex, type StoreKeys } from './keys.js'

/** A preview's link ends after this. */
const PREVIEW_MS = DAY
/** Longest token there is: a time, a level, ten tags and twenty drafts. A cookie holds 4,096 bytes with its name. */
const TOKEN_CHARS_MAX = 3600

/** Another time, other eyes, other campaigns: what a preview puts in the place of now, this visitor, what is published. */
export interface PreviewLook {
  /** ISO. */
  readonly at: string
  /** With the name shoppers read and the one rules know it by. */
  readonly level: { readonly rank: number; readonly name: string; readonly code: string } | null
  readonly tags: readonly string[]
  readonly isMember: boolean
  readonly isNew: boolean
  /** What it is looked at through; a browser when left out. */
  readonly channel?: Channel
  /** Campaigns shown as if they were published. */
  readonly drafts: readonly string[]
}

/** What a genuine link opens: the shop as it is before it opens (`look` null), or as it will look. */
export interface Preview {
  readonly expiresAt: Date
  readonly look: PreviewLook | null
}

interface Signed {
  readonly sto: string
  readonly exp: number
  readonly look: PreviewLook | null
}

type PreviewedStore = { readonly storeId: StoreId; readonly keys: StoreKeys }

const signatureOf = (keys: StoreKeys, payload: string) =>
  blindIndex(keys, 'token', `preview:${payload}`).subarray(0, 16).toString('base64url')

/** A token with which staff look at their shop; it names the store, its end and the look, signed by the store's key. */
export function previewToken(
  { storeId, keys }: PreviewedStore,
  { look = null, at }: { look?: PreviewLook | null; at: Date },
): { readonly token: string; readonly expiresAt: Date } {
  const expiresAt = new Date(at.getTime() + PREVIEW_MS)
  const signed: Signed = { sto: storeId, exp: expiresAt.getTime(), look }
  const payload = Buffer.from(JSON.stringify(signed)).toString('base64url')
  return { token: `${payload}.${signatureOf(keys, payload)}`, expiresAt }
}

/** What a token of this store opens; null for one that is forged, over or another shop's. */
export function readPreview({ storeId, keys }: PreviewedStore, token: string, at: Date): Preview | null {
  if (token.length > TOKEN_CHARS_MAX) return null
  const [, payload, signature] = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{22})$/.exec(token) ?? []
  if (!payload || !signature) return null
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(keys, payload)))) return null
  const { sto, exp, look } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Signed
  return sto === storeId && exp > at.getTime() ? { expiresAt: new Date(exp), look } : null
}

const COOKIE = /(?:^|;\s*)mamapu-preview=([A-Za-z0-9_.-]{1,3600})(?:;|$)/

/** The preview a browser is in, by its cookies; null when in none. */
export function previewOf(store: PreviewedStore, cookies: string | undefined, at: Date): Preview | null {
  const token = COOKIE.exec(cookies ?? '')?.[1]
  return token === undefined ? null : readPreview(store, token, at)
}

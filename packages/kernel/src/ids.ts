import { randomFillSync } from 'node:crypto'
import { assert } from './assert.js'

/**
 * What an id is of. At the API and in types an id is `<prefix>_<32 hex digits>`; in the database it is a uuid (v7).
 * One list for the whole product, so that two entities never share a prefix.
 */
export const ID_PREFIXES = [
  'sto',
  'stf',
  'ses',
  'cus',
  'adr',
  'prd',
  'sku',
  'cat',
  'med',
  'plc',
  'mov',
  'crt',
  'cln',
  'ord',
  'lin',
  'pay',
  'ref',
  'shp',
  'evt',
  'msg',
  'led',
  'tak',
  'imp',
  'aud',
  'tpl',
  'key',
  'plg',
  'his',
  'cmp',
  'prp',
  'ern',
  'wdr',
  'pbt',
  'hld',
  'lnk',
  'pst',
  'bcl',
  'dif',
  'asc',
  'snd',
  'bat',
  'vco',
  'otg',
  'onb',
  'ovw',
  'opc',
  'oac',
  'oex',
  'ivc',
  'pkp',
  'pck',
] as const

export type IdPrefix = (typeof ID_PREFIXES)[number]
export type Id<P extends string> = `${P}_${string}`

export type StoreId = Id<'sto'>
export type OrderId = Id<'ord'>
export type SkuId = Id<'sku'>
export type ProductId = Id<'prd'>
export type CustomerId = Id<'cus'>

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const pool = new Uint8Array(8192)
let poolAt = pool.length

/** 32 hex digits of a UUIDv7 (RFC 9562 §5.7) made at `atMs`; the database accepts them without dashes. */
export function uuidv7(atMs: number): string {
  if (poolAt + 10 > pool.length) {
    randomFillSync(pool)
    poolAt = 0
  }
  const time = Math.trunc(atMs).toString(16).padStart(12, '0')
  let rest = ''
  for (let index = 0; index < 10; index += 1) {
    let byte = pool[poolAt + index] as number
    if (index === 0) byte = (byte & 0x0f) | 0x70
    if (index === 2) byte = (byte & 0x3f) | 0x80
    rest += HEX[byte]
  }
  poolAt += 10
  return time + rest
}

/** A new time-ordered id. The instant comes from the caller's clock. */
export function newId<P extends IdPrefix>(prefix: P, at: Date): Id<P> {
  return `${prefix}_${uuidv7(at.getTime())}`
}

/** The uuid inside an id, as PostgreSQL takes it. */
export function uuidOf(id: Id<string>): string {
  return id.slice(id.indexOf('_') + 1)
}

/** The id of a uuid read from the database, with or without dashes. */
export function idOf<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  return `${prefix}_${uuid.replaceAll('-', '')}`
}

/** The text as an id of that kind, or null when it is none. For what comes from outside. */
export function parseId<P extends IdPrefix>(prefix: P, text: string): Id<P> | null {
  return text.length === prefix.length + 33 &&
    text.startsWith(`${prefix}_`) &&
    /^[0-9a-f]{32}$/.test(text.slice(-32))
    ? (text as Id<P>)
    : null
}

/** Asserts that a text is an id of that kind; for values that only our own code can have made. */
export function asId<P extends IdPrefix>(prefix: P, text: string): Id<P> {
  const id = parseId(prefix, text)
  assert(id !== null, `not a ${prefix} id: ${text.slice(0, 40)}`)
  return id
}

/** JSON Schema pattern of an id of that kind. */
export function idPattern(prefix: IdPrefix): string {
  return `^${prefix}_[0-9a-f]{32}$`
}

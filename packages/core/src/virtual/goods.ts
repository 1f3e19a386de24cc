import { createHash } from 'node:crypto'
import { type Database, type TenantTx, withTenant } from '@mamapu/db'
import { type Id, idOf, type OrderId, type ProductId, type SkuId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { receiveStock, stockLeft } from '../quotas/index.js'
import { blindIndex, type StoreKeys, type StoreSnapshot, seal, unseal } from '../stores/index.js'
import { deliverWaiting } from './deliver.js'
import {
  countCodes,
  countFree,
  countOwed,
  findDefaultPlace,
  findKind,
  insertCodes,
  isVirtualSku,
  listWaitingOrders,
  lockGoods,
  retireFreeCodes,
  selectDelivered,
  setKind,
  upsertGoods,
} from './virtual.queries.js'

export const CODES_AT_ONCE_MAX = 5000
export const CODE_LENGTH_MAX = 200
const WAITING_AT_ONCE = 100

export interface GoodsToSave {
  readonly skuId: SkuId
  readonly kind: 'codes' | 'text'
  /** What every order is given, `{number}` its number; not for codes. */
  readonly text: string
  readonly howTo: string
  readonly lowUnits: number
  readonly returns: 'unseen' | 'never'
  readonly actor: string
  readonly at: Date
}

export type GoodsResult =
  | { readonly done: true }
  | { readonly done: false; readonly reason: 'not_virtual' | 'text_missing' }

/** Says what a SKU of virtual goods delivers. With codes its stock becomes the number of free ones. */
export async function saveGoods(app: App, store: StoreSnapshot, goods: GoodsToSave): Promise<GoodsResult> {
  const { skuId, kind, howTo, lowUnits, returns, actor, at } = goods
  const text = goods.text.trim()
  if (kind === 'text' && text === '') return { done: false, reason: 'text_missing' }
  return withTenant(app.db, store.storeId, async (tx): Promise<GoodsResult> => {
    if (!(await isVirtualSku(tx, skuId))) return { done: false, reason: 'not_virtual' }
    const textSealed = kind === 'text' ? seal(store.keys, text) : null
    await upsertGoods(tx, { skuId, kind, textSealed, howTo: howTo.trim(), lowUnits, returns }, at)
    if (kind === 'codes') await followCodes(tx, skuId, { reason: 'counted', actor, at })
    await audit(tx, { actor, action: 'virtual.saved', subject: skuId, data: { kind, lowUnits, returns }, at })
    return { done: true }
  })
}

/** Makes what is available as many as there are free codes, less those that orders hold which are to be paid or given. */
async function followCodes(
  tx: TenantTx,
  skuId: SkuId,
  why: { readonly reason: 'counted' | 'received'; readonly actor: string; readonly at: Date },
): Promise<void> {
  const placeId = await findDefaultPlace(tx)
  if (!placeId) return
  const left = await stockLeft(tx, skuId, placeId)
  const delta = (await countFree(tx, skuId)) - (await countOwed(tx, skuId)) - left
  if (delta !== 0 && left + delta >= 0) await receiveStock(tx, { skuId, placeId, delta, ...why }, 'codes')
}

export interface CodesResult {
  readonly added: number
  /** Given twice, or there already. */
  readonly repeated: number
  /** Orders that had waited for them. */
  readonly delivered: number
}

/** Puts codes on the shelf, one a line: the stock rises by those that are new, and orders that waited are given theirs. */
export async function addCodes(
  app: App,
  store: StoreSnapshot,
  ask: { readonly skuId: SkuId; readonly text: string; readonly actor: string; readonly at: Date },
): Promise<CodesResult | { readonly refused: 'not_codes' | 'too_many' | 'too_long' | 'empty' }> {
  const { skuId, actor, at } = ask
  const codes = [...ask.text.replace(/^\uFEFF/, '').split(/\r?\n/)].map((line) => line.trim()).filter(Boolean)
  if (codes.length === 0) return { refused: 'empty' }
  if (codes.length > CODES_AT_ONCE_MAX) return { refused: 'too_many' }
  if (codes.some((code) => code.length > CODE_LENGTH_MAX)) return { refused: 'too_long' }
  const { keys, storeId } = store
  const given = [...new Set(codes)].map((code) => ({ sealed: seal(keys, code), hash: hashCode(keys, code) }))
  const result = await withTenant(app.db, storeId, async (tx) => {
    const goods = await lockGoods(tx, skuId)
    if (goods?.kind !== 'codes') return null
    const added = await insertCodes(tx, skuId, given, at)
    await followCodes(tx, skuId, { reason: 'received', actor, at })
    await audit(tx, { actor, action: 'virtual.codes_added', subject: skuId, data: { added }, at })
    return { added, waiting: added > 0 ? await listWaitingOrders(tx, skuId, WAITING_AT_ONCE) : [] }
  })
  if (!result) return { refused: 'not_codes' }
  const delivered = await deliverWaiting(app, storeId, result.waiting)
  return { added: result.added, repeated: codes.length - result.added, delivered }
}

/** Makes a product physical or virtual, as long as nobody has bought it. */
export async function changeKind(
  app: App,
  storeId: StoreId,
  change: {
    readonly productId: ProductId
    readonly kind: 'physical' | 'virtual'
    readonly actor: string
    readonly at: Date
  },
): Promise<'changed' | 'not_found' | 'sold'> {
  const { productId, kind, actor, at } = change
  return withTenant(app.db, storeId, async (tx) => {
    if (!(await findKind(tx, productId))) return 'not_found'
    if (!(await setKind(tx, productId, { kind, at }))) return 'sold'
    await audit(tx, { actor, action: 'product.delivery_kind', subject: productId, data: { kind }, at })
    return 'changed'
  })
}

/** What is kept of a code to know it again: of its SKU or another's, it is the same code. */
const hashCode = (keys: StoreKeys, code: string): Buffer =>
  blindIndex(keys, 'code', `virtual:${createHash('sha256').update(code).digest('hex')}`)

/** Takes free codes off the shelf for good: the last that came, never one that an order holds. How many. */
export async function retireFree(
  app: App,
  storeId: StoreId,
  ask: { readonly skuId: SkuId; readonly units: number; readonly actor: string; readonly at: Date },
): Promise<number | 'not_virtual'> {
  const { skuId, units, actor, at } = ask
  return withTenant(app.db, storeId, async (tx) => {
    if (!(await isVirtualSku(tx, skuId))) return 'not_virtual'
    const goods = await lockGoods(tx, skuId)
    const placeId = await findDefaultPlace(tx)
    if (goods?.kind !== 'codes' || !placeId) return 0
    const most = Math.min(units, await stockLeft(tx, skuId, placeId))
    if (most <= 0) return 0
    const retired = await retireFreeCodes(tx, skuId, { units: most, at })
    await receiveStock(tx, { skuId, placeId, delta: -retired, reason: 'damaged', actor, at }, 'codes')
    await audit(tx, { actor, action: 'virtual.codes_retired', subject: skuId, data: { retired }, at })
    return retired
  })
}

/** What a SKU delivers and how many codes it has, for staff: never a code. Null when nobody said so yet; `not_virtual` for any other SKU. */
export async function goodsView(app: App, store: StoreSnapshot, skuId: SkuId) {
  return withTenant(app.db, store.storeId, async (tx) => {
    if (!(await isVirtualSku(tx, skuId))) return 'not_virtual'
    const goods = await lockGoods(tx, skuId)
    if (!goods) return null
    const { textSealed, ...view } = goods
    return {
      ...view,
      text: textSealed ? unseal(store.keys, textSealed) : '',
      codes: await countCodes(tx, skuId),
    }
  })
}

/** A unit as the shopper was given it. */
export interface Delivered {
  readonly lineId: Id<'lin'>
  readonly code: string
  readonly howTo: string
  readonly isSeen: boolean
}

/** What an order was given and still has; only for whoever may see the order. */
export async function readDelivered(
  db: Database,
  store: StoreSnapshot,
  orderId: OrderId,
): Promise<readonly Delivered[]> {
  const rows = await selectDelivered(db, store.storeId, orderId)
  return rows.map((row) => ({
    lineId: idOf('lin', row.line_id),
    code: unseal(store.keys, row.code_sealed),
    howTo: row.how_to,
    isSeen: row.is_seen,
  }))
}

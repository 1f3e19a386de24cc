import type { TenantTx } from '@mamapu/db'
import { assert, type Id, idOf, newId, type SkuId } from '@mamapu/kernel'
import { tellFreed } from './freed.js'
import {
  findAvailable,
  insertMovements,
  insertShelves,
  insertStock,
  isByCodes,
  isSku,
  isStockPlace,
  listPlaceIds,
  moveSeenStock,
  moveStock,
  selectMovements,
  sumLeft,
} from './quota.queries.js'
import { stockKey } from './quota.rules.js'

/** More than this of one SKU is a slip of the finger. */
export const STOCK_MAX = 10_000_000

export const STOCK_REASONS = [
  'initial',
  'received',
  'counted',
  'damaged',
  'imported',
  'returned',
  'moved',
] as const
/** What a merchant may say; `campaign` is written by pools alone. */
export type StockReason = (typeof STOCK_REASONS)[number]

interface StockChange {
  readonly skuId: SkuId
  readonly placeId: Id<'plc'>
  readonly reason: StockReason
  readonly note?: string
  /** Who: a staff id, or `import`. */
  readonly actor: string
  readonly at: Date
}

export type StockResult =
  | { readonly changed: true; readonly available: number }
  | { readonly changed: false; readonly reason: 'STOCK_NOT_FOUND' | 'STOCK_NUMBER' | 'STOCK_BY_CODES' }
  | {
      readonly changed: false
      readonly reason: 'STOCK_MOVED' | 'STOCK_BELOW_HELD'
      readonly available: number
    }

/**
 * Sets what is available to a typed number: it becomes the difference to the number the merchant saw, and is refused
 * when that number has moved meanwhile. What is held or sold is never touched.
 */
export async function adjustStock(
  tx: TenantTx,
  change: StockChange & { readonly seen: number; readonly typed: number },
): Promise<StockResult> {
  const { skuId, placeId, seen, typed } = change
  if (![seen, typed].every((units) => Number.isInteger(units) && Math.abs(units) <= STOCK_MAX))
    return { changed: false, reason: 'STOCK_NUMBER' }
  const stockId = await prepare(tx, skuId, placeId)
  if (stockId === null) return { changed: false, reason: 'STOCK_NOT_FOUND' }
  if (await isByCodes(tx, skuId)) return { changed: false, reason: 'STOCK_BY_CODES' }
  if (typed < 0) return refusal(tx, stockId, 'STOCK_BELOW_HELD')

  const available = await moveSeenStock(tx, stockId, seen, typed)
  if (available === null) return refusal(tx, stockId, 'STOCK_MOVED')
  if (typed !== seen) await record(tx, change, typed - seen)
  return { changed: true, available }
}

/**
 * Adds units that came in, or takes out (a negative delta) what broke; never below what is held or sold. Where stock is the number
 * of codes, only who moves codes may (`by`).
 */
export async function receiveStock(
  tx: TenantTx,
  change: StockChange & { readonly delta: number },
  by: 'hand' | 'codes' = 'hand',
): Promise<StockResult> {
  const { skuId, placeId, delta } = change
  if (!Number.isInteger(delta) || delta === 0 || Math.abs(delta) > STOCK_MAX)
    return { changed: false, reason: 'STOCK_NUMBER' }
  const stockId = await prepare(tx, skuId, placeId)
  if (stockId === null) return { changed: false, reason: 'STOCK_NOT_FOUND' }
  if (by === 'hand' && (await isByCodes(tx, skuId))) return { changed: false, reason: 'STOCK_BY_CODES' }

  const available = await moveStock(tx, stockId, delta)
  if (available === null) return refusal(tx, stockId, 'STOCK_BELOW_HELD')
  await record(tx, change, delta)
  return { changed: true, available }
}

/** What is left of a SKU at a place, with what campaigns hold of it for themselves. */
export function stockLeft(tx: TenantTx, skuId: SkuId, placeId: Id<'plc'>): Promise<number> {
  return sumLeft(tx, stockKey(skuId, placeId))
}

/** Makes the counters of new SKUs at every place of the shop, empty. */
export async function openStock(tx: TenantTx, skuIds: readonly SkuId[]): Promise<readonly Id<'plc'>[]> {
  const places = await listPlaceIds(tx)
  await insertStock(tx, skuIds, places)
  return places
}

/**
 * Puts SKUs that are being made on the shelf: a counter at every place, their first units at the default one, and a
 * movement for each that has any. Two statements, however many SKUs.
 */
export async function shelveNew(
  tx: TenantTx,
  skus: readonly { skuId: SkuId; units: number }[],
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  const [first, ...others] = await listPlaceIds(tx)
  if (!first) return
  assert(
    skus.every(({ units }) => Number.isInteger(units) && units >= 0 && units <= STOCK_MAX),
    'opening stock is checked before',
  )
  const opening = skus.map((sku) => ({ ...sku, placeId: first }))
  const empty = skus.flatMap(({ skuId }) => others.map((placeId) => ({ skuId, placeId, units: 0 })))
  await insertShelves(tx, [...opening, ...empty])
  const filled = opening.filter(({ units }) => units > 0)
  await insertMovements(
    tx,
    filled.map(({ skuId, placeId, units }) => ({
      movementId: newId('mov', at),
      skuId,
      placeId,
      delta: units,
      reason: 'initial',
      note: '',
      actor,
      at,
    })),
  )
}

export interface StockMovement extends Required<Omit<StockChange, 'reason'>> {
  readonly id: Id<'mov'>
  readonly reason: StockReason | 'campaign'
  readonly delta: number
}

/** The latest movements of one SKU, newest first; null when this shop has no such SKU. */
export async function listMovements(
  tx: TenantTx,
  skuId: SkuId,
  limit: number,
): Promise<StockMovement[] | null> {
  if (!(await isSku(tx, skuId))) return null
  const rows = await selectMovements(tx, skuId, Math.min(limit, 200))
  return rows.map((row) => ({
    id: idOf('mov', row.id),
    skuId: idOf('sku', row.sku_id),
    placeId: idOf('plc', row.place_id),
    delta: row.delta,
    reason: row.reason as StockMovement['reason'],
    note: row.note,
    actor: row.actor,
    at: row.at,
  }))
}

/** The counter's id, its row made if this place is new; null when SKU or place is not of this shop. */
async function prepare(tx: TenantTx, skuId: SkuId, placeId: Id<'plc'>): Promise<string | null> {
  if (!(await isStockPlace(tx, skuId, placeId))) return null
  await insertStock(tx, [skuId], [placeId])
  return stockKey(skuId, placeId)
}

async function refusal(
  tx: TenantTx,
  stockId: string,
  reason: 'STOCK_MOVED' | 'STOCK_BELOW_HELD',
): Promise<StockResult> {
  return { changed: false, reason, available: (await findAvailable(tx, stockId)) ?? 0 }
}

async function record(tx: TenantTx, change: StockChange, delta: number): Promise<void> {
  const { skuId, placeId, reason, note = '', actor, at } = change
  const movementId = newId('mov', at)
  await insertMovements(tx, [
    { movementId, skuId, placeId, delta, reason, note: note.slice(0, 200), actor, at },
  ])
  tellFreed(tx, { kind: 'stock', id: stockKey(skuId, placeId) }, delta)
}

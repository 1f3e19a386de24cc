import type { TenantTx } from '@mamapu/db'
import { type Id, type OrderId, type SkuId, uuidOf } from '@mamapu/kernel'
import { stockKey } from './quota.rules.js'

export interface TakeInput {
  readonly takeId: Id<'tak'>
  readonly kind: string
  readonly id: string
  readonly units: number
  /** Limit of a personal counter that its first take makes; null: the counter must exist. */
  readonly limit: number | null
  /** Who takes it: the same owner takes one counter once, however often it asks. */
  readonly owner: string
  readonly orderId: OrderId | null
  readonly lineId: Id<'lin'> | null
  readonly giveBack: 'never' | 'cancel' | 'refund'
  /** When the hold ends; null claims at once. */
  readonly expiresAt: Date | null
  readonly at: Date
}

export async function callTakeQuota(tx: TenantTx, take: TakeInput): Promise<string> {
  const [row] = await tx.sql<{ outcome: string }[]>`
    select take_quota(${tx.tenantId}, ${take.kind}, ${take.id}, ${take.units}::bigint, ${take.limit}::bigint,
      ${take.owner}, ${uuidOf(take.takeId)}, ${take.orderId && uuidOf(take.orderId)}::uuid,
      ${take.lineId && uuidOf(take.lineId)}::uuid, ${take.giveBack}, ${take.expiresAt}::timestamptz, ${take.at}) as outcome`
  return row?.outcome ?? 'lacking'
}

/** Units that came back; with a home when their pool is closed. */
export interface Released {
  readonly units: number
  readonly home?: string
  readonly sku?: string
  readonly kind?: string
  readonly id?: string
}

export async function callReleaseTake(tx: TenantTx, takeId: Id<'tak'>, units: number): Promise<Released> {
  const [row] = await tx.sql<{ released: Released }[]>`
    select release_take(${tx.tenantId}, ${uuidOf(takeId)}, ${units}::bigint) as released`
  return row?.released ?? { units: 0 }
}

/** Puts units in (or takes them out) only while what is available is what was seen; null when it moved meanwhile. */
export async function moveSeenStock(
  tx: TenantTx,
  stockId: string,
  seen: number,
  typed: number,
): Promise<number | null> {
  const [row] = await tx.sql<{ available: number }[]>`
    update quotas set limit_units = limit_units + ${typed - seen}::bigint
     where tenant_id = ${tx.tenantId} and kind = 'stock' and id = ${stockId} and limit_units - taken = ${seen}
     returning limit_units - taken as available`
  return row?.available ?? null
}

/** Adds units (or takes them out); null when fewer would remain than are taken. */
export async function moveStock(tx: TenantTx, stockId: string, delta: number): Promise<number | null> {
  const [row] = await tx.sql<{ available: number }[]>`
    update quotas set limit_units = limit_units + ${delta}::bigint
     where tenant_id = ${tx.tenantId} and kind = 'stock' and id = ${stockId} and limit_units + ${delta}::bigint >= taken
     returning limit_units - taken as available`
  return row?.available ?? null
}

export async function findAvailable(tx: TenantTx, stockId: string): Promise<number | null> {
  const [row] = await tx.sql<{ available: number }[]>`
    select limit_units - taken as available from quotas
     where tenant_id = ${tx.tenantId} and kind = 'stock' and id = ${stockId}`
  return row?.available ?? null
}

/** What is available of a shelf, with what campaigns hold of it for themselves. */
export async function sumLeft(tx: TenantTx, stockId: string): Promise<number> {
  const [row] = await tx.sql<{ left: number }[]>`
    select coalesce(sum(limit_units - taken), 0) as left from quotas
     where tenant_id = ${tx.tenantId} and ((kind = 'stock' and id = ${stockId}) or home = ${stockId})`
  return Number(row?.left ?? 0)
}

/** Whether a SKU's stock is the number of its free codes. */
export async function isByCodes(tx: TenantTx, skuId: SkuId): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from virtual_goods where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(skuId)} and kind = 'codes'`
  return rows.length > 0
}

/** Makes the counters of these SKUs at these places, empty; those that exist stay as they are. */
export async function insertStock(
  tx: TenantTx,
  skuIds: readonly SkuId[],
  placeIds: readonly Id<'plc'>[],
): Promise<void> {
  await insertShelves(
    tx,
    skuIds.flatMap((skuId) => placeIds.map((placeId) => ({ skuId, placeId, units: 0 }))),
  )
}

/** Makes counters with what is on them; those that exist stay as they are. */
export async function insertShelves(
  tx: TenantTx,
  shelves: readonly { skuId: SkuId; placeId: Id<'plc'>; units: number }[],
): Promise<void> {
  const rows = shelves
    .map(({ skuId, placeId, units }) => ({
      tenant_id: tx.tenantId,
      kind: 'stock',
      id: stockKey(skuId, placeId),
      limit_units: units,
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  if (rows.length === 0) return
  await tx.sql`insert into quotas ${tx.sql(rows)} on conflict do nothing`
}

export async function listPlaceIds(tx: TenantTx): Promise<Id<'plc'>[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from places where tenant_id = ${tx.tenantId} order by is_default desc, id limit 50`
  return rows.map((row) => `plc_${row.id.replaceAll('-', '')}` as const)
}

/** Both exist in this shop. */
export async function isStockPlace(tx: TenantTx, skuId: SkuId, placeId: Id<'plc'>): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from skus s join places p on p.tenant_id = ${tx.tenantId} and p.id = ${uuidOf(placeId)}
     where s.tenant_id = ${tx.tenantId} and s.id = ${uuidOf(skuId)}`
  return rows.length === 1
}

export interface MovementInput {
  readonly movementId: Id<'mov'>
  readonly skuId: SkuId
  readonly placeId: Id<'plc'>
  readonly delta: number
  readonly reason: string
  readonly note: string
  readonly actor: string
  readonly at: Date
  /** For reason `campaign`: `kind/id` of the pool. */
  readonly pool?: string
}

export async function insertMovements(tx: TenantTx, moves: readonly MovementInput[]): Promise<void> {
  if (moves.length === 0) return
  const rows = moves.map(({ movementId, skuId, placeId, pool = null, ...move }) => ({
    tenant_id: tx.tenantId,
    id: uuidOf(movementId),
    sku_id: uuidOf(skuId),
    place_id: uuidOf(placeId),
    pool,
    ...move,
  }))
  await tx.sql`insert into stock_movements ${tx.sql(rows)}`
}

export interface MovementRow {
  id: string
  sku_id: string
  place_id: string
  delta: number
  reason: string
  note: string
  actor: string
  at: Date
}

export function selectMovements(tx: TenantTx, skuId: SkuId, limit: number) {
  return tx.sql<MovementRow[]>`
    select id, sku_id, place_id, delta, reason, note, actor, at from stock_movements
     where tenant_id = ${tx.tenantId} and sku_id = ${uuidOf(skuId)} order by at desc, id desc limit ${limit}`
}

export async function isSku(tx: TenantTx, skuId: SkuId): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from skus where tenant_id = ${tx.tenantId} and id = ${uuidOf(skuId)}`
  return rows.length > 0
}

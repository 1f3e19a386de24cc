import { assert, type Id, idOf, type SkuId, uuidOf } from '@mamapu/kernel'

/**
 * In which order an order takes its quotas: coldest kind first, the stock everybody wants last, so that a hot row is
 * held for the shortest time. Within one rank: by kind, then by id. Every taker keeps this order, so none deadlock.
 */
export const QUOTA_RANKS = {
  /** How much one person may buy of a product. */
  'person-limit': 10,
  /** What only somebody's first order is offered. */
  'first-order': 12,
  stock: 90,
} as const satisfies Readonly<Record<string, number>>

/** Kinds of plugins lie between a person's own counters and the stock. */
const PLUGIN_RANK = { first: 20, usual: 40, last: 60 } as const

/** The rank of a quota kind; `declared` is what a plugin's manifest says of its kind, held between 20 and 60. */
export function rankOf(kind: string, declared: number = PLUGIN_RANK.usual): number {
  const own = (QUOTA_RANKS as Readonly<Record<string, number>>)[kind]
  if (own !== undefined) return own
  assert(Number.isInteger(declared), `rank of ${kind}: ${declared}`)
  return Math.min(PLUGIN_RANK.last, Math.max(PLUGIN_RANK.first, declared))
}

/** What is sorted by the lock order. */
export interface RankedTake {
  readonly rank: number
  readonly kind: string
  readonly id: string
}

/** The one order in which counters are touched: (rank, kind, id), compared by code unit as PostgreSQL's C collation does. */
export function byLockOrder(a: RankedTake, b: RankedTake): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** The quota id of one SKU's stock at one place. */
export function stockKey(skuId: SkuId, placeId: Id<'plc'>): string {
  return `${uuidOf(skuId)}@${uuidOf(placeId)}`
}

/** What a stock key names. */
export function shelfOf(stockId: string): { skuId: SkuId; placeId: Id<'plc'> } {
  const [sku = '', place = ''] = stockId.split('@')
  return { skuId: idOf('sku', sku), placeId: idOf('plc', place) }
}

const POOL_ID = /^[0-9a-f]{32}:([0-9a-f]{32}):/

/** Whose units a pool's id (as `poolId` of the SDK makes it) counts; null when it is no pool. */
export function skuOfPool(id: string): SkuId | null {
  const sku = POOL_ID.exec(id)?.[1]
  return sku === undefined ? null : idOf('sku', sku)
}

import type { TenantTx } from '@mamapu/db'
import { assert, type Id, type SkuId } from '@mamapu/kernel'
import { type CampaignPool, poolId } from '@mamapu/plugin-sdk'
import { tellFreed } from './freed.js'
import {
  insertPool,
  listKnownSkus,
  listPoolIds,
  lockPools,
  lockShelves,
  type PoolRow,
  type RoundRef,
  writeClosed,
  writePool,
  writePoolTimes,
} from './pool.queries.js'
import { insertStock, listPlaceIds } from './quota.queries.js'
import { stockKey } from './quota.rules.js'
import { shelveUnits } from './shelves.js'

/** Pools of one round, at most. */
export const POOLS_MAX = 500

/** What a campaign's round is to have. */
export interface RoundPools extends RoundRef {
  readonly startsAt: Date
  readonly endsAt: Date
  readonly pools: readonly CampaignPool[]
  readonly actor: string
  readonly at: Date
}

export type PoolResult =
  | { readonly opened: true }
  | {
      readonly opened: false
      readonly code: 'POOL_STOCK_LACKING'
      readonly skuId: SkuId
      readonly available: number
      readonly wanted: number
    }
  | {
      readonly opened: false
      readonly code: 'POOL_BELOW_TAKEN'
      readonly skuId: SkuId
      readonly taken: number
    }
  | {
      readonly opened: false
      readonly code: 'POOL_SKU_UNKNOWN' | 'POOL_MODE_FIXED' | 'POOL_CLOSED'
      readonly skuId: SkuId
    }

type Refusal = Extract<PoolResult, { opened: false }>

/**
 * Opens the pools of a round: own units leave the SKU's shelf at the default place, a ceiling is only a counter. Once per
 * (campaign, round, SKU): what is open stays as it is, and so does a round that is over; one closed before its time (its
 * dates were moved, and moved back) opens again. Every refusal comes back before anything is written.
 */
export async function openPools(tx: TenantTx, round: RoundPools): Promise<PoolResult> {
  const wanted = await prepare(tx, round)
  if ('opened' in wanted) return wanted
  const before = await lockPools(tx, round)
  const missing = wanted.flatMap((one) => {
    const pool = before.find(isPoolOf(one))
    if (!pool) return [opening(one)]
    return pool.closedAt !== null && round.endsAt > round.at ? [reopening(pool, one)] : []
  })
  if (missing.length === 0) return { opened: true }
  const shelves = await lockShelves(tx, homesOf(missing))
  // A twin may have opened them while this one waited for the shelves.
  const opened = await listPoolIds(tx, round)
  const changes = missing.filter((one) => !one.isNew || !opened.some(isPoolOf(one)))
  const refusal = whyTooMuch(changes, shelves)
  if (refusal) return refusal
  const result = await apply(tx, round, changes)
  if (before.length > 0) await writePoolTimes(tx, round, round)
  return result
}

/**
 * Brings a round's pools to what its campaign now says: more units leave the shelf, fewer come home, a SKU no longer
 * named keeps what orders hold. Never below what is taken; refuses before anything is written.
 */
export async function resizePools(tx: TenantTx, round: RoundPools): Promise<PoolResult> {
  const wanted = await prepare(tx, round)
  if ('opened' in wanted) return wanted
  const held = await lockPools(tx, round)
  const changes: Change[] = []
  for (const one of wanted) {
    const pool = held.find(isPoolOf(one))
    const change = pool ? changing(pool, one) : opening(one)
    if ('opened' in change) return change
    changes.push(change)
  }
  const dropped = held.filter((pool) => pool.closedAt === null && !wanted.some((one) => isPoolOf(one)(pool)))
  changes.push(
    ...dropped.map((pool) => ({ ...pool, units: pool.taken, isNew: false, moves: shrinking(pool) })),
  )
  const shelves = await lockShelves(tx, [
    ...new Set(changes.flatMap(({ moves }) => moves.map(({ stockId }) => stockId))),
  ])
  const refusal = whyTooMuch(changes, shelves)
  if (refusal) return refusal
  await writePoolTimes(tx, round, round)
  return apply(tx, round, changes)
}

/**
 * Closes a round's pools: what nobody took comes home to the shelf; what is given back later goes there too. Says how
 * many units came home of each SKU; closing again brings nothing.
 */
export async function closePools(
  tx: TenantTx,
  round: RoundRef & { readonly actor: string; readonly at: Date },
): Promise<readonly { readonly skuId: SkuId; readonly units: number }[]> {
  const open = (await lockPools(tx, round)).filter(({ closedAt }) => closedAt === null)
  for (const pool of open) await writeClosed(tx, pool, round.at)
  await moveAll(
    tx,
    round,
    open.map((pool) => ({ ...pool, moves: shrinking(pool) })),
  )
  return open
    .filter(({ home, limit, taken }) => home !== null && limit > taken)
    .map(({ skuId, limit, taken }) => ({ skuId, units: limit - taken }))
}

/** A pool as it is wanted, with the shelf its units come from. */
interface Wanted {
  readonly kind: string
  readonly id: string
  readonly skuId: SkuId
  readonly units: number
  readonly home: string | null
}

/** What becomes of one pool, and what moves for it. */
interface Change extends Wanted {
  readonly isNew: boolean
  readonly moves: readonly { readonly stockId: string; readonly delta: number }[]
}

async function prepare(tx: TenantTx, { campaignId, round, pools }: RoundPools): Promise<Wanted[] | Refusal> {
  assert(pools.length <= POOLS_MAX, `${pools.length} pools of one round`)
  const known = await listKnownSkus(tx, [...new Set(pools.map(({ skuId }) => skuId))])
  const unknown = pools.find(({ skuId }) => !known.has(skuId))
  if (unknown) return { opened: false, code: 'POOL_SKU_UNKNOWN', skuId: unknown.skuId }
  const [placeId] = await listPlaceIds(tx)
  await insertStock(tx, [...known], [placeId as Id<'plc'>])
  const wanted = pools.map(({ kind, skuId, units, mode }) => {
    assert(Number.isSafeInteger(units) && units >= 0, `a pool of ${units} units`)
    const home = mode === 'own' ? stockKey(skuId, placeId as Id<'plc'>) : null
    return { kind, id: poolId(campaignId, skuId, round), skuId, units, home }
  })
  assert(new Set(wanted.map(({ kind, id }) => `${kind}/${id}`)).size === wanted.length, 'a SKU has one pool')
  return wanted
}

const isPoolOf = (one: { kind: string; id: string }) => (pool: { kind: string; id: string }) =>
  pool.kind === one.kind && pool.id === one.id

const homesOf = (pools: readonly Wanted[]) => pools.flatMap(({ home }) => (home === null ? [] : [home]))

function opening(wanted: Wanted): Change {
  const { home, units } = wanted
  return { ...wanted, isNew: true, moves: home === null ? [] : [{ stockId: home, delta: -units }] }
}

/** As wanted, and never below what orders still hold of it. */
function reopening(pool: PoolRow, wanted: Wanted): Change {
  const units = Math.max(wanted.units, pool.taken)
  const home = pool.taken > 0 ? pool.home : wanted.home
  const moves = home === null ? [] : [{ stockId: home, delta: pool.taken - units }]
  return { ...wanted, units, home, isNew: false, moves }
}

function changing(pool: PoolRow, wanted: Wanted): Change | Refusal {
  const { skuId, home, units } = wanted
  if (pool.closedAt !== null) return { opened: false, code: 'POOL_CLOSED', skuId }
  if (units < pool.taken) return { opened: false, code: 'POOL_BELOW_TAKEN', skuId, taken: pool.taken }
  const isSameMode = (pool.home === null) === (home === null)
  if (!isSameMode && pool.taken > 0) return { opened: false, code: 'POOL_MODE_FIXED', skuId }
  if (!isSameMode) return { ...wanted, isNew: false, moves: [...shrinking(pool), ...opening(wanted).moves] }
  const moves = pool.home === null ? [] : [{ stockId: pool.home, delta: pool.limit - units }]
  return { ...wanted, home: pool.home, isNew: false, moves }
}

function shrinking({ home, limit, taken }: PoolRow): Change['moves'] {
  return home === null ? [] : [{ stockId: home, delta: limit - taken }]
}

/** The first shelf that has less than all pools together want of it; null when all reach. */
function whyTooMuch(changes: readonly Change[], shelves: ReadonlyMap<string, number>): Refusal | null {
  const wanted = new Map<string, { skuId: SkuId; units: number }>()
  // What one pool gives back another may have, whichever comes first.
  for (const { skuId, moves } of changes)
    for (const { stockId, delta } of moves)
      wanted.set(stockId, { skuId, units: (wanted.get(stockId)?.units ?? 0) - delta })
  for (const [stockId, { skuId, units }] of wanted) {
    const available = shelves.get(stockId) ?? 0
    if (units > available && units > 0)
      return { opened: false, code: 'POOL_STOCK_LACKING', skuId, available, wanted: units }
  }
  return null
}

async function apply(tx: TenantTx, round: RoundPools, changes: readonly Change[]): Promise<PoolResult> {
  const { campaignId, startsAt, endsAt } = round
  for (const change of changes) {
    if (change.isNew) await insertPool(tx, { ...change, campaignId, round: round.round, startsAt, endsAt })
    else await writePool(tx, change, { units: change.units, home: change.home })
    tellFreed(tx, change, change.units)
  }
  await moveAll(tx, round, changes)
  return { opened: true }
}

async function moveAll(
  tx: TenantTx,
  { actor, at }: { actor: string; at: Date },
  changes: readonly Pick<Change, 'kind' | 'id' | 'moves'>[],
): Promise<void> {
  const moves = changes
    .flatMap(({ kind, id, moves: own }) => own.map((move) => ({ ...move, pool: `${kind}/${id}` })))
    .filter(({ delta }) => delta !== 0)
    // Per shelf what comes home before what leaves, so that it never has less than nothing in between.
    .sort((a, b) => (a.stockId === b.stockId ? b.delta - a.delta : a.stockId < b.stockId ? -1 : 1))
  for (const move of moves) await shelveUnits(tx, { ...move, actor, at })
}

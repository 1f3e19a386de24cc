import type { TenantTx } from '@mamapu/db'
import { assert, idOf, type SkuId, uuidOf } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'

/** One campaign's one round. */
export interface RoundRef {
  readonly campaignId: CampaignId
  readonly round: string
}

export interface PoolRow {
  readonly kind: string
  readonly id: string
  readonly skuId: SkuId
  readonly limit: number
  readonly taken: number
  readonly home: string | null
  readonly closedAt: Date | null
}

interface RawPool {
  kind: string
  id: string
  sku_id: string
  limit_units: number
  taken: number
  home: string | null
  closed_at: Date | null
}

/** The round's pools, held until the transaction ends, in the lock order of one kind. */
export async function lockPools(tx: TenantTx, { campaignId, round }: RoundRef): Promise<PoolRow[]> {
  const rows = await tx.sql<RawPool[]>`
    select kind, id, sku_id, limit_units, taken, home, closed_at from quotas
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and round = ${round}
     order by kind collate "C", id collate "C" limit 1000 for update`
  return rows.map(toPool)
}

/** The pools the round has, open or closed; read without holding them. */
export async function listPoolIds(
  tx: TenantTx,
  { campaignId, round }: RoundRef,
): Promise<{ kind: string; id: string }[]> {
  return tx.sql<{ kind: string; id: string }[]>`
    select kind, id from quotas
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and round = ${round} limit 1000`
}

function toPool({ sku_id, limit_units, closed_at, ...row }: RawPool): PoolRow {
  return { ...row, skuId: idOf('sku', sku_id), limit: limit_units, closedAt: closed_at }
}

/** Holds these shelves, by id, and says what each has. */
export async function lockShelves(
  tx: TenantTx,
  stockIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (stockIds.length === 0) return new Map()
  const rows = await tx.sql<{ id: string; available: number }[]>`
    select id, limit_units - taken as available from quotas
     where tenant_id = ${tx.tenantId} and kind = 'stock' and id = any(${[...stockIds]})
     order by id collate "C" limit 1000 for update`
  return new Map(rows.map(({ id, available }) => [id, available]))
}

/** Those of these SKUs that are of this shop. */
export async function listKnownSkus(tx: TenantTx, skuIds: readonly SkuId[]): Promise<ReadonlySet<SkuId>> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from skus where tenant_id = ${tx.tenantId} and id = any(${skuIds.map(uuidOf)}::uuid[]) limit 1000`
  return new Set(rows.map(({ id }) => idOf('sku', id)))
}

export interface NewPool extends RoundRef {
  readonly kind: string
  readonly id: string
  readonly skuId: SkuId
  readonly units: number
  readonly home: string | null
  readonly startsAt: Date
  readonly endsAt: Date
}

/** A counter of that name that nobody has taken from becomes the pool; one that somebody has is none of ours. */
export async function insertPool(tx: TenantTx, pool: NewPool): Promise<void> {
  const result = await tx.sql`
    insert into quotas as q (tenant_id, kind, id, limit_units, campaign_id, round, sku_id, home, starts_at, ends_at)
    values (${tx.tenantId}, ${pool.kind}, ${pool.id}, ${pool.units}, ${uuidOf(pool.campaignId)}, ${pool.round},
            ${uuidOf(pool.skuId)}, ${pool.home}, ${pool.startsAt}, ${pool.endsAt})
    on conflict (tenant_id, kind, id) do update
      set limit_units = excluded.limit_units, campaign_id = excluded.campaign_id, round = excluded.round, sku_id = excluded.sku_id,
          home = excluded.home, starts_at = excluded.starts_at, ends_at = excluded.ends_at
      where q.tenant_id = ${tx.tenantId} and q.campaign_id is null and q.taken = 0`
  assert(result.count === 1, `pool ${pool.kind}/${pool.id} is taken from before it is opened`)
}

/** Open from now on. The caller holds the row and has checked that no fewer than are taken. */
export async function writePool(
  tx: TenantTx,
  { kind, id }: { kind: string; id: string },
  to: { units: number; home: string | null },
): Promise<void> {
  await tx.sql`
    update quotas set limit_units = ${to.units}::bigint, home = ${to.home}, closed_at = null, closed_units = null
     where tenant_id = ${tx.tenantId} and kind = ${kind} and id = ${id}`
}

export async function writePoolTimes(
  tx: TenantTx,
  { campaignId, round }: RoundRef,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
): Promise<void> {
  await tx.sql`
    update quotas set starts_at = ${startsAt}, ends_at = ${endsAt}
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and round = ${round} and closed_at is null`
}

/** What is taken stays, nothing else; how much there was when it closed first is kept. */
export async function writeClosed(
  tx: TenantTx,
  { kind, id }: { kind: string; id: string },
  at: Date,
): Promise<void> {
  await tx.sql`
    update quotas set closed_units = coalesce(closed_units, limit_units), limit_units = taken, closed_at = ${at}
     where tenant_id = ${tx.tenantId} and kind = ${kind} and id = ${id} and closed_at is null`
}

/** A pool of a round that is over. */
export interface ClosedPool {
  readonly home: string
  readonly closedAt: Date
  /** So many of the units it had when it closed are not taken. */
  readonly left: number
}

/** Holds a closed pool of own units of a SKU whose round was running at `wonAt`; null when it is none. */
export async function lockClosed(
  tx: TenantTx,
  { kind, id, skuId, wonAt }: { kind: string; id: string; skuId: SkuId; wonAt: Date },
): Promise<ClosedPool | null> {
  const [row] = await tx.sql<{ home: string; closed_at: Date; left: number }[]>`
    select home, closed_at, closed_units - taken as left from quotas
     where tenant_id = ${tx.tenantId} and kind = ${kind} and id = ${id} and sku_id = ${uuidOf(skuId)}
       and home is not null and closed_units is not null and starts_at <= ${wonAt} and ends_at > ${wonAt} and closed_at >= ${wonAt}
       for update`
  return row ? { home: row.home, closedAt: row.closed_at, left: row.left } : null
}

/** Opens a held pool for so many more, until the transaction closes it again. */
export async function lendTo(
  tx: TenantTx,
  { kind, id }: { kind: string; id: string },
  units: number,
): Promise<void> {
  await tx.sql`
    update quotas set limit_units = limit_units + ${units}::bigint, closed_at = null
     where tenant_id = ${tx.tenantId} and kind = ${kind} and id = ${id}`
}

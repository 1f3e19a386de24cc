import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, uuidOf } from '@mamapu/kernel'

/** A level of a shop; ranks begin at 1. */
export interface LevelRow {
  readonly level: string
  readonly rank: number
  readonly title: string
  readonly titleEn: string
}

/** A shop's levels, lowest first, each with how many customers are on it. */
export async function listLevels(tx: TenantTx): Promise<readonly (LevelRow & { customers: number })[]> {
  return tx.sql<(LevelRow & { customers: number })[]>`
    select l.level, l.rank, l.title, l.title_en as "titleEn",
           (select count(*)::int from customers c where c.tenant_id = ${tx.tenantId} and c.level = l.level) as customers
      from customer_levels l where l.tenant_id = ${tx.tenantId} order by l.rank, l.level limit 100`
}

/** The levels by their ranks; of several with one rank the first by name. */
export async function listLevelsByRank(tx: TenantTx): Promise<ReadonlyMap<number, string>> {
  const rows = await tx.sql<{ level: string; rank: number }[]>`
    select level, rank from customer_levels where tenant_id = ${tx.tenantId} order by level desc limit 100`
  return new Map(rows.map(({ level, rank }) => [rank, level]))
}

export async function findRank(tx: TenantTx, level: string): Promise<number | null> {
  const [row] = await tx.sql<{ rank: number }[]>`
    select rank from customer_levels where tenant_id = ${tx.tenantId} and level = ${level}`
  return row?.rank ?? null
}

/** Makes these the shop's levels: others are gone, and customers on them keep a name without a rank until they are judged anew. */
export async function replaceLevels(tx: TenantTx, levels: readonly LevelRow[]): Promise<void> {
  await tx.sql`
    delete from customer_levels where tenant_id = ${tx.tenantId} and level <> all(${levels.map(({ level }) => level)})`
  for (const { level, rank, title, titleEn } of levels)
    await tx.sql`
      insert into customer_levels (tenant_id, level, rank, title, title_en)
      values (${tx.tenantId}, ${level}, ${rank}, ${title}, ${titleEn})
      on conflict (tenant_id, level) do update
        set rank = excluded.rank, title = excluded.title, title_en = excluded.title_en`
}

/** The level a customer has, holding the row; null when there is no such customer. */
export async function lockLevel(tx: TenantTx, id: CustomerId): Promise<string | null> {
  const [row] = await tx.sql<{ level: string }[]>`
    select level from customers where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return row?.level ?? null
}

export interface LevelChange {
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

export async function writeLevel(
  tx: TenantTx,
  customerId: CustomerId,
  change: LevelChange & { readonly id: Id<'his'> },
): Promise<void> {
  await tx.sql`
    update customers set level = ${change.to} where tenant_id = ${tx.tenantId} and id = ${uuidOf(customerId)}`
  await tx.sql`
    insert into customer_level_changes (tenant_id, id, customer_id, from_level, to_level, reason, actor, at)
    values (${tx.tenantId}, ${uuidOf(change.id)}, ${uuidOf(customerId)}, ${change.from}, ${change.to},
            ${change.reason}, ${change.actor}, ${change.at})`
}

/** The latest changes first. */
export async function listLevelChanges(
  tx: TenantTx,
  customerId: CustomerId,
  limit: number,
): Promise<readonly LevelChange[]> {
  const rows = await tx.sql<(Omit<LevelChange, 'from' | 'to'> & { from_level: string; to_level: string })[]>`
    select from_level, to_level, reason, actor, at from customer_level_changes
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)} order by at desc, id desc limit ${limit}`
  return rows.map(({ from_level: from, to_level: to, ...row }) => ({ ...row, from, to }))
}

/** False when there is no such customer. */
export async function writePlan(tx: TenantTx, id: CustomerId, plan: string): Promise<boolean> {
  const { count } = await tx.sql`
    update customers set plan = ${plan} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return count === 1
}

/** False when there is no such customer. */
export async function writePublicName(tx: TenantTx, id: CustomerId, name: string): Promise<boolean> {
  const { count } = await tx.sql`
    update customers set public_name = ${name} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return count === 1
}

export async function writeGrowth(tx: TenantTx, id: CustomerId, growth: number): Promise<boolean> {
  const result = await tx.sql`
    update customers set growth = ${growth} where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return result.count === 1
}

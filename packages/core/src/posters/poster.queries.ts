import type { Sql, TenantTx } from '@mamapu/db'
import { idOf, type Locale, uuidOf } from '@mamapu/kernel'
import type { PosterSize } from '@mamapu/plugin-sdk'
import type { Due } from '../events/index.js'
import type { Poster, PosterId, PosterPlan, PosterState } from './poster.types.js'

interface PosterRow {
  id: string
  key: string
  size: PosterSize
  state: PosterState
  asked_at: Date
}

const posterOf = ({ id, asked_at, ...row }: PosterRow): Poster => ({
  ...row,
  id: idOf('pst', id),
  askedAt: asked_at,
})

/** One that this plugin had drawn. */
export async function findPoster(tx: TenantTx, plugin: string, id: PosterId): Promise<Poster | null> {
  const [row] = await tx.sql<PosterRow[]>`
    select id, key, size, state, asked_at from posters
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and (plugin = ${plugin} or plugin is null)`
  return row ? posterOf(row) : null
}

export async function findPosterByKey(tx: TenantTx, key: string): Promise<Poster | null> {
  const [row] = await tx.sql<PosterRow[]>`
    select id, key, size, state, asked_at from posters where tenant_id = ${tx.tenantId} and key = ${key}`
  return row ? posterOf(row) : null
}

/** How many of this shop wait, counted no further than `most`. */
export async function countWaiting(tx: TenantTx, most: number): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from (
      select 1 from posters where tenant_id = ${tx.tenantId} and state = 'waiting' limit ${most}) waiting`
  return row?.count ?? 0
}

/** False, writing nothing, when the poster was asked for before. */
export async function insertPoster(
  tx: TenantTx,
  poster: {
    readonly id: PosterId
    readonly key: string
    readonly plan: PosterPlan
    readonly plugin: string
    readonly failure: string | null
    readonly at: Date
  },
): Promise<boolean> {
  const { plan, failure, at } = poster
  const rows = await tx.sql`
    insert into posters (tenant_id, id, key, template, size, plan, plugin, state, failure, asked_at)
    values (${tx.tenantId}, ${uuidOf(poster.id)}, ${poster.key}, ${plan.template}, ${plan.size},
            ${tx.sql.json(plan as never)}, ${poster.plugin}, ${failure === null ? 'waiting' : 'failed'}, ${failure}, ${at})
    on conflict (tenant_id, key) do nothing returning id`
  return rows.length === 1
}

/** Notes that somebody wants it still. */
export async function touchPoster(tx: TenantTx, id: PosterId, at: Date): Promise<void> {
  await tx.sql`
    update posters set asked_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and asked_at < ${at} and state = 'ready'`
}

/** False when it does not stand as failed any more. */
export async function setWaiting(tx: TenantTx, id: PosterId, at: Date): Promise<boolean> {
  const rows = await tx.sql`
    update posters set state = 'waiting', failure = null, asked_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'failed' returning id`
  return rows.length === 1
}

/** One whose file is gone waits again, and is drawn from what it was; null for what does not stand as drawn. */
export async function setLost(tx: TenantTx, key: string, at: Date): Promise<PosterId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    update posters set state = 'waiting', bytes = null, drawn_at = null, asked_at = ${at}
     where tenant_id = ${tx.tenantId} and key = ${key} and state = 'ready' returning id`
  return row ? idOf('pst', row.id) : null
}

/** What a waiting poster is drawn from; null for one that does not wait. */
export async function findWaiting(
  tx: TenantTx,
  id: PosterId,
): Promise<{ key: string; plan: PosterPlan } | null> {
  const [row] = await tx.sql<{ key: string; plan: PosterPlan }[]>`
    select key, plan from posters
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'waiting'`
  return row ?? null
}

export async function setReady(
  tx: TenantTx,
  id: PosterId,
  { bytes, at }: { bytes: number; at: Date },
): Promise<void> {
  await tx.sql`
    update posters set state = 'ready', bytes = ${bytes}, drawn_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'waiting'`
}

export async function setFailed(
  tx: TenantTx,
  id: PosterId,
  { failure, at }: { failure: string; at: Date },
): Promise<void> {
  await tx.sql`
    update posters set state = 'failed', failure = ${failure}, asked_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and state = 'waiting'`
}

/** Takes posters away that nobody wanted since; their keys. */
export async function deleteOldPosters(tx: TenantTx, since: Date, limit: number): Promise<string[]> {
  const rows = await tx.sql<{ key: string }[]>`
    delete from posters where tenant_id = ${tx.tenantId} and id in (
      select id from posters where tenant_id = ${tx.tenantId} and asked_at < ${since}
       order by asked_at limit ${limit})
    returning key`
  return rows.map(({ key }) => key)
}

/** The width of the shop's own picture; null when it has none of this name. */
export async function findPictureWidth(tx: TenantTx, hash: string): Promise<number | null> {
  const [row] = await tx.sql<{ width: number }[]>`
    select width from media where tenant_id = ${tx.tenantId} and hash = ${hash}`
  return row?.width ?? null
}

/** How posters call and colour the shop. */
export async function readLook(tx: TenantTx): Promise<{ name: string; locale: Locale; color: string }> {
  const [row] = await tx.sql<{ name: string; locale: Locale; color: string }[]>`
    select name, locale, brand_color as color from store_settings where tenant_id = ${tx.tenantId}`
  return row ?? { name: '', locale: 'zh-CN', color: '#e8825a' }
}

/** Posters that have waited since before `at`, the longest first. */
export async function listWaiting(sweep: Sql, at: Date, limit: number): Promise<readonly Due[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from posters where state = 'waiting' and asked_at <= ${at}
     order by asked_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('pst', row.id) }))
}

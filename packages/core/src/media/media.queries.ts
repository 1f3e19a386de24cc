import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, uuidOf } from '@mamapu/kernel'

export interface Media {
  readonly id: Id<'med'>
  readonly hash: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  readonly alt: string
  readonly createdAt: Date
}

interface MediaRow extends Omit<Media, 'id' | 'createdAt'> {
  id: string
  created_at: Date
}

const mediaOf = ({ id, created_at, ...row }: MediaRow): Media => ({
  ...row,
  id: idOf('med', id),
  createdAt: created_at,
})

export async function findMediaByHash(tx: TenantTx, hash: string): Promise<Media | null> {
  const [row] = await tx.sql<MediaRow[]>`
    select id, hash, width, height, bytes, alt, created_at from media
     where tenant_id = ${tx.tenantId} and hash = ${hash}`
  return row ? mediaOf(row) : null
}

/** Pictures of the shop among these, in no order. */
export async function listMediaById(tx: TenantTx, ids: readonly Id<'med'>[]): Promise<Media[]> {
  if (ids.length === 0) return []
  const rows = await tx.sql<MediaRow[]>`
    select id, hash, width, height, bytes, alt, created_at from media
     where tenant_id = ${tx.tenantId} and id in ${tx.sql(ids.map(uuidOf))} limit ${ids.length}`
  return rows.map(mediaOf)
}

export async function listMedia(
  tx: TenantTx,
  { before, limit }: { before: Id<'med'> | null; limit: number },
): Promise<Media[]> {
  const rows = await tx.sql<MediaRow[]>`
    select id, hash, width, height, bytes, alt, created_at from media
     where tenant_id = ${tx.tenantId} and id < ${before ? uuidOf(before) : 'f'.repeat(32)}
     order by id desc limit ${Math.min(limit, 100)}`
  return rows.map(mediaOf)
}

export async function countMediaOfShop(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`select count(*) from media where tenant_id = ${tx.tenantId}`
  return row?.count ?? 0
}

/** Keeps the row of a picture; the one that is there already stays as it is. */
export async function insertMedia(tx: TenantTx, media: Media): Promise<Media> {
  await tx.sql`
    insert into media (tenant_id, id, hash, width, height, bytes, alt, created_at)
    values (${tx.tenantId}, ${uuidOf(media.id)}, ${media.hash}, ${media.width}, ${media.height}, ${media.bytes},
      ${media.alt}, ${media.createdAt})
    on conflict (tenant_id, hash) do nothing`
  return (await findMediaByHash(tx, media.hash)) ?? media
}

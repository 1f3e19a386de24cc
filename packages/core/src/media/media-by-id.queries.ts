import { type Database, readTenant } from '@mamapu/db'
import { type Id, idOf, type StoreId, uuidOf } from '@mamapu/kernel'

/** A stored picture's address parts. */
export interface PictureRow {
  readonly hash: string
  readonly width: number
  readonly height: number
  readonly alt: string
}

/** Pictures of this shop by id, at most 50; unknown ones are missing. */
export async function findPictures(
  db: Database,
  storeId: StoreId,
  ids: readonly Id<'med'>[],
): Promise<ReadonlyMap<Id<'med'>, PictureRow>> {
  const list = ids.slice(0, 50).map(uuidOf).join(',')
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<(PictureRow & { id: string })[]>`
      select id, hash, width, height, alt from media
       where tenant_id = ${tenantId} and id = any (string_to_array(${list}, ',')::uuid[])`,
  ])
  return new Map(
    rows.map(({ id, hash, width, height, alt }) => [idOf('med', id), { hash, width, height, alt }]),
  )
}

import { type Database, withTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import { listLevelsByRank } from './level.queries.js'

/** The level as rules know it by the rank a merchant chose; without one of that rank, no level. */
export type LevelOfRank = (rank: number) => string

/** The levels of a shop as they are now. */
export async function readLevelOfRank(db: Database, storeId: StoreId): Promise<LevelOfRank> {
  const levels = await withTenant(db, storeId, listLevelsByRank)
  return (rank) => levels.get(rank) ?? ''
}

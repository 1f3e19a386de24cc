import { randomBytes } from 'node:crypto'
import { type Database, withTenant } from '@mamapu/db'
import { type Id, type Locale, newId, type StoreId } from '@mamapu/kernel'
import { type SlugObstacle, whyNotSlug } from './host.rules.js'
import { insertOwner, insertStore } from './store.queries.js'

export interface NewStore {
  readonly slug: string
  readonly name: string
  readonly at: Date
  readonly locale?: Locale
  readonly zone?: string
  /** Becomes the owner in the same transaction; a store of the seed may have none yet. */
  readonly ownerId?: Id<'stf'>
}

export type CreateStoreResult =
  | { created: true; storeId: StoreId }
  | { created: false; reason: SlugObstacle | 'slug_taken' }

const DEFAULT_PLACE: Readonly<Record<Locale, string>> = { 'zh-CN': '默认仓', en: 'Default place' }

/** Opens a shop with its settings, default place and owner, whole or not at all. It is not published yet. */
export async function createStore(db: Database, input: NewStore): Promise<CreateStoreResult> {
  const obstacle = whyNotSlug(input.slug)
  if (obstacle) return { created: false, reason: obstacle }
  const { at, locale = 'zh-CN', zone = 'Asia/Shanghai' } = input
  const storeId = newId('sto', at)
  return withTenant(db, storeId, async (tx) => {
    const isFree = await insertStore(tx, {
      slug: input.slug,
      name: input.name,
      zone,
      locale,
      secret: randomBytes(32),
      placeId: newId('plc', at),
      placeName: DEFAULT_PLACE[locale],
      at,
    })
    if (!isFree) return { created: false, reason: 'slug_taken' }
    if (input.ownerId) await insertOwner(tx, input.ownerId, at)
    return { created: true, storeId }
  })
}

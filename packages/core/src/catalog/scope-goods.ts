import type { TenantTx } from '@mamapu/db'
import type { GuardedGoods } from '../compliance/index.js'
import { selectGuardFacts } from './guard.queries.js'
import { guardedRows } from './guarded-product.js'
import { listNamedProducts, type NamedGoods } from './scope-skus.queries.js'

/** Products of one scope that are looked at; a shop with more is looked at from its newest. */
const PRODUCTS_MAX = 2000

/** Products on sale that a campaign's goods are of, as the guard of words knows them; single variants left out keep their product in. */
export async function goodsOfScope(
  tx: TenantTx,
  { except, ...named }: NamedGoods & { readonly except: Omit<NamedGoods, 'all'> },
): Promise<GuardedGoods[]> {
  const ids = await listNamedProducts(tx, named, PRODUCTS_MAX)
  const isCut = except.categories.length + except.tags.length + except.products.length > 0
  const without = { ...except, all: false, skus: [] }
  const out = new Set(isCut ? await listNamedProducts(tx, without, PRODUCTS_MAX) : [])
  const kept = ids.filter((id) => !out.has(id))
  return kept.length === 0 ? [] : guardedRows(await selectGuardFacts(tx, kept))
}

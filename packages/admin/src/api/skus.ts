import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money } from './types.js'

/** A SKU as a campaign's form shows it. */
export interface SkuChoice {
  readonly id: string
  readonly productId: string
  readonly title: string
  /** Its values in one line; empty when the product has no options. */
  readonly optionText: string
  readonly code: string
  readonly price: Money
  readonly cost: Money | null
  readonly floor: Money
  readonly available: number
  readonly mediaHash: string | null
  readonly status: string
  /** Why shoppers cannot buy it now, stock apart. */
  readonly obstacle: string | null
}

const IDS_MAX = 100

export async function searchSkus(storeId: string, q: string): Promise<readonly SkuChoice[]> {
  return (await call<{ skus: SkuChoice[] }>('GET', adminPath(storeId, '/skus'), { query: { q } })).skus
}

/** The SKUs of these ids; those that are gone are left out. */
export async function namedSkus(storeId: string, ids: readonly string[]): Promise<readonly SkuChoice[]> {
  const pages: SkuChoice[] = []
  for (let from = 0; from < ids.length; from += IDS_MAX) {
    const query = { ids: ids.slice(from, from + IDS_MAX).join(',') }
    pages.push(...(await call<{ skus: SkuChoice[] }>('GET', adminPath(storeId, '/skus'), { query })).skus)
  }
  return pages
}

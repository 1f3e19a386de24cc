import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type ProductId, toFen } from '@mamapu/kernel'
import { queryGrams } from './grams.rules.js'
import { type ProductStatus, type SaleObstacle, whyNotListed } from './listing.rules.js'
import { selectProductList } from './product-list.queries.js'

export const PRODUCT_LIST_MAX = 100

export interface ProductQuery {
  readonly text: string
  readonly status: ProductStatus | null
  readonly categoryId: Id<'cat'> | null
  readonly tag: string | null
  readonly before: ProductId | null
  readonly limit: number
  readonly at: Date
}

export interface ProductSummary {
  readonly id: ProductId
  readonly slug: string
  readonly title: string
  readonly brand: string
  readonly status: ProductStatus
  /** Why shoppers cannot buy it now; null when they can. */
  readonly obstacle: SaleObstacle | null
  readonly minFen: Fen
  readonly maxFen: Fen
  readonly mediaHash: string | null
  readonly skus: number
  /** Units left at the default place, over the SKUs on sale. */
  readonly available: number
  readonly version: number
  readonly updatedAt: Date
}

/** A page of the merchant's products, newest first, with where the next one begins. */
export async function listProducts(
  tx: TenantTx,
  query: ProductQuery,
): Promise<{ products: ProductSummary[]; next: ProductId | null }> {
  const limit = Math.min(Math.max(query.limit, 1), PRODUCT_LIST_MAX)
  const grams = queryGrams(query.text)
  if (query.text.trim() !== '' && grams.length === 0) return { products: [], next: null }
  const rows = await selectProductList(tx, { ...query, grams, limit: limit + 1 })
  const products = rows.slice(0, limit).map((row) => ({
    id: idOf('prd', row.id),
    slug: row.slug,
    title: row.title,
    brand: row.brand,
    status: row.status,
    obstacle: whyNotListed(
      { productStatus: row.status, listedFrom: row.listed_from, listedUntil: row.listed_until },
      query.at,
    ),
    minFen: toFen(row.min_price_fen),
    maxFen: toFen(row.max_price_fen),
    mediaHash: row.media_hash,
    skus: row.skus,
    available: row.available,
    version: row.version,
    updatedAt: row.updated_at,
  }))
  return { products, next: rows.length > limit ? (products.at(-1)?.id ?? null) : null }
}

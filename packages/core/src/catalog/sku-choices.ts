import type { TenantTx } from '@mamapu/db'
import { type Fen, idOf, type ProductId, type SkuId } from '@mamapu/kernel'
import { listProducts } from './list-products.js'
import { type ProductStatus, type SaleObstacle, type SkuFacts, whyNotForSale } from './listing.rules.js'
import { selectSkus } from './product-view.queries.js'
import { mapSkuFacts, skuFactsQuery } from './sku-facts.queries.js'

/** So many SKUs are offered, or looked up, at once. */
export const SKU_CHOICES_MAX = 100
const PRODUCTS_SEARCHED = 25

/** A SKU as somebody recognises it who puts it into a campaign. */
export interface SkuChoice {
  readonly id: SkuId
  readonly productId: ProductId
  readonly title: string
  readonly optionText: string
  readonly code: string
  readonly priceFen: Fen
  readonly costFen: Fen | null
  readonly floorFen: Fen
  readonly available: number
  readonly mediaHash: string | null
  readonly status: ProductStatus
  /** Why shoppers cannot buy it now, stock apart; null when they can. */
  readonly obstacle: SaleObstacle | null
}

/** The SKUs of the products found by words, newest product first. */
export async function searchSkus(tx: TenantTx, text: string, at: Date): Promise<SkuChoice[]> {
  const { products } = await listProducts(tx, {
    text,
    status: null,
    categoryId: null,
    tag: null,
    before: null,
    limit: PRODUCTS_SEARCHED,
    at,
  })
  const order = new Map(products.map(({ id }, index) => [id, index]))
  const rows = await selectSkus(
    tx,
    products.map(({ id }) => id),
  )
  const place = (productId: string) => order.get(idOf('prd', productId)) ?? PRODUCTS_SEARCHED
  const ids = [...rows]
    .filter(({ is_active }) => is_active)
    .sort((a, b) => place(a.product_id) - place(b.product_id))
    .map(({ id }) => idOf('sku', id))
  return namedSkus(tx, ids.slice(0, SKU_CHOICES_MAX), at)
}

/** These SKUs in this order, without those that the shop has not. */
export async function namedSkus(tx: TenantTx, ids: readonly SkuId[], at: Date): Promise<SkuChoice[]> {
  if (ids.length === 0) return []
  const facts = mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, ids))
  return ids.flatMap((id) => {
    const found = facts.get(id)
    return found ? [choiceOf(found, at)] : []
  })
}

function choiceOf(facts: SkuFacts, at: Date): SkuChoice {
  const { skuId, productStatus, productId, title, optionText, code, mediaHash, available } = facts
  const { priceFen, costFen, floorFen } = facts
  return {
    ...{ id: skuId, productId, title, optionText, code, mediaHash, available, priceFen, costFen, floorFen },
    status: productStatus,
    obstacle: whyNotForSale(facts, at),
  }
}

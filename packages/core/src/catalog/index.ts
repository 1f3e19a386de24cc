export {
  type Listing,
  type ProductStatus,
  type SaleObstacle,
  type SkuFacts,
  whyNotForSale,
  whyNotListed,
} from './listing.rules.js'
export { mapSkuFacts, SKU_FACTS_MAX, type SkuFactsRow, skuFactsQuery } from './sku-facts.queries.js'

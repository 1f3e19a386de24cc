export { CATALOG_ERRORS } from './catalog.errors.js'
export { categoryAdminRoutes, stockAdminRoutes } from './catalog.routes.js'
export {
  CATEGORIES_OF_SHOP_MAX,
  type CategoryInput,
  type CategoryRefusal,
  type CategoryResult,
  type CategoryView,
  categoryNamed,
  createCategory,
  deleteCategory,
  listCategories,
  updateCategory,
} from './categories.js'
export {
  CSV_BYTES_MAX,
  CSV_ERRORS,
  decodeCsv,
  exportProducts,
  importAdminRoutes,
  importJob,
  importSweeper,
  neutralCell,
  type RunOptions,
  readRecords,
  retryPictures,
  retryPicturesJob,
  runImport,
  type StartImportResult,
  startImport,
} from './csv/index.js'
export { gramsOf, normalText, queryGrams } from './grams.rules.js'
export { goodsToGuard } from './guarded-product.js'
export { listProducts, type ProductQuery, type ProductSummary } from './list-products.js'
export {
  type Listing,
  type ProductStatus,
  type SaleObstacle,
  type SkuFacts,
  whyNotForSale,
  whyNotListed,
} from './listing.rules.js'
export { productAdminRoutes } from './product.routes.js'
export {
  type ProductInput,
  type ProductObstacle,
  type SkuInput,
  STAGES,
  whyNotProduct,
} from './product.rules.js'
export { findProduct, inputOf, type ProductView, type SkuView } from './product.view.js'
export { sanitizeDescription } from './rich-text.js'
export {
  createProduct,
  type EditContext,
  type SaveRefusal,
  type SaveResult,
  setProductStatus,
  updateProduct,
} from './save-product.js'
export { goodsOfScope } from './scope-goods.js'
export { findProductBySlug, listFirstSkus, listNamedSkus, type NamedGoods } from './scope-skus.queries.js'
export { skuAdminRoutes } from './sku.routes.js'
export { mapSkuFacts, SKU_FACTS_MAX, type SkuFactsRow, skuFactsQuery } from './sku-facts.queries.js'
export {
  type CardSku,
  findStorefrontProduct,
  findStorefrontProductPage,
  LIST_LIMIT_MAX,
  LIST_SORTS,
  type ListAfter,
  type ListQuery,
  type ListSort,
  listCardSkus,
  listStorefront,
  listStorefrontCategories,
  readStorefrontHome,
  readStorefrontStock,
  type StorefrontCard,
  type StorefrontCategory,
  type StorefrontHome,
  type StorefrontPage,
  type StorefrontPicture,
  type StorefrontProduct,
  type StorefrontProductPage,
  type StorefrontSku,
  searchStorefront,
} from './storefront.queries.js'
export { type Priceable, type Shelf, type ShelfLook, storefrontRoutes } from './storefront.routes.js'
export type { UnitPrice } from './storefront.schema.js'

import { catalog } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { type ProductId, type StoreId, toFen } from '@mamapu/kernel'

/** A valid SKU of 99 yuan, changed as the test needs. */
export const skuInput = (change: Partial<catalog.SkuInput> = {}): catalog.SkuInput => ({
  id: null,
  code: null,
  values: [],
  priceFen: toFen(9900),
  compareAtFen: null,
  costFen: null,
  floorFen: toFen(0),
  weightGram: 300,
  barcode: '',
  mediaId: null,
  isActive: true,
  initialStock: 0,
  ...change,
})

/** A valid product on sale with one SKU, changed as the test needs. */
export const productInput = (change: Partial<catalog.ProductInput> = {}): catalog.ProductInput => ({
  slug: null,
  title: '奶瓶',
  titleEn: '',
  sellingPoint: '',
  descriptionHtml: '',
  brand: '',
  status: 'active',
  listedFrom: null,
  listedUntil: null,
  options: [],
  ageMinMonths: null,
  ageMaxMonths: null,
  stage: null,
  sizeNote: '',
  standard: '',
  shelfLifeDays: null,
  limitUnits: null,
  limitDays: null,
  categoryIds: [],
  tags: [],
  mediaIds: [],
  skus: [skuInput()],
  ...change,
})

/** Saves a product through the use case, as a merchant would. */
export async function createTestProduct(
  db: Database,
  storeId: StoreId,
  change: Partial<catalog.ProductInput>,
  at: Date,
): Promise<ProductId> {
  const result = await withTenant(db, storeId, (tx) =>
    catalog.createProduct(tx, productInput(change), { actor: 'test', at }),
  )
  if (!result.saved) throw new Error(`product not saved: ${result.reason}`)
  return result.productId
}

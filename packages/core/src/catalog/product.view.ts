import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type ProductId, type SkuId } from '@mamapu/kernel'
import type { ProductInput } from './product.rules.js'
import { type ProductRow, type SkuRow, selectProducts, selectSkus } from './product-view.queries.js'

export interface PictureRef {
  readonly mediaId: Id<'med'>
  readonly hash: string
  readonly width: number
  readonly height: number
  readonly alt: string
}

export interface SkuView {
  readonly id: SkuId
  readonly code: string
  readonly values: readonly string[]
  readonly priceFen: Fen
  readonly compareAtFen: Fen | null
  readonly costFen: Fen | null
  readonly floorFen: Fen
  readonly weightGram: number
  readonly barcode: string
  readonly mediaId: Id<'med'> | null
  readonly mediaHash: string | null
  readonly isActive: boolean
  readonly version: number
  /** The default place first. */
  readonly stock: readonly { placeId: Id<'plc'>; available: number; taken: number }[]
}

/** A product as its merchant sees it. */
export interface ProductView extends Omit<ProductInput, 'slug' | 'mediaIds' | 'skus'> {
  readonly id: ProductId
  readonly slug: string
  readonly version: number
  readonly pictures: readonly PictureRef[]
  readonly skus: readonly SkuView[]
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** The product with all its SKUs, also those no longer on sale; null when this shop has none of that id. */
export async function findProduct(tx: TenantTx, productId: ProductId): Promise<ProductView | null> {
  const [product] = await listProductsById(tx, [productId])
  return product ?? null
}

/** These products, oldest first; ids this shop does not have are left out. */
export async function listProductsById(tx: TenantTx, ids: readonly ProductId[]): Promise<ProductView[]> {
  const [products, skus] = await Promise.all([selectProducts(tx, ids), selectSkus(tx, ids)])
  return products.map((row) =>
    viewOf(
      row,
      skus.filter((sku) => sku.product_id === row.id),
    ),
  )
}

function viewOf(row: ProductRow, skus: readonly SkuRow[]): ProductView {
  return {
    id: idOf('prd', row.id),
    slug: row.slug,
    title: row.title,
    titleEn: row.title_en,
    sellingPoint: row.selling_point,
    descriptionHtml: row.description_html,
    brand: row.brand,
    status: row.status,
    listedFrom: row.listed_from,
    listedUntil: row.listed_until,
    options: row.options,
    ageMinMonths: row.age_min_months,
    ageMaxMonths: row.age_max_months,
    stage: row.stage,
    sizeNote: row.size_note,
    standard: row.standard,
    shelfLifeDays: row.shelf_life_days,
    limitUnits: row.limit_units,
    limitDays: row.limit_days,
    categoryIds: row.category_ids.map((id) => idOf('cat', id)),
    tags: row.tags,
    pictures: row.pictures.map(({ id, ...picture }) => ({ mediaId: idOf('med', id), ...picture })),
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    skus: skus.map(skuViewOf),
  }
}

function skuViewOf(row: SkuRow): SkuView {
  return {
    id: idOf('sku', row.id),
    code: row.code,
    values: row.values,
    priceFen: row.price_fen,
    compareAtFen: row.compare_at_fen,
    costFen: row.cost_fen,
    floorFen: row.floor_fen,
    weightGram: row.weight_gram,
    barcode: row.barcode,
    mediaId: row.media_id === null ? null : idOf('med', row.media_id),
    mediaHash: row.media_hash,
    isActive: row.is_active,
    version: row.version,
    stock: row.stock.map(({ place_id, available, taken }) => ({
      placeId: idOf('plc', place_id),
      available,
      taken,
    })),
  }
}

/** What an edit starts from: the product as it would be saved again unchanged. SKUs taken off sale are left out. */
export function inputOf(product: ProductView): ProductInput {
  const { id: _id, version: _version, pictures, skus, createdAt: _c, updatedAt: _u, ...facts } = product
  return {
    ...facts,
    mediaIds: pictures.map((picture) => picture.mediaId),
    skus: skus
      .filter((sku) => sku.isActive)
      .map(({ version: _v, mediaHash: _m, stock: _s, ...sku }) => ({ ...sku, initialStock: 0 })),
  }
}

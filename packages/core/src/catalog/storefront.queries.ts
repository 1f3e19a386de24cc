import { callTenant, type Database, readTenant } from '@mamapu/db'
import {
  assert,
  type Fen,
  type Id,
  idOf,
  type ProductId,
  type SkuId,
  type StoreId,
  toFen,
  uuidOf,
} from '@mamapu/kernel'
import { queryGrams } from './grams.rules.js'
import { SKU_FACTS_MAX } from './sku-facts.queries.js'

/** A stored picture; `media.pictureOf` makes addresses of it. */
export interface StorefrontPicture {
  readonly hash: string
  readonly width: number
  readonly height: number
  readonly alt: string
}

export interface StorefrontCategory {
  readonly id: Id<'cat'>
  readonly slug: string
  readonly name: string
  readonly nameEn: string
  readonly picture: StorefrontPicture | null
}

export interface StorefrontCard {
  readonly id: ProductId
  readonly slug: string
  readonly title: string
  readonly titleEn: string
  readonly sellingPoint: string
  readonly brand: string
  readonly minFen: Fen
  readonly maxFen: Fen
  readonly compareAtFen: Fen | null
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
  readonly picture: StorefrontPicture | null
  readonly categoryIds: readonly Id<'cat'>[]
  readonly tags: readonly string[]
}

export interface StorefrontSku {
  readonly id: SkuId
  readonly code: string
  readonly values: readonly string[]
  readonly priceFen: Fen
  readonly compareAtFen: Fen | null
  readonly floorFen: Fen
  readonly weightGram: number
  readonly version: number
  readonly picture: StorefrontPicture | null
}

export interface StorefrontProduct {
  readonly id: ProductId
  readonly slug: string
  readonly title: string
  readonly titleEn: string
  readonly sellingPoint: string
  /** Sanitised when it was written. */
  readonly descriptionHtml: string
  readonly brand: string
  readonly options: readonly string[]
  /** ISO instants. */
  readonly listedFrom: string | null
  readonly listedUntil: string | null
  readonly availability: 'on_sale' | 'not_started' | 'off_sale'
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
  readonly stage: string | null
  readonly sizeNote: string
  readonly standard: string
  readonly shelfLifeDays: number | null
  readonly limitUnits: number | null
  readonly limitDays: number | null
  readonly minFen: Fen
  readonly maxFen: Fen
  readonly compareAtFen: Fen | null
  readonly version: number
  readonly pictures: readonly StorefrontPicture[]
  readonly skus: readonly StorefrontSku[]
  readonly categories: readonly Omit<StorefrontCategory, 'picture'>[]
  readonly tags: readonly string[]
}

export type ListSort = 'new' | 'price_asc' | 'price_desc'
export const LIST_SORTS: readonly ListSort[] = ['new', 'price_asc', 'price_desc']
export const LIST_LIMIT_MAX = 48
const SEARCH_TOTAL_MAX = 1000

/** Where a page of a list ended; make it a cursor with `makeCursor([minFen, id])`. */
export interface ListAfter {
  readonly minFen: number
  readonly id: ProductId
}

export interface ListQuery {
  readonly sort: ListSort
  readonly after: ListAfter | null
  readonly limit: number
  readonly at: Date
}

export interface StorefrontPage {
  readonly products: readonly StorefrontCard[]
  /** Where the next page begins; null at the end. */
  readonly next: ListAfter | null
}

interface RawPage {
  hasMore: boolean
  total?: number
  products: StorefrontCard[]
}

const card = (raw: StorefrontCard): StorefrontCard => ({
  ...raw,
  id: idOf('prd', raw.id),
  categoryIds: raw.categoryIds.map((id) => idOf('cat', id)),
})

function pageOf(raw: RawPage): StorefrontPage {
  const products = raw.products.map(card)
  const last = products.at(-1)
  return { products, next: raw.hasMore && last ? { minFen: last.minFen, id: last.id } : null }
}

function listArguments({ sort, after, limit, at }: ListQuery) {
  return [
    sort,
    after?.minFen ?? null,
    after ? uuidOf(after.id) : null,
    Math.min(limit, LIST_LIMIT_MAX),
    at,
  ] as const
}

/** One published product by its slug, with SKUs on sale; null when there is none. Stock is read apart. */
export async function findStorefrontProduct(
  db: Database,
  storeId: StoreId,
  slug: string,
  at: Date,
): Promise<StorefrontProduct | null> {
  const raw = await callTenant<StorefrontProduct | null>(
    db,
    'storefront_product',
    storeId,
    slug.slice(0, 200),
    at,
  )
  return raw && productOf(raw)
}

const productOf = (raw: StorefrontProduct): StorefrontProduct => ({
  ...raw,
  id: idOf('prd', raw.id),
  skus: raw.skus.map((sku) => ({ ...sku, id: idOf('sku', sku.id) })),
  categories: raw.categories.map((category) => ({ ...category, id: idOf('cat', category.id) })),
})

export interface StorefrontProductPage {
  readonly product: StorefrontProduct
  /** Others of the same first category, newest first. */
  readonly similar: readonly StorefrontCard[]
}

/** A published product by its slug and others like it; null when there is none. Stock is read apart. */
export async function findStorefrontProductPage(
  db: Database,
  storeId: StoreId,
  slug: string,
  { similar, at }: { similar: number; at: Date },
): Promise<StorefrontProductPage | null> {
  const raw = await callTenant<StorefrontProductPage | null>(
    db,
    'storefront_product_page',
    storeId,
    slug.slice(0, 200),
    similar,
    at,
  )
  return raw && { product: productOf(raw.product), similar: raw.similar.map(card) }
}

/** Products on sale, of one category or all; null when the category does not exist. */
export async function listStorefront(
  db: Database,
  storeId: StoreId,
  categorySlug: string | null,
  query: ListQuery,
): Promise<StorefrontPage | null> {
  const raw = await callTenant<RawPage | null>(
    db,
    'storefront_list',
    storeId,
    categorySlug,
    ...listArguments(query),
  )
  return raw && pageOf(raw)
}

/** Products on sale in which every word and every pair of Chinese characters of the text is found. */
export async function searchStorefront(
  db: Database,
  storeId: StoreId,
  text: string,
  query: ListQuery,
): Promise<StorefrontPage & { readonly total: number | null }> {
  const grams = queryGrams(text)
  if (grams.length === 0) return { products: [], next: null, total: 0 }
  const raw = await callTenant<RawPage>(
    db,
    'storefront_search',
    storeId,
    grams.join(' '),
    ...listArguments(query),
  )
  const total = raw.total ?? 0
  return { ...pageOf(raw), total: total < SEARCH_TOTAL_MAX ? total : null }
}

/** All categories of the shop, at most 200, in the merchant's order. */
export async function listStorefrontCategories(
  db: Database,
  storeId: StoreId,
): Promise<StorefrontCategory[]> {
  const raw = await callTenant<StorefrontCategory[]>(db, 'storefront_categories', storeId)
  return raw.map((category) => ({ ...category, id: idOf('cat', category.id) }))
}

export interface StorefrontHome {
  readonly categories: readonly StorefrontCategory[]
  readonly newest: readonly StorefrontCard[]
  /** The first categories that have something to show. */
  readonly sections: readonly {
    slug: string
    name: string
    nameEn: string
    products: readonly StorefrontCard[]
  }[]
}

export async function readStorefrontHome(
  db: Database,
  storeId: StoreId,
  { limit, sections, at }: { limit: number; sections: number; at: Date },
): Promise<StorefrontHome> {
  const raw = await callTenant<StorefrontHome>(db, 'storefront_home', storeId, limit, sections, at)
  return {
    categories: raw.categories.map((category) => ({ ...category, id: idOf('cat', category.id) })),
    newest: raw.newest.map(card),
    sections: raw.sections.map((section) => ({ ...section, products: section.products.map(card) })),
  }
}

/**
 * Units left per SKU on sale, those of campaigns running at `at` among them; SKUs that are unknown, off sale or of another
 * shop are missing.
 */
export async function readStorefrontStock(
  db: Database,
  storeId: StoreId,
  skuIds: readonly SkuId[],
  at: Date,
): Promise<ReadonlyMap<SkuId, number>> {
  assert(skuIds.length <= SKU_FACTS_MAX, `stock of ${skuIds.length} SKUs`)
  const ids = skuIds.map(uuidOf).join(',')
  const raw = await callTenant<Record<string, number>>(db, 'storefront_stock', storeId, ids, at)
  return new Map(Object.entries(raw).map(([id, units]) => [idOf('sku', id), units]))
}

/** What one variant of a listed product costs without offers. */
export interface CardSku {
  readonly id: SkuId
  readonly productId: ProductId
  readonly priceFen: Fen
  readonly floorFen: Fen
}

const CARD_SKUS_MAX = 2000

/** The variants on sale of these products, in the merchant's order: what offers on single variants make of a card. */
export async function listCardSkus(
  db: Database,
  storeId: StoreId,
  productIds: readonly ProductId[],
): Promise<CardSku[]> {
  const ids = productIds.map(uuidOf).join(',')
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<{ id: string; product_id: string; price_fen: number; floor_fen: number }[]>`
      select id, product_id, price_fen, floor_fen from skus
       where tenant_id = ${tenantId} and product_id = any (string_to_array(${ids}, ',')::uuid[]) and is_active
       order by product_id, position, id limit ${CARD_SKUS_MAX}`,
  ])
  return rows.map((row) => ({
    id: idOf('sku', row.id),
    productId: idOf('prd', row.product_id),
    priceFen: toFen(row.price_fen),
    floorFen: toFen(row.floor_fen),
  }))
}

import { call, download, type Query } from './client.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export type ProductStatus = 'draft' | 'active' | 'archived'
export const STAGES = ['pregnancy', 'newborn', 'infant', 'toddler', 'preschool', 'school', 'mother'] as const
export type Stage = (typeof STAGES)[number]

export interface ProductSummary {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly brand: string
  readonly status: ProductStatus
  /** Why shoppers cannot buy it now; null when they can. */
  readonly obstacle: string | null
  readonly priceFrom: Money
  readonly priceTo: Money
  readonly mediaHash: string | null
  readonly skus: number
  readonly available: number
  readonly version: number
  readonly updatedAt: string
}

export interface ProductQuery {
  readonly q: string
  readonly status: string
  readonly category: string
}

export async function listProducts(
  storeId: string,
  query: Partial<ProductQuery>,
  after: string | null = null,
  limit = 20,
): Promise<Paged<ProductSummary>> {
  const asked: Query = { ...query, after, limit }
  const reply = await call<{ products: ProductSummary[]; next: string | null }>(
    'GET',
    adminPath(storeId, '/products'),
    { query: asked },
  )
  return { items: reply.products, next: reply.next }
}

export interface Stock {
  readonly placeId: string
  readonly available: number
  readonly taken: number
}

export interface Sku {
  readonly id: string
  readonly code: string
  readonly values: readonly string[]
  readonly price: Money
  readonly compareAt: Money | null
  readonly cost: Money | null
  readonly floor: Money
  readonly weightGram: number
  readonly barcode: string
  readonly mediaId: string | null
  readonly isActive: boolean
  readonly stock: readonly Stock[]
}

export interface Picture {
  readonly mediaId: string
  readonly hash: string
  readonly alt: string
}

/** What is the same when a product is read and when it is saved. */
interface ProductFacts {
  readonly title: string
  readonly titleEn: string
  readonly sellingPoint: string
  readonly descriptionHtml: string
  readonly brand: string
  readonly status: ProductStatus
  readonly listedFrom: string | null
  readonly listedUntil: string | null
  readonly options: readonly string[]
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
  readonly stage: Stage | null
  readonly sizeNote: string
  readonly standard: string
  readonly shelfLifeDays: number | null
  readonly limitUnits: number | null
  readonly limitDays: number | null
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
}

export interface Product extends ProductFacts {
  readonly id: string
  readonly slug: string
  readonly version: number
  readonly pictures: readonly Picture[]
  readonly skus: readonly Sku[]
}

export interface SkuDraft {
  readonly id: string | null
  readonly code: string | null
  readonly values: readonly string[]
  readonly price: Money
  readonly compareAt: Money | null
  readonly cost: Money | null
  readonly floor: Money
  readonly weightGram: number
  readonly barcode: string
  readonly mediaId: string | null
  readonly isActive: boolean
  readonly initialStock: number
}

export interface ProductDraft extends ProductFacts {
  readonly slug: string | null
  readonly mediaIds: readonly string[]
  readonly skus: readonly SkuDraft[]
}

interface Saved {
  readonly id: string
  readonly version: number
}

export function getProduct(storeId: string, productId: string): Promise<Product> {
  return call('GET', adminPath(storeId, `/products/${productId}`))
}

export function createProduct(
  storeId: string,
  body: ProductDraft & { acknowledged: readonly string[] },
): Promise<Saved> {
  return call('POST', adminPath(storeId, '/products'), { body })
}

export function saveProduct(
  storeId: string,
  productId: string,
  body: { version: number; product: ProductDraft; acknowledged: readonly string[] },
): Promise<Saved> {
  return call('PUT', adminPath(storeId, `/products/${productId}`), { body })
}

export function setProductStatus(
  storeId: string,
  productId: string,
  body: { version: number; status: ProductStatus; acknowledged: readonly string[] },
): Promise<Saved> {
  return call('PUT', adminPath(storeId, `/products/${productId}/status`), { body })
}

export async function listTags(storeId: string): Promise<readonly string[]> {
  const reply = await call<{ tags: { tag: string }[] }>('GET', adminPath(storeId, '/product-tags'))
  return reply.tags.map(({ tag }) => tag)
}

export interface StockChange {
  readonly skuId: string
  readonly placeId: string
  /** The number the merchant looked at; the server refuses when it has moved. */
  readonly seen: number
  readonly typed: number
  readonly key: string
}

export function adjustStock(
  storeId: string,
  { skuId, key, ...body }: StockChange,
): Promise<{ available: number }> {
  return call('PUT', adminPath(storeId, `/skus/${skuId}/stock`), { body, key })
}

export interface Movement {
  readonly id: string
  readonly delta: number
  readonly reason: string
  readonly note: string
  readonly at: string
}

export async function listMovements(storeId: string, skuId: string): Promise<readonly Movement[]> {
  const path = adminPath(storeId, `/skus/${skuId}/movements`)
  return (await call<{ movements: Movement[] }>('GET', path)).movements
}

export interface Category {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly nameEn: string
  readonly mediaId: string | null
  readonly mediaHash: string | null
  readonly position: number
  readonly products: number
}

export type CategoryDraft = Pick<Category, 'name' | 'nameEn' | 'mediaId' | 'position'>

export async function listCategories(storeId: string): Promise<readonly Category[]> {
  return (await call<{ categories: Category[] }>('GET', adminPath(storeId, '/categories'))).categories
}

export function createCategory(storeId: string, body: CategoryDraft): Promise<{ id: string }> {
  return call('POST', adminPath(storeId, '/categories'), { body })
}

export async function saveCategory(storeId: string, id: string, body: CategoryDraft): Promise<void> {
  await call('PUT', adminPath(storeId, `/categories/${id}`), { body })
}

export async function removeCategory(storeId: string, id: string): Promise<void> {
  await call('DELETE', adminPath(storeId, `/categories/${id}`))
}

export function exportProducts(storeId: string): Promise<void> {
  return download(adminPath(storeId, '/products.csv'), 'products.csv')
}

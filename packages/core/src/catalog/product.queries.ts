import type { TenantTx } from '@mamapu/db'
import { type Id, type ProductId, type SkuId, uuidOf } from '@mamapu/kernel'
import type { PriceRange, ProductInput, SkuInput } from './product.rules.js'

/**
 * Holds the shop's settings row until the transaction ends: edits of one shop's catalogue go one after the other, so what
 * is looked up (free slugs and codes, versions) still holds when it is written. Shoppers never take this lock.
 */
export async function lockCatalog(tx: TenantTx): Promise<void> {
  await tx.sql`select 1 from store_settings where tenant_id = ${tx.tenantId} for no key update`
}

/** Makes every page and every waiting decision of this shop look again. */
export async function raiseConfigVersion(tx: TenantTx): Promise<void> {
  await tx.sql`select platform.raise_config_version(${tx.tenantId})`
}

export async function isSlugFree(tx: TenantTx, slug: string, except: ProductId | null): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from products where tenant_id = ${tx.tenantId} and slug = ${slug}
      and id is distinct from ${except && uuidOf(except)}::uuid`
  return rows.length === 0
}

/** Which of these codes other products of the shop use. */
export async function listTakenCodes(
  tx: TenantTx,
  codes: readonly string[],
  except: ProductId | null,
): Promise<ReadonlySet<string>> {
  if (codes.length === 0) return new Set()
  const rows = await tx.sql<{ code: string }[]>`
    select code from skus where tenant_id = ${tx.tenantId} and code in ${tx.sql([...codes])}
      and product_id is distinct from ${except && uuidOf(except)}::uuid`
  return new Set(rows.map((row) => row.code))
}

export async function countCategories(tx: TenantTx, ids: readonly Id<'cat'>[]): Promise<number> {
  if (ids.length === 0) return 0
  const rows = await tx.sql`
    select 1 from categories where tenant_id = ${tx.tenantId} and id in ${tx.sql(ids.map(uuidOf))}`
  return rows.length
}

export async function countMedia(tx: TenantTx, ids: readonly Id<'med'>[]): Promise<number> {
  if (ids.length === 0) return 0
  const rows = await tx.sql`
    select 1 from media where tenant_id = ${tx.tenantId} and id in ${tx.sql(ids.map(uuidOf))}`
  return rows.length
}

function productColumns(input: ProductInput, slug: string, range: PriceRange, at: Date) {
  return {
    slug,
    title: input.title,
    title_en: input.titleEn,
    selling_point: input.sellingPoint,
    description_html: input.descriptionHtml,
    brand: input.brand,
    status: input.status,
    listed_from: input.listedFrom,
    listed_until: input.listedUntil,
    age_min_months: input.ageMinMonths,
    age_max_months: input.ageMaxMonths,
    stage: input.stage,
    size_note: input.sizeNote,
    standard: input.standard,
    shelf_life_days: input.shelfLifeDays,
    limit_units: input.limitUnits,
    limit_days: input.limitDays,
    min_price_fen: range.minFen,
    max_price_fen: range.maxFen,
    compare_at_fen: range.compareAtFen,
    updated_at: at,
  }
}

export async function insertProduct(
  tx: TenantTx,
  productId: ProductId,
  input: ProductInput,
  { slug, range, at }: { slug: string; range: PriceRange; at: Date },
): Promise<void> {
  const row = {
    tenant_id: tx.tenantId,
    id: uuidOf(productId),
    ...productColumns(input, slug, range, at),
    options: tx.sql.json([...input.options]),
    created_at: at,
  }
  await tx.sql`insert into products ${tx.sql(row as never)}`
}

/** Null when somebody saved a newer version meanwhile. */
export async function updateProductRow(
  tx: TenantTx,
  productId: ProductId,
  input: ProductInput,
  { slug, range, at, version }: { slug: string; range: PriceRange; at: Date; version: number },
): Promise<number | null> {
  const columns = { ...productColumns(input, slug, range, at), options: tx.sql.json([...input.options]) }
  const [row] = await tx.sql<{ version: number }[]>`
    update products set ${tx.sql(columns as never)}, version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(productId)} and version = ${version} returning version`
  return row?.version ?? null
}

export async function updateStatusRow(
  tx: TenantTx,
  productId: ProductId,
  { status, version, at }: { status: string; version: number; at: Date },
): Promise<number | null> {
  const [row] = await tx.sql<{ version: number }[]>`
    update products set status = ${status}, version = version + 1, updated_at = ${at}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(productId)} and version = ${version} returning version`
  return row?.version ?? null
}

export async function writeCategories(
  tx: TenantTx,
  productId: ProductId,
  ids: readonly Id<'cat'>[],
): Promise<void> {
  await tx.sql`delete from product_categories where tenant_id = ${tx.tenantId} and product_id = ${uuidOf(productId)}`
  if (ids.length === 0) return
  const rows = ids.map((id) => ({
    tenant_id: tx.tenantId,
    category_id: uuidOf(id),
    product_id: uuidOf(productId),
  }))
  await tx.sql`insert into product_categories ${tx.sql(rows)}`
}

export async function writeTags(tx: TenantTx, productId: ProductId, tags: readonly string[]): Promise<void> {
  await tx.sql`delete from product_tags where tenant_id = ${tx.tenantId} and product_id = ${uuidOf(productId)}`
  if (tags.length === 0) return
  const rows = tags.map((tag) => ({ tenant_id: tx.tenantId, product_id: uuidOf(productId), tag }))
  await tx.sql`insert into product_tags ${tx.sql(rows)}`
}

/** Positions are dense from 0, so the picture of lists is the one at 0. */
export async function writePictures(
  tx: TenantTx,
  productId: ProductId,
  mediaIds: readonly Id<'med'>[],
): Promise<void> {
  await tx.sql`delete from product_media where tenant_id = ${tx.tenantId} and product_id = ${uuidOf(productId)}`
  if (mediaIds.length === 0) return
  const rows = mediaIds.map((mediaId, position) => ({
    tenant_id: tx.tenantId,
    product_id: uuidOf(productId),
    position,
    media_id: uuidOf(mediaId),
  }))
  await tx.sql`insert into product_media ${tx.sql(rows)}`
}

export async function writeGrams(
  tx: TenantTx,
  productId: ProductId,
  grams: readonly string[],
): Promise<void> {
  await tx.sql`delete from product_grams where tenant_id = ${tx.tenantId} and product_id = ${uuidOf(productId)}`
  if (grams.length === 0) return
  const rows = grams.map((gram) => ({ tenant_id: tx.tenantId, gram, product_id: uuidOf(productId) }))
  await tx.sql`insert into product_grams ${tx.sql(rows)}`
}

/** An SKU with everything decided: its id, its code, its place in the list. */
export interface SkuToWrite extends Omit<SkuInput, 'id' | 'code'> {
  readonly id: SkuId
  readonly code: string
  readonly position: number
}

function skuColumns(tx: TenantTx, sku: SkuToWrite) {
  return {
    code: sku.code,
    values: tx.sql.json([...sku.values]),
    price_fen: sku.priceFen,
    compare_at_fen: sku.compareAtFen,
    cost_fen: sku.costFen,
    floor_fen: sku.floorFen,
    weight_gram: sku.weightGram,
    barcode: sku.barcode,
    media_id: sku.mediaId && uuidOf(sku.mediaId),
    position: sku.position,
    is_active: sku.isActive,
  }
}

export async function insertSkus(
  tx: TenantTx,
  productId: ProductId,
  skus: readonly SkuToWrite[],
): Promise<void> {
  if (skus.length === 0) return
  const rows = skus.map((sku) => ({
    tenant_id: tx.tenantId,
    id: uuidOf(sku.id),
    product_id: uuidOf(productId),
    ...skuColumns(tx, sku),
  }))
  await tx.sql`insert into skus ${tx.sql(rows as never)}`
}

/** Frees a code first, so that two SKUs can exchange theirs. */
export async function freeCode(tx: TenantTx, skuId: SkuId): Promise<void> {
  await tx.sql`
    update skus set code = ${`~${uuidOf(skuId)}`} where tenant_id = ${tx.tenantId} and id = ${uuidOf(skuId)}`
}

/** Writes the SKU and raises its version: orders decided on the old one are refused. */
export async function updateSku(tx: TenantTx, sku: SkuToWrite): Promise<void> {
  await tx.sql`
    update skus set ${tx.sql(skuColumns(tx, sku) as never)}, version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(sku.id)}`
}

export async function raiseSkuVersions(tx: TenantTx, productId: ProductId): Promise<void> {
  await tx.sql`
    update skus set version = version + 1 where tenant_id = ${tx.tenantId} and product_id = ${uuidOf(productId)}`
}

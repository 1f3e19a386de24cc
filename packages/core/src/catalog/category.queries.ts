import type { TenantTx } from '@mamapu/db'
import { type Id, uuidOf } from '@mamapu/kernel'

export interface CategoryRow {
  id: string
  slug: string
  name: string
  name_en: string
  media_id: string | null
  media_hash: string | null
  position: number
  products: number
}

export function selectCategories(tx: TenantTx, limit: number) {
  return tx.sql<CategoryRow[]>`
    select c.id, c.slug, c.name, c.name_en, c.media_id, m.hash as media_hash, c.position,
           (select count(*) from product_categories b where b.tenant_id = ${tx.tenantId} and b.category_id = c.id) as products
      from categories c left join media m on m.tenant_id = ${tx.tenantId} and m.id = c.media_id
     where c.tenant_id = ${tx.tenantId} order by c.position, c.id limit ${limit}`
}

export async function countAllCategories(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*) from categories where tenant_id = ${tx.tenantId}`
  return row?.count ?? 0
}

export async function isCategorySlugFree(
  tx: TenantTx,
  slug: string,
  except: Id<'cat'> | null,
): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from categories where tenant_id = ${tx.tenantId} and slug = ${slug}
      and id is distinct from ${except && uuidOf(except)}::uuid`
  return rows.length === 0
}

export interface CategoryColumns {
  readonly slug: string
  readonly name: string
  readonly nameEn: string
  readonly mediaId: Id<'med'> | null
  readonly position: number
}

export async function insertCategory(
  tx: TenantTx,
  id: Id<'cat'>,
  category: CategoryColumns,
  at: Date,
): Promise<void> {
  await tx.sql`
    insert into categories (tenant_id, id, slug, name, name_en, media_id, position, created_at)
    values (${tx.tenantId}, ${uuidOf(id)}, ${category.slug}, ${category.name}, ${category.nameEn},
      ${category.mediaId && uuidOf(category.mediaId)}, ${category.position}, ${at})`
}

export async function updateCategoryRow(
  tx: TenantTx,
  id: Id<'cat'>,
  category: CategoryColumns,
): Promise<boolean> {
  const result = await tx.sql`
    update categories set slug = ${category.slug}, name = ${category.name}, name_en = ${category.nameEn},
           media_id = ${category.mediaId && uuidOf(category.mediaId)}, position = ${category.position}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return result.count === 1
}

/** Orders decided with the category as scope are refused: their SKUs get a new version. */
export async function raiseSkusOfCategory(tx: TenantTx, id: Id<'cat'>): Promise<void> {
  await tx.sql`
    update skus set version = version + 1
     where tenant_id = ${tx.tenantId} and product_id in (
       select b.product_id from product_categories b
        where b.tenant_id = ${tx.tenantId} and b.category_id = ${uuidOf(id)})`
}

export async function deleteCategoryRow(tx: TenantTx, id: Id<'cat'>): Promise<boolean> {
  const result = await tx.sql`
    delete from categories where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
  return result.count === 1
}

export async function findCategoryByName(tx: TenantTx, name: string): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from categories where tenant_id = ${tx.tenantId} and name = ${name} order by position, id limit 1`
  return row?.id ?? null
}

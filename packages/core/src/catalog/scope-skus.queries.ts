import type { TenantTx } from '@mamapu/db'
import { idOf, type ProductId, type SkuId, uuidOf } from '@mamapu/kernel'

/** Goods as campaigns name them. */
export interface NamedGoods {
  readonly all: boolean
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly products: readonly string[]
  readonly skus: readonly string[]
}

/** For each of these products the variant that costs least, those on sale first; products the shop has not are missing. */
export async function listFirstSkus(
  tx: TenantTx,
  productIds: readonly ProductId[],
): Promise<ReadonlyMap<ProductId, SkuId>> {
  const rows = await tx.sql<{ id: string; product_id: string }[]>`
    select distinct on (product_id) id, product_id from skus
     where tenant_id = ${tx.tenantId} and product_id = any(${productIds.map(uuidOf)}::uuid[])
     order by product_id, is_active desc, price_fen, id limit ${productIds.length}`
  return new Map(rows.map((row) => [idOf('prd', row.product_id), idOf('sku', row.id)]))
}

/** The product on sale at this address of the shop; null when there is none. */
export async function findProductBySlug(tx: TenantTx, slug: string): Promise<ProductId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from products where tenant_id = ${tx.tenantId} and slug = ${slug} and status = 'active'`
  return row ? idOf('prd', row.id) : null
}

/** SKUs on sale that any of the lists names, newest product first; at most `limit`. */
export async function listNamedSkus(tx: TenantTx, goods: NamedGoods, limit: number): Promise<SkuId[]> {
  const uuids = (ids: readonly string[]) => ids.map((id) => uuidOf(id as `x_${string}`))
  const rows = await tx.sql<{ id: string }[]>`
    select s.id from products p
      join skus s on s.tenant_id = ${tx.tenantId} and s.product_id = p.id and s.is_active
     where p.tenant_id = ${tx.tenantId} and p.status = 'active'
       and (${goods.all}
            or p.id = any(${uuids(goods.products)}::uuid[]) or s.id = any(${uuids(goods.skus)}::uuid[])
            or exists (select from product_categories c
                        where c.tenant_id = ${tx.tenantId} and c.product_id = p.id
                          and c.category_id = any(${uuids(goods.categories)}::uuid[]))
            or exists (select from product_tags t
                        where t.tenant_id = ${tx.tenantId} and t.product_id = p.id and t.tag = any(${[...goods.tags]}::text[])))
     order by p.id desc, s.id limit ${limit}`
  return rows.map((row) => idOf('sku', row.id))
}

/** Products on sale that any of the lists names, by themselves or by a variant, newest first; at most `limit`. */
export async function listNamedProducts(
  tx: TenantTx,
  goods: NamedGoods,
  limit: number,
): Promise<ProductId[]> {
  const uuids = (ids: readonly string[]) => ids.map((id) => uuidOf(id as `x_${string}`))
  const rows = await tx.sql<{ id: string }[]>`
    select p.id from products p
     where p.tenant_id = ${tx.tenantId} and p.status = 'active'
       and (${goods.all} or p.id = any(${uuids(goods.products)}::uuid[])
            or exists (select from skus s
                        where s.tenant_id = ${tx.tenantId} and s.product_id = p.id and s.id = any(${uuids(goods.skus)}::uuid[]))
            or exists (select from product_categories c
                        where c.tenant_id = ${tx.tenantId} and c.product_id = p.id
                          and c.category_id = any(${uuids(goods.categories)}::uuid[]))
            or exists (select from product_tags t
                        where t.tenant_id = ${tx.tenantId} and t.product_id = p.id and t.tag = any(${[...goods.tags]}::text[])))
     order by p.id desc limit ${limit}`
  return rows.map((row) => idOf('prd', row.id))
}

import type { TenantTx } from '@mamapu/db'
import { type Id, type ProductId, uuidOf } from '@mamapu/kernel'
import type { ProductStatus } from './listing.rules.js'

export interface ProductFilter {
  readonly status: ProductStatus | null
  readonly categoryId: Id<'cat'> | null
  readonly tag: string | null
  /** All of these must be found; empty for all products. */
  readonly grams: readonly string[]
  readonly before: ProductId | null
  readonly limit: number
}

export interface ProductListRow {
  id: string
  slug: string
  title: string
  brand: string
  status: ProductStatus
  listed_from: Date | null
  listed_until: Date | null
  min_price_fen: number
  max_price_fen: number
  version: number
  updated_at: Date
  media_hash: string | null
  skus: number
  available: number
}

/** A merchant's list, newest first. Every condition is a plain comparison, so each can reach its index. */
export function selectProductList(tx: TenantTx, filter: ProductFilter) {
  const { sql, tenantId } = tx
  const byStatus = filter.status === null ? sql`` : sql`and p.status = ${filter.status}`
  const before = filter.before === null ? sql`` : sql`and p.id < ${uuidOf(filter.before)}`
  const inCategory =
    filter.categoryId === null
      ? sql``
      : sql`and exists (select 1 from product_categories b where b.tenant_id = ${tenantId}
              and b.category_id = ${uuidOf(filter.categoryId)} and b.product_id = p.id)`
  const tagged =
    filter.tag === null
      ? sql``
      : sql`and exists (select 1 from product_tags t where t.tenant_id = ${tenantId}
              and t.product_id = p.id and t.tag = ${filter.tag})`
  const found =
    filter.grams.length === 0
      ? sql``
      : sql`and p.id in (select g.product_id from product_grams g
              where g.tenant_id = ${tenantId} and g.gram in ${sql([...filter.grams])}
              group by g.product_id having count(*) = ${filter.grams.length})`
  return sql<ProductListRow[]>`
    with page as materialized (
      select p.id, p.slug, p.title, p.brand, p.status, p.listed_from, p.listed_until, p.min_price_fen,
             p.max_price_fen, p.version, p.updated_at
        from products p where p.tenant_id = ${tenantId} ${byStatus} ${before} ${inCategory} ${tagged} ${found}
       order by p.id desc limit ${filter.limit}
    ), shelf as materialized (
      select s.product_id, s.id, replace(s.id::text, '-', '') || '@' || replace(l.id::text, '-', '') as stock_id
        from skus s left join places l on l.tenant_id = ${tenantId} and l.is_default
       where s.tenant_id = ${tenantId} and s.is_active and s.product_id in (select id from page)
    ), counted as (
      select h.product_id, count(*) as skus, coalesce(sum(q.limit_units - q.taken), 0)::bigint as available
        from shelf h left join quotas q on q.tenant_id = ${tenantId} and q.kind = 'stock' and q.id = h.stock_id
       group by h.product_id
    )
    select page.*, m.hash as media_hash, coalesce(c.skus, 0) as skus, coalesce(c.available, 0) as available
      from page
      left join counted c on c.product_id = page.id
      left join product_media f on f.tenant_id = ${tenantId} and f.product_id = page.id and f.position = 0
      left join media m on m.tenant_id = ${tenantId} and m.id = f.media_id
     order by page.id desc`
}

export function selectTags(tx: TenantTx, limit: number) {
  return tx.sql<{ tag: string; products: number }[]>`
    select tag, count(*) as products from product_tags where tenant_id = ${tx.tenantId}
     group by tag order by count(*) desc, tag limit ${limit}`
}

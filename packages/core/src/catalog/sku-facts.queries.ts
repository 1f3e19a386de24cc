import type { Sql, TransactionSql } from '@mamapu/db'
import { assert, type Id, idOf, type ProductId, type SkuId, toFen, uuidOf } from '@mamapu/kernel'
import { stockKey } from '../quotas/index.js'
import type { SkuFacts } from './listing.rules.js'

/** At most so many SKUs are read at once; a cart holds fewer. */
export const SKU_FACTS_MAX = 200

export interface SkuFactsRow {
  id: string
  product_id: string
  code: string
  values: readonly string[]
  price_fen: number
  compare_at_fen: number | null
  cost_fen: number | null
  floor_fen: number
  weight_gram: number
  delivery_kind: SkuFacts['deliveryKind']
  delivery_template: string
  is_active: boolean
  version: number
  slug: string
  title: string
  title_en: string
  status: SkuFacts['productStatus']
  listed_from: Date | null
  listed_until: Date | null
  limit_units: number | null
  limit_days: number | null
  place_id: string
  available: number | null
  pools: readonly (readonly [kind: string, id: string, left: number, isOwn: boolean])[]
  media_hash: string | null
  category_ids: readonly string[]
  tags: readonly string[]
}

/**
 * Everything the arbiter and an order need of these SKUs, as one statement, for `readTenant` or inside a transaction.
 * Unknown SKUs and those of another store have no row. Stock is that of the default place.
 *
 * The key of the stock counter is made in a materialised step: under row-level security a comparison with a
 * non-leakproof expression is a filter over the shop's counters, with a plain column it is an index condition.
 */
export function skuFactsQuery(sql: Sql | TransactionSql, tenantId: string, skuIds: readonly SkuId[]) {
  assert(skuIds.length <= SKU_FACTS_MAX, `facts of ${skuIds.length} SKUs`)
  const ids = skuIds.map(uuidOf).join(',')
  return (sql as Sql)<SkuFactsRow[]>`
    with wanted as materialized (
      select s.id, s.product_id, s.code, s.values, s.price_fen, s.compare_at_fen, s.cost_fen, s.floor_fen,
             s.weight_gram, s.is_active, s.version, s.media_id, l.id as place_id,
             replace(s.id::text, '-', '') || '@' || replace(l.id::text, '-', '') as stock_id
        from skus s
        join places l on l.tenant_id = ${tenantId} and l.is_default
       where s.tenant_id = ${tenantId} and s.id = any (string_to_array(${ids}, ',')::uuid[])
    )
    select w.id, w.product_id, w.code, w.values, w.price_fen, w.compare_at_fen, w.cost_fen, w.floor_fen,
           w.weight_gram, w.is_active, w.version, p.slug, p.title, p.title_en, p.status, p.listed_from,
           p.listed_until, p.limit_units, p.limit_days, p.delivery_kind, p.delivery_template, w.place_id, q.limit_units - q.taken as available,
           (select coalesce(json_agg(json_build_array(o.kind, o.id, o.limit_units - o.taken, o.home is not null)), '[]')
              from quotas o
             where o.tenant_id = ${tenantId} and o.sku_id = w.id and o.closed_at is null) as pools,
           (select m.hash from media m where m.tenant_id = ${tenantId} and m.id = coalesce(w.media_id,
             (select f.media_id from product_media f
               where f.tenant_id = ${tenantId} and f.product_id = w.product_id
               order by f.position limit 1))) as media_hash,
           (select coalesce(json_agg(c.category_id order by c.category_id), '[]') from product_categories c
             where c.tenant_id = ${tenantId} and c.product_id = w.product_id) as category_ids,
           (select coalesce(json_agg(g.tag order by g.tag), '[]') from product_tags g
             where g.tenant_id = ${tenantId} and g.product_id = w.product_id) as tags
      from wanted w
      join products p on p.tenant_id = ${tenantId} and p.id = w.product_id
      left join quotas q on q.tenant_id = ${tenantId} and q.kind = 'stock' and q.id = w.stock_id`
}

/** The rows of `skuFactsQuery` by SKU. */
export function mapSkuFacts(rows: readonly SkuFactsRow[]): ReadonlyMap<SkuId, SkuFacts> {
  return new Map(rows.map((row) => [idOf('sku', row.id), factsOf(row)]))
}

function factsOf(row: SkuFactsRow): SkuFacts {
  const skuId: SkuId = idOf('sku', row.id)
  const productId: ProductId = idOf('prd', row.product_id)
  const placeId: Id<'plc'> = idOf('plc', row.place_id)
  return {
    skuId,
    productId,
    code: row.code,
    title: row.title,
    titleEn: row.title_en,
    slug: row.slug,
    values: row.values,
    optionText: row.values.join(' / '),
    mediaHash: row.media_hash,
    priceFen: toFen(row.price_fen),
    compareAtFen: row.compare_at_fen === null ? null : toFen(row.compare_at_fen),
    costFen: row.cost_fen === null ? null : toFen(row.cost_fen),
    floorFen: toFen(row.floor_fen),
    weightGram: row.weight_gram,
    deliveryKind: row.delivery_kind,
    deliveryTemplate: row.delivery_template,
    version: row.version,
    isActive: row.is_active,
    productStatus: row.status,
    listedFrom: row.listed_from,
    listedUntil: row.listed_until,
    limitUnits: row.limit_units,
    limitDays: row.limit_days,
    categoryIds: row.category_ids.map((id) => idOf('cat', id)),
    tags: row.tags,
    placeId,
    stockId: stockKey(skuId, placeId),
    available: row.available ?? 0,
    pools: row.pools.map(([kind, id, left, isOwn]) => ({ kind, id, left, isOwn })),
  }
}

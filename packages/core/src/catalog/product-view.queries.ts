import type { TenantTx } from '@mamapu/db'
import { type Fen, idOf, type ProductId, uuidOf } from '@mamapu/kernel'
import type { ProductInput } from './product.rules.js'

export interface ProductRow {
  id: string
  slug: string
  title: string
  title_en: string
  selling_point: string
  description_html: string
  brand: string
  status: ProductInput['status']
  listed_from: Date | null
  listed_until: Date | null
  options: readonly string[]
  age_min_months: number | null
  age_max_months: number | null
  stage: ProductInput['stage']
  size_note: string
  standard: string
  shelf_life_days: number | null
  limit_units: number | null
  limit_days: number | null
  version: number
  created_at: Date
  updated_at: Date
  category_ids: readonly string[]
  tags: readonly string[]
  pictures: readonly { id: string; hash: string; width: number; height: number; alt: string }[]
}

/** Products with what belongs to them, in the order of the ids. */
export async function selectProducts(tx: TenantTx, ids: readonly ProductId[]): Promise<ProductRow[]> {
  if (ids.length === 0) return []
  return tx.sql<ProductRow[]>`
    select p.id, p.slug, p.title, p.title_en, p.selling_point, p.description_html, p.brand, p.status, p.listed_from,
           p.listed_until, p.options, p.age_min_months, p.age_max_months, p.stage, p.size_note, p.standard,
           p.shelf_life_days, p.limit_units, p.limit_days, p.version, p.created_at, p.updated_at,
           (select coalesce(json_agg(c.category_id order by c.category_id), '[]') from product_categories c
             where c.tenant_id = ${tx.tenantId} and c.product_id = p.id) as category_ids,
           (select coalesce(json_agg(g.tag order by g.tag), '[]') from product_tags g
             where g.tenant_id = ${tx.tenantId} and g.product_id = p.id) as tags,
           (select coalesce(json_agg(json_build_object('id', m.id, 'hash', m.hash, 'width', m.width,
                     'height', m.height, 'alt', m.alt) order by pm.position), '[]')
              from product_media pm join media m on m.tenant_id = ${tx.tenantId} and m.id = pm.media_id
             where pm.tenant_id = ${tx.tenantId} and pm.product_id = p.id) as pictures
      from products p
     where p.tenant_id = ${tx.tenantId} and p.id in ${tx.sql(ids.map(uuidOf))}
     order by p.id`
}

export interface SkuRow {
  id: string
  product_id: string
  code: string
  values: readonly string[]
  price_fen: Fen
  compare_at_fen: Fen | null
  cost_fen: Fen | null
  floor_fen: Fen
  weight_gram: number
  barcode: string
  media_id: string | null
  media_hash: string | null
  position: number
  is_active: boolean
  version: number
  stock: readonly { place_id: string; available: number; taken: number }[]
}

/** The SKUs of these products with what each place has. The counters' keys are made before they are looked up. */
export async function selectSkus(tx: TenantTx, ids: readonly ProductId[]): Promise<SkuRow[]> {
  if (ids.length === 0) return []
  return tx.sql<SkuRow[]>`
    with shelf as materialized (
      select s.id as sku_id, l.id as place_id, l.is_default,
             replace(s.id::text, '-', '') || '@' || replace(l.id::text, '-', '') as stock_id
        from skus s join places l on l.tenant_id = ${tx.tenantId}
       where s.tenant_id = ${tx.tenantId} and s.product_id in ${tx.sql(ids.map(uuidOf))}
    ), stock as materialized (
      select h.sku_id, json_agg(json_build_object('place_id', h.place_id, 'available', q.limit_units - q.taken,
               'taken', q.taken) order by h.is_default desc, h.place_id) as places
        from shelf h join quotas q on q.tenant_id = ${tx.tenantId} and q.kind = 'stock' and q.id = h.stock_id
       group by h.sku_id
    )
    select s.id, s.product_id, s.code, s.values, s.price_fen, s.compare_at_fen, s.cost_fen, s.floor_fen,
           s.weight_gram, s.barcode, s.media_id, m.hash as media_hash, s.position, s.is_active, s.version,
           coalesce(k.places, '[]') as stock
      from skus s
      left join stock k on k.sku_id = s.id
      left join media m on m.tenant_id = ${tx.tenantId} and m.id = s.media_id
     where s.tenant_id = ${tx.tenantId} and s.product_id in ${tx.sql(ids.map(uuidOf))}
     order by s.product_id, s.is_active desc, s.position, s.id`
}

export async function findProductIdBySlug(tx: TenantTx, slug: string): Promise<ProductId | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from products where tenant_id = ${tx.tenantId} and slug = ${slug}`
  return row ? idOf('prd', row.id) : null
}

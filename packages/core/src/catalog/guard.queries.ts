import type { TenantTx } from '@mamapu/db'
import { type Id, type ProductId, uuidOf } from '@mamapu/kernel'

export interface GuardFactsRow {
  title: string
  title_en: string
  standard: string
  age_min_months: number | null
  age_max_months: number | null
  categories: readonly string[]
  tags: readonly string[]
}

/** What the guard of words asks of these products; the ones the shop has not are missing. */
export function selectGuardFacts(tx: TenantTx, ids: readonly ProductId[]) {
  return tx.sql<GuardFactsRow[]>`
    select p.title, p.title_en, p.standard, p.age_min_months, p.age_max_months,
           (select coalesce(json_agg(c.name), '[]') from product_categories b
              join categories c on c.tenant_id = ${tx.tenantId} and c.id = b.category_id
             where b.tenant_id = ${tx.tenantId} and b.product_id = p.id) as categories,
           (select coalesce(json_agg(g.tag), '[]') from product_tags g
             where g.tenant_id = ${tx.tenantId} and g.product_id = p.id) as tags
      from products p
     where p.tenant_id = ${tx.tenantId} and p.id in ${tx.sql(ids.map(uuidOf))}
     order by p.id limit ${ids.length}`
}

export async function categoryNames(tx: TenantTx, ids: readonly Id<'cat'>[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tx.sql<{ name: string }[]>`
    select name from categories
     where tenant_id = ${tx.tenantId} and id in ${tx.sql(ids.map(uuidOf))} limit ${ids.length}`
  return rows.map(({ name }) => name)
}

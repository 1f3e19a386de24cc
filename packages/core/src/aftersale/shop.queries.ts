import { type Database, readTenant, type Sql, type TenantTx } from '@mamapu/db'
import {
  type Id,
  idOf,
  must,
  type OrderId,
  type ProductId,
  type SkuId,
  type StoreId,
  uuidOf,
} from '@mamapu/kernel'
import { versionedQuery } from '../versioned/index.js'
import {
  DIGITAL,
  type NoReturnGround,
  type ReturnRule,
  type ReturnRuleKind,
  SEVEN_DAYS,
} from './reason.rules.js'

export async function findShop(tx: TenantTx): Promise<{ readonly secret: Buffer; readonly zone: string }> {
  const [row] = await tx.sql<{ secret: Buffer; zone: string }[]>`
    select t.secret, s.zone from store_settings t join stores s on s.id = ${tx.tenantId} where t.tenant_id = ${tx.tenantId}`
  return must(row, 'a shop has its settings')
}

interface RawRule {
  product_id: string
  delivery_kind: 'physical' | 'virtual'
  rule: ReturnRuleKind | null
  ground: NoReturnGround | null
  words: string | null
}

const toRule = ({ delivery_kind: kind, rule, ground, words }: RawRule): ReturnRule => {
  if (rule === null) return kind === 'virtual' ? DIGITAL : SEVEN_DAYS
  return { rule, ground, words: words ?? '' }
}

/** What stood about sending these products back at an instant: what the merchant said, or what holds for goods of their kind. */
export async function rulesAt(
  tx: TenantTx,
  productIds: readonly ProductId[],
  at: Date,
): Promise<ReadonlyMap<ProductId, ReturnRule>> {
  if (productIds.length === 0) return new Map()
  const rows = await rulesQuery(tx.sql, tx.tenantId, { productIds, at })
  return new Map(rows.map((row) => [idOf('prd', row.product_id), toRule(row)]))
}

function rulesQuery(
  sql: Sql | TenantTx['sql'],
  tenantId: string,
  { productIds, at }: { readonly productIds: readonly ProductId[]; readonly at: Date },
) {
  return sql<RawRule[]>`
    select p.id as product_id, p.delivery_kind, r.rule, r.ground, r.words
      from products p left join lateral (
           select rule, ground, words from return_rules
            where tenant_id = ${tenantId} and product_id = p.id and since <= ${at} order by since desc limit 1) r on true
     where p.tenant_id = ${tenantId} and p.id in ${sql(productIds.map(uuidOf))} limit 500`
}

/** What holds for one product, and the days the shop gives, in one flush. */
export async function readRule(
  db: Database,
  storeId: StoreId,
  asked: { readonly productId: ProductId; readonly at: Date },
): Promise<{ readonly rule: ReturnRule; readonly noReasonDays: number | null }> {
  const [rules, settings] = await readTenant(db, storeId, (sql, tenantId) => [
    rulesQuery(sql, tenantId, { productIds: [asked.productId], at: asked.at }),
    versionedQuery(sql, tenantId, 'aftersale'),
  ])
  const [row] = rules
  const days = settings[0]?.settings.noReasonDays
  return { rule: row ? toRule(row) : SEVEN_DAYS, noReasonDays: typeof days === 'number' ? days : null }
}

/** Says from now on what holds for a product; orders placed before keep what stood then. */
export async function insertRule(
  tx: TenantTx,
  productId: ProductId,
  { rule, at }: { readonly rule: ReturnRule; readonly at: Date },
): Promise<void> {
  await tx.sql`
    insert into return_rules (tenant_id, product_id, since, rule, ground, words)
    values (${tx.tenantId}, ${uuidOf(productId)}, ${at}, ${rule.rule}, ${rule.ground}, ${rule.words})
    on conflict (tenant_id, product_id, since) do update
      set rule = excluded.rule, ground = excluded.ground, words = excluded.words`
}

/** Other variants of the same products that cost the same as these lines did: what they may be exchanged for. */
export async function listExchangeable(
  tx: TenantTx,
  orderId: OrderId,
): Promise<readonly { readonly lineId: Id<'lin'>; readonly skuId: SkuId; readonly options: string }[]> {
  const rows = await tx.sql<{ line_id: string; sku_id: string; values: string[] }[]>`
    select l.id as line_id, s.id as sku_id, s.values
      from order_lines l
      join skus s on s.tenant_id = ${tx.tenantId} and s.product_id = l.product_id and s.is_active
       and s.price_fen = l.everyday_unit_fen and s.id <> l.sku_id
     where l.tenant_id = ${tx.tenantId} and l.order_id = ${uuidOf(orderId)}
     order by l.position, s.id limit 200`
  return rows.map((row) => ({
    lineId: idOf('lin', row.line_id),
    skuId: idOf('sku', row.sku_id),
    options: row.values.join(' '),
  }))
}

import { quotas } from '@mamapu/core'
import { type Database, withTenant } from '@mamapu/db'
import { type Id, idOf, newId, type ProductId, type SkuId, type StoreId, uuidOf } from '@mamapu/kernel'

export interface TestSku {
  readonly skuId: SkuId
  readonly productId: ProductId
  readonly placeId: Id<'plc'>
}

/** What a test says of a SKU; ten yuan and a hundred units of it when left out. */
export interface NewSku {
  readonly priceFen?: number
  readonly stock?: number
  readonly limitUnits?: number
  readonly limitDays?: number
  readonly weightGram?: number
  readonly title?: string
}

/** A product on sale with one SKU and so many units of it. */
export async function addTestSku(
  db: Database,
  storeId: StoreId,
  at: Date,
  sku: NewSku = {},
): Promise<TestSku> {
  const productId = newId('prd', at)
  const skuId = newId('sku', at)
  const price = sku.priceFen ?? 1000
  return withTenant(db, storeId, async (tx) => {
    await tx.sql`
      insert into products (tenant_id, id, slug, title, status, limit_units, limit_days, min_price_fen, max_price_fen, created_at, updated_at)
      values (${tx.tenantId}, ${uuidOf(productId)}, ${uuidOf(productId)}, ${sku.title ?? '云朵连体衣'}, 'active',
              ${sku.limitUnits ?? null}, ${sku.limitUnits ? (sku.limitDays ?? 30) : null}, ${price}, ${price}, ${at}, ${at})`
    await tx.sql`
      insert into skus (tenant_id, id, product_id, code, price_fen, weight_gram)
      values (${tx.tenantId}, ${uuidOf(skuId)}, ${uuidOf(productId)}, ${uuidOf(skuId)}, ${price}, ${sku.weightGram ?? 200})`
    const [place] = await tx.sql<
      { id: string }[]
    >`select id from places where tenant_id = ${tx.tenantId} and is_default`
    const placeId = idOf('plc', (place as { id: string }).id)
    await quotas.openStock(tx, [skuId])
    if ((sku.stock ?? 100) > 0)
      await quotas.receiveStock(tx, {
        skuId,
        placeId,
        delta: sku.stock ?? 100,
        reason: 'initial',
        actor: 'test',
        at,
      })
    return { skuId, productId, placeId }
  })
}

/** How many units of a SKU's stock are taken, and the limit, as the counter says. */
export async function stockOf(
  db: Database,
  storeId: StoreId,
  sku: TestSku,
): Promise<{ limit: number; taken: number }> {
  const id = quotas.stockKey(sku.skuId, sku.placeId)
  return withTenant(db, storeId, async (tx) => {
    const [row] = await tx.sql<{ limit: number; taken: number }[]>`
      select limit_units as limit, taken from quotas where tenant_id = ${tx.tenantId} and kind = 'stock' and id = ${id}`
    return row as { limit: number; taken: number }
  })
}

import { type Database, readTenant, type TenantTx } from '@mamapu/db'
import { type ProductId, type StoreId, uuidOf } from '@mamapu/kernel'

/** How a product goes: by parcel, and by which template (empty: the usual one), or by nobody. */
export interface ProductDelivery {
  readonly kind: 'physical' | 'virtual'
  readonly template: string
}

/** Null without such a product. */
export async function findProductDelivery(
  db: Database,
  storeId: StoreId,
  productId: ProductId,
): Promise<ProductDelivery | null> {
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    sql<ProductDelivery[]>`
      select delivery_kind as kind, delivery_template as template from products
       where tenant_id = ${tenantId} and id = ${uuidOf(productId)}`,
  ])
  return rows[0] ?? null
}

/** Which template a product goes by from now on. False without such a product. */
export async function writeProductTemplate(
  tx: TenantTx,
  productId: ProductId,
  template: string,
): Promise<boolean> {
  const changed = await tx.sql`
    update products set delivery_template = ${template} where tenant_id = ${tx.tenantId} and id = ${uuidOf(productId)}`
  return changed.count === 1
}

export async function hasTemplate(tx: TenantTx, id: string): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from delivery_templates where tenant_id = ${tx.tenantId} and id = ${id}`
  return rows.length === 1
}

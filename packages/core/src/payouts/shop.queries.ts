import type { TenantTx } from '@mamapu/db'
import { must } from '@mamapu/kernel'

export interface ShopOfPayout {
  readonly slug: string
  readonly secret: Buffer
}

/** Where a shop is reached, and what its keys are made from. */
export async function findShop(tx: TenantTx): Promise<ShopOfPayout> {
  const [row] = await tx.sql<{ slug: string; secret: Buffer }[]>`
    select s.slug, t.secret from stores s join store_settings t on t.tenant_id = ${tx.tenantId} where s.id = ${tx.tenantId}`
  return must(row, 'a store has settings')
}

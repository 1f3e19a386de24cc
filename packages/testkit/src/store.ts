import { randomBytes } from 'node:crypto'
import { type Database, withTenant } from '@mamapu/db'
import { newId, type StoreId, uuidOf } from '@mamapu/kernel'

export interface TestStore {
  readonly storeId: StoreId
  readonly slug: string
}

/** A published shop with the settings every shop starts with. */
export async function createTestStore(
  db: Database,
  at: Date,
  slug = `shop-${randomBytes(4).toString('hex')}`,
  zone = 'Asia/Shanghai',
): Promise<TestStore> {
  const storeId = newId('sto', at)
  await withTenant(db, storeId, async (tx) => {
    await tx.sql`select platform.create_store(${uuidOf(storeId)}, ${slug}, ${zone}, ${at})`
    await tx.sql`
      insert into store_settings (tenant_id, name, secret, published_at, updated_at)
      values (${tx.tenantId}, ${`测试小铺 ${slug}`}, ${randomBytes(32)}, ${at}, ${at})`
    await tx.sql`
      insert into places (tenant_id, id, name, is_default, created_at)
      values (${tx.tenantId}, ${uuidOf(newId('plc', at))}, '默认仓', true, ${at})`
  })
  return { storeId, slug }
}

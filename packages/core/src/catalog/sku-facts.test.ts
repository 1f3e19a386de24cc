import { readTenant, withTenant } from '@mamapu/db'
import { newId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { mapSkuFacts, skuFactsQuery, whyNotForSale } from './index.js'

const at = new Date('2026-03-01T02:00:00Z')

t.test('one statement tells what an order must know, and nothing of another shop', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const other = await createTestStore(db, at)
  const productId = newId('prd', at)
  const skuId = newId('sku', at)
  await withTenant(db, storeId, async (tx) => {
    await tx.sql`insert into products (tenant_id, id, slug, title, status, listed_from, created_at, updated_at)
      values (${tx.tenantId}, ${uuidOf(productId)}, 'bottle', '奶瓶', 'active', ${at}, ${at}, ${at})`
    await tx.sql`insert into product_tags (tenant_id, product_id, tag) values (${tx.tenantId}, ${uuidOf(productId)}, '新品')`
    await tx.sql`insert into skus (tenant_id, id, product_id, code, values, price_fen, floor_fen)
      values (${tx.tenantId}, ${uuidOf(skuId)}, ${uuidOf(productId)}, 'B-1', ${tx.sql.json(['240 ml'])}, 9900, 100)`
    const [place] = await tx.sql<{ id: string }[]>`select id from places where tenant_id = ${tx.tenantId}`
    await tx.sql`insert into quotas (tenant_id, kind, id, limit_units, taken)
      values (${tx.tenantId}, 'stock', ${`${uuidOf(skuId)}@${place?.id.replaceAll('-', '')}`}, 10, 3)`
  })
  const [rows] = await readTenant(db, storeId, (sql, tenantId) => [
    skuFactsQuery(sql, tenantId, [skuId, newId('sku', at)]),
  ])
  const facts = mapSkuFacts(rows).get(skuId)
  t.match(facts, {
    productId,
    title: '奶瓶',
    optionText: '240 ml',
    priceFen: 9900,
    floorFen: 100,
    available: 7,
    tags: ['新品'],
    categoryIds: [],
    mediaHash: null,
    listedFrom: at,
  })
  t.equal(facts && whyNotForSale(facts, at), null)
  t.equal(facts && whyNotForSale(facts, new Date(at.getTime() - 1)), 'not_started')
  const [foreign] = await readTenant(db, other.storeId, (sql, tenantId) => [
    skuFactsQuery(sql, tenantId, [skuId]),
  ])
  t.equal(foreign.length, 0)
  const [none] = await readTenant(db, storeId, (sql, tenantId) => [skuFactsQuery(sql, tenantId, [])])
  t.equal(none.length, 0)
})

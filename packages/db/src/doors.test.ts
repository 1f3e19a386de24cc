import { newId, type StoreId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore } from '@mamapu/testkit'
import t from 'tap'
import { callTenant, readOnly, readTenant, type TenantTx, withTenant } from './index.js'

const at = new Date('2026-03-01T02:00:00Z')

t.test('the three doors show a store its own rows and nobody else’s', async (t) => {
  const { db } = await createTestDatabase(t)
  const one = await createTestStore(db, at)
  const two = await createTestStore(db, at)

  for (const store of [one, two]) {
    const rows = await withTenant(
      db,
      store.storeId,
      (tx) => tx.sql<{ tenant_id: string }[]>`select tenant_id from store_settings`,
    )
    t.equal(rows.length, 1)
    t.equal(rows[0]?.tenant_id.replaceAll('-', ''), uuidOf(store.storeId))
    const [settings, places] = await readTenant(db, store.storeId, (sql, tenantId) => [
      sql<{ name: string }[]>`select name from store_settings where tenant_id = ${tenantId}`,
      sql<{ name: string }[]>`select name from places where tenant_id = ${tenantId}`,
    ])
    t.match(settings, [{ name: `测试小铺 ${store.slug}` }])
    t.equal(places.length, 1)
  }
  t.same(await db.sql`select * from store_settings`, [], 'without a store there is nothing')
  await t.rejects(
    readTenant(db, one.storeId, (sql) => [sql`update store_settings set name = 'x'`]),
    { code: '25006' },
    'a read writes nothing',
  )
  t.equal(
    await withTenant(db, one.storeId, (tx) => callTenantProbe(tx.tenantId)),
    'ok',
    'the pool is sound after a failed read',
  )
  await t.rejects(callTenant(db, 'no_such', one.storeId), { code: '42883' })

  const looking = readOnly(db)
  const rename = (tx: TenantTx) =>
    tx.sql`update store_settings set name = 'x' where tenant_id = ${tx.tenantId}`
  await t.rejects(withTenant(looking, one.storeId, rename), { code: '25006' }, 'doors that only read')
  t.equal(await withTenant(looking, one.storeId, (tx) => callTenantProbe(tx.tenantId)), 'ok')
})

async function callTenantProbe(tenantId: string): Promise<string> {
  return tenantId ? 'ok' : 'none'
}

t.test('two hundred interleaved transactions of two stores never mix', async (t) => {
  const { db } = await createTestDatabase(t, { max: 4 })
  const stores = [await createTestStore(db, at), await createTestStore(db, at)]
  const seen = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const store = stores[index % 2] as { storeId: `sto_${string}` }
      const rows =
        index % 3 === 0
          ? (
              await readTenant(db, store.storeId, (sql) => [
                sql<{ tenant_id: string }[]>`select tenant_id from places`,
              ])
            )[0]
          : await withTenant(
              db,
              store.storeId,
              (tx) => tx.sql<{ tenant_id: string }[]>`select tenant_id from places`,
            )
      return rows.length === 1 && rows[0]?.tenant_id.replaceAll('-', '') === uuidOf(store.storeId)
    }),
  )
  t.ok(seen.every(Boolean))
  const leftovers = await Promise.all(
    Array.from(
      { length: 8 },
      () => db.sql<{ v: string | null }[]>`select nullif(current_setting('app.tenant_id', true), '') as v`,
    ),
  )
  t.ok(
    leftovers.every((rows) => rows[0]?.v === null),
    'no connection keeps a store',
  )
})

t.test('what is written for another store is refused by the database itself', async (t) => {
  const { db } = await createTestDatabase(t)
  const one = await createTestStore(db, at)
  const two = await createTestStore(db, at)
  await t.rejects(
    withTenant(
      db,
      one.storeId,
      (tx) => tx.sql`
      insert into places (tenant_id, id, name, created_at) values (${uuidOf(two.storeId)}, ${uuidOf(newId('plc', at))}, 'x', ${at})`,
    ),
    { code: '42501' },
  )
  const moved = await withTenant(
    db,
    one.storeId,
    (tx) => tx.sql`update places set name = 'x' where tenant_id = ${uuidOf(two.storeId)}`,
  )
  t.equal(moved.count, 0)
})

t.test('the first statement of work that waits for it is already bound to the store', async (t) => {
  const { db } = await createTestDatabase(t, { max: 1 })
  const { storeId } = await createTestStore(db, at)
  const rows = await withTenant(db, storeId, async (tx) => {
    const first = await tx.sql<{ id: string }[]>`select id from places where tenant_id = ${tx.tenantId}`
    return first.length
  })
  t.equal(rows, 1)
})

t.test(
  'reads that share a flush: the one that fails is told alone, and no store shares with another',
  async (t) => {
    const { db } = await createTestDatabase(t, { max: 4 })
    const stores = [await createTestStore(db, at), await createTestStore(db, at)]
    const results = await Promise.allSettled(
      Array.from({ length: 300 }, (_, index) =>
        readTenant(db, stores[index % 2]?.storeId as StoreId, (sql, tenantId) => {
          if (index === 50) throw new Error('nothing to ask')
          return [
            sql<{ number: number }[]>`select ${index}::int as number, 1 / ${index === 151 ? 0 : 1} as one`,
            sql<{ tenant_id: string }[]>`select tenant_id from places`,
            sql<{ begun: string }[]>`select now()::text as begun where ${tenantId} <> ''`,
          ]
        }),
      ),
    )
    const begun = new Set<string>()
    for (const [index, result] of results.entries()) {
      if (index === 50) t.match(result, { reason: { message: 'nothing to ask' } })
      else if (index === 151) t.match(result, { reason: { code: '22012' } })
      else if (result.status === 'rejected') t.fail(`read ${index}`, result.reason)
      else {
        const [[own], places, [tx]] = result.value as unknown as [
          { number: number }[],
          { tenant_id: string }[],
          { begun: string }[],
        ]
        if (own?.number !== index) t.fail(`read ${index} got ${own?.number}`)
        const mine = places.map((row) => row.tenant_id.replaceAll('-', ''))
        if (mine.join() !== uuidOf(stores[index % 2]?.storeId as StoreId)) t.fail(`read ${index} saw ${mine}`)
        begun.add(tx?.begun ?? '')
      }
    }
    t.ok(begun.size < 150, `300 reads in ${begun.size} transactions`)
  },
)

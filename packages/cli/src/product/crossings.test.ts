import type { StoreId } from '@mamapu/kernel'
import {
  createTestDatabase,
  createTestStore,
  listTenantTables,
  plantRows,
  type TestDatabase,
  tryToCross,
} from '@mamapu/testkit'
import t from 'tap'
import { installedPlugins } from './installed-plugins.js'

const at = new Date('2026-03-04T02:00:00Z')

async function plantShop(database: TestDatabase, slug: string) {
  const { storeId } = await createTestStore(database.db, at, slug)
  return { storeId, rows: await plantRows(database.admin, storeId, { mark: `mark-${slug}`, at }) }
}

t.test('in no table does one shop reach the rows of another', async (t) => {
  const database = await createTestDatabase(t, { plugins: (await installedPlugins()).migrations })
  const { db, admin } = database
  const a = await plantShop(database, 'anna')
  const b = await plantShop(database, 'berta')

  const tables = await listTenantTables(admin)
  t.same([...a.rows.keys()].sort(), [...tables].sort(), 'every table of shops is tried')
  t.ok(tables.length > 40, `${tables.length} tables`)

  const across = (intruder: StoreId | null, victim = a) =>
    tryToCross({ db, admin, victim: victim.storeId, intruder, rows: victim.rows })
  t.same(await across(b.storeId), [], 'bound to another shop')
  t.same(await across(null), [], 'bound to no shop')
  t.same(await across(a.storeId, b), [], 'the other way round')

  await t.test('and a hole would be seen', async (t) => {
    const holes: readonly [string, string, readonly string[]][] = [
      [
        'row-level security off',
        'alter table cart_lines disable row level security',
        ['read', 'read everything', 'lock', 'update', 'take over', 'delete', 'insert', 'give away', 'all'],
      ],
      [
        'a policy that lets everybody look',
        'alter table cart_lines enable row level security; create policy open on cart_lines for select to mamapu_app using (true)',
        ['read', 'read everything'],
      ],
      [
        'a policy that lets rows go',
        `drop policy open on cart_lines; alter policy tenant on cart_lines with check (true)`,
        ['insert', 'give away'],
      ],
      [
        'a right nobody needs',
        `drop policy tenant on cart_lines; select tenant_table('cart_lines'); grant truncate on cart_lines to mamapu_app`,
        ['truncate', 'all'],
      ],
    ]
    for (const [name, sql, wanted] of holes) {
      await admin.unsafe(sql)
      const rows = await plantRows(admin, a.storeId, { mark: 'again', at })
      await plantRows(admin, b.storeId, { mark: 'again', at })
      const only = new Map([['cart_lines', rows.get('cart_lines') ?? {}]])
      const found = await tryToCross({ db, admin, victim: a.storeId, intruder: b.storeId, rows: only })
      const seen = found.map(({ attempt }) => attempt)
      t.ok(
        wanted.some((attempt) => seen.includes(attempt)),
        name,
        { found },
      )
    }
  })
})

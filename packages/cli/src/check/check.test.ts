import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { blankOut } from '@mamapu/db'
import t, { type Test } from 'tap'
import { checkLayers, layerRules } from './check-layers.js'

type Tree = Readonly<Record<string, string>>

/** A small workspace in which everything is as it should be. */
const CLEAN: Tree = {
  'packages/kernel/src/index.ts': 'export const one = 1\n',
  'packages/db/src/clock.ts': 'export const now = () => new Date()\n',
  'packages/db/src/doors.ts': "export const bind = (id: string) => `set local app.tenant_id = '${id}'`\n",
  'packages/core/src/orders/index.ts': "export { place } from './place-order.js'\n",
  'packages/core/src/orders/place-order.ts':
    "import { one } from '@mamapu/kernel'\nimport { take } from '../quotas/index.js'\nexport const place = () => take(one)\n",
  'packages/core/src/orders/order.queries.ts':
    "import { eq } from 'drizzle-orm'\nexport const find = (tx: Tx, at: Date) => tx.sql`select eq from orders where tenant_id = ${tx.tenantId} and due_at < ${at}`\n",
  'packages/core/src/quotas/index.ts': "export { take } from './quota.rules.js'\n",
  'packages/core/src/quotas/quota.rules.ts':
    "import { one } from '@mamapu/kernel'\nimport type { Take } from './quota.types.js'\nimport type { App } from '../app.js'\nexport const take = (n: Take) => new Date(n + one)\n",
  'packages/core/src/quotas/quota.types.ts': 'export type Take = number\n',
  'packages/core/src/quotas/quota.test.ts':
    "import { createShop } from '@mamapu/testkit'\nimport { take } from './index.js'\nconst at = Date.now()\nadmin`insert into x select now()`\n",
  'packages/core/migrations/0001_orders.sql': `
    -- insert into nothing: update orders set, now()
    create table orders (tenant_id uuid not null, note text default 'delete from x', at timestamptz not null);
    create function place(p_tenant uuid, p_at timestamptz) returns void language plpgsql set search_path = public as $$
    begin
      execute format('set local app.tenant_id = %L', p_tenant);
      insert into orders (tenant_id, at) values (p_tenant, p_at);
      update orders set role = 'done' where tenant_id = p_tenant;
    end $$;`,
  'packages/server/src/index.ts':
    "import coupons from '@mamapu-plugin/coupons'\nimport { place } from '@mamapu/core'\nexport const at = Date.now()\n",
  'packages/testkit/src/index.ts': "export { place } from '@mamapu/core'\n",
  'plugins/coupons/src/index.ts':
    "import { definePlugin } from '@mamapu/plugin-sdk'\n// import { sql } from 'drizzle-orm', new Date()\nexport default definePlugin(\"import x from '@mamapu/core'\")\n",
  'plugins/coupons/src/index.test.ts': "import { conformance } from '@mamapu/testkit'\n",
}

interface Planted {
  rule: string
  because: string
  tree: Tree
  line: number
}

const PLANTED: readonly Planted[] = [
  {
    rule: 'package-layers',
    because: 'kernel knows nothing of ours',
    tree: { 'packages/kernel/src/up.ts': "\nexport { place } from '@mamapu/core'\n" },
    line: 2,
  },
  {
    rule: 'package-layers',
    because: 'pricing does not see the database, not even for a type',
    tree: { 'packages/pricing/src/up.ts': "import type {\n  Database,\n} from '@mamapu/db'\n" },
    line: 3,
  },
  {
    rule: 'package-layers',
    because: 'core does not load the server later either',
    tree: { 'packages/core/src/late.ts': "export const app = () => import('@mamapu/server')\n" },
    line: 1,
  },
  {
    rule: 'package-layers',
    because: 'testkit is for tests',
    tree: { 'packages/core/src/helped.ts': "import { createShop } from '@mamapu/testkit'\n" },
    line: 1,
  },
  {
    rule: 'package-layers',
    because: 'the console talks to the API alone',
    tree: { 'packages/admin/src/page.tsx': "import { place } from '@mamapu/core'\n" },
    line: 1,
  },
  {
    rule: 'plugin-imports',
    because: 'a plugin does not reach core',
    tree: { 'plugins/coupons/src/up.ts': "import { place } from '@mamapu/core'\n" },
    line: 1,
  },
  {
    rule: 'plugin-imports',
    because: 'a plugin does not know another plugin, nor do its tests',
    tree: { 'plugins/coupons/src/up.test.ts': "import flash from '@mamapu-plugin/flash-sale'\n" },
    line: 1,
  },
  {
    rule: 'no-plugin-below',
    because: 'core does not know a plugin',
    tree: { 'packages/core/src/orders/know.ts': "import coupons from '@mamapu-plugin/coupons'\n" },
    line: 1,
  },
  {
    rule: 'package-door',
    because: 'no path into another package',
    tree: { 'packages/server/src/deep.ts': "import { place } from '../../core/src/orders/index.js'\n" },
    line: 1,
  },
  {
    rule: 'package-door',
    because: 'no path below a package name',
    tree: { 'packages/server/src/deep.ts': "import '@mamapu/core/dist/orders/index.js'\n" },
    line: 1,
  },
  {
    rule: 'package-door',
    because: 'a door for tests is testkit’s alone',
    tree: {
      'packages/server/src/deep.ts': "import { carts } from '@mamapu/pricing/testing'\n",
      'packages/testkit/src/shared.ts': "import { carts } from '@mamapu/pricing/testing'\n",
    },
    line: 1,
  },
  {
    rule: 'domain-door',
    because: 'a domain is entered by its index',
    tree: { 'packages/core/src/orders/around.ts': "import { take } from '../quotas/quota.rules.js'\n" },
    line: 1,
  },
  {
    rule: 'domain-door',
    because: 'by tests too',
    tree: { 'packages/core/src/orders/around.test.ts': "import { take } from '../quotas/quota.rules.js'\n" },
    line: 1,
  },
  {
    rule: 'rules-import-rules',
    because: 'rules load nothing',
    tree: { 'packages/core/src/orders/order.rules.ts': "import { find } from './order.queries.js'\n" },
    line: 1,
  },
  {
    rule: 'rules-know-no-clock',
    because: 'rules ask no clock and throw no dice',
    tree: { 'plugins/coupons/src/coupon.rules.ts': 'export const lucky = () => Math.random() < 0.5\n' },
    line: 1,
  },
  {
    rule: 'rules-know-no-clock',
    because: 'not even for a default',
    tree: { 'packages/core/src/orders/order.rules.ts': 'export const due = (at = new Date()) => at\n' },
    line: 1,
  },
  {
    rule: 'one-clock',
    because: 'core has the instant passed in',
    tree: { 'packages/core/src/orders/pay.ts': '// paid\nexport const paidAt = Date.now()\n' },
    line: 2,
  },
  {
    rule: 'one-clock',
    because: 'also inside a template',
    tree: { 'plugins/coupons/src/pay.ts': 'export const paidAt = `at ${new Date()} sharp`\n' },
    line: 1,
  },
  {
    rule: 'sql-home',
    because: 'a use case writes no SQL',
    tree: { 'packages/core/src/orders/pay.ts': 'export const pay = (tx: Tx) => tx.sql`select 1`\n' },
    line: 1,
  },
  {
    rule: 'sql-home',
    because: 'a plugin builds no query outside its queries',
    tree: { 'plugins/coupons/src/claim.service.ts': "import { eq } from 'drizzle-orm'\n" },
    line: 1,
  },
  {
    rule: 'tenant-sql-clock',
    because: 'a query takes the instant',
    tree: {
      'packages/core/src/orders/due.queries.ts': 'export const due = (tx: Tx) =>\n  tx.sql`select now()`\n',
    },
    line: 2,
  },
  {
    rule: 'tenant-sql-clock',
    because: 'a function in a migration takes it too',
    tree: {
      'plugins/coupons/migrations/0001_coupons.sql':
        'create function coupons_due() returns timestamptz language sql as $$\n select current_timestamp $$;',
    },
    line: 2,
  },
  {
    rule: 'settings-by-doors',
    because: 'nobody else chooses the shop',
    tree: {
      'packages/core/src/orders/set.queries.ts':
        "export const steal = (tx: Tx, id: string) => tx.sql`select set_config('app.tenant_id', ${id}, true)`\n",
    },
    line: 1,
  },
  {
    rule: 'settings-by-doors',
    because: 'nor the role',
    tree: { 'packages/server/src/set.ts': "export const steal = 'set role mamapu_owner'\n" },
    line: 1,
  },
  {
    rule: 'settings-by-doors',
    because: 'a function of a plugin neither',
    tree: {
      'plugins/coupons/migrations/0001_coupons.sql':
        "create function coupons_f(p uuid) returns void language plpgsql as $$ begin\n execute format('set local app.tenant_id = %L', p); end $$;",
    },
    line: 2,
  },
  {
    rule: 'migrations-are-structure',
    because: 'no rows at the top level',
    tree: {
      'packages/core/migrations/0002_fix.sql': "create index a on b (c);\nupdate orders o set note = '';\n",
    },
    line: 2,
  },
  {
    rule: 'migrations-are-structure',
    because: 'nor hidden in a do block',
    tree: { 'packages/core/migrations/0002_fix.sql': 'do $$ begin\n delete from orders; end $$;' },
    line: 1,
  },
  {
    rule: 'statement-names-tenant',
    because: 'a query says whose rows it means',
    tree: {
      'packages/core/src/orders/all.queries.ts':
        'export const all = (tx: Tx) =>\n  tx.sql`select 1\n from orders`\n',
    },
    line: 3,
  },
  {
    rule: 'statement-names-tenant',
    because: 'a function too',
    tree: {
      'packages/core/migrations/0002_all.sql':
        'create function all_orders(p_tenant uuid) returns bigint language sql as $$\n select count(*) from orders $$;',
    },
    line: 2,
  },
  {
    rule: 'insert-names-tenant',
    because: 'rows are written by values',
    tree: {
      'packages/core/src/orders/copy.queries.ts':
        'export const copy = (tx: Tx) =>\n  tx.sql`insert into orders (tenant_id, at) select tenant_id, at from orders where tenant_id = ${tx.tenantId}`\n',
    },
    line: 2,
  },
  {
    rule: 'statement-is-readable',
    because: 'a statement is a template',
    tree: {
      'packages/core/src/orders/raw.queries.ts':
        'export const raw = (tx: Tx, text: string) => tx.sql.unsafe(text)\n',
    },
    line: 1,
  },
  {
    rule: 'plugin-own-tables',
    because: 'a plugin stays in its own tables',
    tree: {
      'plugins/coupons/src/peek.queries.ts':
        'export const peek = (tx: Tx) =>\n  tx.sql`select 1 from orders where tenant_id = ${tx.tenantId}`\n',
    },
    line: 2,
  },
  {
    rule: 'no-suppressions',
    because: 'nothing is silenced in place',
    tree: { 'packages/core/src/quiet.ts': "export const a = '@ts-ignore'\n// @ts-expect-error: later\n" },
    line: 2,
  },
  {
    rule: 'file-size',
    because: 'nothing above four hundred lines',
    tree: { 'packages/core/src/orders/big.ts': 'export {}\n'.repeat(401) },
    line: 401,
  },
]

function plant(t: Test, tree: Tree): string {
  const root = mkdtempSync(join(tmpdir(), 'mamapu-check-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries({ ...CLEAN, ...tree })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

t.test('a workspace that keeps the rules has no violation', async (t) => {
  t.same(checkLayers(plant(t, {}), []), [])
})

for (const { rule, because, tree, line } of PLANTED) {
  t.test(`${rule}: ${because}`, async (t) => {
    const found = checkLayers(plant(t, tree), [])
    t.same(
      found.map((one) => [one.rule, one.where]),
      [[rule, `${Object.keys(tree)[0]}:${line}`]],
    )
    t.ok((found[0]?.remedy.length ?? 0) > 30, 'says what to do instead')
  })
}

t.test('every rule has a planted violation', async (t) => {
  const planted = new Set(PLANTED.map(({ rule }) => rule))
  t.same(
    layerRules.map(({ name }) => name).filter((name) => !planted.has(name)),
    [],
  )
})

t.test('an allowance names one rule in one file, and must be in use', async (t) => {
  const path = 'packages/core/src/orders/pay.ts'
  const root = plant(t, { [path]: 'export const paidAt = Date.now()\n' })
  t.same(checkLayers(root, [{ rule: 'one-clock', path, reason: 'shown' }]), [])
  t.same(
    checkLayers(root, [
      { rule: 'one-clock', path, reason: 'shown' },
      { rule: 'sql-home', path, reason: 'gone' },
    ]).map(({ rule }) => rule),
    ['allowance-in-use'],
  )
})

t.test('what is merely written is told from what runs', async (t) => {
  const cases: readonly [string, string][] = [
    ["const a = 'Date.now()' // Date.now()", 'const a ='],
    ['a(/["`]/) + Date.now()', 'a( ) + Date.now()'],
    ['const half = total / 2 / Date.now()', 'const half = total / 2 / Date.now()'],
    ['`a ${b ? `c ${Date.now()}` : {}} d` + e', 'b ? Date.now() : {} + e'],
    ['/* `\n */ x', 'x'],
    ["'it\\'s' + x", '+ x'],
  ]
  for (const [text, runs] of cases) {
    const { code } = blankOut(text)
    t.equal(code.length, text.length, text)
    t.equal(code.replace(/\s+/g, ' ').trim(), runs, text)
  }
})

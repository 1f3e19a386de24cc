import t from 'tap'
import type { SourceFile } from './sources.js'
import { statementRules } from './statement-rules.js'

const MIGRATION = `
  create table stores (id uuid primary key, slug text);
  create table orders (tenant_id uuid not null, id uuid not null);
  create table order_lines (tenant_id uuid not null, order_id uuid);
  select sweep_reads('orders', 'tenant_id, id');
  create function take_quota(p_tenant uuid, p_id text) returns text language sql as $$ select 'x' $$;
  create function quota_left(p_tenant uuid, p_id text) returns text language sql as $$ select 'x' $$;`
const PLUGIN_MIGRATION = 'create table coupons_held (tenant_id uuid not null, id uuid not null);'

function source(path: string, text: string): SourceFile {
  const [group, owner = ''] = path.split('/') as [SourceFile['group'], string]
  const kind = path.endsWith('.sql') ? 'sql' : 'ts'
  const folder = `${group}/${owner}`
  return { path, group, owner, folder, kind, isTest: false, text, code: text, uncommented: text, imports: [] }
}

const BASE = [
  source('packages/core/migrations/0001_orders.sql', MIGRATION),
  source('plugins/coupons/migrations/0001_coupons.sql', PLUGIN_MIGRATION),
]

/** What the rules say of one more file, as `rule: what`. */
function judge(path: string, text: string): string[] {
  const file = source(path, text)
  const files = [...BASE, file]
  return statementRules
    .filter((rule) => rule.appliesTo(file))
    .flatMap((rule) => rule.find(file, files).map(({ what }) => `${rule.name}: ${what}`))
}

const query = (sql: string) => `export const f = (tx: Tx) => tx.sql<Row<{ a: 1 }>[]>\`${sql}\`\n`
const core = (sql: string) => judge('packages/core/src/orders/more.queries.ts', query(sql))
const plugin = (sql: string) => judge('plugins/coupons/src/more.queries.ts', query(sql))
const fn = (body: string, language = 'plpgsql') =>
  judge(
    'packages/core/migrations/0002_more.sql',
    `create function f(p_tenant uuid) returns int language ${language} as $$ ${body} $$;`,
  )
const T = '${tx.tenantId}'

t.test('sound statements', async (t) => {
  for (const sql of [
    `select id from orders where tenant_id = ${T} and (id = \${a} or id is null)`,
    `select o.id from orders o join order_lines l on l.tenant_id = ${T} and l.order_id = o.id where o.tenant_id = ${T}`,
    `select o.id from orders o left outer join order_lines l on l.tenant_id = ${T} and l.order_id = o.id where o.tenant_id = ${T}`,
    `select o.id from orders o, stores s where (o.tenant_id = ${T}) and s.slug = 'a'`,
    `select id, case when id is null or true then 1 end from orders where tenant_id = ${T} order by case when id is null or false then 1 end`,
    `with a as materialized (select id from orders where tenant_id = ${T}), b as (delete from order_lines where tenant_id = ${T}) select * from a, b`,
    `select extract(epoch from id) from orders where tenant_id = ${T} and id is distinct from \${b} for update of orders`,
    `update orders as o set id = \${x} from order_lines l where o.tenant_id = ${T} and l.tenant_id = ${T}`,
    `delete from orders using order_lines where orders.tenant_id = ${T} and order_lines.tenant_id = ${T}`,
    `insert into orders as o (tenant_id, id) values (${T}, \${a}), (${T}, \${b}) on conflict (tenant_id, id) do update set id = \${c} where o.tenant_id = ${T}`,
    `select * from orders where tenant_id = ${T} union all select * from orders where tenant_id = ${T}`,
    `select x from unnest(\${ids}::uuid[]) with ordinality as w (x, n) join orders o on o.tenant_id = ${T} and o.id = w.x`,
    `select take_quota(${T}, \${id}), 'from nowhere' -- from nothing`,
    'select id from stores where slug = ${a} or id = ${b}',
    'and p.status = ${filter.status}',
  ])
    t.same(core(sql), [], sql)
  t.same(
    judge(
      'packages/core/src/orders/more.queries.ts',
      'export async function write(tx: Tx, ids: string[]) {\n  const rows = ids.map((id) => ({ tenant_id: tx.tenantId, id }))\n  await tx.sql`insert into orders ${tx.sql(rows)} on conflict do nothing`\n}\n' +
        'export const due = (sweep: Sql) => sweep<Due[]>`select tenant_id, id from orders limit 5`\n',
    ),
    [],
  )
  t.same(
    fn(`declare o orders; begin
      execute format('set local app.tenant_id = %L', p_tenant);
      for o in select * from orders where tenant_id = p_tenant loop
        if exists (select from order_lines where tenant_id = p_tenant and order_id = o.id) then
          update orders set id = case when o.id is null then null else o.id end where tenant_id = p_tenant;
        else delete from orders where tenant_id = p_tenant; end if;
      end loop;
      select take_quota(p_tenant, 'x') into o; return 1; end`),
    [],
  )
  t.same(plugin(`select quota_left(${T}, 'a') from coupons_held where tenant_id = ${T}`), [])
  const trigger = (name: string) =>
    judge(
      'packages/core/migrations/0002_more.sql',
      `create function f(p_tenant uuid) returns trigger language plpgsql as $$ begin perform 1 from ${name}; end $$;
       create trigger t after insert on orders referencing new table as ${name} for each statement execute function f();`,
    )
  t.same(trigger('orders_written'), [], 'the rows a trigger is given are nobody’s table')
  t.match(
    trigger('orders'),
    ['statement-names-tenant: does not name the tenant of orders'],
    'unless called like one',
  )
})

t.test('statements that mean nobody in particular', async (t) => {
  const cases: readonly [string, string][] = [
    ['select id from orders where id = ${a}', 'does not name the tenant of orders'],
    ['select id from orders', 'does not name the tenant of orders'],
    [`select id from orders where tenant_id = \${other}`, 'does not name the tenant of orders'],
    [
      `select id from orders where tenant_id = ${T} or id = \${a}`,
      'an "or" beside the tenant of orders opens it',
    ],
    [`select id from orders where not tenant_id = ${T}`, 'does not name the tenant of orders'],
    [`select id from orders where (tenant_id = ${T} or true)`, 'does not name the tenant of orders'],
    [`select (select tenant_id = ${T}) from orders`, 'does not name the tenant of orders'],
    [
      `select o.id from orders o join order_lines l on l.tenant_id = o.tenant_id where o.tenant_id = ${T}`,
      'does not name the tenant of order_lines l',
    ],
    [
      `select 1 from orders o, order_lines l where o.tenant_id = ${T}`,
      'does not name the tenant of order_lines l',
    ],
    [
      `select 1 from orders o where o.tenant_id = ${T} and exists (select 1 from order_lines l where l.order_id = o.id)`,
      'does not name the tenant of order_lines l',
    ],
    [
      `select * from orders where tenant_id = ${T} union select * from orders`,
      'does not name the tenant of orders',
    ],
    [
      `with a as (select 1 from orders) select * from a where tenant_id = ${T}`,
      'does not name the tenant of orders',
    ],
    [`update orders set tenant_id = ${T}`, 'does not name the tenant of orders'],
    [`update orders set id = 1, tenant_id = \${b} where tenant_id = ${T}`, 'sets tenant_id'],
    ['delete from orders where id = ${a}', 'does not name the tenant of orders'],
    [
      `select 1 from orders left join order_lines using (id) where orders.tenant_id = ${T}`,
      'does not name the tenant of order_lines',
    ],
    ["select take_quota('x', ${a})", 'calls take_quota without the tenant first'],
    [
      `select 1 from orders o left join order_lines l on o.tenant_id = ${T} and l.tenant_id = ${T}`,
      'does not name the tenant of orders o',
    ],
    [
      `select 1 from order_lines l right join orders o on o.tenant_id = ${T} where l.tenant_id = ${T}`,
      'does not name the tenant of orders o',
    ],
    ['table orders', 'does not name the tenant of orders'],
    ['lock table orders', 'lock is no select, insert, update or delete'],
    ['select 1 from nowhere', 'names nowhere, which no migration makes'],
    ['select 1 from ${sql(table)}', 'reads a table nobody can read here'],
  ]
  for (const [sql, what] of cases) t.match(core(sql), [`statement-names-tenant: ${what}`], sql)
  t.match(fn('begin select 1 from orders; end'), [
    'statement-names-tenant: does not name the tenant of orders',
  ])
  t.match(fn('select 1 from orders where tenant_id = p_other', 'sql'), [
    'statement-names-tenant: does not name',
  ])
  t.match(
    fn(
      'begin if true then delete from orders; else update orders set id = null where tenant_id = p_tenant; end if; end',
    ),
    ['statement-names-tenant: does not name the tenant of orders'],
  )
  const swept =
    'export const a = sweep`update orders set id = 1`\nexport const b = sweep`select 1 from order_lines`\n'
  t.match(judge('packages/core/src/orders/more.queries.ts', swept), [
    'statement-names-tenant: the role sweep only looks',
    'statement-names-tenant: the role sweep does not read order_lines',
  ])
})

t.test('rows written without their shop', async (t) => {
  const cases: readonly [string, string][] = [
    [
      `insert into orders (id, tenant_id) values (\${a}, ${T})`,
      'the columns of orders do not begin with tenant_id',
    ],
    ['insert into orders values (${a})', 'the columns of orders do not begin with tenant_id'],
    [
      'insert into orders (tenant_id, id) values (${a}, ${b})',
      'the values for orders do not begin with the tenant',
    ],
    [`insert into orders (tenant_id, id) values (${T}, 1), (\${a}, 2)`, 'the values for orders do not begin'],
    [
      `insert into orders (tenant_id, id) select tenant_id, order_id from order_lines where tenant_id = ${T}`,
      'writes orders by something else than values',
    ],
    [
      `insert into orders (tenant_id, id) values (${T}, 1) on conflict (id) do nothing`,
      'on conflict in orders',
    ],
    ['insert into orders ${tx.sql(rows)}', 'writes orders from a value whose tenant_id is not tx.tenantId'],
  ]
  for (const [sql, what] of cases) t.match(core(sql), [`insert-names-tenant: ${what}`], sql)
  t.match(fn("begin insert into orders (tenant_id, id) values (p_other, '1'); end"), [
    'insert-names-tenant: the values',
  ])
})

t.test('a sentence that begins like a statement is none', async (t) => {
  for (const text of [
    'const a = `with ${n} units`\n',
    'throw new Error(`update ${id} failed`)\n',
    'const b = `select:${id}`\n',
    'const c = "Select one from the list"\n',
    'const d = `Delete from the basket`\n',
  ])
    t.same(judge('packages/core/src/orders/more.queries.ts', text), [], text)
})

t.test('statements nobody can read', async (t) => {
  for (const [text, what] of [
    ['export const f = (tx: Tx) => tx.sql.unsafe(text)\n', 'uses .unsafe'],
    ['export const f = (tx: Tx) => tx.orm.select()\n', 'uses orm'],
    ['const text = `select * from orders`\n', 'a statement that is no sql template'],
    ['const text = `-- all\n (SELECT * FROM orders)`\n', 'a statement that is no sql template'],
    ['const text = `update ${table} set note = 1`\n', 'a statement that is no sql template'],
    ['const text = "delete from orders"\n', 'a statement in quotes'],
  ] as const)
    t.match(judge('packages/core/src/orders/more.queries.ts', text), [`statement-is-readable: ${what}`], text)
  t.same(
    judge(
      'packages/core/src/orders/order.verify.queries.ts',
      'export const all = admin`select * from orders`',
    ),
    [],
    'verify asks across shops',
  )
  const compiled = 'export const f = (tx) => tx.sql `select id from orders`\n'
  const said = judge('packages/core/src/orders/more.queries.ts', compiled)
  t.match(said, [/orders/], 'with a blank after its tag it is read and judged')
  t.notMatch(said.join(), /statement-is-readable/)
})

t.test("a plugin in somebody else's tables", async (t) => {
  for (const [sql, what] of [
    [`select id from orders where tenant_id = ${T}`, 'touches orders'],
    ['select slug from stores', 'touches stores'],
    [`select take_quota(${T}, 'x')`, 'calls take_quota'],
    [`select platform.raise_config_version(${T})`, 'calls raise_config_version'],
  ] as const)
    t.match(plugin(sql), [`plugin-own-tables: ${what}`], sql)
  for (const [sql, what] of [
    ['create table held (tenant_id uuid not null, id uuid)', 'held'],
    ['alter table orders add note text', 'orders'],
    ['create table coupons_b (tenant_id uuid references stores (id))', 'stores'],
    ['create index a on orders (tenant_id)', 'orders'],
    ["select sweep_reads('orders', 'note')", 'orders'],
    ['drop table "orders"', 'orders'],
  ] as const)
    t.match(
      judge('plugins/coupons/migrations/0002_more.sql', sql),
      [`plugin-own-tables: makes or changes ${what}`],
      sql,
    )
  for (const sql of ['grant select on orders to public', 'create policy open on orders using (true)'])
    t.match(judge('plugins/coupons/migrations/0002_more.sql', sql), [
      'plugin-own-tables: rights and policies',
    ])
})

import { ensureRoles } from '@mamapu/db'
import { migrateQueue } from '@mamapu/queue'
import { catalogueRules, checkCatalogue, createTestDatabase, listTenantTables } from '@mamapu/testkit'
import t from 'tap'
import { readConfig } from './config.js'
import { installedPlugins } from './installed-plugins.js'
import { dataFolder } from './test-process.js'

const COLUMNS = 'tenant_id uuid not null, id uuid not null'
const KEYS = 'primary key (tenant_id, id)'
const SOUND = `create table planted (${COLUMNS}, ${KEYS}); select tenant_table('planted');`

/** What must be seen, each in a database that is otherwise as it should be. */
const PLANTED: readonly { rule: string; because: string; sql: string }[] = [
  {
    rule: 'tenant-first',
    because: 'a table of nobody in particular',
    sql: `create table planted (id uuid primary key, tenant_id uuid not null); select tenant_table('planted')`,
  },
  {
    rule: 'tenant-first',
    because: 'a tenant that may be missing',
    sql: `create table planted (tenant_id uuid, id uuid not null); select tenant_table('planted')`,
  },
  { rule: 'platform-list', because: 'a platform table that is gone', sql: 'drop table operator_audit' },
  {
    rule: 'platform-list',
    because: 'a shop hidden in a platform table',
    sql: 'alter table operator_audit add tenant_id uuid',
  },
  {
    rule: 'primary-key',
    because: 'the tenant second',
    sql: `create table planted (${COLUMNS}, primary key (id, tenant_id)); select tenant_table('planted')`,
  },
  {
    rule: 'primary-key',
    because: 'no key at all',
    sql: `create table planted (${COLUMNS}); select tenant_table('planted')`,
  },
  {
    rule: 'unique-key',
    because: 'a number unique over all shops',
    sql: `${SOUND} create unique index planted_number on planted (id)`,
  },
  {
    rule: 'foreign-key',
    because: 'a child of another shop',
    sql: `create table other (${COLUMNS}, ${KEYS}, unique (tenant_id, id)); select tenant_table('other');
          alter table other add constraint lone unique (id);
          create table planted (${COLUMNS}, ${KEYS}, other_id uuid references other (id)); select tenant_table('planted')`,
  },
  {
    rule: 'foreign-key',
    because: 'a second store in a row',
    sql: `create table planted (${COLUMNS}, ${KEYS}, friend uuid references stores (id)); select tenant_table('planted')`,
  },
  { rule: 'row-security', because: 'not forced', sql: 'alter table orders no force row level security' },
  { rule: 'row-security', because: 'not enabled', sql: 'alter table orders disable row level security' },
  { rule: 'policy-tenant', because: 'none', sql: 'drop policy tenant on orders' },
  {
    rule: 'policy-tenant',
    because: 'a second one',
    sql: 'create policy more on orders to mamapu_app using (true)',
  },
  {
    rule: 'policy-tenant',
    because: 'a check that lets everything in',
    sql: 'alter policy tenant on orders with check (true)',
  },
  { rule: 'policy-tenant', because: 'for everybody', sql: 'alter policy tenant on orders to public' },
  {
    rule: 'policy-sweep',
    because: 'writes across shops',
    sql: 'drop policy sweep on orders; create policy sweep on orders to mamapu_sweep using (true)',
  },
  {
    rule: 'policy-sweep',
    because: 'for app too',
    sql: 'alter policy sweep on orders to mamapu_sweep, mamapu_app',
  },
  {
    rule: 'policy-sweep',
    because: 'a table nobody listed',
    sql: 'create policy sweep on customers for select to mamapu_sweep using (true)',
  },
  {
    rule: 'states-are-text',
    because: 'an enum',
    sql: `create type mood as enum ('glad'); ${SOUND} alter table planted add mood mood`,
  },
  {
    rule: 'index-kinds',
    because: 'an index that is never used',
    sql: `${SOUND} alter table planted add words jsonb; create index on planted using gin (words)`,
  },
  {
    rule: 'index-kinds',
    because: 'a numeric key',
    sql: `${SOUND} alter table planted add amount numeric; create index on planted (tenant_id, amount)`,
  },
  {
    rule: 'plain-tables',
    because: 'a counter over all shops',
    sql: `${SOUND} alter table planted add n bigserial`,
  },
  {
    rule: 'plain-tables',
    because: 'a rule that writes elsewhere',
    sql: 'create rule planted as on insert to messages do instead nothing',
  },
  {
    rule: 'plain-tables',
    because: 'a table lost in a crash',
    sql: `${SOUND} alter table planted set unlogged`,
  },
  { rule: 'roles', because: 'app above the policies', sql: 'reset role; alter role mamapu_app bypassrls' },
  {
    rule: 'roles',
    because: 'app in the place of the owner',
    sql: 'reset role; grant mamapu_owner to mamapu_app',
  },
  {
    rule: 'owners',
    because: 'a table of app',
    sql: `reset role; ${SOUND} alter table planted owner to mamapu_app`,
  },
  { rule: 'owners', because: 'a schema of nobody', sql: 'create schema planted' },
  { rule: 'schemas', because: 'app makes tables', sql: 'grant create on schema public to mamapu_app' },
  { rule: 'schemas', because: 'the queue sees shops', sql: 'grant usage on schema public to mamapu_queue' },
  {
    rule: 'grants-of-tables',
    because: 'truncate knows no policy',
    sql: 'grant truncate on orders to mamapu_app',
  },
  { rule: 'grants-of-tables', because: 'everybody reads', sql: 'grant select on orders to public' },
  {
    rule: 'grants-of-tables',
    because: 'app reads identities',
    sql: 'grant select on staff_identities to mamapu_app',
  },
  {
    rule: 'grants-of-tables',
    because: 'sweep reads whole rows',
    sql: 'grant select on orders to mamapu_sweep',
  },
  {
    rule: 'grants-of-tables',
    because: 'a right that can be handed on',
    sql: 'grant select on orders to mamapu_app with grant option',
  },
  {
    rule: 'grants-of-columns',
    because: 'sweep reads what is personal',
    sql: 'grant select (address_sealed) on orders to mamapu_sweep',
  },
  {
    rule: 'grants-of-columns',
    because: 'a listed column that is not granted',
    sql: 'revoke select (state) on orders from mamapu_sweep',
  },
  {
    rule: 'definer-functions',
    because: 'outside platform',
    sql: `create function planted(p_tenant uuid) returns int language sql security definer
          set search_path = public, pg_temp as 'select 1'`,
  },
  {
    rule: 'definer-functions',
    because: 'with a path the caller chooses',
    sql: `create function platform.planted() returns int language sql security definer as 'select 1';
          revoke execute on function platform.planted from public`,
  },
  {
    rule: 'definer-functions',
    because: 'with pg_temp first',
    sql: `create function platform.planted() returns int language sql security definer
          set search_path = pg_temp, public as 'select 1'; revoke execute on function platform.planted from public`,
  },
  {
    rule: 'function-grants',
    because: 'everybody may call it',
    sql: `create function platform.planted() returns int language sql security definer
          set search_path = public, pg_temp as 'select 1'`,
  },
  {
    rule: 'functions-take-the-tenant',
    because: 'a function without its shop',
    sql: `create function planted(p_at timestamptz) returns int language sql as 'select 1'`,
  },
  { rule: 'views', because: 'in the name of its owner', sql: 'create view planted as select * from orders' },
  { rule: 'views', because: 'kept apart', sql: 'create materialized view planted as select * from orders' },
]

t.test('the catalogue of the whole product keeps every rule', async (t) => {
  const { admin, adminUrl, urls } = await createTestDatabase(t, {
    plugins: (await installedPlugins()).migrations,
  })
  // A cloned database has not the rights of the one it was cloned from.
  await ensureRoles(admin, adminUrl)
  await migrateQueue(urls.queue)
  t.same(await checkCatalogue(admin), [])
  const tables = await listTenantTables(admin)
  for (const name of ['orders', 'coupons_held', 'staff_invites']) t.ok(tables.includes(name), name)

  for (const { rule, because, sql } of PLANTED) {
    await admin
      .begin(async (planting) => {
        await planting.unsafe('set local role mamapu_owner')
        await planting.unsafe(sql)
        await planting.unsafe('reset role')
        const found = await checkCatalogue(planting as unknown as typeof admin)
        t.ok(
          found.some((fault) => fault.rule === rule),
          `${rule}: ${because}`,
          { found },
        )
        throw new Undo()
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw new Error(`${rule}: ${because}`, { cause: error })
      })
  }
  t.same(await checkCatalogue(admin), [], 'and nothing planted is left')
  t.same(
    catalogueRules.map(({ name }) => name).filter((name) => !PLANTED.some(({ rule }) => rule === name)),
    [],
    'every rule is proved',
  )
})

class Undo extends Error {}

t.test('the sandbox that pays nobody is offered where demo shops may be', async (t) => {
  const DATA_DIR = dataFolder(t)
  const offers = (env: Record<string, string>) => readConfig({ DATA_DIR, ...env }).hasPayoutSandbox
  t.same([offers({}), offers({ DEMO: '0' })], [true, true], 'while it is built')
  t.same([offers({ NODE_ENV: 'production' }), offers({ NODE_ENV: 'production', DEMO: '1' })], [false, true])
})

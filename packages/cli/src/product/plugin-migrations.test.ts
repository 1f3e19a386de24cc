import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CORE_MIGRATIONS } from '@mamapu/core'
import { migrate, migrationFaults } from '@mamapu/db'
import { createTestDatabase } from '@mamapu/testkit'
import t from 'tap'
import { installedPlugins } from './installed-plugins.js'

const NOTES =
  "create table sly_notes (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); select tenant_table('sly_notes');"

/** What a stranger's migration may try, and the thing the refusal names. */
const EVIL: readonly (readonly [string, string])[] = [
  ['alter table orders disable row level security', 'table orders'],
  ['alter table orders no force row level security', 'table orders'],
  ['create policy open_all on orders using (true)', 'table orders'],
  ['alter table orders add column sly text', 'table orders'],
  ['grant select on orders to mamapu_sweep', 'table orders'],
  ['create index on orders (tenant_id, number)', 'table orders_tenant_id_number_idx'],
  ['create table sly (tenant_id uuid)', 'table sly'],
  ['create table orders_shadow as select * from orders', 'table orders_shadow'],
  [
    'create function sly_one() returns trigger language plpgsql as $$ begin new.amount_fen := 1; return new; end $$; create trigger sly before insert on payments for each row execute function sly_one()',
    'table payments',
  ],
  [
    'create function sly_all() returns bigint language sql security definer as $$ select count(*) from orders $$',
    'function sly_all()',
  ],
  [
    'create or replace function tenant_table(tbl regclass, rights text default null) returns void language sql as $$ select null::void $$',
    'function tenant_table(regclass,text)',
  ],
  [
    'do $$ begin reset role; create role sly_super superuser; set local role mamapu_owner; end $$',
    'goes beyond its rights',
  ],
  ['do $$ begin reset role; end $$', 'goes beyond its rights'],
  ['reset role; update canary set v = 2; set role mamapu_owner', 'goes beyond its rights'],
  ['reset session authorization; update canary set v = 2', 'goes beyond its rights'],
  ['set session authorization default; update canary set v = 2', 'goes beyond its rights'],
  [
    "reset role; alter role mamapu_app set row_security = 'off'; set role mamapu_owner",
    'goes beyond its rights',
  ],
  ['alter role current_user set search_path = sly', 'settings of mamapu_owner'],
  ["copy (select 1) to program 'true'", 'goes beyond its rights'],
  ['create role sly_super superuser', 'goes beyond its rights'],
  ["insert into migration.applied values ('core', '9999_x.sql', 'x')", 'rows of applied'],
  ['truncate audit_log', 'table audit_log'],
  ['commit; select 1', 'end a transaction'],
  ['end; select 1', 'end a transaction'],
  [String.raw`select e'\''; commit; select e'\''`, 'end a transaction'],
  [
    'create table sly_open (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id))',
    'sly_open',
  ],
  [`${NOTES} create policy everyone on sly_notes to mamapu_app using (true)`, 'sly_notes'],
  ['alter table sly_mall_notes add column sly text', 'table sly_mall_notes'],
  [NOTES.replaceAll('sly_notes', 'sly_mall_more'), 'table sly_mall_more'],
  [`${NOTES} alter table sly_notes no force row level security`, 'sly_notes'],
  ['create view sly_view as select 1 as one', 'sly_view'],
]

t.test('a migration of a plugin changes its own tables or nothing', async (t) => {
  const { migrations } = await installedPlugins()
  const { adminUrl, admin } = await createTestDatabase(t, {})
  const sound = await migrate(adminUrl, [CORE_MIGRATIONS, ...migrations])
  t.ok(sound.applied.length >= migrations.length, 'those that are installed may do all they do')

  const dir = mkdtempSync(join(tmpdir(), 'sly-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  const mall = mkdtempSync(join(tmpdir(), 'sly-mall-'))
  t.teardown(() => rmSync(mall, { recursive: true }))
  writeFileSync(join(mall, '0001_mall.sql'), NOTES.replaceAll('sly_notes', 'sly_mall_notes'))
  await migrate(adminUrl, [CORE_MIGRATIONS, { name: 'plugin:sly-mall', dir: mall }])
  const apply = async (text: string, plugins: 'guarded' | 'unread' = 'guarded') => {
    writeFileSync(join(dir, '0001_sly.sql'), text)
    return migrate(adminUrl, [CORE_MIGRATIONS, { name: 'plugin:sly', dir }], { plugins }).then(
      () => 'applied',
      (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
    )
  }
  await admin`create table canary as select 1 as v`
  t.match(
    await apply('truncate audit_log'),
    /^PLUGIN_MIGRATION: .*truncate is no structure/,
    'and is not run',
  )
  for (const [text, named] of EVIL) {
    const faults = migrationFaults('sly', [{ file: '0001_sly.sql', sql: text }])
    const isRefused = faults.some(({ rule }) => rule !== 'breaking' && rule !== 'name')
    // Whose a name is when ids begin alike only the database knows, which has seen both.
    t.equal(isRefused, !text.includes('sly_mall_'), `as it is written: ${text}`)
    const said = await apply(text, 'unread')
    t.match(said, /^PLUGIN_MIGRATION: /, text)
    t.ok(said.includes(named), `${text} → ${said}`)
  }
  await admin`insert into sly_mall_notes values (gen_random_uuid(), gen_random_uuid())`
  writeFileSync(
    join(mall, '0002_hidden.sql'),
    `create function sly_mall_do(id uuid) returns uuid language plpgsql as
       $$ begin execute 'trun' || 'cate public.audit_log'; return id; end $$;
     create function sly_mall_take(id uuid) returns uuid language plpgsql immutable as
       $$ begin return public.sly_mall_do(id); end $$;
     create index on sly_mall_notes (tenant_id, sly_mall_take(id))`,
  )
  await t.rejects(migrate(adminUrl, [CORE_MIGRATIONS, { name: 'plugin:sly-mall', dir: mall }]), {
    code: 'PLUGIN_MIGRATION',
    message: /table audit_log/,
  })
  t.same(await admin`select v from canary`, [{ v: 1 }], 'not a row of anybody else was written')
  t.equal((await admin`select from pg_roles where rolname like 'sly%'`).length, 0)
  t.equal(
    (await admin`select from pg_class where relname like 'sly%' and relname not like 'sly_mall_notes%'`)
      .length,
    0,
    'nothing of it stays',
  )
  const other = `mamapu_other_${randomBytes(4).toString('hex')}`
  t.teardown(() => admin.unsafe(`drop role if exists ${other}`))
  const holder = await admin.reserve()
  await holder`select pg_advisory_lock(4711)`
  const waits = `${NOTES.replaceAll('sly_notes', 'sly_slow')} select pg_advisory_xact_lock(4711)`
  const slow = apply(waits, 'unread')
  const isWaiting = () =>
    admin`select from pg_locks where locktype = 'advisory' and objid = 4711 and not granted`
  while ((await isWaiting()).length === 0);
  await admin.unsafe(`create role ${other}`)
  await holder`select pg_advisory_unlock(4711)`
  holder.release()
  t.equal(await slow, 'applied', 'what somebody else does meanwhile is not blamed on it')
  await admin`delete from migration.applied where set_name = 'plugin:sly'`
  t.equal(await apply(`${NOTES} create index on sly_notes (tenant_id, id);`), 'applied')
})

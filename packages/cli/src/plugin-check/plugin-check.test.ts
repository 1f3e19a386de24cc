// Each kind of fault that can be told without running the plugin, by a small plugin that has it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { migrationFaults } from '@mamapu/db'
import type { Plugin } from '@mamapu/plugin-sdk'
import t, { type Test } from 'tap'
import { checkFolder } from '../check/check-layers.js'
import type { DemoCampaign, DemoShop } from '../demo/demo.types.js'
import { demoShops } from '../demo/shops/index.js'
import { testPlugins } from '../plugin-new/test-plugins.js'
import { workspaceRoot } from '../workspace.js'
import { checkLocales, pluginFolder, readManifest } from './check-plugin.js'
import { type CheckedPlugin, type PluginFinding, readPlugin } from './finding.js'
import { checkMigrations } from './migrations.js'
import { checkPage, isSound } from './page.js'
import { checkSample } from './sample.js'
import { checkScopes } from './scopes.js'
import { checkTemplates } from './templates.js'

const FOLDER = 'plugins/gifts'
const checkedOf = (files: Readonly<Record<string, string>>): CheckedPlugin => ({
  root: tmpdir(),
  folder: FOLDER,
  files: new Map(Object.entries(files)),
})
const places = (findings: readonly PluginFinding[]) =>
  findings.map(({ where, isHint }) => `${where.slice(FOLDER.length + 1)}${isHint ? ' hint' : ''}`)

t.test('scopes: used and undeclared is a fault, declared and unused a hint', async (t) => {
  const plugin = { scopes: ['orders:read', 'ledger:post'] } as unknown as Plugin
  const source = [
    "import x from 'y' // quotas.read('comment')",
    'export async function give({ orders, notify, quotas }: Ctx) {',
    '  await orders.find(orderId)',
    '  await quotas.read(kind, ids)',
    '  await quotas.read(kind, others)',
    '  await notify(message)',
    '}',
  ].join('\n')
  const findings = checkScopes(checkedOf({ 'src/index.ts': '', 'src/gifts.ts': source }), plugin)
  t.same(places(findings), ['src/gifts.ts:4', 'src/gifts.ts:6', 'src/index.ts:1 hint'])
  t.match(findings[0]?.words.en, /quotas:read/)
  t.match(findings[2]?.words.en, /ledger:post/)
})

t.test('a service that is handed on may be used for anything it can do', async (t) => {
  const plugin = { scopes: ['ledger:post', 'quotas:take', 'orders:read'] } as unknown as Plugin
  const source =
    'await book(ctx.ledger, 3)\nconst q = ctx.quotas\nawait q.take(x)\nawait ctx.orders?.find(id)\n'
  const given =
    'async function give({ ledger, quotas, orders }: Ctx) {\n  await book(ledger, 3)\n  const q = quotas\n  await look(3, orders)\n}\n'
  const unused = 'async function give({ ledger, quotas, orders }: Ctx) {}\n'
  const told = (text: string) =>
    checkScopes(checkedOf({ 'src/index.ts': '', 'src/a.ts': text }), plugin).length
  t.same([told(source), told(given), told(unused)], [0, 0, 3])
})

t.test('locales: keys, placeholders, what is used and what is not', async (t) => {
  const findings = checkLocales(
    checkedOf({
      'locales/zh-CN.json':
        '{\n  "left": "剩 {units} 件",\n  "title": "好礼",\n  "only": "只有中文",\n  "state.on": "开",\n  "spare": "没用"\n}',
      'locales/en.json':
        '{\n  "left": "{count} left",\n  "title": "Gifts",\n  "alone": "English only",\n  "state.on": "on",\n  "spare": "unused"\n}',
      'blocks/row.hbs': '<p>{{t "left" units=3}}</p>\n<p>{{t "nowhere"}}</p>',
      'src/gifts.ts':
        "const a = t('title')\nconst b = t(`state.${kind}`)\nawait notify({ template: 'remind' })\nt('only')",
    }),
  )
  t.same(places(findings), [
    'locales/zh-CN.json:4',
    'locales/en.json:4',
    'locales/en.json:2',
    'blocks/row.hbs:2',
    'src/gifts.ts:3',
    'locales/zh-CN.json:6 hint',
  ])
})

t.test('locales: a message has a title and words for what only this plugin names', async (t) => {
  const file = (more: string) => `{\n  "message.remind": "{number}：{gift}"${more}\n}`
  const findingsOf = (more: string) =>
    checkLocales(
      checkedOf({
        'locales/zh-CN.json': file(more),
        'locales/en.json': file(more),
        'src/gifts.ts': "await notify({ template: 'remind' })",
      }),
    )
  t.match(
    findingsOf('').map(({ words }) => words.en),
    [/message-title\.remind/, /message-value\.gift/],
    'an order number is known',
  )
  t.same(findingsOf(',\n  "message-title.remind": "提醒",\n  "message-value.gift": "好礼"'), [])
})

t.test(
  'templates: a block that does not compile, keeps no rule of themes, or is named nowhere',
  async (t) => {
    const plugin = { blocks: { row: {}, bad: {} } } as unknown as Plugin
    const findings = checkTemplates(
      checkedOf({
        'blocks/row.hbs': '<p>{{label}}</p>',
        'blocks/bad.hbs': '<p>ok</p>\n{{#if x}}<script>alert(1)</script>{{/if}}\n{{nohelper "a"}}',
        'blocks/cut.hbs': '{{#each}',
      }),
      plugin,
    )
    t.ok(places(findings).includes('blocks/bad.hbs:2') && places(findings).includes('blocks/bad.hbs:3'))
    t.ok(findings.some(({ where, isHint }) => where.includes('cut.hbs') && !isHint))
    t.ok(findings.some(({ where, isHint }) => where.includes('cut.hbs') && isHint))
    t.notOk(findings.some(({ where }) => where.includes('row.hbs')))
  },
)

t.test(
  'migrations: tenant first, row-level security, names, and nothing the older version stumbles over',
  async (t) => {
    const good =
      "create table gifts_a (\n  tenant_id uuid not null,\n  n int,\n  primary key (tenant_id, n)\n);\nselect tenant_table('gifts_a');"
    t.same(migrationFaults('gifts', [{ file: 'migrations/0001_a.sql', sql: good }]), [])
    const lines = (sql: string, file = 'migrations/0002_b.sql') =>
      migrationFaults('gifts', [
        { file: 'migrations/0001_a.sql', sql: good },
        { file, sql },
      ]).map(({ at, words }) => `${sql.slice(0, at).split('\n').length} ${words.en}`)
    t.match(
      lines(
        "create table gifts_b (\n  n int not null,\n  tenant_id uuid not null\n);\nselect tenant_table('gifts_b');",
      ),
      [/^1 the first column/],
    )
    t.match(lines('\ncreate table gifts_b (\n  tenant_id uuid not null,\n  n int\n);'), [
      /^2 gifts_b has no row-level/,
    ])
    t.match(lines('', 'migrations/second.sql'), [/is called by a number/])
    t.match(lines('', 'migrations/0001_again.sql'), [/is called by a number/])
    const own = (columns: string) =>
      lines(
        `create table gifts_b (\n  tenant_id uuid not null,\n  ${columns}\n);\nselect tenant_table('gifts_b');`,
      )
    t.same(own('id uuid,\n  note text,\n  primary key (tenant_id, id),\n  unique (tenant_id, note)'), [])
    t.match(own('id uuid primary key'), [/^3 a primary key begins/])
    t.match(own('id uuid,\n  unique (id)'), [/^4 a unique key/])
    t.match(own('note text unique'), [/^3 a unique key/])
    t.match(lines('create unique index on gifts_a (n);'), [/^1 a unique key/])
    t.same(lines('create unique index on gifts_a (tenant_id, n);'), [])
    t.match(lines('create table public.gifts_d (\n  n int,\n  m int\n);'), [
      /^1 the first/,
      /^1 gifts_d has no/,
    ])
    const table = '(tenant_id uuid not null, n int, primary key (tenant_id, n))'
    const done = "select tenant_table('gifts_e')"
    for (const [sql, ...what] of [
      ['create table gifts_c as select 1', /names its columns/, /gifts_c has no row-level/],
      [`create table gifts_e ${table} inherits (orders); ${done}`, /names its columns/],
      ['create table gifts_e partition of orders default', /names its columns/, /gifts_e has no row-level/],
      [`create unlogged table gifts_e ${table}; ${done}`, /unlogged/],
      [`create  /* x */ table "elsewhere" ${table}`, /changes elsewhere/],
      [`create table "Gifts_e" ${table}`, /changes Gifts_e/],
      [`create table other.gifts_e ${table}`, /changes other.gifts_e/],
      [`create table gifts_e (tenant_id uuid not null references stores (id)); ${done}`, /changes stores/],
      ['create schema gifts_x', /changes schema gifts_x/],
      ['create extension hstore', /changes extension hstore/],
      ['alter table orders add column hack text', /changes orders/],
      ['alter table only public.orders drop note', /changes orders/],
      ['alter role app bypassrls', /changes role app/],
      ['drop table if exists gifts_a2, orders', /changes orders/],
      ['drop index orders_by_time', /changes orders_by_time/],
      ['create trigger gifts_t after insert on orders execute function gifts_f()', /changes orders/],
      ["select tenant_table('orders')", /changes orders/],
      ['create unique index on gifts_a (lower(n))', /a unique key/],
      ['alter table gifts_a add unique (n)', /a unique key/],
      ['alter table gifts_a add constraint u exclude using gist (n with =)', /a unique key/],
      ['grant select on gifts_a to app', /rights and policies/],
      ['alter table gifts_a disable row level security', /rights and policies/],
      ['alter table gifts_a no force row level security, owner to app', /rights/, /rights/],
      ['create policy p on gifts_a using (true)', /rights and policies/],
      ["select tenant_table('gifts_a', 'truncate')", /rights and policies/],
      ['create function gifts_f() returns int language sql security definer as $$ select 1 $$', /rights/],
      ['create view gifts_v as select 1', /a view is not isolated/],
      ['update gifts_a set n = 1', /update is no structure/],
      ['with x as (delete from gifts_a returning n) select n from x', /with is no structure/],
      ['do $$ begin delete from gifts_a; end $$', /do is no structure/],
      ['select set_config($a$x$a$, $a$y$a$, true)', /select is no structure/],
      ['truncate gifts_a', /truncate is no structure/],
      ["set role 'a'", /set is no structure/],
    ] as const)
      t.match(lines(sql), what, sql)
    for (const [sql, ...what] of [
      ['drop table gifts_a;', /^1 drops a table/],
      ['alter table gifts_a\n  drop column n;', /^2 drops a column/],
      ['alter table gifts_a drop n;', / drops a column/],
      ['alter table only "gifts_a" drop if exists n;', / drops a column/],
      ['alter table gifts_a rename column n to m;', /^1 renames/],
      ['alter table gifts_a rename to gifts_b;', /^1 renames/],
      ['alter table gifts_a add m int, drop if exists n cascade;', / drops a column/],
      ['alter table gifts_a add m int primary key;', /^1 adds a column/, /^1 a primary key/],
      ['alter table gifts_a alter column n type bigint;', /^1 changes a type/],
      ['alter table gifts_a alter n set not null;', /^1 sets not null/],
      ['alter table gifts_a add column m int not null;', /^1 adds a column/],
    ] as const)
      t.match(lines(sql), what, sql)
    for (const sql of [
      'alter table gifts_a add column m int not null default 0;',
      'alter table gifts_a add column m int;',
      'alter table gifts_a add constraint c check (n is not null) not valid;',
      'alter table gifts_a drop constraint gifts_a_check;',
      "alter table gifts_a add constraint c check (n is not null and note <> 'x not null') not valid;",
      'alter table gifts_a alter type set default 3, alter n drop not null;',
      "comment on table gifts_a is 'drop table orders;'",
      'create index mine on gifts_a (n); drop index mine; drop index gifts_a_by_n;',
      'create type gifts_kind as enum ($$a$$); create sequence gifts_numbers;',
      'create function gifts_f(p_tenant uuid) returns int language sql as $$ delete from gifts_a where tenant_id = p_tenant; select 1 $$;',
      'create table gifts_b (tenant_id uuid primary key);\nselect tenant_table($$gifts_b$$), sweep_reads($$gifts_b$$, $$tenant_id$$);',
      '-- drop table gifts_a\nalter table gifts_a add check (n > 0) not valid;',
      "create table gifts_b (\n  tenant_id uuid not null,\n  m int);\nselect tenant_table('gifts_b');\nalter table gifts_b alter m set not null;",
    ])
      t.same(lines(sql), [], sql)
  },
)

function repository(t: Test) {
  const root = mkdtempSync(join(tmpdir(), 'mamapu-git-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: root })
  return { root, write, git }
}

t.test('a migration that landed is never changed, and what it breaks is only told', async (t) => {
  const { root, write, git } = repository(t)
  const first = `${FOLDER}/migrations/0001_a.sql`
  write(first, 'create table gifts_a (\n  tenant_id uuid not null,\n  n int);')
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'one')
  const check = () => checkMigrations(readPlugin(root, FOLDER))
  t.same(places(check()), ['migrations/0001_a.sql:1 hint'], 'no row-level security, but landed')
  write(
    first,
    "create table gifts_a (\n  tenant_id uuid not null,\n  n int);\nselect tenant_table('gifts_a');",
  )
  t.match(check(), [{ words: { en: /never changed/ } }])
})

t.test('layers, the manifest and the name of a plugin', async (t) => {
  const plugins = testPlugins(t)
  const folder = plugins.folderOf('odd-one')
  plugins.write(
    'odd-one',
    'package.json',
    '{ "name": "odd-one", "type": "module", "exports": "./dist/index.js" }',
  )
  plugins.write('odd-one', 'src/odd.ts', "import { orders } from '@mamapu/core'\nexport const o = orders\n")
  t.match(checkFolder(workspaceRoot, folder), [{ where: `${folder}/src/odd.ts:1`, rule: 'plugin-imports' }])
  const manifest = () => readManifest(readPlugin(workspaceRoot, folder))
  t.match(await manifest(), { plugin: null, findings: [{ words: { en: /dist\/index\.js is missing/ } }] })
  plugins.write(
    'odd-one',
    'dist/index.js',
    "import { definePlugin } from '@mamapu/plugin-sdk'\nexport default definePlugin({ id: 'odd-one', colour: 'red' })\n",
  )
  t.match(await manifest(), { plugin: null, findings: [{ words: { en: /unknown key "colour"/ } }] })
  t.throws(() => pluginFolder(workspaceRoot, 'nobody', () => false), { code: 'NO_SUCH_PLUGIN' })
  t.equal(
    pluginFolder('/x', './plugins/a/', () => true),
    'plugins/a',
  )
  t.equal(
    pluginFolder('/x', 'a', (path) => path.startsWith('/x/plugins/examples')),
    'plugins/examples/a',
  )
})

t.test('a sample is planned as in its demo shop: the shop, its goods, the form', async (t) => {
  const { plugin } = await readManifest(readPlugin(workspaceRoot, 'plugins/flash-sale'))
  const [shop, campaign] = demoShops.flatMap((one) =>
    one.campaigns
      .filter((planned) => planned.plugin === 'flash-sale')
      .map((planned) => [one, planned] as const),
  )[0] as never as [DemoShop, DemoCampaign]
  const { plugin: _plugin, ...sound } = campaign
  const of = (sample: unknown) => {
    const text = typeof sample === 'string' ? sample : JSON.stringify(sample)
    return checkSample(checkedOf({ 'demo/sample.json': text }), plugin as Plugin)
  }
  t.same(checkSample(checkedOf({}), plugin as Plugin), [], 'none is fine')
  t.same(of({ shop: shop.slug, campaign: sound }), [])
  t.same(of({ shop: shop.slug }), [])
  const change = (more: object) => ({ shop: shop.slug, campaign: { ...sound, ...more } })
  for (const [sample, words] of [
    ['{', /no JSON object/],
    [{ shop: 'nobody' }, /no demo shop "nobody", choose of mili/],
    [{ shop: shop.slug, goods: [] }, /unknown "goods"/],
    [change({ label: '' }), /give it a label/],
    [change({ categories: ['no-such'] }), /no category no-such/],
    [change({ config: { items: [{ skuId: { sku: 'NO-1' }, priceFen: 1, units: 1 }] } }), /no SKU NO-1/],
    [change({ config: { items: [] } }), /CAMPAIGN_CONFIG.*items/],
    [change({ config: { ...sound.config, colour: 'red' } }), /colour/],
  ] as const)
    t.match(of(sample), [{ where: `${FOLDER}/demo/sample.json:1`, words: { en: words } }], String(words))
})

t.test('the page tells each fault with its place in both languages; hints do not fail it', async (t) => {
  const name = { 'zh-CN': '文字', en: 'locales' }
  const one = (isHint: boolean) => [{ where: 'plugins/a/x:1', words: { 'zh-CN': '改', en: 'mend' }, isHint }]
  t.ok(isSound([{ name, findings: one(true) }]))
  t.notOk(isSound([{ name, findings: one(false) }]))
  t.notOk(isSound([{ name, findings: null }]), 'what was not looked at is not sound')
  t.match(
    checkPage('plugins/a', [{ name, findings: one(false) }]),
    /✗ 文字 locales\n {4}✗ plugins\/a\/x:1\n {8}改\n {8}mend\n\n1 处/,
  )
})

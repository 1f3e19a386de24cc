import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { toFen, ZERO_FEN } from '@mamapu/kernel'
import { definePlugin, type Plugin } from '@mamapu/plugin-sdk'
import {
  checkDefinition,
  checkEvents,
  checkOff,
  checkPurity,
  checkStatements,
  checkTables,
  checkTenants,
  checkWords,
  createPluginShop,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })
const TABLE = `create table sample_notes (tenant_id uuid not null, id uuid not null, note text not null, primary key (tenant_id, id));
select tenant_table('sample_notes');`

/** A plugin's folder for one test. */
function folder(t: Test, files: Record<string, string>): (path: string) => URL {
  const root = mkdtempSync(join(tmpdir(), 'plugin-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  const all = { 'src/sample.queries.ts': '', 'migrations/0001_sample.sql': TABLE, ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return (path) => new URL(`${pathToFileURL(root).href}/${path}/`)
}

type Definition = Parameters<typeof definePlugin>[0]

/** Keeps every rule, or breaks the one a test changes. */
function sample(t: Test, change: Partial<Definition> = {}, files: Record<string, string> = {}): Plugin {
  const dir = folder(t, files)
  return definePlugin({
    id: 'sample',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('样例'),
    description: words('样例'),
    category: 'tool',
    settings: { type: 'object', properties: {} } as never,
    migrations: dir('migrations'),
    ...(files['locales/en.json'] ? { locales: dir('locales') } : {}),
    ...(files['blocks/strip.hbs']
      ? { blocksDir: dir('blocks'), blocks: { strip: { title: words('条') } } }
      : {}),
    ...change,
  }) as Plugin
}

const rule = (offers: () => unknown) => ({
  prices: [{ name: 'rule', stage: 'order' as const, facts: {}, offers: offers as never }],
})

t.test('a sound plugin has no faults at all', async (t) => {
  const plugin = sample(t)
  for (const check of [checkDefinition, checkPurity, checkWords, checkStatements])
    t.same(check({ plugin, at }), [])
  const shop = await createPluginShop(t, plugin, { at })
  for (const check of [checkTables, checkTenants, checkEvents, checkOff]) t.same(await check(shop), [])
})

t.test('the definition: made by hand, or not to be switched on as it is', async (t) => {
  const plugin = sample(t)
  t.match(checkDefinition({ plugin: { ...plugin, nonsense: 1 } as unknown as Plugin, at }), [
    /not frozen/,
    /unknown key "nonsense"/,
  ])
  const settings = { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } } as never
  t.match(checkDefinition({ plugin: sample(t, { settings }), at }), [/no defaults/])
})

t.test('prices: the clock, chance, memory, nonsense and changed input', async (t) => {
  let count = 0
  const next = () => {
    count += 1
    return count
  }
  const offer = (amount: number) => ({
    id: 'sample:x',
    plugin: 'sample',
    stage: 'order',
    label: words('减'),
    class: 'x',
    combinesWith: [],
    lineIds: [],
    thresholdFen: ZERO_FEN,
    reduction: { amountFen: toFen(amount) },
    applies: 'always',
  })
  for (const [offers, says] of [
    [() => [offer(Date.now() % 2)], /uses the clock/],
    [() => [offer(Date.now())], /uses the clock/],
    [() => [offer(Math.trunc(Math.random() * 9))], /uses chance/],
    [() => [offer(next())], /differently/],
    [() => [{ ...offer(1), plugin: 'other' }], /not its own id/],
    [async () => [], /answers no list/],
  ] as const)
    t.match(checkPurity({ plugin: sample(t, rule(offers)), at }), [says])
  const mutating = {
    prices: [
      {
        name: 'rule',
        stage: 'order' as const,
        facts: {},
        offers: ((input: { cart: { lines: unknown[] } }) => {
          input.cart.lines.push(1)
          return []
        }) as never,
      },
    ],
  }
  t.match(checkPurity({ plugin: sample(t, mutating), at }), [/not extensible|read only/])
})

t.test('words: a language behind, other placeholders, a text or helper that is not there', async (t) => {
  const check = (files: Record<string, string>) => checkWords({ plugin: sample(t, {}, files), at })
  t.match(check({ 'locales/zh-CN.json': '{"a":"甲"}', 'locales/en.json': '{}' }), [
    /en\.json has no text "a"/,
  ])
  t.match(check({ 'locales/zh-CN.json': '{"a":"{n}"}', 'locales/en.json': '{"a":"{m}"}' }), [
    /other placeholders/,
  ])
  const texts = { 'locales/zh-CN.json': '{"a":"甲"}', 'locales/en.json': '{"a":"A"}' }
  t.match(check({ ...texts, 'blocks/strip.hbs': '{{t "b"}}' }), [/no text "b"/])
  t.match(check({ ...texts, 'blocks/strip.hbs': '{{{raw}}}' }), [/block strip/])
})

t.test(
  'statements: another’s table, the connection’s settings, the clock, no tenant, the wrong file',
  async (t) => {
    const check = (statement: string, file = 'src/sample.queries.ts') =>
      checkStatements({ plugin: sample(t, {}, { [file]: `tx.sql<{ a: 1 }[]>\`${statement}\`` }), at })
    t.same(check('select 1 from sample_notes where tenant_id = x for update'), [])
    t.match(check('select 1 from orders where tenant_id = x'), [/touches orders/])
    t.match(check('update customers set tenant_id = x'), [/touches customers/])
    t.match(check("select set_config('app.tenant_id', 'x', true)"), [/sets something/])
    t.match(check('select 1 from sample_notes where tenant_id = x and at < now()'), [/asks the clock/])
    t.match(check('select 1 from sample_notes'), [/does not name tenant_id/])
    t.match(check('select 1 from sample_notes where tenant_id = x', 'src/other.ts'), [
      /outside of a \*\.queries\.ts/,
    ])
  },
)

t.test('tables: a foreign name, no isolation, keys that forget the tenant', async (t) => {
  const sql = `${TABLE}
    create table notes (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)); select tenant_table('notes');
    create table sample_open (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
    create table sample_keys (id uuid primary key, tenant_id uuid not null); select tenant_table('sample_keys');
    grant select, insert on sample_open to mamapu_app;`
  const shop = await createPluginShop(t, sample(t, {}, { 'migrations/0001_sample.sql': sql }), { at })
  t.match(await checkTables(shop), [
    /notes does not begin with sample_/,
    /primary key of sample_keys/,
    /unique key of sample_keys/,
    /sample_open has no forced/,
  ])
  await shop.database.admin`insert into sample_open values (${'0'.repeat(32)}, ${'1'.repeat(32)})`
  t.match(await checkTenants(shop), [/another shop sees 1 rows of sample_open/])
})

t.test('events: one more row with every telling', async (t) => {
  const handle = async (ctx: {
    tx: { sql: (...parts: unknown[]) => Promise<unknown>; tenantId: string }
    newId(): string
  }) => {
    const strings = Object.assign(['insert into sample_notes values (', ', ', ", 'again')"], { raw: [] })
    await ctx.tx.sql(strings, ctx.tx.tenantId, ctx.newId().slice(4))
  }
  const shop = await createPluginShop(t, sample(t, { on: { 'order.paid': { handle: handle as never } } }), {
    at,
  })
  t.match(await checkEvents(shop), [/order\.paid told twice/])
})

t.test('off: a route that answers all the same', async (t) => {
  const route = {
    audience: 'shopper' as const,
    method: 'GET' as const,
    path: '/always',
    summary: 'Always',
    reply: { type: 'object', properties: {}, additionalProperties: true } as never,
    handle: async () => ({ body: {} }),
  }
  const plugin = sample(t, { routes: [{ ...route, whileOff: true }] })
  const shop = await createPluginShop(t, plugin, { at })
  t.same(await checkOff(shop), [], 'what says so may')
  const silent = { ...shop, plugin: { ...plugin, routes: [route] } as unknown as Plugin }
  t.match(await checkOff(silent), [/GET \/always answers 200 while off/])
})

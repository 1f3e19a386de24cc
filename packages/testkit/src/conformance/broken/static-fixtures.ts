import { toFen } from '@mamapu/kernel'
import { coreFacts } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { BROKEN_COMMISSIONS } from './commission-fixtures.js'
import {
  answer,
  type Broken,
  files,
  mechanic,
  migration,
  offers,
  orderOff,
  post,
  replacing,
  route,
  slotData,
  sql,
  words,
} from './makers.js'
import { BROKEN_RULES } from './rule-fixtures.js'
import type { SoundCtx } from './sound.js'

let count = 0
const TENANT = `\${tx.tenantId}`
const NAMED = `tenant_id = ${TENANT}`

/** Broken where no shop is needed to see it; some would not load or migrate. */
export const BROKEN_AS_WRITTEN: readonly Broken[] = [
  { check: 'definition.frozen', ...replacing(() => ({})) },
  { check: 'definition.sound', ...replacing(() => ({ nonsense: 1 })) },
  {
    check: 'definition.defaults',

    parts: () => ({ settings: Type.Object({ x: Type.Integer() }, { additionalProperties: false }) }),
  },
  {
    check: 'definition.closed-schemas',

    parts: () => ({ settings: Type.Object({ x: Type.Integer({ default: 1 }) }) }),
  },
  { check: 'definition.promises', parts: () => ({ promises: () => ({ at: Math.random() }) }) },
  { check: 'campaigns.samples-fit', samples: { campaigns: () => [{ units: 0 }] } },
  { check: 'campaigns.summary', ...mechanic(() => ({ summary: () => '' })) },
  {
    check: 'campaigns.pools-declared',
    ...mechanic(() => ({ pools: () => [{ kind: 'other.units', skuId: 'sku_x', units: 0, mode: 'own' }] })),
  },
  {
    check: 'prices.answer',
    ...answer(() => {
      throw new Error('not today')
    }),
  },
  {
    check: 'prices.deterministic',
    ...offers((offer) => {
      count += 1
      return { ...offer, priority: count % 1000 }
    }),
  },
  {
    check: 'prices.input-unchanged',
    ...answer(({ cart }) => {
      ;(cart.lines as unknown[]).push(1)
      return []
    }),
  },
  { check: 'prices.no-clock', ...offers((offer) => ({ ...offer, priority: Date.now() % 2 })) },
  {
    check: 'prices.no-chance',
    ...offers((offer) => ({ ...offer, priority: Math.trunc(Math.random() * 2) })),
  },
  { check: 'prices.known-offers', ...offers((offer) => ({ ...offer, plugin: 'other' })) },
  {
    check: 'prices.shares-add-up',
    ...orderOff(0.5),
  },
  { check: 'prices.no-negative-line', ...offers((offer) => ({ ...offer, unitPriceFen: toFen(-500) })) },
  { check: 'prices.payable-not-negative', ...orderOff(-500) },
  { check: 'prices.never-dearer', ...offers((offer) => ({ ...offer, unitPriceFen: 9_999_900 })) },
  {
    check: 'prices.quick',
    ...answer(({ cart }) => {
      if (cart.lines.length < 20) return []
      let sum = 0
      for (let round = 0; round < 6_000_000; round += 1) sum += round % 7
      return sum < 0 ? [1] : []
    }),
  },
  ...BROKEN_RULES,
  ...BROKEN_COMMISSIONS,
  { check: 'words.both-languages', ...replacing(() => ({ title: words('', 'x') })) },
  {
    check: 'slots.answer',
    ...slotData(() => {
      throw new Error('an empty cart')
    }),
  },
  {
    check: 'slots.answer',
    samples: { facts: { 'core:level': ['svip'] } },
    parts: ({ slots = [] }) => ({
      slots: slots.map((part) => ({
        ...part,
        facts: { level: coreFacts.level },
        data: ({ facts: { level } }: { facts: { level: string } }) => (level === 'svip' ? undefined : null),
      })),
    }),
  },
  { check: 'words.placeholders', ...files(() => ({ 'locales/en.json': '{ "hello": "Hello, {who}" }' })) },
  { check: 'words.no-chinese-in-english', parts: () => ({ title: words('样例', '样例') }) },
  {
    check: 'words.no-chinese-in-english',
    ...mechanic(() => ({ summary: ({ note }: { note: string }) => `${note} 限量 10 件` })),
  },
  {
    check: 'words.no-chinese-in-english',
    ...offers((offer) => ({ ...offer, label: words('限量价', '限量价') })),
  },
  {
    check: 'words.no-chinese-in-english',
    ...slotData(({ settings: { note } }) => ({ note: `${note}：先到先得`, sales: [] })),
  },
  { check: 'blocks.no-words', ...files(() => ({ 'blocks/strip.hbs': '<p>限时抢购 {{note}}</p>' })) },
  {
    check: 'blocks.no-words',
    ...files(() => ({ 'blocks/strip.hbs': '<p aria-label="Buy it now">{{note}}</p>' })),
  },
  { check: 'words.chinese-punctuation', parts: () => ({ title: words('你好,样例', 'Sample') }) },
  { check: 'words.one-you', parts: () => ({ title: words('您好', 'Sample') }) },
  { check: 'blocks.texts-exist', ...files(() => ({ 'blocks/strip.hbs': '{{t "nowhere"}}' })) },
  { check: 'blocks.compile', ...files(() => ({ 'blocks/strip.hbs': '{{{note}}}' })) },
  ...[
    `select 1 from "orders" where ${NAMED}`,
    `select 1 from own a, orders b where a.${NAMED} and b.${NAMED}`,
    `delete from own a using orders b where a.${NAMED} and b.${NAMED}`,
    `select place_orders(${TENANT}, 'x')`,
    'table orders',
    'select 1 from (table orders) x',
  ].map((text) => ({ check: 'statements.own-tables', ...sql((table) => text.replaceAll('own', table)) })),
  ...[
    'select tenant_id, note from own',
    'select note from own /* tenant_id */',
    'truncate own',
    'do $$ begin delete from own; end $$',
    `select a.note from own a left join own b on a.${NAMED} and b.${NAMED}`,
    `select note from own -- ${NAMED}`,
    `select note from own where ${NAMED} or true`,
    `select a.note from own a join own b using (id) where a.${NAMED}`,
    `insert into own (id, tenant_id) values (1, ${TENANT})`,
    `select note from \${ctx.sql(table)}`,
  ].map((text) => ({
    check: 'statements.name-tenant',
    ...sql((table) => text.replaceAll('own', table)),
  })),
  {
    check: 'statements.name-tenant',
    ...migration(
      (table) =>
        `create function ${table}_all(p_tenant uuid) returns bigint language sql as $$ select count(*) from ${table} $$;`,
    ),
  },
  ...[
    ['src/notes.queries.ts', 'export const all = (tx) => tx.sql.unsafe(text)'],
    ['src/notes.queries.ts', "export const all = (tx) => tx.sql['unsafe']('delete ' + 'from orders')"],
    ['src/notes.queries.ts', 'export const all = (tx) => tx.run(`/* all */ (select note from orders)`)'],
    ['src/notes.verify.queries.ts', 'export const all = (tx) => tx.sql.unsafe(text)'],
    ['src/index.ts', 'const q = ctx.tx.sql\n'],
    ['src/index.ts', 'export const all = ({ tx: { sql: q } }) => q`delete from orders`'],
    ['src/index.mjs', "export const all = (ctx) => ctx.tx['sql']`select phone from customers`"],
    ['src/evil.samples.ts', 'const { unsafe } = ctx.tx.sql\n'],
  ].map(([path, text]) => ({
    check: 'statements.readable',
    ...files(() => ({ [path as string]: text as string })),
  })),
  {
    check: 'statements.no-settings',
    ...sql((table) => `select set_config('app.tenant_id', 'x', true) from ${table} where ${NAMED}`),
  },
  {
    check: 'statements.no-clock',
    ...sql((table) => `select 1 from ${table} where ${NAMED} and at < now()`),
  },
  {
    check: 'statements.in-queries-files',
    ...sql((table) => `select 1 from ${table} where ${NAMED}`, 'src/other.ts'),
  },
  {
    check: 'statements.in-queries-files',
    ...sql((table) => `select 1 from ${table} where ${NAMED}`, 'src/index.cts'),
  },
  { check: 'migrations.named', ...files(() => ({ 'migrations/0002_more-notes.sql': 'select 1;' })) },
  { check: 'migrations.structure-only', ...migration((table) => `update ${table} set note = 'x';`) },
  {
    check: 'migrations.structure-only',
    ...migration((table) => `do $$ begin delete from ${table}; end $$;`),
  },
  { check: 'migrations.no-rights', ...migration((table) => `grant all on ${table} to public;`) },
  ...[
    'drop note',
    'alter note set not null',
    'add more text not null',
    'alter note type varchar(3)',
    'add a int, rename to other',
  ].map((change) => ({
    check: 'migrations.expand-only',
    ...migration((table) => `alter table ${table} ${change};`),
  })),
  {
    check: 'upgrade.settings',

    samples: { previous: { settings: [{ note: 7 }] } },
  },
  {
    check: 'upgrade.campaigns',

    samples: { previous: { campaigns: [{ goods: 'sku_1' }] } },
  },
  { check: 'tables.prefix', ...migration(() => 'create  unlogged table "elsewhere" (tenant_id uuid);') },
  { check: 'tables.prefix', ...migration(() => 'alter table orders add column hack text;') },
  {
    check: 'routes.schemas',
    ...replacing(({ routes = [] }) => ({ routes: routes.map((one) => ({ ...one, scope: undefined })) })),
  },
  {
    check: 'routes.moves-need-key',

    ...route({
      idempotent: false,
      async handle(ctx: SoundCtx) {
        await ctx.ledger.post(post(ctx.newId()))
        return { body: { done: true } }
      },
    }),
  },
]

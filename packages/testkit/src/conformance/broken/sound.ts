import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type CustomerId, mulBps, type SkuId, toFen, uuidOf } from '@mamapu/kernel'
import {
  type CampaignCommission,
  type Commission,
  coreFacts,
  defineMechanic,
  definePlugin,
  field,
  forSettings,
  type Plugin,
  type PluginContext,
  type PluginDefinition,
  poolId,
} from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import type { ConformanceSamples } from '../samples.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const settings = Type.Object(
  {
    note: Type.String({ ...field('说明', 'Note'), maxLength: 60, default: '欢迎' }),
    link: Type.String({ ...field('链接', 'Link'), maxLength: 60, default: '/about' }),
  },
  { additionalProperties: false },
)
export type SoundSettings = Static<typeof settings>

const config = Type.Object(
  {
    skuId: Type.String({ ...field('商品', 'Item', { ui: 'sku' }), pattern: '^sku_' }),
    priceFen: Type.Integer({ ...field('价格', 'Price', { ui: 'money' }), minimum: 0, default: 500 }),
    units: Type.Integer({ ...field('数量', 'Units'), minimum: 1, default: 10 }),
    note: Type.String({ ...field('说明', 'Note'), maxLength: 60, default: '' }),
  },
  { additionalProperties: false },
)

type Files = Readonly<Record<string, string>>
type Teardown = { teardown(work: () => unknown): void }
export type SoundDefinition = PluginDefinition<SoundSettings>
export type SoundCtx = PluginContext<SoundSettings>

/** What a fixture changes of the sound plugin: parts of its definition, and files of its folder. */
export interface Change {
  readonly parts?: (sound: SoundDefinition, table: string) => object
  readonly files?: (table: string) => Files
  readonly samples?: ConformanceSamples
}

export const soundSamples: ConformanceSamples = {
  facts: { 'core:plan': ['promoter'] },
  campaigns: ([skuId]) => [{ skuId, priceFen: 500, units: 10, note: '限量' }],
  async fill(shop) {
    const customer = await shop.customer()
    const asked = await shop.shop('POST', `/api/store/v1/x/${shop.plugin.id}/notes`, customer, {
      body: { note: '第一条' },
      headers: { 'idempotency-key': customer.id },
    })
    if (asked.status !== 200) throw new Error(asked.text)
    return customer
  },
  previous: { settings: [{}], campaigns: [{ skuId: 'sku_old' }] },
}

const PROMOTER = `cus_${'1'.repeat(32)}` as CustomerId

const bpsOf = (campaign: CampaignCommission) => (campaign.mode === 'rate' ? Math.min(500, campaign.bps) : 500)

/** A small flash sale with everything a plugin may have, which passes every check; or broken in one place. */
export function soundPlugin(t: Teardown, id: string, change: Change = {}): Plugin {
  const table = `${id.replaceAll('-', '_')}_notes`
  const dir = folderOf(t, { ...filesOf(table), ...change.files?.(table) })
  const sound = { ...definitionOf(id, table), ...dir }
  return definePlugin({ ...sound, ...change.parts?.(sound as SoundDefinition, table) } as never) as Plugin
}

function definitionOf(id: string, table: string): Omit<SoundDefinition, 'migrations'> {
  const mechanic = defineMechanic({
    config,
    title: words('限量价', 'Limited price'),
    uses: { scope: false, audience: false, announce: true, recurrence: false },
    summary: ({ units }, locale) => (locale === 'zh-CN' ? `限量 ${units} 件` : `${units} units`),
    skusOf: ({ skuId }) => [skuId as SkuId],
    pools: ({ skuId, units }) => [{ kind: `${id}.units`, skuId: skuId as SkuId, units, mode: 'own' }],
  })
  const hooks = forSettings(settings, mechanic)
  const price = hooks.price({
    name: 'limited',
    stage: 'unit',
    facts: {},
    offers: ({ cart, campaigns: { running } }) =>
      running.flatMap((sale) =>
        cart.lines
          .filter(
            ({ skuId, unitPriceFen }) => skuId === sale.config.skuId && unitPriceFen > sale.config.priceFen,
          )
          .map(({ lineId, skuId, quantity }) => ({
            id: `${id}:${sale.id.slice(-12)}:${lineId}`,
            plugin: id,
            campaignId: sale.id,
            stage: 'unit' as const,
            label: words(sale.label, 'Limited price'),
            lineId,
            unitPriceFen: toFen(sale.config.priceFen),
            takes: [
              {
                kind: `${id}.units`,
                id: poolId(sale.id, skuId as SkuId, sale.round),
                units: quantity,
                limit: null,
                giveBack: 'refund' as const,
                lineId,
                insteadOfStock: true,
              },
            ],
          })),
      ),
  })
  const write = async (ctx: SoundCtx, key: string, note: string) => {
    await ctx.tx.sql.unsafe(
      `insert into ${table} (tenant_id, id, note, customer_id) values ($1, $2, $3, $4) on conflict do nothing`,
      [ctx.tx.tenantId, key.slice(4), note, ctx.customer ? uuidOf(ctx.customer.id) : null],
    )
  }
  return {
    id,
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('样例', 'Sample'),
    description: words('样例插件', 'A sample'),
    category: 'campaign',
    scopes: ['quotas:take', 'orders:read', 'ledger:post', 'earnings:promise'],
    settings,
    campaign: mechanic as never,
    quotas: [{ kind: `${id}.units`, title: words('限量', 'Units'), heat: 60 }],
    errors: {
      [`${id.replaceAll('-', '_').toUpperCase()}_GONE`]: { status: 404, ...words('没有了', 'It is gone') },
    },
    prices: [price as never],
    validators: [
      hooks.validator({
        name: 'guard',
        facts: {},
        governs: ({ skuId }, _settings, { running }) => running.some((sale) => sale.config.skuId === skuId),
        check: () => [],
      }) as never,
    ],
    promises: () => ({ days: 7 }),
    commissions: [
      hooks.commission({
        name: 'sales',
        facts: { plan: coreFacts.plan },
        commissions: ({ lines, facts }) =>
          facts.plan === 'promoter'
            ? lines.flatMap(({ lineId, campaign }): Commission[] =>
                campaign.mode === 'none'
                  ? []
                  : [
                      {
                        lineId,
                        role: 'promoter',
                        payee: PROMOTER,
                        terms: { bps: bpsOf(campaign) },
                        basis: 'shop',
                      },
                    ],
              )
            : [],
        ceiling: ({ lines }) =>
          lines.map(({ lineId, campaign, paidFen }) => ({
            lineId,
            mostFen: campaign.mode === 'none' ? toFen(0) : mulBps(paidFen, bpsOf(campaign), 'down'),
          })),
      }),
    ],
    on: {
      'order.paid': { handle: async (ctx, { orderId }) => write(ctx, orderId, 'paid') },
    },
    jobs: [{ name: 'tidy', every: '1h', run: async () => undefined }],
    routes: [
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/notes',
        summary: 'Leave a note',
        body: Type.Object(
          { note: Type.String({ minLength: 1, maxLength: 60 }) },
          { additionalProperties: false },
        ),
        reply: Type.Object({ done: Type.Boolean() }),
        signedIn: true,
        idempotent: true,
        async handle(ctx, { body }) {
          await write(ctx, ctx.newId(), body.note)
          return { body: { done: true } }
        },
      }) as never,
      hooks.route({
        audience: 'staff',
        method: 'GET',
        path: '/notes/:id',
        summary: 'One note',
        scope: 'marketing:read',
        params: Type.Object({ id: Type.String({ maxLength: 60 }) }),
        reply: Type.Object({ note: Type.String() }),
        async handle(ctx, { params }) {
          const key = /^plg_[0-9a-f]{32}$/.test(params.id) ? params.id.slice(4) : null
          const [row] = await ctx.tx.sql.unsafe<{ note: string }[]>(
            `select note from ${table} where tenant_id = $1 and id = $2`,
            [ctx.tx.tenantId, key],
          )
          const gone = `${id.replaceAll('-', '_').toUpperCase()}_GONE`
          return row ? { body: { note: row.note } } : { refused: gone }
        },
      }) as never,
      hooks.route({
        audience: 'shopper',
        method: 'GET',
        path: '/mine/:id',
        summary: 'One note of the shopper',
        params: Type.Object({ id: Type.String({ maxLength: 60 }) }),
        reply: Type.Object({ note: Type.String() }),
        signedIn: true,
        async handle(ctx, { params }) {
          const key = /^plg_[0-9a-f]{32}$/.test(params.id) ? params.id.slice(4) : null
          const [row] = await ctx.tx.sql.unsafe<{ note: string }[]>(
            `select note from ${table} where tenant_id = $1 and id = $2 and customer_id = $3`,
            [ctx.tx.tenantId, key, ctx.customer ? uuidOf(ctx.customer.id) : null],
          )
          const gone = `${id.replaceAll('-', '_').toUpperCase()}_GONE`
          return row ? { body: { note: row.note } } : { refused: gone }
        },
      }) as never,
    ],
    slots: [
      hooks.slot({
        slot: 'home.top',
        block: 'strip',
        facts: {},
        data: ({ settings: { note, link }, campaigns: { running } }) => ({
          note,
          link,
          sales: running.map((sale) => ({ label: sale.label, note: sale.config.note })),
        }),
      }) as never,
    ],
    blocks: { strip: { title: words('横条', 'Strip') } },
    pages: [
      {
        name: 'page',
        title: words('页面', 'Page'),
        block: 'strip',
        data: async () => ({ note: '', sales: [] }),
      },
    ],
  }
}

function filesOf(table: string): Files {
  return {
    'migrations/0001_notes.sql': `create table ${table} (tenant_id uuid not null, id uuid not null, note text not null, customer_id uuid, primary key (tenant_id, id));
select tenant_table('${table}');\n`,
    'src/notes.queries.ts': statement(`select note from ${table} where tenant_id = \${tx.tenantId}`),
    'locales/zh-CN.json': '{ "hello": "你好，{name}" }',
    'locales/en.json': '{ "hello": "Hello, {name}" }',
    'blocks/strip.hbs': '<p>{{t "hello" name=note}}</p>{{#each sales}}<b>{{label}} {{note}}</b>{{/each}}',
  }
}

/** A source that sends one statement. */
export function statement(sql: string): string {
  return `tx.sql<{ a: 1 }[]>\`${sql}\``
}

function folderOf(t: Teardown, files: Files): { migrations: URL; locales: URL; blocksDir: URL } {
  const root = mkdtempSync(join(tmpdir(), 'plugin-'))
  t.teardown(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const url = (path: string) => new URL(`${pathToFileURL(root).href}/${path}/`)
  return { migrations: url('migrations'), locales: url('locales'), blocksDir: url('blocks') }
}

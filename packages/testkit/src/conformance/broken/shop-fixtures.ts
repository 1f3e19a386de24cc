import { Type } from 'typebox'
import { BROKEN_DEEDS } from './deed-fixtures.js'
import {
  type Broken,
  forCampaigns,
  governingAll,
  insert,
  job,
  neverOff,
  offers,
  on,
  paid,
  post,
  refundsBehind,
  remembering,
  replacing,
  route,
  sampleShops,
  shownNowhere,
  slotData,
  words,
} from './makers.js'
import type { SoundCtx, SoundDefinition } from './sound.js'

/** Broken in a way that only a shop shows. */
export const BROKEN_IN_SHOP: readonly Broken[] = [
  ...BROKEN_DEEDS,
  {
    check: 'tables.forced-isolation',
    files: (table) => ({
      'migrations/0002_open.sql': `create table ${table}_open (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));`,
    }),
  },
  {
    check: 'tables.tenant-first',
    files: (table) => ({
      'migrations/0002_once.sql': `do $$ begin create unique index on ${table} (note); end $$;`,
    }),
  },
  {
    check: 'tables.tenant-first',
    files: (table) => ({
      'migrations/0002_keys.sql': `create table ${table}_keys (id uuid primary key, tenant_id uuid not null); select tenant_table('${table}_keys');`,
    }),
  },
  {
    check: 'tenancy.rows-invisible',
    files: (table) => ({
      'migrations/0002_seen.sql': `create table ${table}_seen (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
        grant select, insert on ${table}_seen to mamapu_app;`,
    }),
    ...paid((ctx, orderId, table) => insert(ctx, table, orderId)),
    twist: (subject) => ({
      ...subject,
      async filled() {
        const shop = await subject.filled()
        const table = `${subject.plugin.id.replaceAll('-', '_')}_notes_seen`
        await shop.database.admin.unsafe(
          `insert into ${table} values ('${'0'.repeat(32)}', '${'1'.repeat(32)}') on conflict do nothing`,
        )
        return shop
      },
    }),
  },
  { check: 'campaigns.not-before', ...forCampaigns((now) => [...now.running, ...now.announced]) },
  { check: 'campaigns.not-after', ...remembering() },
  {
    check: 'campaigns.whole-time',
    ...forCampaigns(({ running }, at) =>
      running.filter(({ startsAt }) => at.getTime() - startsAt.getTime() < 1000),
    ),
  },
  { check: 'campaigns.paused', ...remembering() },
  {
    check: 'events.unknown',
    ...paid(async (ctx, orderId) => {
      if (!(await ctx.orders.find(orderId as never))) throw new Error('no such order')
    }),
  },
  { check: 'events.twice', ...paid((ctx, _orderId, table) => insert(ctx, table, ctx.newId())) },
  {
    check: 'events.after-the-end',
    parts: () => ({
      on: {
        'order.paid': { handle: async () => {} },
        'order.cancelled': {
          handle: (ctx: SoundCtx, { orderId }: { orderId: string }) =>
            ctx.ledger.post(post(`${orderId}:sorry`)),
        },
      },
    }),
  },
  { check: 'jobs.twice', ...job((ctx, table) => insert(ctx, table, ctx.newId())) },
  { check: 'jobs.bounded', ...job(async () => 'more') },
  {
    check: 'tenancy.jobs',
    twist: (subject) => ({
      ...subject,
      async sampleShop(config) {
        const own = await subject.filled()
        const shop = await subject.sampleShop(config)
        return {
          ...shop,
          async runJob() {
            const table = `${subject.plugin.id.replaceAll('-', '_')}_notes`
            await own.database.admin.unsafe(`update ${table} set note = note || '!'`)
          },
        }
      },
    }),
  },
  {
    check: 'routes.unknown-fields',
    twist: (subject) => ({
      ...subject,
      async filled() {
        const shop = await subject.filled()
        // A platform that drops what it does not know.
        return {
          ...shop,
          shop: (method, path, person, asked) =>
            shop.shop(method, path, person, { ...asked, body: { note: 'x' } }),
        }
      },
    }),
  },
  {
    check: 'routes.guests',
    ...route({ signedIn: false }),
    ...replacing(({ routes = [] }) => ({ routes: routes.map((one) => ({ ...one, signedIn: true })) })),
  },
  {
    check: 'routes.junk',
    ...route(
      {
        handle: async (ctx: SoundCtx, { params }: { params: { id: string } }) => ({
          body: { note: String(await ctx.tx.sql.unsafe(`select $1::uuid as note`, [params.id])) },
        }),
      },
      1,
    ),
  },
  {
    check: 'routes.key',
    ...route({ idempotent: false }),
    ...replacing(({ routes = [] }) => ({ routes: routes.map((one) => ({ ...one, idempotent: true })) })),
  },
  {
    check: 'blocks.render',
    files: () => ({
      'blocks/strip.hbs':
        '{{#each sales}}{{#each ../sales}}{{#each ../../sales}}{{label}}{{/each}}{{/each}}{{/each}}',
    }),
    ...slotData(() => ({ sales: Array.from({ length: 100 }, () => ({ label: 'x' })) })),
  },
  {
    check: 'blocks.escape',
    files: () => ({ 'blocks/strip.hbs': '<a href="{{link}}">{{note}}</a>' }),
  },
  {
    check: 'blocks.escape',
    files: () => ({ 'blocks/strip.hbs': '<p>{{note}}</p>' }),
    // What Handlebars takes for markup that is safe already.
    ...slotData(({ settings: { note } }) => ({ note: { toHTML: () => note } })),
  },
  { check: 'blocks.render', ...shownNowhere },
  { check: 'blocks.bounded', ...slotData(() => ({ note: 'x'.repeat(80_000), sales: [] })) },
  {
    check: 'orders.placed',
    ...governingAll((id) => [
      { code: `${id.replaceAll('-', '_').toUpperCase()}_GONE`, words: words('没有了', 'Gone') },
    ]),
  },
  {
    check: 'orders.samples-work',
    parts: () => ({ prices: [{ name: 'none', stage: 'order', facts: {}, offers: () => [] }] }),
  },
  { check: 'refunds.exact', ...refundsBehind },
  {
    check: 'refunds.give-back',
    ...paid((ctx, orderId) => ctx.ledger.post(post(`${orderId}:paid`))),
  },
  {
    check: 'orders.cancel-gives-back',
    ...on(() => ({
      'order.placed': {
        handle: (ctx: SoundCtx, { orderId }: { orderId: string }) =>
          ctx.ledger.post(post(`${orderId}:placed`)),
      },
    })),
  },
  {
    check: 'orders.expiry-gives-back',
    ...on(() => ({
      'order.placed': {
        handle: (ctx: SoundCtx, { orderId }: { orderId: string }) =>
          ctx.ledger.post(post(`${orderId}:placed`)),
      },
    })),
  },
  {
    check: 'orders.verify',
    parts: (_: SoundDefinition, table: string) => ({
      verify: [
        {
          name: 'no order is noted twice',
          count: `select count(*)::int as count from ${table}`,
          broken: `select note from ${table} where note = 'paid'`,
        },
      ],
    }),
  },
  { check: 'quotas.race', ...offers(({ takes: _, ...offer }) => offer) },
  { check: 'breakers.shop-sells', ...governingAll(() => []) },
  { check: 'off.prices', ...neverOff },
  { check: 'off.slots', ...neverOff },
  { check: 'off.pages', ...neverOff },
  { check: 'off.routes', ...neverOff },
  {
    check: 'off.events',
    parts: (_, table) => ({
      on: { 'order.paid': { whileOff: true, handle: (ctx: SoundCtx) => insert(ctx, table, ctx.newId()) } },
    }),
  },
  { check: 'off.jobs', ...job((ctx, table) => insert(ctx, table, ctx.newId()), { whileOff: true }) },
  { check: 'off.settles', ...refundsBehind },
  { check: 'off.unpaid-ends', ...sampleShops(() => ({ cancel: async () => {} })) },
  { check: 'off.mid-checkout', ...neverOff },
  { check: 'removed.settles', ...refundsBehind },
  {
    check: 'routes.get-reads',
    parts: ({ routes = [] }: SoundDefinition, table: string) => ({
      routes: routes.map((one, index) =>
        index === 1
          ? {
              ...one,
              async handle(ctx: SoundCtx) {
                await insert(ctx, table, ctx.newId())
                return { body: { note: '' } }
              },
            }
          : one,
      ),
    }),
  },
  {
    check: 'events.out-of-order',
    ...on((table) => ({
      'order.paid': {
        handle: (ctx: SoundCtx, { orderId }: { orderId: string }) => insert(ctx, table, orderId),
      },
      'order.refunded': {
        handle: (ctx: SoundCtx, { orderId }: { orderId: string }) =>
          ctx.tx.sql.unsafe(`delete from ${table} where tenant_id = $1 and id = $2`, [
            ctx.tx.tenantId,
            orderId.slice(4),
          ]),
      },
    })),
  },
  {
    check: 'events.known-twice',
    ...paid(async (ctx, orderId, table) => {
      if (await ctx.orders.find(orderId as never)) await insert(ctx, table, ctx.newId())
    }),
  },
  {
    check: 'events.out-of-order',
    ...on((table) => ({
      'order.paid': {
        async handle(ctx: SoundCtx, { orderId }: { orderId: string }) {
          await insert(ctx, table, orderId)
          await ctx.ledger.post(post(`${orderId}:paid`))
        },
      },
      'order.refunded': {
        async handle(ctx: SoundCtx, { orderId }: { orderId: string }) {
          const paidBefore = await ctx.tx.sql.unsafe(
            `select 1 from ${table} where tenant_id = $1 and id = $2`,
            [ctx.tx.tenantId, orderId.slice(4)],
          )
          const back = { debit: 'sample:person', credit: 'sample:shop' } as const
          if (paidBefore.length > 0) await ctx.ledger.post({ ...post(`${orderId}:back`), ...back })
        },
      },
    })),
  },
  {
    check: 'tenancy.routes',
    ...route(
      {
        reply: Type.Object({ id: Type.String() }),
        handle: async (_ctx: SoundCtx, { params }: { params: { id: string } }) => ({
          body: { id: params.id },
        }),
      },
      1,
    ),
  },
  {
    check: 'routes.csrf',
    twist: (subject) => ({
      ...subject,
      async filled() {
        const shop = await subject.filled()
        const customer = await shop.customer()
        // A platform that asks for no token.
        return { ...shop, shop: (method, path, _person, asked) => shop.shop(method, path, customer, asked) }
      },
    }),
  },
]

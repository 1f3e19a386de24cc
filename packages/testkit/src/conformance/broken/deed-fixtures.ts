import { type Broken, governingAll, insert, on, post, words } from './makers.js'
import type { Change, SoundCtx, SoundDefinition } from './sound.js'

const scoped =
  (...more: readonly string[]) =>
  ({ scopes }: SoundDefinition) => ({
    scopes: [...(scopes ?? []), ...more],
  })
const badge = words('老客', 'Regular')
type Told = { orderId: never; customerId: never }

const posted = {
  handle: (ctx: SoundCtx, { orderId }: Told) => ctx.ledger.post(post(`${orderId}:paid`)),
}
const takenBack = {
  handle: (ctx: SoundCtx, { orderId, isWhole }: Told & { isWhole: boolean }) =>
    isWhole
      ? ctx.ledger.post({ ...post(`${orderId}:back`), debit: 'sample:person', credit: 'sample:shop' })
      : Promise.resolve(),
}
const forgotten = on(() => ({ 'order.paid': posted, 'order.refunded': takenBack }))

/** What only shows beside another plugin, or shows there too. */
export const BROKEN_PAIRS: readonly (Change & { readonly finds: RegExp })[] = [
  { finds: /the ledger held/, ...on(() => ({ 'order.paid': posted })) },
  { finds: /the ledger held/, ...forgotten },
  {
    finds: /no paid order is noted/,
    parts: (_, table) => ({
      verify: [
        {
          name: 'no paid order is noted',
          count: `select count(*)::int as count from ${table}`,
          broken: `select note from ${table} where note = 'paid'`,
        },
      ],
    }),
  },
]

/** Broken in what they do through core: gifts, badges, what customers are, what they are told. */
export const BROKEN_DEEDS: readonly Broken[] = [
  { check: 'off.settles', ...forgotten },
  {
    check: 'refunds.give-back',
    ...on(() => ({
      'order.received': {
        handle: (ctx: SoundCtx, { orderId, customerId }: Told) =>
          ctx.ledger.post({ ...post(`${orderId}:came`), credit: `payee:${customerId}` }),
      },
    })),
  },
  {
    check: 'events.known-twice',
    parts: (sound, table) => ({
      ...scoped('customers:write')(sound),
      ...on(() => ({
        'order.paid': {
          async handle(ctx: SoundCtx, { customerId }: Told) {
            await ctx.customers.addTag(customerId, ctx.newId().slice(-8))
          },
        },
      })).parts(sound, table),
    }),
  },
  {
    check: 'events.out-of-order',
    parts: (sound, table) => ({
      ...scoped('orders:badge')(sound),
      ...on(() => ({
        'order.paid': { handle: (ctx: SoundCtx, { orderId }: Told) => ctx.orders.setBadge(orderId, badge) },
        'order.refunded': {
          handle: (ctx: SoundCtx, { orderId }: Told) => ctx.orders.setBadge(orderId, null),
        },
      })).parts(sound, table),
    }),
  },
  {
    check: 'events.after-the-end',
    ...on((table) => ({
      'order.paid': { handle: async () => {} },
      'order.cancelled': { handle: (ctx: SoundCtx, { orderId }: Told) => insert(ctx, table, orderId) },
    })),
  },
  {
    check: 'off.jobs',
    parts: (sound) => ({
      ...scoped('customers:read', 'customers:write')(sound),
      jobs: [
        {
          name: 'tidy',
          every: '1h',
          whileOff: true,
          async run(ctx: SoundCtx) {
            const [first] = await ctx.customers.list({ after: null, limit: 1 })
            if (first) await ctx.customers.addTag(first, '常客')
          },
        },
      ],
    }),
  },
  {
    check: 'off.starts-nothing',
    parts: (sound, table) => ({
      ...scoped('orders:badge')(sound),
      ...on(() => ({
        'order.paid': {
          whileOff: true,
          handle: (ctx: SoundCtx, { orderId }: Told) => ctx.orders.setBadge(orderId, badge),
        },
      })).parts(sound, table),
    }),
  },
  {
    check: 'tenancy.shoppers',
    parts: ({ id, routes = [] }, table) => ({
      routes: routes.map((one) =>
        one.path === '/mine/:id'
          ? {
              ...one,
              async handle(ctx: SoundCtx, { params }: { params: { id: string } }) {
                const [row] = await ctx.tx.sql.unsafe<{ note: string }[]>(
                  `select note from ${table} where tenant_id = $1 and 'plg_' || replace(id::text, '-', '') = $2`,
                  [ctx.tx.tenantId, params.id],
                )
                const gone = `${id.replaceAll('-', '_').toUpperCase()}_GONE`
                return row ? { body: { note: row.note } } : { refused: gone }
              },
            }
          : one,
      ),
    }),
  },
  {
    check: 'orders.others-unharmed',
    ...governingAll((id, { running }) =>
      running.length > 0
        ? []
        : [{ code: `${id.replaceAll('-', '_').toUpperCase()}_GONE`, words: words('没有活动', 'No sale') }],
    ),
  },
]

/** A take that stays whatever becomes of the order, as a rule may say. */
export const HONEST_IN_SHOP: Change = {
  parts: ({ id, prices = [], quotas = [] }) => ({
    quotas: [...quotas, { kind: `${id}.tries`, title: words('次数', 'Tries'), heat: 20 }],
    prices: prices.map((rule) => ({
      ...rule,
      offers: (input: never) =>
        rule.offers(input).map((offer) => ({
          ...offer,
          takes: [
            ...('takes' in offer ? (offer.takes ?? []) : []),
            { kind: `${id}.tries`, id: 'all', units: 1, limit: 900, giveBack: 'never' as const },
          ],
        })),
    })),
  }),
}

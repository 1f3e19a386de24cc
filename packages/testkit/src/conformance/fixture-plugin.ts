import { newId, type OrderId, toFen, ZERO_FEN } from '@mamapu/kernel'
import { coreFacts, defineFact, definePlugin, field, forSettings, type Plugin } from '@mamapu/plugin-sdk'
import type { OrderOffer } from '@mamapu/pricing'
import { Type } from 'typebox'

const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object(
  {
    offFen: Type.Integer({ ...field('减', 'Off', { ui: 'money' }), minimum: 1, maximum: 1000, default: 100 }),
  },
  { additionalProperties: false },
)
const hooks = forSettings(settings)

/** What the fixture's hooks do now; a test changes it. */
export interface Mood {
  offers(offer: OrderOffer): unknown
  check(): unknown
  data(): object | null
  fails: 'nowhere' | 'in the query' | 'in the database'
  handled: string[]
}
export const calmMood = (): Mood => ({
  offers: (offer) => [offer],
  check: () => [],
  data: () => ({}),
  fails: 'nowhere',
  handled: [],
})

/** A plugin of every kind of hook, each doing what the test says. */
export function fixturePlugin(mood: Mood): Plugin {
  const visits = defineFact<{ n: number }, number>({
    name: 'visits',
    about: 'person',
    none: 0,
    query({ sql, customerId }) {
      if (customerId === null) return null
      if (mood.fails === 'in the query') throw new Error('no such table')
      return mood.fails === 'in the database' ? sql`select 1 / 0 as n` : sql`select 7 as n`
    },
    map: (rows) => rows[0]?.n ?? 0,
  })
  const price = hooks.price({
    name: 'off',
    stage: 'order',
    facts: { visits, level: coreFacts.level },
    offers: ({ cart, settings: { offFen }, facts }) =>
      mood.offers({
        id: `fixture:${facts.visits}${facts.level}`,
        plugin: 'fixture',
        stage: 'order',
        label: words('减'),
        class: 'fixture',
        combinesWith: [],
        lineIds: cart.lines.map(({ lineId }) => lineId),
        tiers: [{ thresholdFen: ZERO_FEN, reduction: { amountFen: toFen(offFen) } }],
        applies: 'always',
      }) as OrderOffer[],
  })
  const note = (what: string) => ({
    async handle(_ctx: unknown, { orderId }: { orderId: OrderId }) {
      mood.handled.push(`${what} ${orderId}`)
    },
  })
  return definePlugin({
    id: 'fixture',
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: { 'zh-CN': '样例', en: 'Fixture' },
    description: words('样例'),
    category: 'tool',
    scopes: ['quotas:take'],
    settings,
    quotas: [
      { kind: 'fixture.seats', title: words('席位'), heat: 60 },
      { kind: 'fixture.mine', title: words('我的'), heat: 20 },
    ],
    errors: { FIXTURE_NO: { status: 409, ...words('不行') } },
    facts: [visits],
    prices: [price],
    validators: [
      hooks.validator({
        name: 'guard',
        facts: {},
        governs: (line) => line.tags.includes('governed'),
        check: () => mood.check() as never,
      }),
    ],
    on: { 'order.paid': note('paid'), 'order.cancelled': { ...note('cancelled'), whileOff: true } },
    jobs: [{ name: 'tidy', every: '1h', run: async (ctx) => void mood.handled.push(`tidy ${ctx.storeId}`) }],
    routes: [
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/seats',
        summary: 'Take a seat',
        reply: Type.Object({ taken: Type.Boolean() }),
        idempotent: true,
        async handle(ctx) {
          const result = await ctx.quotas.take([
            { kind: 'fixture.mine', id: 'm', units: 1, limit: 5, owner: ctx.newId() },
            { kind: 'fixture.seats', id: 's', units: 1, limit: 1, owner: ctx.newId() },
          ])
          return result.taken ? { body: { taken: true } } : { refused: 'FIXTURE_NO', data: result.lacking }
        },
      }),
      hooks.route({
        audience: 'shopper',
        method: 'GET',
        path: '/settled',
        summary: 'Open while off',
        reply: Type.Object({}),
        whileOff: true,
        handle: async () => ({ body: {} }),
      }),
      hooks.route({
        audience: 'shopper',
        method: 'POST',
        path: '/refuse',
        summary: 'Writes, then refuses',
        body: Type.Object({ how: Type.Integer({ minimum: 0, maximum: 9 }) }, { additionalProperties: false }),
        reply: Type.Object({}),
        form: { next: '/x/fixture/page', done: 'done' },
        async handle(ctx, { body }) {
          await ctx.quotas.setLimit('fixture.seats', 'undone', 3)
          if (body.how === 2) await ctx.orders.find(newId('ord', ctx.at))
          return body.how === 0 ? { body: {} } : { refused: 'FIXTURE_NO' }
        },
      }),
      hooks.route({
        audience: 'staff',
        method: 'POST',
        path: '/edit',
        summary: 'Changes something',
        scope: 'marketing:write',
        reply: Type.Object({}),
        handle: async () => ({ body: {} }),
      }),
    ],
    admin: { actions: [{ name: 'edit', title: words('改'), route: 'POST /edit' }] },
    slots: [{ slot: 'home.top', block: 'strip', facts: {}, data: () => mood.data() }],
    blocks: { strip: { title: words('条') } },
    pages: [
      { name: 'page', title: words('页'), block: 'strip', signedIn: true, data: async () => ({ a: 1 }) },
    ],
    locales: new URL('../../fixture/', import.meta.url),
    blocksDir: new URL('../../fixture/', import.meta.url),
  })
}

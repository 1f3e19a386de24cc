import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { asId, idPattern, type Locale, must, type SkuId } from '@mamapu/kernel'
import { CHANNELS } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { CAMPAIGN_ERRORS, DRAFTS_MAX } from '../campaigns/index.js'
import { feeOfMethod, hintWords, missingFor, obstacleWords, traceWords } from '../checkout/index.js'
import { type LevelOfRank, readLevelOfRank } from '../customers/index.js'
import { Instant, localeOf, ProblemReply, refuse } from '../http/index.js'
import { ORDER_ERRORS } from '../orders/index.js'
import { type Eyes, SIMULATED_LINES_MAX, type Simulated, type SimulatorDeps, simulate } from './simulate.js'

const QUANTITY_MAX = 999
const TAGS_MAX = 10
const closed = { additionalProperties: false }
const Id = (prefix: Parameters<typeof idPattern>[0]) => Type.String({ pattern: idPattern(prefix) })

const Ask = Type.Object(
  {
    lines: Type.Array(
      Type.Object(
        { skuId: Id('sku'), quantity: Type.Integer({ minimum: 1, maximum: QUANTITY_MAX }) },
        closed,
      ),
      { minItems: 1, maxItems: SIMULATED_LINES_MAX },
    ),
    /** Now when left out. */
    at: Type.Optional(Instant),
    /** With all that is known of them; the words below describe somebody else. */
    customerId: Type.Optional(Id('cus')),
    level: Type.Optional(
      Type.Object(
        { rank: Type.Integer({ minimum: 1, maximum: 1000 }), name: Type.String({ maxLength: 40 }) },
        closed,
      ),
    ),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: TAGS_MAX })),
    isMember: Type.Optional(Type.Boolean()),
    isNew: Type.Optional(Type.Boolean()),
    /** Campaigns counted as published. */
    drafts: Type.Optional(Type.Array(Id('cmp'), { maxItems: DRAFTS_MAX })),
    regionCode: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })),
    /** What they come through; a browser when left out. */
    channel: Type.Optional(Type.Enum([...CHANNELS])),
    points: Type.Optional(Type.Enum(['none', 'most'])),
    /** A way of delivery of the shop; the first that goes when left out. */
    delivery: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
  },
  closed,
)

const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Reply = Type.Object({
  lines: Type.Array(
    Type.Object({
      skuId: Type.String(),
      title: Type.String(),
      optionText: Type.String(),
      mediaHash: Type.Union([Type.String(), Type.Null()]),
      quantity: Type.Integer(),
      everyday: Money,
      unit: Money,
      subtotal: Money,
      discount: Money,
      payable: Money,
    }),
  ),
  /** Left out of the price, with the reason. */
  broken: Type.Array(Type.Object({ skuId: Type.String(), text: Type.String() })),
  goods: Money,
  discount: Money,
  shipping: Money,
  shippingState: Type.String(),
  payable: Money,
  saved: Money,
  gifts: Type.Array(Type.Object({ title: Type.String(), units: Type.Integer() })),
  /** What won, lost or was refused, and why. */
  reasons: Type.Array(
    Type.Object({
      plugin: Type.String(),
      label: Type.String(),
      outcome: Type.Enum(['won', 'lost', 'refused']),
      code: Type.String(),
      text: Type.String(),
      amount: Money,
    }),
  ),
  hints: Type.Array(Type.String()),
  delivery: Type.Object({
    /** Null when the shop has none. */
    chosen: Type.Union([Type.String(), Type.Null()]),
    methods: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        isAvailable: Type.Boolean(),
        /** What is promised, or why it does not go. */
        text: Type.String(),
        /** Before offers of free delivery; null while the address decides. */
        fee: Type.Union([Money, Type.Null()]),
        /** What the goods lack for it to come at all. */
        missing: Type.Union([Money, Type.Null()]),
      }),
    ),
  }),
})

/** The price simulator of the console, below `/api/admin/v1/stores/:storeId`. */
export function simulatorRoutes(deps: SimulatorDeps): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.post(
      '/pricing/simulate',
      {
        config: { audience: 'staff', scope: 'marketing:read' },
        schema: {
          summary: 'What a cart would cost somebody at some time, and why · 价格试算',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          body: Ask,
          response: { 200: Reply, default: ProblemReply },
        },
      },
      async (request, reply) => {
        const store = must(request.store, 'an admin route has its store')
        const {
          lines,
          at,
          customerId,
          drafts = [],
          regionCode = null,
          channel = 'web',
          points = 'none',
          delivery = null,
        } = request.body
        const levelOf = await readLevelOfRank(deps.host.db, store.storeId)
        const found = await simulate(deps, store, {
          lines: lines.map(({ skuId, quantity }) => ({ skuId: asId('sku', skuId), quantity })),
          shopper: customerId ? { customerId: asId('cus', customerId) } : eyesOf(request.body, levelOf),
          at: at === undefined ? request.at : new Date(at),
          drafts: drafts.map((id) => asId('cmp', id)),
          regionCode,
          channel,
          points,
          method: delivery,
        })
        if (!found) return refuse(request, reply, CAMPAIGN_ERRORS, 'CAMPAIGN_NOT_FOUND')
        if (found.delivery.obstacle?.code === 'DELIVERY_UNKNOWN')
          return refuse(request, reply, ORDER_ERRORS, 'DELIVERY_UNKNOWN')
        return replyOf(found, store.currency, localeOf(request))
      },
    )
  }
}

function eyesOf(
  { level, tags = [], isMember = level !== undefined, isNew = false }: Static<typeof Ask>,
  levelOf: LevelOfRank,
): Eyes {
  return { level: level ? levelOf(level.rank) : '', levelRank: level?.rank ?? 0, tags, isMember, isNew }
}

function replyOf(
  { priced, goods, broken, delivery }: Simulated,
  currency: string,
  locale: Locale,
): Static<typeof Reply> {
  const money = (amount: number) => ({ amount, currency })
  return {
    lines: priced.lines.map(({ skuId, quantity, everydayUnitFen, unitFen, ...line }) => {
      const { title, optionText, mediaHash } = must(goods.get(skuId as SkuId), 'a priced line was read')
      return {
        ...{ skuId, title, optionText, mediaHash, quantity },
        everyday: money(everydayUnitFen),
        unit: money(unitFen),
        subtotal: money(line.subtotalFen),
        discount: money(line.discountFen),
        payable: money(line.payableFen),
      }
    }),
    broken: broken.map(({ skuId, obstacle }) => ({ skuId, text: obstacleWords(obstacle)[locale] })),
    goods: money(priced.goodsFen),
    discount: money(priced.discountFen),
    shipping: money(priced.shippingFen),
    shippingState: priced.shippingState,
    payable: money(priced.payableFen),
    saved: money(priced.savedFen),
    gifts: priced.gifts.map(({ title, units }) => ({ title: title[locale], units })),
    reasons: priced.trace.map((entry) => ({
      plugin: entry.plugin,
      label: entry.label[locale],
      outcome: entry.outcome,
      code: entry.code,
      text: traceWords(entry)[locale],
      amount: money(entry.amountFen),
    })),
    hints: priced.hints.map((hint) => hintWords(hint)[locale]),
    delivery: {
      chosen: delivery.chosen?.id ?? null,
      methods: delivery.methods.map((method) => {
        const { id, title, offer } = method
        const [fee, missing] = [feeOfMethod({ priced }, method), missingFor(offer, priced)]
        return {
          id,
          title: title[locale],
          isAvailable: offer.available,
          text: (offer.available ? offer.promise : offer.words)[locale],
          fee: fee === null ? null : money(fee),
          missing: missing === null ? null : money(missing),
        }
      }),
    },
  }
}

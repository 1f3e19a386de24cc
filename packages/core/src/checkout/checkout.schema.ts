import type { Fen, Locale } from '@mamapu/kernel'
import { type Static, Type } from 'typebox'
import { IdText } from '../http/index.js'
import { Money, Nullable } from '../orders/index.js'
import type { Basket } from './basket.js'
import { deliveryReply } from './delivery-reply.js'
import { hintWords } from './hint-words.js'
import { countsPersons } from './order-takes.js'
import { obstacleWords, traceWords } from './trace-words.js'

const closed = { additionalProperties: false }

export const Quantity = Type.Integer({ minimum: 1, maximum: 999 })
export const SkuUnits = Type.Object({ skuId: IdText('sku'), quantity: Quantity }, closed)
export const Choices = Type.Optional(
  Type.Union([Type.Literal('best'), Type.Array(Type.String({ maxLength: 120 }), { maxItems: 20 })]),
)
/** Points to spend: as many as allowed, none (when left out), or so many at most. */
export const Points = Type.Optional(
  Type.Union([
    Type.Literal('most'),
    Type.Literal('none'),
    Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
  ]),
)
const RegionCode = Type.String({ pattern: '^[0-9]{6}$' })

/** How it is to be delivered: a method of the shop by its id, and what its fields were given. */
const Delivery = Type.Optional(
  Type.Object(
    {
      method: Type.String({ minLength: 1, maxLength: 80 }),
      choice: Type.Optional(
        Type.Record(Type.String({ pattern: '^[a-z][a-zA-Z0-9]{0,29}$' }), Type.String({ maxLength: 200 }), {
          maxProperties: 8,
        }),
      ),
    },
    closed,
  ),
)

export const QuoteBody = Type.Object(
  {
    /** For buying now without a cart. */
    lines: Type.Optional(Type.Array(SkuUnits, { minItems: 1, maxItems: 50 })),
    regionCode: Type.Optional(RegionCode),
    delivery: Delivery,
    choices: Choices,
    points: Points,
  },
  closed,
)

export const PlaceBody = Type.Object(
  {
    lines: Type.Optional(Type.Array(SkuUnits, { minItems: 1, maxItems: 50 })),
    /** What the method of delivery asks for: an address with name and phone, these two alone, or nothing. */
    contact: Type.Object(
      {
        name: Type.Optional(Type.String({ maxLength: 40 })),
        phone: Type.Optional(Type.String({ maxLength: 30 })),
        regionCode: Type.Optional(RegionCode),
        street: Type.Optional(Type.String({ maxLength: 120 })),
      },
      closed,
    ),
    delivery: Delivery,
    remark: Type.Optional(Type.String({ maxLength: 300 })),
    choices: Choices,
    points: Points,
    /** The total the shopper saw; another one is refused with the new total. Prices are never taken from here. */
    seenTotal: Type.Object(
      { amount: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), currency: Type.String() },
      closed,
    ),
  },
  closed,
)
export type PlaceBody = Static<typeof PlaceBody>

const BasketLineReply = Type.Object({
  id: Type.String(),
  skuId: Type.String(),
  productId: Type.String(),
  title: Type.String(),
  options: Type.String(),
  slug: Type.String(),
  mediaHash: Nullable(Type.String()),
  quantity: Type.Integer(),
  available: Type.Integer(),
  everydayUnit: Money,
  unit: Money,
  discount: Money,
  payable: Money,
  /** What one unit cost when it was put in. */
  seenUnit: Nullable(Money),
})

const FieldReply = Type.Object({
  name: Type.String(),
  label: Type.String(),
  show: Type.String(),
  hint: Nullable(Type.String()),
  /** What is picked. */
  value: Nullable(Type.String()),
  options: Type.Array(
    Type.Object({
      value: Type.String(),
      label: Type.String(),
      hint: Nullable(Type.String()),
      isGone: Type.Boolean(),
    }),
  ),
})

/** Every way of delivery with what it asks, costs and lets choose; `obstacle` says why the chosen one does not do. */
const DeliveryReply = Type.Object({
  chosen: Nullable(Type.String()),
  obstacle: Nullable(
    Type.Object({ code: Type.String(), by: Nullable(Type.String()), text: Nullable(Type.String()) }),
  ),
  methods: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      asks: Type.String(),
      isAvailable: Type.Boolean(),
      /** Its promise, or why not. */
      text: Type.String(),
      fee: Nullable(Money),
      leastGoods: Nullable(Money),
      fields: Type.Array(FieldReply),
    }),
  ),
})

/** A priced basket with the reason of every price. */
export const BasketReply = Type.Object({
  lines: Type.Array(BasketLineReply),
  broken: Type.Array(
    Type.Object({
      id: Type.String(),
      skuId: Type.String(),
      title: Type.String(),
      quantity: Type.Integer(),
      available: Type.Integer(),
      obstacle: Type.String(),
      text: Type.String(),
    }),
  ),
  refusals: Type.Array(Type.Object({ plugin: Type.String(), code: Type.String(), text: Type.String() })),
  goods: Money,
  discount: Money,
  shipping: Money,
  shippingState: Type.String(),
  payable: Money,
  saved: Money,
  delivery: DeliveryReply,
  chosen: Type.Array(Type.String()),
  points: Nullable(Type.Object({ points: Type.Integer(), amount: Money })),
  gifts: Type.Array(
    Type.Object({
      offerId: Type.String(),
      skuId: Type.String(),
      title: Type.String(),
      units: Type.Integer(),
    }),
  ),
  /** What a little more would bring, proved by pricing it. */
  hints: Type.Array(
    Type.Object({
      offerId: Type.String(),
      missing: Money,
      missingUnits: Type.Integer(),
      gain: Money,
      text: Type.String(),
    }),
  ),
  trace: Type.Array(
    Type.Object({
      offerId: Type.String(),
      plugin: Type.String(),
      stage: Type.String(),
      outcome: Type.String(),
      code: Type.String(),
      amount: Money,
      missing: Nullable(Money),
      text: Type.String(),
    }),
  ),
  needsPhoneCode: Type.Boolean(),
})

export function basketReply(basket: Basket, { currency, locale }: { currency: string; locale: Locale }) {
  const money = (amount: Fen) => ({ amount, currency })
  const { priced } = basket
  return {
    lines: basket.lines.map(({ lineId, facts, quantity, seenUnitFen }, index) => {
      const line = priced.lines[index]
      return {
        id: lineId,
        skuId: facts.skuId,
        productId: facts.productId,
        title: facts.title,
        options: facts.optionText,
        slug: facts.slug,
        mediaHash: facts.mediaHash,
        quantity,
        available: Math.max(0, facts.available),
        everydayUnit: money(line?.everydayUnitFen ?? facts.priceFen),
        unit: money(line?.unitFen ?? facts.priceFen),
        discount: money(line?.discountFen ?? (0 as Fen)),
        payable: money(line?.payableFen ?? (0 as Fen)),
        seenUnit: seenUnitFen === null ? null : money(seenUnitFen),
      }
    }),
    broken: basket.broken.map(({ lineId, skuId, facts, quantity, obstacle }) => ({
      id: lineId,
      skuId,
      title: facts?.title ?? '',
      quantity,
      available: Math.max(0, facts?.available ?? 0),
      obstacle,
      text: obstacleWords(obstacle)[locale],
    })),
    refusals: basket.refusals.map(({ plugin, code, words }) => ({ plugin, code, text: words[locale] })),
    goods: money(priced.goodsFen),
    discount: money(priced.discountFen),
    shipping: money(priced.shippingFen),
    shippingState: priced.shippingState,
    payable: money(priced.payableFen),
    saved: money(priced.savedFen),
    delivery: deliveryReply(basket, { money, locale }),
    chosen: [...priced.chosen],
    points: priced.points && { points: priced.points.points, amount: money(priced.points.amountFen) },
    gifts: priced.gifts.map(({ offerId, skuId, title, units }) => ({
      offerId,
      skuId,
      title: title[locale],
      units,
    })),
    hints: priced.hints.map((hint) => ({
      offerId: hint.offerId,
      missing: money(hint.missingFen),
      missingUnits: hint.missingUnits,
      gain: money(hint.gainFen),
      text: hintWords(hint)[locale],
    })),
    trace: priced.trace.map((entry) => ({
      offerId: entry.offerId,
      plugin: entry.plugin,
      stage: entry.stage,
      outcome: entry.outcome,
      code: entry.code,
      amount: money(entry.amountFen),
      missing: entry.missingFen === undefined ? null : money(entry.missingFen),
      text: traceWords(entry)[locale],
    })),
    needsPhoneCode: basket.personKey === null && countsPersons(basket),
  }
}

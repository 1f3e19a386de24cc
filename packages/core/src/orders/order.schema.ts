import type { Fen, Locale } from '@mamapu/kernel'
import { type TSchema, Type } from 'typebox'
import { IdText, Instant } from '../http/index.js'
import { SaysReply, saysReply } from './order-says.js'
import type { OrderCard, OrderView } from './order-view.js'

export const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Time = Nullable(Instant)

const LineReply = Type.Object({
  id: Type.String(),
  skuId: Type.String(),
  productId: Type.String(),
  title: Type.String(),
  options: Type.String(),
  code: Type.String(),
  mediaHash: Nullable(Type.String()),
  quantity: Type.Integer(),
  everydayUnit: Money,
  unit: Money,
  discount: Money,
  paid: Money,
  shippedUnits: Type.Integer(),
  refundedUnits: Type.Integer(),
  /** Of the refunded ones those that had been sent. */
  returnedUnits: Type.Integer(),
  /** Asked back by an open after-sale before they were sent: not packed meanwhile. */
  heldUnits: Type.Integer(),
  refunded: Money,
  /** `physical`, or `virtual`: delivered once it is paid, in no parcel. */
  deliveryKind: Type.String(),
  /** A gift, and what becomes of it when a refund takes its ground away; null for what was bought. */
  gift: Nullable(
    Type.Object({
      onRefund: Type.String(),
      /** What the plugin that added it once the order was paid says of it. */
      text: Nullable(Type.String()),
    }),
  ),
})

const RefundReply = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  amount: Money,
  shipping: Money,
  state: Type.String(),
  reason: Type.String(),
  createdAt: Instant,
  doneAt: Time,
  lines: Type.Array(Type.Object({ lineId: Type.String(), units: Type.Integer(), amount: Money })),
})

/** What a shopper sees of an order. */
export const OrderReply = Type.Object({
  id: Type.String(),
  number: Type.String(),
  token: Type.String(),
  state: Type.String(),
  isPartShipped: Type.Boolean(),
  goods: Money,
  discount: Money,
  shipping: Money,
  /** The fee before what `discounts` takes off it: goods and this, less the discounts, are payable. */
  shippingFull: Money,
  payable: Money,
  paid: Money,
  refunded: Money,
  saved: Money,
  discounts: Type.Array(Type.Object({ label: Type.String(), amount: Money })),
  address: Nullable(
    Type.Object({
      name: Type.String(),
      phone: Type.String(),
      regionCode: Type.String(),
      region: Type.String(),
      street: Type.String(),
    }),
  ),
  /** How it reaches the shopper, as agreed last. */
  delivery: Type.Object({ method: Type.String(), text: Type.String() }),
  says: SaysReply,
  remark: Type.String(),
  /** What mechanics say of it in a few words. */
  badges: Type.Array(Type.String()),
  lines: Type.Array(LineReply),
  history: Type.Array(
    Type.Object({ action: Type.String(), from: Nullable(Type.String()), to: Type.String(), at: Instant }),
  ),
  parcels: Type.Array(
    Type.Object({
      id: Type.String(),
      /** `parcel`, `handed` or `virtual`: the last two without carrier and number. */
      kind: Type.String(),
      carrier: Type.String(),
      trackingNumber: Type.String(),
      shippedAt: Instant,
      receivedAt: Time,
      lines: Type.Array(Type.Object({ lineId: Type.String(), units: Type.Integer() })),
    }),
  ),
  refunds: Type.Array(RefundReply),
  payment: Type.Object({ state: Type.String(), provider: Nullable(Type.String()), paidAt: Time }),
  cancelReason: Nullable(Type.String()),
  placedAt: Instant,
  payBefore: Instant,
  paidAt: Time,
  shippedAt: Time,
  receivedAt: Time,
  completedAt: Time,
  cancelledAt: Time,
  completeAfter: Time,
})

/** What staff see beside that. */
export const StaffOrderReply = Type.Object({
  ...OrderReply.properties,
  refunds: Type.Array(
    Type.Object({
      ...RefundReply.properties,
      /** Why its provider has not paid it. */
      fault: Nullable(Type.Object({ kind: Type.String(), text: Type.String() })),
      /** How staff paid it without the provider; empty when they did not. */
      byHand: Type.String(),
      /** When the provider paid it as well. */
      alsoPaidAt: Time,
    }),
  ),
  /** What it came through; null when that was not kept. */
  channel: Nullable(Type.String()),
  customerId: Nullable(Type.String()),
  contactMasked: Type.String(),
  transactionId: Nullable(Type.String()),
  notes: Type.Array(
    Type.Object({ action: Type.String(), actor: Type.String(), note: Type.String(), at: Instant }),
  ),
})

export const CardReply = Type.Object({
  id: Type.String(),
  number: Type.String(),
  state: Type.String(),
  isPartShipped: Type.Boolean(),
  unitsToShip: Type.Integer(),
  payable: Money,
  refunded: Money,
  contactMasked: Type.String(),
  placedAt: Instant,
  badges: Type.Array(Type.String()),
  says: SaysReply,
  lines: Type.Array(
    Type.Object({
      title: Type.String(),
      options: Type.String(),
      quantity: Type.Integer(),
      mediaHash: Nullable(Type.String()),
    }),
  ),
})

export const LineUnits = Type.Object(
  { lineId: IdText('lin'), units: Type.Integer({ minimum: 1, maximum: 999 }) },
  { additionalProperties: false },
)

const iso = (at: Date | null) => at?.toISOString() ?? null

interface Reading {
  readonly currency: string
  readonly locale: Locale
}

/** The order as a shopper's client reads it. */
export function orderReply(view: OrderView, { currency, locale }: Reading) {
  const money = (amount: Fen) => ({ amount, currency })
  return {
    id: view.id,
    number: view.number,
    token: view.token,
    state: view.state,
    isPartShipped: view.isPartShipped,
    goods: money(view.goodsFen),
    discount: money(view.discountFen),
    shipping: money(view.shippingFen),
    payable: money(view.payableFen),
    paid: money(view.paidFen),
    refunded: money(view.refundedFen),
    shippingFull: money(view.priced.shippingFullFen),
    saved: money(view.savedFen),
    discounts: view.discounts.map(({ label, amountFen }) => ({
      label: label[locale],
      amount: money(amountFen),
    })),
    address: view.address && {
      name: view.address.name,
      phone: view.address.phone,
      regionCode: view.address.regionCode,
      region: view.address.region,
      street: view.address.street,
    },
    delivery: { method: view.delivery.method, text: view.delivery.words[locale] },
    says: saysReply(view.says, 'toShopper', locale),
    remark: view.remark,
    badges: view.badges.map((words) => words[locale]),
    lines: view.lines.map((line) => ({
      id: line.id,
      skuId: line.skuId,
      productId: line.productId,
      title: line.title,
      options: line.options,
      code: line.code,
      mediaHash: line.mediaHash,
      quantity: line.quantity,
      everydayUnit: money(line.everydayUnitFen),
      unit: money(line.unitFen),
      discount: money(line.discountFen),
      paid: money(line.paidFen),
      shippedUnits: line.shippedUnits,
      refundedUnits: line.refundedUnits,
      returnedUnits: line.returnedUnits,
      heldUnits: line.heldUnits,
      refunded: money(line.refundedFen),
      deliveryKind: line.deliveryKind,
      gift: line.gift && {
        onRefund: line.gift.onRefund,
        text: line.gift.added?.words[locale] ?? null,
      },
    })),
    history: view.history.map(({ action, from, to, at }) => ({ action, from, to, at: at.toISOString() })),
    parcels: view.parcels.map(({ shippedAt, receivedAt, lines, ...parcel }) => ({
      ...parcel,
      shippedAt: shippedAt.toISOString(),
      receivedAt: iso(receivedAt),
      lines: [...lines],
    })),
    refunds: view.refunds.map((refund) => ({
      id: refund.id,
      kind: refund.kind,
      amount: money(refund.amountFen),
      shipping: money(refund.shippingFen),
      state: refund.state,
      reason: refund.reason,
      createdAt: refund.createdAt.toISOString(),
      doneAt: iso(refund.doneAt),
      lines: refund.lines.map(({ lineId, units, amountFen }) => ({
        lineId,
        units,
        amount: money(amountFen),
      })),
    })),
    payment: { state: view.payment.state, provider: view.payment.provider, paidAt: iso(view.payment.paidAt) },
    cancelReason: view.cancelReason,
    placedAt: view.placedAt.toISOString(),
    payBefore: view.payBefore.toISOString(),
    paidAt: iso(view.paidAt),
    shippedAt: iso(view.shippedAt),
    receivedAt: iso(view.receivedAt),
    completedAt: iso(view.completedAt),
    cancelledAt: iso(view.cancelledAt),
    completeAfter: iso(view.completeAfter),
  }
}

/** The same for staff, with who did what and why. */
export function staffOrderReply(view: OrderView, reading: Reading) {
  const reply = orderReply(view, reading)
  return {
    ...reply,
    says: saysReply(view.says, 'toShop', reading.locale),
    refunds: reply.refunds.map((refund, index) => {
      const { fault = null, byHand = '', alsoPaidAt = null } = view.refunds[index] ?? {}
      return { ...refund, fault, byHand, alsoPaidAt: iso(alsoPaidAt) }
    }),
    channel: view.channel,
    customerId: view.customerId,
    contactMasked: view.contactMasked,
    transactionId: view.payment.transactionId,
    notes: view.history.map(({ action, actor, note, at }) => ({
      action,
      actor,
      note,
      at: at.toISOString(),
    })),
  }
}

export function cardReply(card: OrderCard, { currency, locale }: Reading) {
  return {
    id: card.id,
    number: card.number,
    state: card.state,
    isPartShipped: card.isPartShipped,
    unitsToShip: card.unitsToShip,
    payable: { amount: card.payableFen, currency },
    refunded: { amount: card.refundedFen, currency },
    contactMasked: card.contactMasked,
    placedAt: card.placedAt.toISOString(),
    badges: Object.values(card.badges).map((words) => words[locale]),
    says: saysReply(card.says, 'toShopper', locale),
    lines: card.lines.map(({ title, options, quantity, mediaHash }) => ({
      title,
      options,
      quantity,
      mediaHash,
    })),
  }
}

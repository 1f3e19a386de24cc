import { type TenantTx, withTenant } from '@mamapu/db'
import { addFen, type CustomerId, type Fen, type Id, idOf, type OrderId, type Words } from '@mamapu/kernel'
import type { Channel, DeliverySays } from '@mamapu/plugin-sdk'
import type { PricedCart } from '@mamapu/pricing'
import type { App } from '../app.js'
import type { RefundState } from '../payments/index.js'
import { type StoreSnapshot, unsealJson } from '../stores/index.js'
import { asItHappened } from './history.rules.js'
import { type OrderState, unitsToShip } from './order.rules.js'
import type { Address, AgreedDelivery, DiscountLine, OrderLine } from './order.types.js'
import type { HistoryAction } from './order-actions.rules.js'
import { type Said, saidOf } from './order-says.js'
import { orderToken } from './order-token.js'
import {
  type CardLine,
  type CardRow,
  countShopperOrders,
  type OrderCursor,
  type OrderRows,
  type ParcelRow,
  readOrder,
  type ShopperTab,
  selectOrdersById,
  selectShopperOrders,
} from './order-view.queries.js'
import { type RefundFault, refundFault } from './refund-fault.rules.js'
import type { ShipmentKind } from './shipment.queries.js'

/** What left the shop together: a parcel, or what was handed over or delivered at once (then without carrier and number). */
export interface OrderParcel {
  readonly id: Id<'shp'>
  readonly kind: ShipmentKind
  readonly receivedAt: Date | null
  readonly carrier: string
  readonly trackingNumber: string
  readonly shippedAt: Date
  readonly lines: readonly { readonly lineId: Id<'lin'>; readonly units: number }[]
}

export interface OrderRefund {
  readonly id: Id<'ref'>
  /** `late`: money that came when the order could not go on. */
  readonly kind: 'merchant' | 'late'
  readonly amountFen: Fen
  readonly shippingFen: Fen
  readonly state: RefundState
  readonly reason: string
  readonly actor: string
  /** Why its provider has not paid it; null while nothing is wrong. */
  readonly fault: RefundFault | null
  /** How the merchant paid it without its provider; empty when it was not. */
  readonly byHand: string
  /** When the provider paid it as well. */
  readonly alsoPaidAt: Date | null
  readonly createdAt: Date
  readonly doneAt: Date | null
  readonly lines: readonly {
    readonly lineId: Id<'lin'>
    readonly units: number
    readonly amountFen: Fen
    readonly restockedUnits: number
  }[]
}

/** An order with everything that hangs on it, as it was promised and as it stands. */
export interface OrderView {
  readonly id: OrderId
  readonly number: string
  /** The unguessable part of its link. */
  readonly token: string
  readonly state: OrderState
  /** Paid, some of it sent, some still to be sent. */
  readonly isPartShipped: boolean
  readonly customerId: CustomerId | null
  readonly goodsFen: Fen
  readonly discountFen: Fen
  readonly shippingFen: Fen
  readonly payableFen: Fen
  readonly paidFen: Fen
  readonly refundedFen: Fen
  readonly shippingRefundedFen: Fen
  /** As the arbiter decided it when the order was placed, reasons and all; nothing changes it. */
  readonly priced: PricedCart
  /** What the shop took off by hand before it was paid; with what the arbiter took off, `savedFen`. */
  readonly cutFen: Fen
  readonly savedFen: Fen
  /** What took something off, in the words of the day it was bought. */
  readonly discounts: readonly DiscountLine[]
  readonly contactMasked: string
  /** Null for those who may not see it. */
  readonly address: Address | null
  readonly delivery: AgreedDelivery
  /** How it reads in the words of its method; null for what goes by parcel. */
  readonly says: Said | null
  readonly remark: string
  /** What it came through; null for orders from before that was kept. */
  readonly channel: Channel | null
  /** What plugins say of it in a few words. */
  readonly badges: readonly Words[]
  readonly lines: readonly OrderLine[]
  readonly history: readonly {
    readonly action: HistoryAction
    readonly from: OrderState | null
    readonly to: OrderState
    readonly actor: string
    readonly note: string
    readonly at: Date
  }[]
  readonly parcels: readonly OrderParcel[]
  readonly refunds: readonly OrderRefund[]
  readonly payment: {
    readonly state: 'none' | 'open' | 'paid' | 'closed'
    readonly provider: string | null
    readonly transactionId: string | null
    readonly paidAt: Date | null
  }
  readonly cancelReason: string | null
  readonly placedAt: Date
  readonly payBefore: Date
  readonly paidAt: Date | null
  readonly shippedAt: Date | null
  readonly receivedAt: Date | null
  readonly completedAt: Date | null
  readonly cancelledAt: Date | null
  readonly completeAfter: Date | null
}

/** One order of this shop; the address is opened only when asked for, by who may see it. */
export async function getOrderView(
  app: Pick<App, 'db' | 'says'>,
  store: StoreSnapshot,
  { orderId, opensAddress }: { orderId: OrderId; opensAddress: boolean },
): Promise<OrderView | null> {
  const rows = await readOrder(app.db, store.storeId, orderId)
  return rows && viewOf(store, rows, { opensAddress, says: app.says(rows.head.delivery) })
}

function viewOf(
  store: StoreSnapshot,
  rows: OrderRows,
  { opensAddress, says }: { readonly opensAddress: boolean; readonly says: DeliverySays | null },
): OrderView {
  const { head, lines } = rows
  const id = idOf('ord', head.id)
  return {
    id,
    number: head.number,
    token: orderToken(store.keys, id),
    state: head.state,
    isPartShipped: isPartShipped(head.state, lines),
    customerId: head.customer_id === null ? null : idOf('cus', head.customer_id),
    goodsFen: head.goods_fen,
    discountFen: head.discount_fen,
    shippingFen: head.shipping_fen,
    payableFen: head.payable_fen,
    paidFen: head.paid_fen,
    refundedFen: head.refunded_fen,
    shippingRefundedFen: head.shipping_refunded_fen,
    priced: head.priced,
    discounts: [...discountsOf(head.priced.trace), ...byHand(rows.cutFen)],
    cutFen: rows.cutFen,
    savedFen: addFen(head.priced.savedFen, rows.cutFen),
    contactMasked: head.contact_masked,
    address: opensAddress ? unsealJson<Address>(store.keys, head.address_sealed) : null,
    delivery: {
      method: head.delivery,
      frozen: head.delivery_frozen,
      words: agreedWords(head.delivery_words),
    },
    says: saidOf(says, {
      state: head.state,
      // Codes and links alone are nothing that was carried.
      isPartGone: isPartShipped(head.state, lines) && rows.parcels.some(({ kind }) => kind !== 'virtual'),
      readyAt: head.ready_at,
    }),
    remark: head.remark,
    channel: head.channel,
    badges: Object.values(head.badges),
    lines,
    history: asItHappened(
      rows.history.map(({ from_state: from, to_state: to, ...entry }) => ({ ...entry, from, to })),
    ),
    parcels: parcelsOf(rows.parcels),
    refunds: refundsOf(rows),
    payment: paymentOf(rows),
    cancelReason: head.cancel_reason,
    placedAt: head.placed_at,
    payBefore: head.pay_before,
    paidAt: head.paid_at,
    shippedAt: head.shipped_at,
    receivedAt: head.received_at,
    completedAt: head.completed_at,
    cancelledAt: head.cancelled_at,
    completeAfter: head.complete_after,
  }
}

/** Orders from before methods were kept went by courier. */
export function agreedWords(words: Partial<Words>): Words {
  return { 'zh-CN': words['zh-CN'] ?? '快递配送', en: words.en ?? 'Courier' }
}

function isPartShipped(state: OrderState, lines: readonly Pick<OrderLine, 'shippedUnits'>[]): boolean {
  return state === 'paid' && lines.some((line) => line.shippedUnits > 0)
}

function discountsOf(trace: readonly { outcome: string; stage: string; label: Words; amountFen: Fen }[]) {
  return trace
    .filter(({ outcome, stage }) => outcome === 'won' && stage !== 'unit')
    .map(({ label, amountFen }): DiscountLine => ({ label, amountFen }))
}

const BY_HAND: Words = { 'zh-CN': '商家改价', en: 'Price lowered by the shop' }

const byHand = (amountFen: Fen): DiscountLine[] => (amountFen > 0 ? [{ label: BY_HAND, amountFen }] : [])

function parcelsOf(rows: readonly ParcelRow[]): OrderParcel[] {
  const parcels = new Map<string, OrderParcel & { lines: { lineId: Id<'lin'>; units: number }[] }>()
  for (const row of rows) {
    const { id, kind, carrier, line_id: lineId, units } = row
    const parcel = parcels.get(id) ?? {
      id: idOf('shp', id),
      kind,
      carrier,
      trackingNumber: row.tracking_number,
      shippedAt: row.shipped_at,
      receivedAt: row.received_at,
      lines: [],
    }
    parcel.lines.push({ lineId: idOf('lin', lineId), units })
    parcels.set(id, parcel)
  }
  return [...parcels.values()]
}

function refundsOf({ refunds, refundLines }: OrderRows): OrderRefund[] {
  return refunds.map((row) => ({
    id: idOf('ref', row.id),
    kind: row.kind,
    amountFen: row.amount_fen,
    shippingFen: row.shipping_fen,
    state: row.state,
    reason: row.reason,
    actor: row.actor,
    fault: refundFault(row.state, row.last_error),
    byHand: row.by_hand,
    alsoPaidAt: row.also_paid_at,
    createdAt: row.created_at,
    doneAt: row.done_at,
    lines: refundLines
      .filter((line) => line.refund_id === row.id)
      .map((line) => ({
        lineId: idOf('lin', line.line_id),
        units: line.units,
        amountFen: line.amount_fen,
        restockedUnits: line.restocked_units,
      })),
  }))
}

function paymentOf({ payments }: OrderRows): OrderView['payment'] {
  const kept =
    payments.find(({ state }) => state === 'paid') ?? payments.find(({ state }) => state === 'created')
  const [latest] = payments
  if (kept)
    return {
      state: kept.state === 'paid' ? 'paid' : 'open',
      provider: kept.provider,
      transactionId: kept.transaction_id,
      paidAt: kept.paid_at,
    }
  return {
    state: latest ? 'closed' : 'none',
    provider: latest?.provider ?? null,
    transactionId: null,
    paidAt: null,
  }
}

/** An order in a list. */
export interface OrderCard extends CardRow {
  readonly token: string
  readonly isPartShipped: boolean
  readonly says: Said | null
  /** Units that wait to be sent. */
  readonly unitsToShip: number
}

export interface OrderCards {
  readonly cards: readonly OrderCard[]
  /** Where the next page begins; null at the end. */
  readonly next: OrderCursor | null
}

interface Listing {
  readonly store: StoreSnapshot
  readonly says: App['says']
}

function cardsOf({ store, says }: Listing, rows: readonly CardRow[], limit: number): OrderCards {
  const cards = rows.map((row) => {
    const isPartGone = isPartShipped(row.state, row.lines)
    return {
      ...row,
      token: orderToken(store.keys, row.id),
      isPartShipped: isPartGone,
      says: saidOf(says(row.delivery), { ...row, isPartGone }),
      unitsToShip: row.state === 'paid' ? toShip(row.lines) : 0,
    }
  })
  const last = cards.length === limit ? cards.at(-1) : undefined
  return { cards, next: last ? { at: last.placedAt, id: last.id } : null }
}

const toShip = (lines: readonly CardLine[]) => lines.reduce((sum, line) => sum + unitsToShip(line), 0)

/** A customer's own orders of one tab, newest first. */
export function listShopperOrders(
  app: Pick<App, 'db' | 'says'>,
  store: StoreSnapshot,
  ask: { customerId: CustomerId; tab: ShopperTab; after: OrderCursor | null; limit: number },
): Promise<OrderCards> {
  return withTenant(app.db, store.storeId, async (tx) =>
    cardsOf({ store, says: app.says }, await selectShopperOrders(tx, ask), ask.limit),
  )
}

/** How many orders of a customer lie in each tab. */
export function countShopperTabs(
  app: Pick<App, 'db'>,
  store: StoreSnapshot,
  customerId: CustomerId,
): Promise<Readonly<Record<ShopperTab, number>>> {
  return withTenant(app.db, store.storeId, (tx) => countShopperOrders(tx, customerId))
}

/** These orders of the shop as a list shows them, newest first. */
export async function cardsById(
  tx: TenantTx,
  listing: Listing,
  orderIds: readonly OrderId[],
): Promise<readonly OrderCard[]> {
  return cardsOf(listing, await selectOrdersById(tx, orderIds), orderIds.length).cards
}

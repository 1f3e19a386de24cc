import type { Words } from '@mamapu/kernel'
import type { OrderErrorCode } from './order.errors.js'
import type { OrderState } from './order.rules.js'

/** Where an order stands, as far as what may be done with it depends on it; in the order of its life. */
export const ORDER_SITUATIONS = [
  'unpaid',
  'paid',
  'part_sent',
  'shipped',
  'received',
  'completed',
  'expired',
  'cancelled',
  'refunded',
] as const
export type OrderSituation = (typeof ORDER_SITUATIONS)[number]

/** Everything that is ever done to an order, by whomever; what changes something stands under this name in its history. */
export const ORDER_ACTIONS = [
  'start_payment',
  'pay',
  'revive',
  'expire',
  'cancel',
  'cancel_paid',
  'change_price',
  'edit_address',
  'change_delivery',
  'note',
  'print',
  'gift',
  'ship',
  'hand_over',
  'deliver',
  'undo_hand_over',
  'edit_parcel',
  'void_parcel',
  'receive',
  'complete',
  'ask_aftersale',
  'refund',
  'invoice',
] as const
export type OrderAction = (typeof ORDER_ACTIONS)[number]

/** What stands in an order's history: its placing, and what was done to it. */
export type HistoryAction = OrderAction | 'place'

export type OrderActor = 'shopper' | 'merchant' | 'plugin' | 'provider' | 'system'

/** `to` is the state the order has afterwards when the action leaves nothing of its kind to do; it may stay what it is. */
export type ActionDecision =
  | { readonly allowed: true; readonly to: OrderState }
  | { readonly allowed: false; readonly code: OrderErrorCode }

type Reasons = Readonly<Partial<Record<OrderSituation, OrderErrorCode>>>

interface ActionRule {
  readonly by: readonly OrderActor[]
  readonly words: Words
  /** Where it is allowed, and the state it leads to. */
  readonly to: Readonly<Partial<Record<OrderSituation, OrderState>>>
  /** Why not elsewhere; ORDER_STATE where nothing better can be said. */
  readonly why?: Reasons
}

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

const STATE_OF: Readonly<Record<OrderSituation, OrderState>> = {
  unpaid: 'unpaid',
  paid: 'paid',
  part_sent: 'paid',
  shipped: 'shipped',
  received: 'received',
  completed: 'completed',
  expired: 'cancelled',
  cancelled: 'cancelled',
  refunded: 'refunded',
}

/** Allowed in these, changing no state. */
const staying = (...situations: readonly OrderSituation[]): ActionRule['to'] =>
  Object.fromEntries(situations.map((situation) => [situation, STATE_OF[situation]]))

const whyIn = (code: OrderErrorCode, ...situations: readonly OrderSituation[]): Reasons =>
  Object.fromEntries(situations.map((situation) => [situation, code]))

const KEPT = ['paid', 'part_sent', 'shipped', 'received', 'completed'] as const
const alreadyPaid = whyIn('ORDER_ALREADY_PAID', ...KEPT, 'refunded')
const alreadySent = whyIn('ORDER_ALREADY_SHIPPED', 'part_sent', 'shipped', 'received', 'completed')

const RULES: Readonly<Record<OrderAction, ActionRule>> = {
  start_payment: {
    by: ['shopper'],
    words: words('去付款', 'Start paying'),
    to: staying('unpaid'),
    why: { ...alreadyPaid, ...whyIn('ORDER_EXPIRED', 'expired', 'cancelled') },
  },
  pay: {
    by: ['provider'],
    words: words('按时到账', 'The money arrives in time'),
    to: { unpaid: 'paid' },
    why: alreadyPaid,
  },
  revive: {
    by: ['provider'],
    words: words('关闭后才到账，订单恢复', 'The money arrives late; the order goes on'),
    to: { expired: 'paid' },
    why: alreadyPaid,
  },
  expire: {
    by: ['system'],
    words: words('超时关闭', 'Close: not paid in time'),
    to: { unpaid: 'cancelled' },
    why: alreadyPaid,
  },
  cancel: {
    by: ['shopper', 'merchant'],
    words: words('取消未付款订单', 'Cancel before paying'),
    to: { unpaid: 'cancelled' },
    why: alreadyPaid,
  },
  cancel_paid: {
    by: ['merchant'],
    words: words('取消已付款、未发货的订单', 'Cancel after paying, before sending'),
    to: { paid: 'refunded' },
    why: alreadySent,
  },
  change_price: {
    by: ['merchant'],
    words: words('改价', 'Change the price'),
    to: staying('unpaid'),
    why: alreadyPaid,
  },
  edit_address: {
    by: ['merchant'],
    words: words('修改收货地址', 'Edit the address'),
    to: staying('unpaid', 'paid'),
    why: alreadySent,
  },
  change_delivery: {
    by: ['shopper', 'merchant', 'plugin'],
    words: words('改配送方式或时段', 'Change the delivery or its slot'),
    to: staying('paid'),
    why: alreadySent,
  },
  note: {
    by: ['merchant'],
    words: words('写备注、打标签', 'Write a note, set tags'),
    to: staying(...ORDER_SITUATIONS),
  },
  print: {
    by: ['shopper', 'merchant'],
    words: words('打印', 'Print'),
    to: staying(...ORDER_SITUATIONS),
  },
  gift: {
    by: ['plugin'],
    words: words('添赠品', 'Add a gift'),
    to: staying('paid', 'part_sent'),
    why: whyIn('ORDER_ALREADY_SHIPPED', 'shipped', 'received', 'completed'),
  },
  ship: {
    by: ['merchant'],
    words: words('发货', 'Send a parcel'),
    to: { paid: 'shipped', part_sent: 'shipped' },
  },
  // Into the shopper's hands, as `deliver` is; an order of which a parcel is on its way is `shipped` until that is there.
  hand_over: {
    by: ['merchant', 'plugin'],
    words: words('当面交付', 'Hand over'),
    to: { paid: 'received', part_sent: 'received' },
  },
  deliver: {
    by: ['system'],
    words: words('自动发放虚拟商品', 'Deliver virtual goods'),
    to: { paid: 'received', part_sent: 'received' },
  },
  undo_hand_over: {
    by: ['merchant', 'plugin'],
    words: words('撤回交付', 'Undo a handing over'),
    to: { part_sent: 'paid', shipped: 'paid', received: 'paid' },
  },
  edit_parcel: {
    by: ['merchant'],
    words: words('改运单号', 'Correct a parcel'),
    to: staying('part_sent', 'shipped', 'received'),
  },
  void_parcel: {
    by: ['merchant'],
    words: words('作废包裹', 'Void a parcel'),
    to: { part_sent: 'paid', shipped: 'paid' },
  },
  receive: {
    by: ['shopper'],
    words: words('确认收货', 'Confirm receipt'),
    to: { shipped: 'received' },
  },
  complete: {
    by: ['system'],
    words: words('到期自动完成', 'Complete when its time has come'),
    to: { shipped: 'completed', received: 'completed' },
  },
  ask_aftersale: {
    by: ['shopper'],
    words: words('申请售后', 'Ask for after-sale'),
    to: staying(...KEPT),
  },
  // The refund that leaves no goods; a partial one changes no state. Postage that was kept may still follow it.
  refund: {
    by: ['merchant', 'system'],
    words: words('退款', 'Refund'),
    to: Object.fromEntries(
      [...KEPT, 'refunded' as const].map((situation) => [situation, 'refunded' as const]),
    ),
  },
  // Over what is kept: of a refunded order that is postage, if anything.
  invoice: {
    by: ['shopper'],
    words: words('申请发票', 'Ask for an invoice'),
    to: staying(...KEPT, 'refunded'),
  },
}

/** What tells situations apart. `isPartSent`: paid, and some of it went; ask it of the lines where it matters. */
export interface Standing {
  readonly state: OrderState
  readonly cancelledBy?: 'expire' | 'cancel' | null
  readonly isPartSent?: boolean
}

/** Where an order stands. Without a word on parcels a paid order counts as one of which nothing was sent. */
export function situationOf({ state, cancelledBy, isPartSent }: Standing): OrderSituation {
  if (state === 'cancelled') return cancelledBy === 'expire' ? 'expired' : 'cancelled'
  return state === 'paid' && isPartSent ? 'part_sent' : state
}

/** Whether some of the units were sent or handed over. */
export const isAnySent = (lines: readonly { readonly shippedUnits: number }[]): boolean =>
  lines.some(({ shippedUnits }) => shippedUnits > 0)

/**
 * Whether an action is allowed where the order stands: the one table every door asks, for shopper, merchant, plugin and
 * system alike. Pure; who decides on it holds the order's row. Published as docs/orders.md.
 */
export function decideAction(standing: Standing, action: OrderAction): ActionDecision {
  const { to, why } = RULES[action]
  const situation = situationOf(standing)
  const next = to[situation]
  return next ? { allowed: true, to: next } : { allowed: false, code: why?.[situation] ?? 'ORDER_STATE' }
}

/** The state an action leads to, or null when it is not allowed. */
export function nextState(standing: Standing, action: OrderAction): OrderState | null {
  const decision = decideAction(standing, action)
  return decision.allowed ? decision.to : null
}

/** The table's row of one action, for the manual. */
export function actionRow(action: OrderAction): {
  readonly by: readonly OrderActor[]
  readonly words: Words
  readonly cells: readonly ActionDecision[]
} {
  const { by, words: text } = RULES[action]
  const standings = ORDER_SITUATIONS.map(standingOf)
  return { by, words: text, cells: standings.map((standing) => decideAction(standing, action)) }
}

const standingOf = (situation: OrderSituation): Standing => ({
  state: STATE_OF[situation],
  cancelledBy: situation === 'expired' ? 'expire' : null,
  isPartSent: situation === 'part_sent',
})

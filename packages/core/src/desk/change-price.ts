import { type TenantTx, withTenant } from '@mamapu/db'
import { addFen, type Fen, newId, type OrderId, type StoreId, sumFen, toFen } from '@mamapu/kernel'
import type { App } from '../app.js'
import { audit } from '../audit/index.js'
import { countParts, rebaseEarnings } from '../earnings/index.js'
import { emit } from '../events/index.js'
import {
  addHistory,
  closeOpenPayments,
  decideAction,
  hasOpenPayment,
  listLines,
  lockOrder,
  type OrderErrorCode,
  type OrderRow,
  type Providers,
} from '../orders/index.js'
import { closePayments } from '../payments/index.js'
import { listPriceChanges, sumLineCuts, writePriceChange } from './price.queries.js'
import {
  type PricedLine,
  type PriceObstacle,
  type PriceWish,
  spreadGoods,
  whyNotPrice,
} from './price.rules.js'

export const PRICE_CHANGES_MAX = 10
/** How often payments that the shopper opens meanwhile are closed again. */
const CLOSING_MAX = 3

export interface PriceAsk extends PriceWish {
  readonly orderId: OrderId
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

export type PriceChangeResult =
  | { readonly changed: true; readonly payableFen: Fen }
  | {
      readonly changed: false
      readonly reason: OrderErrorCode | PriceObstacle | 'PRICE_CHANGES_TOO_MANY'
    }

/**
 * Makes an unpaid order cost something else: the goods together and the postage, never more than when it was placed. Payments
 * that are open are closed at their providers first, outside any transaction; one that was paid there settles the order at
 * the old price instead. An unreachable provider throws and nothing has changed. The shopper is told; what is earned by the
 * order follows.
 */
export async function changePrice(
  app: App,
  providers: Providers,
  storeId: StoreId,
  ask: PriceAsk,
): Promise<PriceChangeResult> {
  const obstacle = await withTenant(app.db, storeId, async (tx) => {
    const planned = await plan(tx, ask)
    return 'reason' in planned ? planned : null
  })
  if (obstacle) return obstacle
  for (let round = 0; round < CLOSING_MAX; round += 1) {
    const closed = await closeOpenPayments(app, providers, storeId, { orderId: ask.orderId, at: ask.at })
    if (closed.isPaid) return { changed: false, reason: 'ORDER_ALREADY_PAID' }
    const result = await withTenant(app.db, storeId, (tx) => change(tx, ask, closed.paymentIds))
    if (result === 'opened_again') continue
    if (result.changed) app.nudge(storeId)
    return result
  }
  return { changed: false, reason: 'SHOP_BUSY' }
}

interface Plan {
  readonly order: OrderRow
  readonly lines: readonly (PricedLine & { readonly id: `lin_${string}`; readonly quantity: number })[]
}

type Refusal = Extract<PriceChangeResult, { changed: false }>
const refused = (reason: Refusal['reason']): Refusal => ({ changed: false, reason })

/** The order with what its lines may come to, its row held; or why its price stays. */
async function plan(tx: TenantTx, ask: PriceAsk): Promise<Plan | Refusal> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return refused('ORDER_NOT_FOUND')
  const decision = decideAction(order, 'change_price')
  if (!decision.allowed) return refused(decision.code)
  if (order.payBefore <= ask.at) return refused('ORDER_EXPIRED')
  const changes = await listPriceChanges(tx, order.id, PRICE_CHANGES_MAX)
  if (changes.length >= PRICE_CHANGES_MAX) return refused('PRICE_CHANGES_TOO_MANY')
  const lines = await readLines(tx, order.id)
  const shippingCuts = changes.reduce((sum, { shippingCutFen }) => sum + shippingCutFen, 0)
  const placedShippingFen = toFen(order.shippingFen + shippingCuts)
  const obstacle = whyNotPrice(ask, { lines, shippingFen: order.shippingFen, placedShippingFen })
  return obstacle ? refused(obstacle) : { order, lines }
}

async function readLines(tx: TenantTx, orderId: OrderId): Promise<Plan['lines']> {
  const cuts = await sumLineCuts(tx, orderId)
  const parts = await countParts(tx, orderId)
  return (await listLines(tx, orderId)).map(({ id, quantity, paidFen }) => {
    const placedFen = toFen(paidFen + (cuts.get(id) ?? 0))
    const leastFen = toFen(placedFen === 0 ? 0 : Math.max(1, parts.get(id) ?? 0))
    return { id, quantity, paidFen, placedFen, leastFen }
  })
}

async function change(
  tx: TenantTx,
  ask: PriceAsk,
  closed: readonly string[],
): Promise<PriceChangeResult | 'opened_again'> {
  const planned = await plan(tx, ask)
  if ('reason' in planned) return planned
  const { order, lines } = planned
  if (await hasOpenPayment(tx, order.id, closed)) return 'opened_again'
  await closePayments(tx, order.id)
  const spread = spreadGoods(lines, ask.goodsFen)
  const cuts = lines.flatMap(({ id: lineId, paidFen }, index) => {
    const cutFen = paidFen - (spread[index] ?? 0)
    return cutFen === 0 ? [] : [{ lineId, cutFen }]
  })
  const payableFen = addFen(ask.goodsFen, ask.shippingFen)
  const id = newId('opc', ask.at)
  await writePriceChange(
    tx,
    {
      id,
      orderId: order.id,
      goodsCutFen: (sumFen(lines.map(({ paidFen }) => paidFen)) - ask.goodsFen) as Fen,
      shippingCutFen: (order.shippingFen - ask.shippingFen) as Fen,
      payableBeforeFen: order.payableFen,
      payableAfterFen: payableFen,
      reason: ask.reason,
      actor: ask.actor,
      at: ask.at,
    },
    cuts,
  )
  await rebaseEarnings(
    tx,
    order.id,
    lines.map(({ id: lineId, quantity }, index) => ({
      lineId,
      quantity,
      paidFen: spread[index] ?? toFen(0),
    })),
  )
  await note(tx, order, { ask, payableFen })
  return { changed: true, payableFen }
}

async function note(
  tx: TenantTx,
  order: OrderRow,
  { ask, payableFen }: { readonly ask: PriceAsk; readonly payableFen: Fen },
): Promise<void> {
  const { actor, at } = ask
  await addHistory(tx, order, { to: order.state, action: 'change_price', actor, at, note: ask.reason })
  const data = { fromFen: order.payableFen, toFen: payableFen, reason: ask.reason }
  await audit(tx, { actor, action: 'order.price_changed', subject: order.id, data, at })
  const { id: orderId, customerId } = order
  await emit(
    tx,
    'order.price_changed',
    { orderId, customerId, fromFen: order.payableFen, toFen: payableFen },
    at,
  )
}

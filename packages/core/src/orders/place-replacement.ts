import { randomInt } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import { type Id, localDateOf, must, newId, type OrderId, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { PRICING_VERSION, type PricedCart } from '@mamapu/pricing'
import { mapSkuFacts, skuFactsQuery } from '../catalog/index.js'
import { rankOf, takeQuota } from '../quotas/index.js'
import { hashLastFour, hashToken, type StoreKeys, unsealJson } from '../stores/index.js'
import { setRank } from './add-gift.queries.js'
import { ownerOf } from './commit-orders.js'
import { addExchanged, findAddressOf, insertFreeLine, insertReplacement } from './exchange.queries.js'
import { addHistory, findDecision } from './order.queries.js'
import { orderNumber } from './order.rules.js'
import type { Address, Decision } from './order.types.js'
import { orderToken } from './order-token.js'
import { shelveReturned } from './release-takes.js'

export interface ReplacementAsk {
  /** The order whose goods came back; held. */
  readonly of: OrderId
  readonly lines: readonly {
    /** Of the order whose goods came back. */
    readonly lineId: Id<'lin'>
    /** What is sent instead. */
    readonly skuId: SkuId
    readonly units: number
    /** Of what came back, how many are sold again. */
    readonly restockUnits: number
  }[]
  readonly keys: StoreKeys
  readonly zone: string
  readonly actor: string
  readonly at: Date
}

export type ReplacementResult =
  | {
      readonly placed: true
      readonly orderId: OrderId
      /** The line by which each of the asked ones is made good, in the order asked. */
      readonly lineIds: readonly Id<'lin'>[]
    }
  /** Nothing may be kept of the transaction then: a part may have been taken. */
  | { readonly placed: false; readonly reason: 'sold_out' | 'no_such_goods' }

/**
 * Sends other goods for some that came back: an order of its own to the same door, paid with the first, so it costs nothing,
 * counts as no sale, pays nobody and tells no plugin. Its goods leave the shelf; what came back whole lies there again.
 */
export async function placeReplacement(tx: TenantTx, ask: ReplacementAsk): Promise<ReplacementResult> {
  const { of, keys, zone, at } = ask
  const facts = mapSkuFacts(
    await skuFactsQuery(
      tx.sql,
      tx.tenantId,
      ask.lines.map(({ skuId }) => skuId),
    ),
  )
  const wanted = ask.lines.flatMap((line) => {
    const goods = facts.get(line.skuId)
    return goods ? [{ ...line, goods, newId: newId('lin', at) }] : []
  })
  if (wanted.length < ask.lines.length) return { placed: false, reason: 'no_such_goods' }
  // What came back is on the shelf first: the last one may be sent out again.
  for (const { lineId, units } of ask.lines) await addExchanged(tx, of, { lineId, units })
  await shelveReturned(tx, of, {
    lines: ask.lines.map(({ lineId, restockUnits: restockedUnits }) => ({ lineId, restockedUnits })),
    wanted: wanted.map(({ goods }) => goods.stockId),
    at,
  })
  const id = newId('ord', at)
  const { phone } = unsealJson<Address>(keys, must(await findAddressOf(tx, of), 'an order goes somewhere'))
  await insertReplacement(tx, {
    id,
    of,
    number: orderNumber(localDateOf(at, zone), randomInt(100_000_000)),
    lastFourHash: hashLastFour(keys, phone, id),
    tokenHash: hashToken(keys, orderToken(keys, id)),
    decision: freeDecision(must(await findDecision(tx, of), 'an order was decided')),
    at,
  })
  for (const [position, { newId: lineId, goods, units }] of wanted.entries())
    await insertFreeLine(tx, { lineId, orderId: id, position, goods, units })
  const inLockOrder = [...wanted].sort((a, b) => (a.goods.stockId < b.goods.stockId ? -1 : 1))
  for (const { newId: lineId, goods, units } of inLockOrder)
    if (!(await takeOffShelf(tx, { orderId: id, lineId, stockId: goods.stockId, units, at })))
      return { placed: false, reason: 'sold_out' }
  await addHistory(tx, { id, state: null }, { to: 'paid', action: 'place', actor: ask.actor, at })
  return { placed: true, orderId: id, lineIds: wanted.map((line) => line.newId) }
}

async function takeOffShelf(
  tx: TenantTx,
  take: { orderId: OrderId; lineId: Id<'lin'>; stockId: string; units: number; at: Date },
): Promise<boolean> {
  const { orderId, lineId, stockId, units, at } = take
  const takeId = newId('tak', at)
  const outcome = await takeQuota(tx, {
    takeId,
    kind: 'stock',
    id: stockId,
    units,
    limit: null,
    owner: ownerOf(orderId, lineId),
    orderId,
    lineId,
    giveBack: 'refund',
    expiresAt: null,
    at,
  })
  if (outcome !== 'taken') return false
  await setRank(tx, takeId, rankOf('stock'))
  return true
}

const NOTHING: PricedCart = {
  version: PRICING_VERSION,
  lines: [],
  goodsFen: ZERO_FEN,
  discountFen: ZERO_FEN,
  shippingFen: ZERO_FEN,
  shippingFullFen: ZERO_FEN,
  shippingState: 'free',
  payableFen: ZERO_FEN,
  savedFen: ZERO_FEN,
  takes: [],
  trace: [],
  gifts: [],
  points: null,
  hints: [],
  chosen: [],
}

/** Nothing was weighed for it: no offers, nothing earned, nothing promised. */
function freeDecision({ policy, cart }: Decision): Decision {
  return {
    version: PRICING_VERSION,
    cart: { ...cart, lines: [] },
    offers: [],
    policy,
    priced: NOTHING,
    trimmed: 'input',
  }
}

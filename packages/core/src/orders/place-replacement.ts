import { randomInt } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import { type Id, localDateOf, must, newId, type OrderId, type SkuId, ZERO_FEN } from '@mamapu/kernel'
import { PRICING_VERSION, type PricedCart } from '@mamapu/pricing'
import { mapSkuFacts, skuFactsQuery } from '../catalog/index.js'
import { emit } from '../events/index.js'
import { rankOf, takeQuota } from '../quotas/index.js'
import { hashLastFour, hashToken, type StoreKeys, unsealJson } from '../stores/index.js'
import { setRank } from './add-gift.queries.js'
import { ownerOf } from './commit-orders.js'
import {
  addExchanged,
  findAddressOf,
  insertFreeLine,
  insertReplacement,
  standAtPlace,
} from './exchange.queries.js'
import { addHistory, findDecision, listLines, type TakeRow } from './order.queries.js'
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
 * counts as no sale and pays nobody. Where the first went to no door (it was collected) this one goes the same way, and who delivers
 * it hears of it to agree on time and place anew. Its goods leave the shelf, or the place where they were collected; what came back
 * whole lies there again.
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
  const id = newId('ord', at)
  const { phone } = unsealJson<Address>(keys, must(await findAddressOf(tx, of), 'an order goes somewhere'))
  const { customerId, hasDoor } = await insertReplacement(tx, {
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
  for (const { lineId, units } of ask.lines) await addExchanged(tx, of, { lineId, units })
  const skuOf = new Map((await listLines(tx, of)).map((line) => [line.id, line.skuId]))
  const atPlace = new Set<Id<'lin'>>()
  // What came back lies there first: the last one may be sent out again.
  await shelveReturned(tx, of, {
    lines: ask.lines.map(({ lineId, restockUnits: restockedUnits }) => ({ lineId, restockedUnits })),
    async atPlaces(takes) {
      if (hasDoor) return
      // The same again, from the place where it was collected.
      for (const take of takes.filter(({ isAtPlace }) => isAtPlace)) {
        const line = wanted.find((one) => one.lineId === take.lineId && one.skuId === skuOf.get(one.lineId))
        if (!line || atPlace.has(line.lineId)) continue
        if (await takeAtPlace(tx, { orderId: id, lineId: line.newId, like: take, units: line.units, at }))
          atPlace.add(line.lineId)
      }
    },
    wanted: wanted.map(({ goods }) => goods.stockId),
    at,
  })
  const inLockOrder = wanted
    .filter(({ lineId }) => !atPlace.has(lineId))
    .sort((a, b) => (a.goods.stockId < b.goods.stockId ? -1 : 1))
  for (const { newId: lineId, goods, units } of inLockOrder)
    if (!(await takeOffShelf(tx, { orderId: id, lineId, stockId: goods.stockId, units, at })))
      return { placed: false, reason: 'sold_out' }
  await addHistory(tx, { id, state: null }, { to: 'paid', action: 'place', actor: ask.actor, at })
  await emit(tx, 'order.exchanged', { orderId: id, customerId, of }, at)
  return { placed: true, orderId: id, lineIds: wanted.map((line) => line.newId) }
}

interface FreeTake {
  readonly orderId: OrderId
  readonly lineId: Id<'lin'>
  readonly units: number
  readonly at: Date
}

/** False, taking nothing, when the place has not as many. */
async function takeAtPlace(
  tx: TenantTx,
  { like, ...take }: FreeTake & { readonly like: TakeRow },
): Promise<boolean> {
  const takeId = await takeFree(tx, { ...take, kind: like.kind, quotaId: like.quotaId })
  if (takeId) await standAtPlace(tx, takeId, like.id)
  return takeId !== null
}

async function takeOffShelf(
  tx: TenantTx,
  { stockId, ...take }: FreeTake & { readonly stockId: string },
): Promise<boolean> {
  const takeId = await takeFree(tx, { ...take, kind: 'stock', quotaId: stockId })
  if (takeId) await setRank(tx, takeId, rankOf('stock'))
  return takeId !== null
}

async function takeFree(
  tx: TenantTx,
  {
    kind,
    quotaId,
    orderId,
    lineId,
    units,
    at,
  }: FreeTake & { readonly kind: string; readonly quotaId: string },
): Promise<Id<'tak'> | null> {
  const takeId = newId('tak', at)
  const outcome = await takeQuota(tx, {
    takeId,
    ...{ kind, id: quotaId, units, limit: null, giveBack: 'refund' },
    owner: ownerOf(orderId, lineId),
    orderId,
    lineId,
    expiresAt: null,
    at,
  })
  return outcome === 'taken' ? takeId : null
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

import { callTenant, type Database, isConnectionLoss } from '@mamapu/db'
import { asId, type Id, idOf, newId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { CommitResult, DecidedOrder, DecidedTake } from './order.types.js'

/** Orders of one store that arrive together share one call, at most this many. */
const BATCH_MAX = 50
/** Calls of one store under way at once: one commits while the next collects. */
const CALLS_MAX = 2
/** Orders of one store that may wait; above, the shop says it is busy. */
const WAITING_MAX = 2000

interface Waiting {
  readonly order: DecidedOrder
  readonly at: Date
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: unknown) => void
}

interface Lane {
  readonly waiting: Waiting[]
  calls: number
}

/** Commits decided orders: one round trip per call, orders of a store that arrive together in one call. */
export interface OrderCommitter {
  /** What became of the order; durable when it says `placed`. Rejects with SHOP_BUSY when too many wait. */
  commit(storeId: StoreId, order: DecidedOrder, at: Date): Promise<CommitResult>
}

export class ShopBusyError extends Error {
  override readonly name = 'ShopBusyError'
  readonly code = 'SHOP_BUSY'
}

export function createCommitter(db: Database): OrderCommitter {
  const lanes = new Map<StoreId, Lane>()

  function pump(storeId: StoreId, lane: Lane): void {
    while (lane.calls < CALLS_MAX && lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, BATCH_MAX)
      lane.calls += 1
      void send(storeId, batch).finally(() => {
        lane.calls -= 1
        if (lane.waiting.length > 0) pump(storeId, lane)
        else if (lane.calls === 0) lanes.delete(storeId)
      })
    }
  }

  async function send(storeId: StoreId, batch: readonly Waiting[]): Promise<void> {
    const at = (batch.at(-1) as Waiting).at
    try {
      const payload = JSON.stringify(batch.map(({ order }) => toPayload(order, at)))
      const raw = await callTenant<RawResult[]>(db, 'place_orders', storeId, at, payload)
      batch.forEach((one, index) => {
        one.resolve(toResult(raw[index] as RawResult, one.order))
      })
    } catch (error) {
      // Nobody knows whether a lost connection's call was committed: the shopper asks again under the same key.
      if (batch.length === 1 || isConnectionLoss(error)) {
        for (const one of batch) one.reject(error)
        return
      }
      // One bad order must not fail its neighbours: each is sent by itself, where its error is its own.
      for (const one of batch) await send(storeId, [one])
    }
  }

  return {
    commit: (storeId, order, at) =>
      new Promise((resolve, reject) => {
        const lane = lanes.get(storeId) ?? { waiting: [], calls: 0 }
        if (lane.waiting.length >= WAITING_MAX) return reject(new ShopBusyError('too many orders wait'))
        lanes.set(storeId, lane)
        lane.waiting.push({ order, at, resolve, reject })
        pump(storeId, lane)
      }),
  }
}

interface RawResult {
  readonly status: CommitResult['status']
  readonly reply?: { readonly orderId: string }
  readonly kind?: string
  readonly quotaId?: string
  readonly line?: string | null
}

function toResult(raw: RawResult, order: DecidedOrder): CommitResult {
  switch (raw.status) {
    case 'placed':
      return { status: 'placed', orderId: order.id }
    case 'again':
      return { status: 'again', orderId: asId('ord', raw.reply?.orderId ?? '') }
    case 'lacking':
      return {
        status: 'lacking',
        kind: raw.kind as string,
        quotaId: raw.quotaId as string,
        lineId: raw.line ? idOf('lin', raw.line) : null,
      }
    default:
      return { status: raw.status }
  }
}

/** The order as `place_orders` reads it (0012_place_orders.sql). */
function toPayload(order: DecidedOrder, at: Date): object {
  const skus = new Map(order.lines.map((line) => [line.skuId, line.skuVersion]))
  return {
    id: uuidOf(order.id),
    number: order.number,
    actor: order.actor,
    customerId: order.customerId && uuidOf(order.customerId),
    personKey: order.personKey,
    sessionHash: order.sessionHash,
    configVersion: order.configVersion,
    goods: order.goodsFen,
    discount: order.discountFen,
    shipping: order.shippingFen,
    payable: order.payableFen,
    regionCode: order.regionCode,
    addressSealed: order.addressSealed.toString('hex'),
    phoneHash: order.phoneHash,
    phoneLast4Hash: order.phoneLast4Hash,
    contactMasked: order.contactMasked,
    remark: order.remark,
    tokenHash: order.tokenHash,
    payBefore: order.payBefore.toISOString(),
    decision: order.decision,
    historyId: uuidOf(newId('his', at)),
    events: eventsOf(order, at),
    skus: [...skus].map(([id, version]) => ({ id: uuidOf(id), version })),
    lines: order.lines.map((line, position) => ({
      id: uuidOf(line.id),
      position,
      skuId: uuidOf(line.skuId),
      productId: uuidOf(line.productId),
      title: line.title,
      options: line.options,
      code: line.code,
      mediaHash: line.mediaHash,
      quantity: line.quantity,
      everyday: line.everydayUnitFen,
      unit: line.unitFen,
      discount: line.discountFen,
      paid: line.paidFen,
      cost: line.costFen,
      weight: line.weightGram,
      shares: line.shares.map((share) => ({
        offerId: share.offerId,
        plugin: share.plugin,
        amount: share.amountFen,
        weight: share.weightFen,
      })),
    })),
    takes: order.takes.map((take) => takePayload(take, order)),
    cart: order.cart && {
      id: uuidOf(order.cart.id),
      lines: order.cart.lines.map((line) => ({ id: uuidOf(line.id), quantity: line.quantity })),
    },
    idem: order.idem && { ...order.idem, reply: { orderId: order.id } },
  }
}

function takePayload(take: DecidedTake, order: DecidedOrder): object {
  return {
    rank: take.rank,
    kind: take.kind,
    id: take.id,
    units: take.units,
    limit: take.limit,
    giveBack: take.giveBack,
    lineId: take.lineId && uuidOf(take.lineId),
    takeId: uuidOf(take.takeId),
    owner: ownerOf(order.id, take.lineId),
  }
}

/** Who holds a take: the order, or one of its lines. */
export function ownerOf(orderId: DecidedOrder['id'], lineId: Id<'lin'> | null): string {
  return lineId ? `${orderId}/${lineId}` : orderId
}

function eventsOf({ id, customerId, payableFen, lines }: DecidedOrder, at: Date): object[] {
  const bought = lines.map(({ id: lineId, skuId, quantity, paidFen }) => ({
    lineId,
    skuId,
    quantity,
    paidFen,
  }))
  const payload = { orderId: id, customerId, payableFen, lines: bought }
  const placed = { id: uuidOf(newId('evt', at)), name: 'order.placed', payload }
  if (payableFen > 0) return [placed]
  return [placed, { id: uuidOf(newId('evt', at)), name: 'order.paid', payload: { ...payload, paidFen: 0 } }]
}

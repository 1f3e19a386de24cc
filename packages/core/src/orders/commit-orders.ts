import { callTenant, type Database, isConnectionLoss } from '@mamapu/db'
import { asId, type Clock, type Id, idOf, later, newId, SECOND, type StoreId, uuidOf } from '@mamapu/kernel'
import { campaignSharesOf } from './campaign-shares.rules.js'
import { Heat } from './heat.js'
import type { CommitResult, DecidedEarning, DecidedOrder, DecidedTake } from './order.types.js'

/** Orders of one store that arrive together share one call, at most this many. */
const BATCH_MAX = 50
/** Calls of one lane under way at once: one commits while the next collects. */
const CALLS_MAX = 2
/** A hot counter is one row: a second call would only wait for it, holding a connection. */
const HOT_CALLS_MAX = 1
/** Orders of one lane that may wait; above, the shop says it is busy. */
const WAITING_MAX = 2000

/** An order priced by a campaign commits at most so long after the campaign's end. */
const LATE_MS = 5 * SECOND

interface Waiting {
  readonly order: DecidedOrder
  readonly at: Date
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: unknown) => void
}

interface Lane {
  readonly waiting: Waiting[]
  readonly callsMax: number
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

/** How calls are made up; other than the usual only to measure (docs/decisions/0007). */
export interface CommitterOptions {
  readonly batchMax?: number
  readonly callsMax?: number
  readonly hotCallsMax?: number
  /** Orders that take a hot counter go by a lane of their own, so that the rest of the shop does not wait for its row. */
  readonly hasHotLane?: boolean
}

export function createCommitter(db: Database, clock: Clock, options: CommitterOptions = {}): OrderCommitter {
  const { batchMax = BATCH_MAX, callsMax = CALLS_MAX, hasHotLane = true } = options
  const lanes = new Map<string, Lane>()
  const heat = new Heat()

  function pump(storeId: StoreId, name: string, lane: Lane): void {
    while (lane.calls < lane.callsMax && lane.waiting.length > 0) {
      const batch = lane.waiting.splice(0, batchMax)
      lane.calls += 1
      void send(storeId, batch).finally(() => {
        lane.calls -= 1
        if (lane.waiting.length > 0) pump(storeId, name, lane)
        else if (lane.calls === 0) lanes.delete(name)
      })
    }
  }

  function laneOf(storeId: StoreId, order: DecidedOrder): [name: string, lane: Lane] {
    const isHot = heat.isHot(storeId, order) && hasHotLane
    const name = isHot ? `${storeId} hot` : storeId
    const newLane = () => ({
      waiting: [],
      calls: 0,
      callsMax: isHot ? (options.hotCallsMax ?? HOT_CALLS_MAX) : callsMax,
    })
    const lane = lanes.get(name) ?? newLane()
    lanes.set(name, lane)
    return [name, lane]
  }

  /** What has waited until its campaign was well over is refused here, the last moment before the database. */
  function inTime(batch: readonly Waiting[]): readonly Waiting[] {
    const now = clock.now()
    const isLate = ({ order: { promisedUntil } }: Waiting) =>
      promisedUntil !== null && later(promisedUntil, LATE_MS) < now
    for (const one of batch.filter(isLate)) one.resolve({ status: 'late' })
    return batch.filter((one) => !isLate(one))
  }

  async function send(storeId: StoreId, waiting: readonly Waiting[]): Promise<void> {
    const batch = inTime(waiting)
    if (batch.length === 0) return
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
        const [name, lane] = laneOf(storeId, order)
        if (lane.waiting.length >= WAITING_MAX) return reject(new ShopBusyError('too many orders wait'))
        lane.waiting.push({ order, at, resolve, reject })
        pump(storeId, name, lane)
      }),
  }
}

interface RawResult {
  readonly status: CommitResult['status']
  readonly reply?: { readonly orderId: string }
  readonly kind?: string
  readonly quotaId?: string
  readonly line?: string | null
  readonly strangers?: readonly string[]
}

function toResult(raw: RawResult, order: DecidedOrder): CommitResult {
  switch (raw.status) {
    case 'placed':
      return {
        status: 'placed',
        orderId: order.id,
        ...(raw.strangers ? { strangers: raw.strangers.map((id) => idOf('ern', id)) } : {}),
      }
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

/** The order as `place_orders` reads it (0053_delivery.sql). */
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
    addressHash: order.addressHash,
    phoneHash: order.phoneHash,
    phoneLast4Hash: order.phoneLast4Hash,
    contactMasked: order.contactMasked,
    remark: order.remark,
    delivery: order.delivery.method,
    deliveryFrozen: order.delivery.frozen,
    deliveryWords: order.delivery.words,
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
      giftOf: line.gift?.offerId ?? null,
      giftOnRefund: line.gift?.onRefund ?? null,
      shares: line.shares.map((share) => ({
        offerId: share.offerId,
        plugin: share.plugin,
        stage: share.stage,
        campaignId: share.campaignId?.slice(4) ?? null,
        amount: share.amountFen,
        weight: share.weightFen,
      })),
    })),
    ...(order.earnings.length > 0 ? { earnings: order.earnings.map(earningPayload) } : {}),
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
    ...(take.ofDelivery ? { ofDelivery: true } : {}),
  }
}

function earningPayload(earning: DecidedEarning): object {
  const { terms } = earning
  return {
    id: uuidOf(earning.id),
    lineId: uuidOf(earning.lineId),
    role: earning.role,
    payeeId: uuidOf(earning.payee),
    plugin: earning.plugin,
    bps: 'bps' in terms ? terms.bps : null,
    perUnit: 'bps' in terms ? null : terms.perUnitFen,
    base: earning.baseFen,
    amount: earning.amountFen,
    basis: earning.basis,
    units: earning.units,
  }
}

/** Who holds a take: the order, or one of its lines. */
export function ownerOf(orderId: DecidedOrder['id'], lineId: Id<'lin'> | null): string {
  return lineId ? `${orderId}/${lineId}` : orderId
}

function eventsOf({ id, customerId, payableFen, lines, decision }: DecidedOrder, at: Date): object[] {
  const bought = lines.map(({ id: lineId, skuId, quantity, paidFen }) => ({
    lineId,
    skuId,
    quantity,
    paidFen,
  }))
  const payload = { orderId: id, customerId, payableFen, lines: bought }
  const shares = campaignSharesOf(
    decision,
    lines.map((line) => line.id),
  )
  const campaigns = shares.length > 0 ? { campaigns: shares } : {}
  const placed = { id: uuidOf(newId('evt', at)), name: 'order.placed', payload: { ...payload, ...campaigns } }
  if (payableFen > 0) return [placed]
  return [placed, { id: uuidOf(newId('evt', at)), name: 'order.paid', payload: { ...payload, paidFen: 0 } }]
}

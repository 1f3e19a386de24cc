import type { TenantTx, TransactionSql } from '@mamapu/db'
import { type Id, newId, type OrderId, type SkuId } from '@mamapu/kernel'
import type { AddGiftResult, GiftTake } from '@mamapu/plugin-sdk'
import { mapSkuFacts, type SkuFacts, skuFactsQuery } from '../catalog/index.js'
import { byLockOrder, rankOf, takeQuota, withLateUnits } from '../quotas/index.js'
import { insertGiftLine, nextPosition, setRank } from './add-gift.queries.js'
import { whyNoGift } from './add-gift.rules.js'
import { ownerOf } from './commit-orders.js'
import { addHistory, listLines, lockOrder } from './order.queries.js'
import type { AddedGift } from './order.types.js'

export interface GiftAsk {
  readonly orderId: OrderId
  readonly skuId: SkuId
  readonly units: number
  readonly onRefund: 'return' | 'keep'
  readonly added: AddedGift
  /** With how hot the plugin says the counter is. */
  readonly takes: readonly (GiftTake & { readonly heat: number | undefined })[]
  /** Since when the plugin is off in this shop; null while it is on. */
  readonly offSince: Date | null
  readonly at: Date
}

/**
 * Adds a line that costs nothing to a paid order, deciding under the order's lock: line, takes and history are written
 * together or not at all, and once per (order, plugin, key). What it took says by itself when it comes back.
 */
export async function addGift(tx: TenantTx, ask: GiftAsk): Promise<AddGiftResult> {
  const order = await lockOrder(tx, ask.orderId)
  if (!order) return { added: false, reason: 'order_not_found' }
  const obstacle = whyNoGift(order, await listLines(tx, ask.orderId), ask)
  if (obstacle) return { added: false, reason: obstacle }
  const goods = mapSkuFacts(await skuFactsQuery(tx.sql, tx.tenantId, [ask.skuId])).get(ask.skuId)
  if (!goods) return { added: false, reason: 'no_such_goods' }

  const lineId = newId('lin', ask.at)
  const takes = takesOf(ask, goods)
  const lacking = await takeAll(tx, takes, { ...ask, lineId, wonAt: order.paidAt ?? ask.at })
  if (lacking) return { added: false, reason: 'sold_out', lacking: { kind: lacking.kind, id: lacking.id } }
  const position = await nextPosition(tx, ask.orderId)
  await insertGiftLine(tx, { ...ask, lineId, position, goods })
  const note = `${goods.title} × ${ask.units}`
  await addHistory(tx, order, { to: order.state, action: 'gift', actor: 'system', note, at: ask.at })
  return { added: true, lineId }
}

interface RankedGiftTake {
  readonly rank: number
  readonly kind: string
  readonly id: string
  readonly units: number
  readonly limit: number | null
  readonly giveBack: 'never' | 'cancel' | 'refund'
  /** Of a round that is over: given only for what was paid within it, out of what went home. */
  readonly isLate: boolean
}

/** The gift's own counters, and off the shelf what they do not stand for. */
function takesOf({ takes, units, onRefund }: GiftAsk, goods: SkuFacts): RankedGiftTake[] {
  const goodsBack = onRefund === 'return' ? 'refund' : 'cancel'
  const own = takes.map(({ heat, insteadOfStock = false, giveBack, ...take }) => ({
    ...take,
    rank: rankOf(take.kind, heat),
    giveBack: insteadOfStock ? goodsBack : (giveBack ?? 'refund'),
    isLate:
      insteadOfStock &&
      !goods.pools.some(({ kind, id, isOwn }) => isOwn && kind === take.kind && id === take.id),
  }))
  const fromPools = takes.reduce((sum, take) => sum + (take.insteadOfStock ? take.units : 0), 0)
  const shelf = {
    kind: 'stock',
    id: goods.stockId,
    units: units - fromPools,
    limit: null,
    giveBack: goodsBack,
  } as const
  const all: RankedGiftTake[] =
    shelf.units > 0 ? [...own, { ...shelf, rank: rankOf('stock'), isLate: false }] : own
  return all.sort(byLockOrder)
}

class Lacking extends Error {
  readonly take: RankedGiftTake
  constructor(take: RankedGiftTake) {
    super('lacking')
    this.take = take
  }
}

/** The first take that does not reach, with none taken; null when all are. */
async function takeAll(
  tx: TenantTx,
  takes: readonly RankedGiftTake[],
  ask: GiftAsk & { readonly lineId: Id<'lin'>; readonly wonAt: Date },
): Promise<RankedGiftTake | null> {
  const { orderId, lineId, skuId, wonAt, at } = ask
  const owner = ownerOf(orderId, lineId)
  try {
    await tx.sql.savepoint(async (sql) => {
      const inner = { ...tx, sql: sql as TransactionSql } as TenantTx
      for (const take of takes) {
        const takeOne = async () => {
          const takeId = newId('tak', at)
          const asked = { ...take, takeId, owner, orderId, lineId, expiresAt: null, at }
          if ((await takeQuota(inner, asked)) !== 'taken') return false
          await setRank(inner, takeId, take.rank)
          return true
        }
        const isTaken = take.isLate
          ? await withLateUnits(inner, { ...take, skuId, wonAt, at }, takeOne)
          : await takeOne()
        if (!isTaken) throw new Lacking(take)
      }
    })
    return null
  } catch (error) {
    if (!(error instanceof Lacking)) throw error
    return error.take
  }
}

import type { TenantTx } from '@mamapu/db'
import { type Id, type OrderId, uuidOf } from '@mamapu/kernel'
import type { SkuFacts } from '../catalog/index.js'
import type { AddedGift } from './order.types.js'

/** Writes a gift as the last line of its order. */
export async function insertGiftLine(
  tx: TenantTx,
  gift: {
    readonly lineId: Id<'lin'>
    readonly orderId: OrderId
    readonly position: number
    readonly goods: SkuFacts
    readonly units: number
    readonly onRefund: 'return' | 'keep'
    readonly added: AddedGift
  },
): Promise<void> {
  const { goods, added } = gift
  await tx.sql`
    insert into order_lines (tenant_id, order_id, id, position, sku_id, product_id, title, options, code, media_hash, quantity,
      everyday_unit_fen, unit_fen, discount_fen, paid_fen, cost_fen, weight_gram, gift_of, gift_on_refund, gift_by, gift_key, gift_words)
    values (${tx.tenantId}, ${uuidOf(gift.orderId)}, ${uuidOf(gift.lineId)}, ${gift.position}, ${uuidOf(goods.skuId)},
           ${uuidOf(goods.productId)}, ${goods.title}, ${goods.optionText}, ${goods.code}, ${goods.mediaHash}, ${gift.units}::integer,
           0, 0, 0, 0, ${goods.costFen}::bigint, ${goods.weightGram}::integer, ${`${added.plugin}:gift:${added.key}`},
           ${gift.onRefund}, ${added.plugin}, ${added.key}, ${JSON.stringify(added.words)}::text::jsonb)`
}

/** The position behind an order's last line; the order is held. */
export async function nextPosition(tx: TenantTx, orderId: OrderId): Promise<number> {
  const [row] = await tx.sql<{ next: number }[]>`
    select max(position) + 1 as next from order_lines where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}`
  return row?.next ?? 0
}

/** Where a take stands in the order in which counters are touched: what gives it back later keeps to it. */
export async function setRank(tx: TenantTx, takeId: Id<'tak'>, rank: number): Promise<void> {
  await tx.sql`update quota_takes set rank = ${rank} where tenant_id = ${tx.tenantId} and id = ${uuidOf(takeId)}`
}

import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'

export interface PriceChange {
  readonly id: Id<'opc'>
  readonly orderId: OrderId
  readonly goodsCutFen: Fen
  readonly shippingCutFen: Fen
  readonly payableBeforeFen: Fen
  readonly payableAfterFen: Fen
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

/** What was taken off each line by hand so far; lines without a change are not named. */
export async function sumLineCuts(tx: TenantTx, orderId: OrderId): Promise<ReadonlyMap<Id<'lin'>, number>> {
  const rows = await tx.sql<{ line_id: string; cut: number }[]>`
    select line_id, sum(cut_fen)::bigint as cut from order_price_change_lines
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} group by line_id`
  return new Map(rows.map(({ line_id, cut }) => [idOf('lin', line_id), cut]))
}

interface RawChange {
  id: string
  goods_cut_fen: Fen
  shipping_cut_fen: Fen
  payable_before_fen: Fen
  payable_after_fen: Fen
  reason: string
  actor: string
  at: Date
}

export async function listPriceChanges(
  tx: TenantTx,
  orderId: OrderId,
  limit: number,
): Promise<PriceChange[]> {
  const rows = await tx.sql<RawChange[]>`
    select id, goods_cut_fen, shipping_cut_fen, payable_before_fen, payable_after_fen, reason, actor, at
      from order_price_changes where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)}
     order by id desc limit ${limit}`
  return rows.map((row) => ({
    id: idOf('opc', row.id),
    orderId,
    goodsCutFen: row.goods_cut_fen,
    shippingCutFen: row.shipping_cut_fen,
    payableBeforeFen: row.payable_before_fen,
    payableAfterFen: row.payable_after_fen,
    reason: row.reason,
    actor: row.actor,
    at: row.at,
  }))
}

export interface LineCut {
  readonly lineId: Id<'lin'>
  readonly cutFen: number
}

/** Writes a change and what it does to the order and its lines, whose rows the caller holds. Amounts are signed. */
export async function writePriceChange(
  tx: TenantTx,
  change: PriceChange,
  cuts: readonly LineCut[],
): Promise<void> {
  const { orderId } = change
  await tx.sql`
    insert into order_price_changes (tenant_id, id, order_id, goods_cut_fen, shipping_cut_fen, payable_before_fen,
                                     payable_after_fen, reason, actor, at)
    values (${tx.tenantId}, ${uuidOf(change.id)}, ${uuidOf(orderId)}, ${change.goodsCutFen}, ${change.shippingCutFen},
            ${change.payableBeforeFen}, ${change.payableAfterFen}, ${change.reason}, ${change.actor}, ${change.at})`
  for (const { lineId, cutFen } of cuts) {
    await tx.sql`
      insert into order_price_change_lines (tenant_id, change_id, order_id, line_id, cut_fen)
      values (${tx.tenantId}, ${uuidOf(change.id)}, ${uuidOf(orderId)}, ${uuidOf(lineId)}, ${cutFen})`
    await tx.sql`
      update order_lines set discount_fen = discount_fen + ${cutFen}, paid_fen = paid_fen - ${cutFen}
       where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and id = ${uuidOf(lineId)}`
  }
  await tx.sql`
    update orders set discount_fen = discount_fen + ${change.goodsCutFen}, shipping_fen = shipping_fen - ${change.shippingCutFen},
           payable_fen = payable_fen - ${change.goodsCutFen}::bigint - ${change.shippingCutFen}::bigint
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
}

import { type Id, idOf, type LocalDate, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

/** What became of a win: the gift is there, went back with the order, was gone, or could not be given. */
export type Prize = 'given' | 'back' | 'gone' | 'missed'

interface Place {
  readonly campaignId: Id<'cmp'>
  readonly orderId: OrderId
  readonly round: string
  readonly day: LocalDate
  readonly number: number
  readonly paidAt: Date
}

/** False, writing nothing, for an order that has its place already. */
export async function notePlace(tx: TenantTx, place: Place): Promise<boolean> {
  const { campaignId, orderId, round, day, number, paidAt } = place
  const rows = await tx.sql`
    insert into lucky_order_orders (tenant_id, campaign_id, order_id, round, day, number, paid_at)
    values (${tx.tenantId}, ${uuidOf(campaignId)}, ${uuidOf(orderId)}, ${round}, ${day}, ${number}, ${paidAt})
    on conflict (tenant_id, campaign_id, order_id) do nothing returning order_id`
  return rows.length === 1
}

export async function notePrize(
  tx: TenantTx,
  { campaignId, orderId }: Pick<Place, 'campaignId' | 'orderId'>,
  { prize, gift }: { readonly prize: Prize; readonly gift: string },
): Promise<void> {
  await tx.sql`
    update lucky_order_orders set prize = ${prize}, gift = ${gift}
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(campaignId)} and order_id = ${uuidOf(orderId)}`
}

/** The order's gifts went back. */
export async function noteBack(tx: TenantTx, orderId: OrderId): Promise<void> {
  await tx.sql`
    update lucky_order_orders set prize = 'back'
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and prize = 'given'`
}

/** Orders that won, the latest first. */
export async function listWinners(tx: TenantTx) {
  const rows = await tx.sql<
    { order_id: string; day: string; number: number; paid_at: Date; gift: string; prize: Prize }[]
  >`
    select order_id, day::text as day, number, paid_at, gift, prize from lucky_order_orders
     where tenant_id = ${tx.tenantId} and prize is not null
     order by paid_at desc, number desc limit 200`
  return rows.map(({ order_id: id, paid_at: paidAt, prize: state, ...row }) => ({
    ...row,
    id: idOf('ord', id),
    paidAt: paidAt.toISOString(),
    state,
  }))
}

import { idOf, type LocalDate, type OrderId, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'
import type { Round } from './lucky-order.mechanic.js'

/** What became of a win: the gift is there, went back with the order, was gone, or could not be given. */
export type Prize = 'given' | 'back' | 'gone' | 'missed'

interface Win {
  readonly orderId: OrderId
  readonly day: LocalDate
  readonly number: number
  readonly paidAt: Date
  readonly prize: Prize
}

export async function noteWin(tx: TenantTx, { id, round, config }: Round, win: Win): Promise<void> {
  const { orderId, day, number, paidAt, prize } = win
  await tx.sql`
    insert into lucky_order_orders (tenant_id, campaign_id, order_id, round, day, number, paid_at, gift, prize)
    values (${tx.tenantId}, ${uuidOf(id)}, ${uuidOf(orderId)}, ${round}, ${day}, ${number}, ${paidAt}, ${config.giftName}, ${prize})`
}

/** The order's gifts went back. */
export async function noteBack(tx: TenantTx, orderId: OrderId): Promise<void> {
  await tx.sql`
    update lucky_order_orders set prize = 'back'
     where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} and prize = 'given'`
}

/** Orders that won, the latest first; rows of before it noted winners alone are left out. */
export async function listWinners(tx: TenantTx) {
  const rows = await tx.sql<{ order_id: string; day: string; number: number; gift: string; prize: Prize }[]>`
    select order_id, day::text as day, number, gift, prize from lucky_order_orders
     where tenant_id = ${tx.tenantId} and prize is not null order by paid_at desc, number desc limit 200`
  return rows.map(({ order_id: id, ...row }) => ({ ...row, orderId: idOf('ord', id) }))
}

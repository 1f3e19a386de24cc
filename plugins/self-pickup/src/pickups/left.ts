import type { Id } from '@mamapu/kernel'
import type { OrderView } from '@mamapu/plugin-sdk'
import type { Ctx, Pickup } from '../pickup.types.js'
import { type HandedLine, handedUnits } from './log.queries.js'

export interface LeftLine {
  readonly lineId: Id<'lin'>
  readonly skuId: OrderView['lines'][number]['skuId']
  /** Still to be handed over. */
  readonly left: number
  readonly handed: number
}

export interface Left {
  readonly order: OrderView
  readonly lines: readonly LeftLine[]
}

/** The order of a pickup with what is left to hand over of each line; null when the order is gone. */
export async function leftOfPickup(ctx: Ctx, pickup: Pickup): Promise<Left | null> {
  const order = await ctx.orders.find(pickup.orderId)
  if (!order) return null
  const handed = await handedUnits(ctx.tx, pickup.id)
  const lines = order.lines.map(({ id, skuId, leftUnits }) => ({
    lineId: id,
    skuId,
    handed: handed.get(id) ?? 0,
    left: leftUnits,
  }))
  return { order, lines }
}

export const isAllGone = (lines: readonly LeftLine[], now: readonly HandedLine[]): boolean => {
  const taken = new Map(now.map(({ lineId, units }) => [lineId as string, units]))
  return lines.every(({ lineId, left }) => left - (taken.get(lineId) ?? 0) <= 0)
}

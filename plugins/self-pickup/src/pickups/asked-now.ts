import { localDateOf, type OrderId } from '@mamapu/kernel'
import { withoutHeld } from '../method/held.js'
import type { Asked } from '../method/offer.js'
import type { Ctx } from '../pickup.types.js'
import { QUOTA } from '../points/point.facts.js'
import { readPlaces, usageOf, usageQuery } from '../points/point.queries.js'
import { dayKey } from '../slots/slot.rules.js'

/** An order's goods with how full everything is now, its own place and goods counted as free; null when there is no such order. */
export async function askedNow(ctx: Ctx, orderId: OrderId): Promise<Asked | null> {
  const order = await ctx.orders.find(orderId)
  if (!order) return null
  const today = localDateOf(ctx.at, ctx.zone)
  const lines = order.lines
    .filter(({ leftUnits, gift }) => leftUnits > 0 && gift === null)
    .map(({ skuId, leftUnits }) => ({ skuId, quantity: leftUnits }))
  const { sql, tenantId } = ctx.tx
  const span = { kind: QUOTA.slot, from: dayKey(today), until: '99999999' }
  const slots = usageOf(await usageQuery(sql, tenantId, span))
  const stock = usageOf(await usageQuery(sql, tenantId, { kind: QUOTA.stock, from: '', until: '~' }))
  const held = order.takes.filter(({ state }) => state !== 'released')
  return {
    lines,
    places: await readPlaces(ctx.tx, today),
    slots: withoutHeld(slots, held, QUOTA.slot),
    stock: withoutHeld(stock, held, QUOTA.stock),
    at: ctx.at,
    zone: ctx.zone,
  }
}

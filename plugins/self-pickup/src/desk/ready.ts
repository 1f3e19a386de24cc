import { type Id, must } from '@mamapu/kernel'
import { slotWords } from '../method/words.js'
import type { Ctx, Pickup, Point } from '../pickup.types.js'
import { insertLog } from '../pickups/log.queries.js'
import { writeState } from '../pickups/pickup.queries.js'
import { holdOwn } from './whose.js'

/** Says of several that they are ready, and tells who ordered. Those that are, that are over or at another's point are left as they are. */
export async function markReady(ctx: Ctx, ids: readonly Id<'plg'>[]): Promise<number> {
  let count = 0
  // In one order, so that two clerks who tick the same pickups never wait for each other in a circle.
  for (const id of [...new Set(ids)].toSorted()) {
    const held = await holdOwn(ctx, id)
    if (!held.held || held.pickup.state !== 'preparing') continue
    await sayReady(ctx, held.pickup, held.point)
    count += 1
  }
  return count
}

async function sayReady(ctx: Ctx, pickup: Pickup, point: Point): Promise<void> {
  await writeState(ctx.tx, pickup.id, { state: 'ready', readyAt: ctx.at })
  await ctx.orders.markReady(pickup.orderId, true)
  const staffId = must(ctx.staff, 'the desk is for staff').id
  await insertLog(ctx.tx, { id: ctx.newId(), pickupId: pickup.id, what: 'ready', staffId, at: ctx.at })
  await tell(ctx, pickup, 'ready', point)
}

/** A message to whoever ordered, in the language it is sent in; a guest reads it on the order's page. */
export async function tell(
  ctx: Ctx,
  pickup: Pickup,
  template: 'ready' | 'overdue' | 'short' | 'moved' | 'proposed' | 'extended',
  point: Pick<Point, 'name' | 'address'>,
  more: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  if (!pickup.customerId) return
  await ctx.notify({
    customerId: pickup.customerId,
    template,
    data: {
      number: pickup.number,
      point: point.name,
      address: point.address,
      when: slotWords(pickup)[ctx.locale],
      ...more,
    },
    dedupeKey: `${template}:${pickup.id}:${pickup.version}`,
  })
}

/** It was said to be ready by mistake. */
export async function takeReadyBack(ctx: Ctx, id: Id<'plg'>): Promise<boolean> {
  const held = await holdOwn(ctx, id)
  if (!held.held || held.pickup.state !== 'ready') return false
  await writeState(ctx.tx, id, { state: 'preparing', readyAt: null })
  await ctx.orders.markReady(held.pickup.orderId, false)
  const staffId = must(ctx.staff, 'the desk is for staff').id
  await insertLog(ctx.tx, { id: ctx.newId(), pickupId: id, what: 'unready', staffId, at: ctx.at })
  return true
}

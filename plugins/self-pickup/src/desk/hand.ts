import { type Id, must } from '@mamapu/kernel'
import type { HandOverObstacle } from '@mamapu/plugin-sdk'
import type { PickupError } from '../pickup.errors.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { isAllGone, leftOfPickup } from '../pickups/left.js'
import { findHanded, type HandedLine, handedUnits, insertLog, writeUndone } from '../pickups/log.queries.js'
import { writeState } from '../pickups/pickup.queries.js'
import { isUndoable } from './undo.rules.js'
import { holdOwn } from './whose.js'

type Done =
  | { readonly done: true; readonly pickup: Pickup }
  | { readonly done: false; readonly reason: PickupError }

const OBSTACLES: Readonly<Record<HandOverObstacle, PickupError>> = {
  order_not_found: 'SELF_PICKUP_NOT_FOUND',
  wrong_state: 'SELF_PICKUP_OVER',
  nothing_to_ship: 'SELF_PICKUP_OVER',
  too_many: 'SELF_PICKUP_TOO_MANY',
  virtual_line: 'SELF_PICKUP_TOO_MANY',
  undone: 'SELF_PICKUP_CHANGED',
  key_of_another_order: 'SELF_PICKUP_CHANGED',
  asked_back: 'SELF_PICKUP_ASKED_BACK',
}

/**
 * Hands a pickup over, all that is left of it or some units. Decided while its row is held and by the version the clerk saw: of two clerks
 * with one code one hands over, the other is told that it is gone.
 */
export async function handPickup(
  ctx: Ctx,
  wanted: { readonly id: Id<'plg'>; readonly version: number; readonly lines: readonly HandedLine[] | null },
): Promise<Done> {
  const held = await holdOwn(ctx, wanted.id)
  if (!held.held) return { done: false, reason: held.reason }
  const { pickup } = held
  const obstacle = whyNotHanded(pickup, wanted.version)
  if (obstacle) return { done: false, reason: obstacle }
  const found = await leftOfPickup(ctx, pickup)
  if (!found) return { done: false, reason: 'SELF_PICKUP_NOT_FOUND' }
  const all = found.lines.filter(({ left }) => left > 0).map(({ lineId, left }) => ({ lineId, units: left }))
  const lines = wanted.lines ?? all
  if (lines.length === 0) return { done: false, reason: 'SELF_PICKUP_OVER' }
  const staffId = must(ctx.staff, 'the desk is for staff').id
  const key = ctx.newId()
  const result = await ctx.orders.handOver({ orderId: pickup.orderId, lines, key, by: staffId })
  if (!result.handedOver) return { done: false, reason: OBSTACLES[result.reason] }
  await insertLog(ctx.tx, { id: key, pickupId: pickup.id, what: 'handed', staffId, lines, at: ctx.at })
  const state = isAllGone(found.lines, lines) ? ('handed' as const) : ('part' as const)
  await writeState(ctx.tx, pickup.id, { state })
  return { done: true, pickup: { ...pickup, state, version: pickup.version + 1 } }
}

function whyNotHanded({ state, version }: Pickup, seen: number): PickupError | null {
  if (state === 'handed') return 'SELF_PICKUP_HANDED'
  if (state === 'closed') return 'SELF_PICKUP_OVER'
  if (state === 'preparing') return 'SELF_PICKUP_NOT_READY'
  return version === seen ? null : 'SELF_PICKUP_CHANGED'
}

/** Takes the latest hand-over back, within minutes: what was handed waits again, under the same code. */
export async function undoHanded(ctx: Ctx, id: Id<'plg'>): Promise<Done> {
  const held = await holdOwn(ctx, id)
  if (!held.held) return { done: false, reason: held.reason }
  const { pickup } = held
  const handed = await findHanded(ctx.tx, id)
  if (!handed) return { done: false, reason: 'SELF_PICKUP_CHANGED' }
  if (!isUndoable(handed.at, ctx.at)) return { done: false, reason: 'SELF_PICKUP_UNDO_LATE' }
  const staffId = must(ctx.staff, 'the desk is for staff').id
  const result = await ctx.orders.undoHandOver({ key: handed.id, by: staffId })
  if (!result.undone) return { done: false, reason: 'SELF_PICKUP_CHANGED' }
  await writeUndone(ctx.tx, handed.id)
  const isPart = (await handedUnits(ctx.tx, id)).size > 0
  const state = isPart ? ('part' as const) : pickup.keptUntil ? ('overdue' as const) : ('ready' as const)
  await writeState(ctx.tx, id, { state })
  await insertLog(ctx.tx, { id: ctx.newId(), pickupId: id, what: 'undone', staffId, at: ctx.at })
  return { done: true, pickup: { ...pickup, state, version: pickup.version + 1 } }
}

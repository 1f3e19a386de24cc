import { type Id, localDateOf, must } from '@mamapu/kernel'
import type { Ctx, Pickup, Point } from '../pickup.types.js'
import { lockPickup } from '../pickups/pickup.queries.js'
import { listPointsOfStaff, readPlaces } from '../points/point.queries.js'

/** The points whoever asks works at: all of them for whoever manages pickups. Closed ones too: orders may wait there. */
export async function ownPoints(ctx: Ctx): Promise<readonly Point[]> {
  const staff = must(ctx.staff, 'the desk is for staff')
  const { points } = await readPlaces(ctx.tx, localDateOf(ctx.at, ctx.zone))
  if (staff.may('pickups:manage')) return points
  const own = new Set(await listPointsOfStaff(ctx.tx, staff.id))
  return points.filter(({ id }) => own.has(id))
}

export type Held =
  | { readonly held: true; readonly pickup: Pickup; readonly point: Point }
  | { readonly held: false; readonly reason: 'SELF_PICKUP_NOT_FOUND' | 'SELF_PICKUP_NOT_YOURS' }

/** Holds a pickup for one of the staff of its point. */
export async function holdOwn(ctx: Ctx, id: Id<'plg'>): Promise<Held> {
  const points = await ownPoints(ctx)
  const pickup = await lockPickup(ctx.tx, id)
  if (!pickup) return { held: false, reason: 'SELF_PICKUP_NOT_FOUND' }
  const point = points.find((one) => one.id === pickup.pointId)
  return point ? { held: true, pickup, point } : { held: false, reason: 'SELF_PICKUP_NOT_YOURS' }
}

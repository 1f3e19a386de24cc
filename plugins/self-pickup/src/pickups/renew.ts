import type { PickupError } from '../pickup.errors.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { codeHash, codeOf } from './code.js'
import { insertLog } from './log.queries.js'
import { writeCode } from './pickup.queries.js'

/** Versions tried for digits that no other open pickup of the point has. */
const VERSIONS_MAX = 20

/** A new code; the old one and what was passed on with it are good for nothing from now on. */
export async function renewCode(ctx: Ctx, pickup: Pickup): Promise<PickupError | null> {
  if (pickup.state === 'handed') return 'SELF_PICKUP_HANDED'
  if (pickup.state === 'closed') return 'SELF_PICKUP_OVER'
  await useCode(ctx, pickup, pickup.codeVersion + 1)
  await insertLog(ctx.tx, { id: ctx.newId(), pickupId: pickup.id, what: 'code', staffId: null, at: ctx.at })
  return null
}

/** Gives a pickup the first code, from a version on, that no other open one of its point has. */
export async function useCode(
  ctx: Ctx,
  { id, pointId }: Pick<Pickup, 'id' | 'pointId'>,
  from: number,
): Promise<void> {
  for (let version = from; version < from + VERSIONS_MAX; version += 1) {
    const code = await codeOf(ctx.vault, { id, codeVersion: version })
    if (await writeCode(ctx.tx, id, { version, hash: await codeHash(ctx.vault, pointId, code) })) return
  }
  throw new Error('no free code within the versions that are tried')
}

import { type Id, localDateOf, must } from '@mamapu/kernel'
import type { Ctx, Pickup } from '../pickup.types.js'
import { codeHash, readCode } from '../pickups/code.js'
import { findByCodes } from '../pickups/pickup.queries.js'
import { readPlaces } from '../points/point.queries.js'
import { lockTries, writeTries } from './tries.queries.js'
import { afterWrong, lockSeconds, WRONG_MAX } from './tries.rules.js'
import { ownPoints } from './whose.js'

/** What a code leads to. Nothing here is a refusal: a wrong code must be counted, and what is refused leaves no trace. */
export type LookedUp =
  | { readonly outcome: 'found'; readonly pickup: Pickup }
  | { readonly outcome: 'other_point'; readonly point: string }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'locked'; readonly seconds: number }
  | { readonly outcome: 'not_your_point' }

/** Looks a code up at one point, for one of its staff. Guesses of one person come one after the other, five in a minute at most. */
export async function lookUp(
  ctx: Ctx,
  { pointId, text }: { pointId: Id<'plg'>; text: string },
): Promise<LookedUp> {
  const own = await ownPoints(ctx)
  if (!own.some(({ id }) => id === pointId)) return { outcome: 'not_your_point' }
  const staffId = must(ctx.staff, 'the desk is for staff').id
  const tries = await lockTries(ctx.tx, staffId, ctx.at)
  const seconds = lockSeconds(tries, ctx.at)
  if (seconds > 0) return { outcome: 'locked', seconds }
  const code = readCode(text)
  const found = code === null ? null : await findCode(ctx, pointId, code)
  if (found) return found
  const after = afterWrong(tries, ctx.at)
  await writeTries(ctx.tx, staffId, after)
  const lock = lockSeconds(after, ctx.at)
  return lock > 0
    ? { outcome: 'locked', seconds: lock }
    : { outcome: 'wrong', triesLeft: WRONG_MAX - after.wrong }
}

/** The pickup of this point, or which point the code is for. */
async function findCode(ctx: Ctx, pointId: Id<'plg'>, code: string): Promise<LookedUp | null> {
  const { points } = await readPlaces(ctx.tx, localDateOf(ctx.at, ctx.zone))
  const hashes = await Promise.all(points.map(({ id }) => codeHash(ctx.vault, id, code)))
  const found = await findByCodes(ctx.tx, hashes)
  const here = found.find((pickup) => pickup.pointId === pointId)
  if (here) return { outcome: 'found', pickup: here }
  const [elsewhere] = found
  if (!elsewhere) return null
  const point = points.find(({ id }) => id === elsewhere.pointId)
  return { outcome: 'other_point', point: point ? (ctx.locale === 'en' ? point.nameEn : point.name) : '' }
}

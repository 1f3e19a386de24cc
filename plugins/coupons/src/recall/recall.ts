import { uuidOf } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { closeBatches } from '../batch/batch.queries.js'
import { putBack } from '../claim/set-aside.js'
import { QUOTA } from '../coupon.types.js'
import { lockOpenOf } from '../gift/gift.queries.js'
import { closeGifts } from '../gift/return-unclaimed.js'
import { type HeldTakes, listUnused, markRecalled } from '../held/held-end.queries.js'
import { lockRecall, noteRecall } from './recall.queries.js'

const CHUNK = 100

/** The next piece of a recall: links and codes that are out first, then what customers hold and have not used. */
export async function recallUnused(ctx: PluginContext): Promise<'more' | undefined> {
  const { tx, at } = ctx
  const recall = await lockRecall(tx)
  if (!recall) return undefined
  const { couponId, recallAt: before, after } = recall
  const gifts = await lockOpenOf(tx, { couponId, before, limit: CHUNK })
  await closeGifts(ctx, gifts)
  const batches = await closeBatches(tx, { couponId, before, at, limit: CHUNK })
  await putBack(
    ctx,
    batches.map(({ id, unitFen, left }) => ({ couponId, owner: id, units: left, unitFen })),
  )
  if (gifts.length === CHUNK || batches.length === CHUNK) return 'more'
  const unused = await listUnused(tx, { couponId, before, after, limit: CHUNK })
  await takeBack(ctx, unused)
  const last = unused.at(-1)
  const isDone = unused.length < CHUNK
  await noteRecall(tx, couponId, { after: last ? uuidOf(last.id) : after, doneAt: isDone ? at : null })
  return 'more'
}

/**
 * Takes unused coupons back from their holders. One that an order holds or has used stays: the same counter decides that
 * an order takes, so a coupon is either used or taken back. What it had of issue and budget goes back. How many were taken.
 */
export async function takeBack(ctx: PluginContext, held: readonly HeldTakes[]): Promise<number> {
  const back: HeldTakes[] = []
  for (const one of [...held].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const use = { kind: QUOTA.use, id: one.id, limit: 1, units: 1, owner: 'recall' }
    if ((await ctx.quotas.take([use])).taken) back.push(one)
  }
  await putBack(
    ctx,
    back.map(({ id, couponId, partOf, budgetFen }) => ({
      couponId,
      owner: partOf ?? id,
      units: 1,
      unitFen: budgetFen,
    })),
  )
  for (const { id } of back) await markRecalled(ctx.tx, id, ctx.at)
  return back.length
}

import type { PluginContext } from '@mamapu/plugin-sdk'
import { putBack } from '../claim/set-aside.js'
import { QUOTA } from '../coupon.types.js'
import { closeGift, type Gift, lockOver } from './gift.queries.js'

const CHUNK = 50

/** Closes gifts that are over: what nobody claimed goes back to the coupon and its budget, and counts no longer for the sender. */
export async function returnUnclaimed(ctx: PluginContext): Promise<'more' | undefined> {
  const over = await lockOver(ctx.tx, ctx.at, CHUNK)
  await closeGifts(ctx, over)
  return over.length === CHUNK ? 'more' : undefined
}

/** Closes gifts that this transaction holds. Claims hold theirs too, so nobody is taking from them meanwhile. */
export async function closeGifts(ctx: PluginContext, gifts: readonly Gift[]): Promise<void> {
  if (gifts.length === 0) return
  const claimed = await claimedOf(ctx, gifts)
  const left = new Map(gifts.map(({ id, units }) => [id, units - (claimed.get(id) ?? 0)]))
  // Counters are touched in the order in which claims touch them: the senders' first, then budgets, then issues.
  for (const { id, quotaId } of sendersOf(gifts))
    await ctx.quotas.release(QUOTA.sender, quotaId, id, left.get(id) ?? 0)
  await putBack(
    ctx,
    gifts.map(({ id, couponId, unitFen }) => ({ couponId, owner: id, unitFen, units: left.get(id) ?? 0 })),
  )
  for (const { id } of gifts) await closeGift(ctx.tx, id, left.get(id) ?? 0, ctx.at)
}

function sendersOf(gifts: readonly Gift[]) {
  return gifts
    .flatMap(({ id, couponId, senderKey }) =>
      senderKey === null ? [] : [{ id, quotaId: `${couponId}:${senderKey}` }],
    )
    .sort((a, b) => (a.quotaId < b.quotaId ? -1 : a.quotaId > b.quotaId ? 1 : 0))
}

/** How many were claimed of each gift. */
export async function claimedOf(
  ctx: PluginContext,
  gifts: readonly Gift[],
): Promise<ReadonlyMap<string, number>> {
  const counters = await ctx.quotas.read(
    QUOTA.gift,
    gifts.map(({ id }) => id),
  )
  return new Map(gifts.map(({ id }) => [id, counters.get(id)?.taken ?? 0]))
}

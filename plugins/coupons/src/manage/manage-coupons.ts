import type { Fen } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import type { CouponErrorCode } from '../coupon.errors.js'
import type { CouponBody } from '../coupon.schema.js'
import { type CouponId, QUOTA } from '../coupon.types.js'
import { askRecall } from '../recall/recall.queries.js'
import { type CouponInput, readCoupon } from './coupon-input.rules.js'
import { insertCoupon, isCodeTaken, setCouponState, updateCoupon } from './coupon-write.queries.js'
import { sumUncounted } from './uncounted.queries.js'

export type ManageResult =
  | { readonly done: true; readonly id: CouponId }
  | {
      readonly done: false
      readonly reason: CouponErrorCode
      readonly data?: { field: string; fault: string }
    }

/** Makes a coupon with the counters of how many may be claimed and what they may be worth. */
export async function createCoupon(ctx: PluginContext, body: CouponBody): Promise<ManageResult> {
  const read = readCoupon(body)
  if (!read.ok)
    return { done: false, reason: 'COUPONS_INVALID', data: { field: read.field, fault: read.reason } }
  const id = ctx.newId()
  const { code } = read.coupon
  if (code && (await isCodeTaken(ctx.tx, code, null))) return { done: false, reason: 'COUPONS_CODE_TAKEN' }
  if (!(await insertCoupon(ctx.tx, id, read.coupon, ctx.at)))
    return { done: false, reason: 'COUPONS_CODE_TAKEN' }
  return (await setLimits(ctx, id, read.coupon)) ?? { done: true, id }
}

/** Changes what later claims get; coupons that are held, codes and links that are out keep the terms they were made with. */
export async function changeCoupon(
  ctx: PluginContext,
  id: CouponId,
  { version, ...body }: CouponBody & { version: number },
): Promise<ManageResult> {
  const read = readCoupon(body)
  if (!read.ok)
    return { done: false, reason: 'COUPONS_INVALID', data: { field: read.field, fault: read.reason } }
  const { code } = read.coupon
  if (code && (await isCodeTaken(ctx.tx, code, id))) return { done: false, reason: 'COUPONS_CODE_TAKEN' }
  if (!(await updateCoupon(ctx.tx, id, read.coupon, { seenVersion: version, at: ctx.at })))
    return { done: false, reason: 'COUPONS_CHANGED' }
  return (await setLimits(ctx, id, read.coupon)) ?? { done: true, id }
}

async function setLimits(
  ctx: PluginContext,
  id: CouponId,
  { total, budgetFen }: CouponInput,
): Promise<ManageResult | null> {
  const refused = budgetFen === null ? null : await setBudget(ctx, id, budgetFen)
  if (refused) return { done: false, reason: refused }
  if (!(await ctx.quotas.setLimit(QUOTA.issue, id, total)))
    return { done: false, reason: 'COUPONS_TOTAL_BELOW_ISSUED' }
  return null
}

/**
 * The budget is for everything that is out, also for what was claimed or set aside while the coupon had none: the counter
 * holds what is left beside that. The coupon's row is held, so no claim is under way.
 */
async function setBudget(ctx: PluginContext, id: CouponId, budgetFen: Fen): Promise<CouponErrorCode | null> {
  const uncountedFen = await sumUncounted(ctx.tx, id)
  if (uncountedFen === null) return 'COUPONS_BUDGET_TOO_LATE'
  const isEnough =
    uncountedFen <= budgetFen && (await ctx.quotas.setLimit(QUOTA.budget, id, budgetFen - uncountedFen))
  return isEnough ? null : 'COUPONS_BUDGET_BELOW_GIVEN'
}

/** Gives out no more of them, or does again. What is held, and links that are sent, stay good. */
export async function switchIssuing(
  ctx: PluginContext,
  id: CouponId,
  isOpen: boolean,
): Promise<ManageResult> {
  return (await setCouponState(ctx.tx, id, isOpen ? 'open' : 'stopped', ctx.at))
    ? { done: true, id }
    : { done: false, reason: 'COUPONS_NOT_FOUND' }
}

/** Asks for every unused one to be taken back, with the links and codes that are out; only of a stopped coupon. A job does it. */
export async function recallCoupon(ctx: PluginContext, id: CouponId): Promise<ManageResult> {
  return (await askRecall(ctx.tx, id, ctx.at))
    ? { done: true, id }
    : { done: false, reason: 'COUPONS_STOP_FIRST' }
}

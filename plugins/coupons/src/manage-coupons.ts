import type { PluginContext } from '@mamapu/plugin-sdk'
import type { CouponErrorCode } from './coupon.errors.js'
import { insertCoupon, isCodeTaken, setCouponState, updateCoupon } from './coupon.queries.js'
import type { CouponBody } from './coupon.schema.js'
import { type CouponId, QUOTA } from './coupon.types.js'
import { readCoupon } from './coupon-input.rules.js'

export type ManageResult =
  | { readonly done: true; readonly id: CouponId }
  | {
      readonly done: false
      readonly reason: CouponErrorCode
      readonly data?: { field: string; fault: string }
    }

/** Makes a coupon with the counter of how many may be claimed. */
export async function createCoupon(ctx: PluginContext, body: CouponBody): Promise<ManageResult> {
  const read = readCoupon(body)
  if (!read.ok)
    return { done: false, reason: 'COUPONS_INVALID', data: { field: read.field, fault: read.reason } }
  const id = ctx.newId()
  if (!(await insertCoupon(ctx.tx, id, read.coupon, ctx.at)))
    return { done: false, reason: 'COUPONS_CODE_TAKEN' }
  await ctx.quotas.setLimit(QUOTA.issue, id, read.coupon.total)
  return { done: true, id }
}

/** Changes what later claims get; coupons that are held keep the terms they were claimed with. */
export async function changeCoupon(
  ctx: PluginContext,
  id: CouponId,
  { version, ...body }: CouponBody & { version: number },
): Promise<ManageResult> {
  const read = readCoupon(body)
  if (!read.ok)
    return { done: false, reason: 'COUPONS_INVALID', data: { field: read.field, fault: read.reason } }
  const { code, total } = read.coupon
  if (code && (await isCodeTaken(ctx.tx, code, id))) return { done: false, reason: 'COUPONS_CODE_TAKEN' }
  if (!(await updateCoupon(ctx.tx, id, read.coupon, { seenVersion: version, at: ctx.at })))
    return { done: false, reason: 'COUPONS_CHANGED' }
  if (!(await ctx.quotas.setLimit(QUOTA.issue, id, total)))
    return { done: false, reason: 'COUPONS_TOTAL_BELOW_ISSUED' }
  return { done: true, id }
}

/** Gives out no more of them, or does again. What is held stays good. */
export async function switchIssuing(
  ctx: PluginContext,
  id: CouponId,
  isOpen: boolean,
): Promise<ManageResult> {
  return (await setCouponState(ctx.tx, id, isOpen ? 'open' : 'stopped', ctx.at))
    ? { done: true, id }
    : { done: false, reason: 'COUPONS_NOT_FOUND' }
}

import type { PluginContext } from '@mamapu/plugin-sdk'
import { isLeft } from '../coupon.queries.js'
import { drawTerms, validityOf, worthOf } from '../coupon.rules.js'
import {
  type Coupon,
  type CouponId,
  type CouponTerms,
  type HeldCoupon,
  QUOTA,
  type Source,
} from '../coupon.types.js'
import { below, type Holder, writeHeld } from './issue.js'

export type AsideResult = { readonly done: true; readonly unitFen: number } | { readonly done: false }

/**
 * Sets units of a coupon aside under an owner (a batch of codes, a gift link), each with the most it can be worth of the
 * budget, so that whoever was promised one gets one. All or nothing.
 */
export async function setAside(
  ctx: PluginContext,
  coupon: Coupon,
  { units, owner }: { units: number; owner: string },
): Promise<AsideResult> {
  const unitFen = coupon.budgetFen === null ? 0 : worthOf(coupon.terms).most
  const taken = await ctx.quotas.take([
    ...(unitFen === 0
      ? []
      : [{ kind: QUOTA.budget, id: coupon.id, limit: null, units: unitFen * units, owner }]),
    { kind: QUOTA.issue, id: coupon.id, limit: null, units, owner },
  ])
  if (!taken.taken) return { done: false }
  if (!(await isLeft(ctx.tx, coupon.id))) await ctx.pagesChanged()
  return { done: true, unitFen }
}

interface Unclaimed {
  readonly couponId: CouponId
  /** Whose take they are part of. */
  readonly owner: string
  readonly units: number
  /** Of the budget, for each unit. */
  readonly unitFen: number
}

/** Gives units that nobody has back to their coupons: all budgets first, then all issues, as claims take them. */
export async function putBack(ctx: PluginContext, parts: readonly Unclaimed[]): Promise<void> {
  const back = parts
    .filter(({ units }) => units > 0)
    .sort((a, b) => (a.couponId < b.couponId ? -1 : a.couponId > b.couponId ? 1 : 0))
  for (const { couponId, owner, units, unitFen } of back)
    if (unitFen > 0) await ctx.quotas.release(QUOTA.budget, couponId, owner, units * unitFen)
  for (const { couponId, owner, units } of back) await ctx.quotas.release(QUOTA.issue, couponId, owner, units)
  if (back.length > 0) await ctx.pagesChanged()
}

/** What was set aside: under whom, on which terms, and how much of the budget for each unit. */
interface Aside {
  readonly owner: `plg_${string}`
  readonly terms: CouponTerms
  readonly unitFen: number
}

/** Hands out one of the units set aside; what it is worth less than was kept for it goes back to the budget. */
export async function handOut(
  ctx: PluginContext,
  input: {
    readonly coupon: Coupon
    readonly holder: Holder
    readonly source: Source
    readonly cause: string
    readonly aside: Aside
    readonly heldId: `plg_${string}`
  },
): Promise<HeldCoupon> {
  const { coupon, aside, holder } = input
  const { owner, unitFen } = aside
  const terms = drawTerms(aside.terms, { below, roomFen: Number.MAX_SAFE_INTEGER })
  const budgetFen = unitFen === 0 ? 0 : worthOf(terms).most
  const held = await writeHeld(ctx, { ...input, terms, budgetFen, customerId: holder.id, partOf: owner })
  if (unitFen > budgetFen) await ctx.quotas.release(QUOTA.budget, coupon.id, owner, unitFen - budgetFen)
  return held
}

/** Whether what is set aside can still be of use at `at`. */
export function isOver(coupon: Coupon, at: Date): boolean {
  return validityOf(coupon, at).until <= at
}

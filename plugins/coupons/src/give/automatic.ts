import { asId, type CustomerId, localDateOf, type OrderId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { issueOne } from '../claim/issue.js'
import { listAutomatic } from '../coupon.queries.js'
import type { Coupon, Occasion } from '../coupon.types.js'
import { wasGiven } from '../held/held.queries.js'
import { listByCause } from '../held/held-end.queries.js'
import { tellGiven } from '../notices/tell.js'
import { takeBack } from '../recall/recall.js'
import { birthdaysOn } from './birthday.rules.js'
import { insertGiving } from './giving.queries.js'

const BACK_MAX = 20

/** Gives a customer what the shop gives by itself on this occasion, once per coupon and cause, and says so. */
export async function giveFor(
  ctx: PluginContext,
  customerId: CustomerId,
  on: { occasion: Occasion; cause: string; scope?: string; fits?: (coupon: Coupon) => boolean },
): Promise<void> {
  const coupons = (await listAutomatic(ctx.tx, on.occasion, ctx.at)).filter(on.fits ?? (() => true))
  if (coupons.length === 0) return
  const holder = await ctx.audience.find(customerId)
  if (!holder) return
  for (const coupon of coupons) {
    if (await wasGiven(ctx.tx, { couponId: coupon.id, customerId, cause: on.cause })) continue
    const result = await issueOne(ctx, {
      coupon,
      holder,
      source: 'auto',
      cause: on.cause,
      ...(on.scope ? { personScope: on.scope } : {}),
    })
    if (result.issued) await tellGiven(ctx, customerId, result.held)
  }
}

export function giveOnRegistration(ctx: PluginContext, customerId: CustomerId): Promise<void> {
  return giveFor(ctx, customerId, { occasion: 'registered', cause: 'registered' })
}

/** For a customer's first paid order, and for every order paid with enough. */
export async function giveOnPayment(
  ctx: PluginContext,
  order: { orderId: OrderId; customerId: CustomerId | null; paidFen: number },
): Promise<void> {
  const { orderId, customerId, paidFen } = order
  if (customerId === null || (await wasRefunded(ctx, orderId))) return
  const cause = causeOf(orderId)
  await giveFor(ctx, customerId, {
    occasion: 'paid',
    cause,
    fits: ({ autoFromFen }) => paidFen >= (autoFromFen ?? 0),
  })
  if ((await ctx.audience.firstPaidOrder(customerId)) === orderId)
    await giveFor(ctx, customerId, { occasion: 'first-order', cause })
}

const ORDER_CAUSE = /^order:(ord_[0-9a-f]{32})$/

function causeOf(orderId: OrderId): string {
  return `order:${orderId}`
}

/** All of it: what it brought goes with it, whichever of its events comes first. */
async function wasRefunded(ctx: PluginContext, orderId: OrderId): Promise<boolean> {
  return (await ctx.orders.find(orderId))?.state === 'refunded'
}

/** Whether a coupon was given for an order of which all was refunded since. */
export async function isCauseGone(ctx: PluginContext, cause: string | null): Promise<boolean> {
  const orderId = ORDER_CAUSE.exec(cause ?? '')?.[1]
  return orderId !== undefined && wasRefunded(ctx, asId('ord', orderId))
}

/** Takes back what an order brought when all of it was refunded, unless an order holds or used it. */
export async function takeBackForOrder(ctx: PluginContext, orderId: OrderId): Promise<void> {
  await takeBack(ctx, await listByCause(ctx.tx, causeOf(orderId), BACK_MAX))
}

/**
 * For each level reached: once per customer and level, never for falling, nor for reaching it again. What is for every rise
 * is given for the level that the rise ends on; getting a first level is no rise from one.
 */
export async function giveOnLevel(
  ctx: PluginContext,
  change: { customerId: CustomerId; fromRank: number; toRank: number },
): Promise<void> {
  const { customerId, fromRank, toRank } = change
  for (let rank = fromRank + 1; rank <= toRank; rank += 1)
    await giveFor(ctx, customerId, {
      occasion: 'level',
      cause: `level:${rank}`,
      fits: ({ autoLevel }) => (autoLevel === null ? fromRank > 0 && rank === toRank : rank === autoLevel),
    })
}

/** Begins today's giving of each birthday coupon, when it is somebody's birthday; once a year for each customer. */
export async function startBirthdays(ctx: PluginContext): Promise<void> {
  const coupons = await listAutomatic(ctx.tx, 'birthday', ctx.at)
  if (coupons.length === 0) return
  const today = localDateOf(ctx.at, ctx.zone)
  const days = birthdaysOn(today)
  const [someone] = await ctx.audience.list({ segment: { who: 'birthday', days }, after: null, limit: 1 })
  if (!someone) return
  for (const { id: couponId } of coupons)
    await insertGiving(ctx.tx, {
      id: ctx.newId(),
      couponId,
      who: 'birthday',
      value: days.join(','),
      customerIds: [],
      tells: true,
      cause: `birthday:${today}`,
      at: ctx.at,
    })
}

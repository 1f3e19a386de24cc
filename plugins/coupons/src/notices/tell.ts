import { type CustomerId, localDateOf } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import { shownCode } from '../batch/code.rules.js'
import type { BatchId, CouponTerms, HeldCoupon } from '../coupon.types.js'
import { valueText } from '../coupon.view.js'

/** Tells a customer of a coupon that came by itself; once per coupon. */
export async function tellGiven(ctx: PluginContext, customerId: CustomerId, held: HeldCoupon): Promise<void> {
  await tell(ctx, customerId, { template: 'given', held })
}

/** Tells a customer that a coupon will soon be over; once per coupon and end. */
export async function tellExpiring(
  ctx: PluginContext,
  customerId: CustomerId,
  held: Pick<HeldCoupon, 'id' | 'terms' | 'validUntil'>,
): Promise<void> {
  await tell(ctx, customerId, { template: 'expiring', held })
}

/** Tells a customer of the code that was made for them; once per batch. */
export async function tellCode(
  ctx: PluginContext,
  customerId: CustomerId,
  { batchId, code, terms }: { batchId: BatchId; code: string; terms: CouponTerms },
): Promise<void> {
  await ctx.notify({
    customerId,
    template: 'code',
    data: {
      title: terms.title[ctx.locale],
      value: valueText(terms, ctx.t, ctx.locale),
      code: shownCode(code),
    },
    dedupeKey: `code:${batchId}:${customerId}`,
  })
}

async function tell(
  ctx: PluginContext,
  customerId: CustomerId,
  { template, held }: { template: string; held: Pick<HeldCoupon, 'id' | 'terms' | 'validUntil'> },
): Promise<void> {
  const { terms, validUntil } = held
  await ctx.notify({
    customerId,
    template,
    data: {
      title: terms.title[ctx.locale],
      value: valueText(terms, ctx.t, ctx.locale),
      until: localDateOf(validUntil, ctx.zone),
    },
    dedupeKey: `${template}:${held.id}:${validUntil.getTime()}`,
  })
}

import { type CustomerId, localDateOf } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import type { HeldCoupon } from '../coupon.types.js'
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

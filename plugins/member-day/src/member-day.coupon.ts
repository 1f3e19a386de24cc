import { type CustomerId, later, localDateOf } from '@mamapu/kernel'
import type { PlannedRound, PluginContext, Segment } from '@mamapu/plugin-sdk'
import type { MemberDayConfig } from './member-day.config.js'
import { memberDay, on } from './member-day.mechanic.js'

type Day = PlannedRound<MemberDayConfig>

/** The days that are on at `at` and give a coupon. */
async function givingDays({ campaigns, at }: PluginContext): Promise<readonly Day[]> {
  const rounds = await campaigns.rounds(memberDay, { from: at, until: later(at, 1) })
  return rounds.filter(({ state, config }) => state === 'running' && config.givesCoupon)
}

/** Who gives coupons hears of the day; each person gets one of each, however often this is told. */
async function tell(ctx: PluginContext, day: Day, to: Segment): Promise<void> {
  await ctx.tellOccasion({
    name: 'member-day',
    day: localDateOf(day.startsAt, ctx.zone),
    source: day.id,
    to,
    until: day.endsAt.toISOString(),
  })
}

/** Somebody has become one whom a day that is on is for. */
async function joined(ctx: PluginContext, id: CustomerId): Promise<void> {
  for (const day of await givingDays(ctx))
    if (await ctx.audience.isIn(day.audience, id)) await tell(ctx, day, { who: 'these', ids: [id] })
}

export const dayEvents = {
  // Told late after an outage: a day that is over gives nothing any more.
  'campaign.started': on('campaign.started', {
    async handle(ctx, { campaignId, round }) {
      const days = await givingDays(ctx)
      for (const day of days)
        if (day.id === campaignId && day.round === round) await tell(ctx, day, day.audience)
    },
  }),
  'customer.registered': on('customer.registered', {
    handle: (ctx, { customerId }) => joined(ctx, customerId),
  }),
  'customer.level_changed': on('customer.level_changed', {
    handle: (ctx, { customerId }) => joined(ctx, customerId),
  }),
}

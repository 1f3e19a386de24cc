import type { PluginContext, Segment, Occasion as Told } from '@mamapu/plugin-sdk'
import { listAutomatic } from '../coupon.queries.js'
import type { Occasion } from '../coupon.types.js'
import { giveFor } from './automatic.js'
import { insertGiving } from './giving.queries.js'
import { dayOf } from './giving.rules.js'

/** The days that coupons can be given on; of any other nothing is given. */
const DAYS: readonly string[] = ['member-day'] satisfies Occasion[]

/**
 * Gives the coupons meant for such a day: one person at once, many piece by piece. One coupon per person and day, however
 * often and by how many campaigns the day is told; nothing once it is over.
 */
export async function giveOnOccasion(ctx: PluginContext, told: Told): Promise<void> {
  const until = new Date(told.until)
  if (!DAYS.includes(told.name) || until <= ctx.at) return
  const occasion = told.name as Occasion
  if (told.to.who === 'these') {
    const cause = dayOf(told)
    for (const id of told.to.ids) await giveFor(ctx, id, { occasion, cause, scope: cause })
    return
  }
  const whom = whomOf(told.to)
  for (const { id: couponId } of await listAutomatic(ctx.tx, occasion, ctx.at))
    await insertGiving(ctx.tx, {
      ...whom,
      id: ctx.newId(),
      couponId,
      customerIds: [],
      tells: true,
      cause: `${dayOf(told)}:${told.source}`,
      until,
      at: ctx.at,
    })
}

function whomOf(to: Exclude<Segment, { who: 'these' }>) {
  switch (to.who) {
    case 'level':
      return { who: to.who, value: String(to.fromRank) }
    case 'tag':
      return { who: to.who, value: to.tag }
    case 'birthday':
      return { who: to.who, value: to.days.join(',') }
    default:
      return { who: to.who, value: '' }
  }
}

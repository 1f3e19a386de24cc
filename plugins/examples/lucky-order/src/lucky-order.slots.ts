import { addDays, instantOf, localDateOf, localTimeOf } from '@mamapu/kernel'
import type { CampaignsNow, SlotInput } from '@mamapu/plugin-sdk'
import { countOf, giftsOf, type Lucky, QUOTA, slot } from './lucky-order.mechanic.js'

type Input = Pick<
  SlotInput<unknown, Record<never, never>, never, Lucky['config']>,
  'campaigns' | 'at' | 'zone'
>

const shown = ({ running, announced }: CampaignsNow<Lucky['config']>) => running[0] ?? announced[0]

/** What it is, from when, and live: today's orders and the gifts left. Both are counters; nothing is worked out. */
function stripOf({ campaigns, at, zone }: Input): object | null {
  const lucky = shown(campaigns)
  if (!lucky) return null
  const { title, every, giftName, units } = lucky.config
  const today = localDateOf(at, zone)
  return {
    title,
    every,
    gift: giftName,
    units,
    isRunning: campaigns.running.includes(lucky),
    startsAt: lucky.startsAt.toISOString(),
    sinceToday: beganDuring(lucky, zone) === today,
    count: `${QUOTA.orders}:${countOf(lucky, today)}`,
    gifts: `${QUOTA.gifts}:${giftsOf(lucky)}`,
  }
}

/** The day it began in the middle of, of which only a part is counted. */
function beganDuring({ startsAt }: Lucky, zone: string) {
  const { date, minute } = localTimeOf(startsAt, zone)
  return minute > 0 ? date : null
}

const nextMidnight = ({ at, zone }: Input) => instantOf(addDays(localDateOf(at, zone), 1), 0, zone)

const strip = { block: 'strip', facts: {}, data: stripOf, changesAt: nextMidnight }
export const homeStrip = slot({ ...strip, slot: 'home.strip' })
export const cartStrip = slot({ ...strip, slot: 'cart.above' })

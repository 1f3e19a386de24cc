import { localDateOf } from '@mamapu/kernel'
import { tell } from '../desk/ready.js'
import { words } from '../method/words.js'
import { hooks } from '../pickup.settings.js'
import type { Ctx, Pickup } from '../pickup.types.js'
import { readPlaces } from '../points/point.queries.js'
import { lockPast, takeExpired, takeReminders, writeOverdue } from './pickup.queries.js'

const DAY_MS = 86_400_000
const AT_ONCE = 50

/** Who did not come is reminded, once a day at most; when the days are over the merchant decides. */
export const watchOverdue = hooks.job({
  name: 'watch-overdue',
  every: '5m',
  whileOff: true,
  async run(ctx) {
    const past = await lockPast(ctx.tx, ctx.at, AT_ONCE)
    const keptUntil = new Date(ctx.at.getTime() + ctx.settings.keepDays * DAY_MS)
    for (const { id, state } of past)
      await writeOverdue(ctx.tx, id, { state: state === 'part' ? 'part' : 'overdue', keptUntil })
    const reminded = await takeReminders(ctx.tx, {
      at: ctx.at,
      before: new Date(ctx.at.getTime() - DAY_MS),
      most: ctx.settings.reminders,
      limit: AT_ONCE,
    })
    await remind(ctx, reminded)
    const expired = await takeExpired(ctx.tx, ctx.at, AT_ONCE)
    for (const pickup of expired) await ask(ctx, pickup)
    return [past, reminded, expired].some((found) => found.length === AT_ONCE) ? 'more' : undefined
  },
})

async function remind(ctx: Ctx, pickups: readonly Pickup[]): Promise<void> {
  if (pickups.length === 0) return
  const { points } = await readPlaces(ctx.tx, localDateOf(ctx.at, ctx.zone))
  for (const pickup of pickups) {
    const point = points.find(({ id }) => id === pickup.pointId)
    const until = pickup.keptUntil ? localDateOf(pickup.keptUntil, ctx.zone) : ''
    // Each day's reminder is a message of its own.
    if (point)
      await tell(ctx, { ...pickup, version: Math.floor(ctx.at.getTime() / 1000) }, 'overdue', point, {
        until,
      })
  }
}

async function ask(ctx: Ctx, { id, number, version }: Pickup): Promise<void> {
  await ctx.tellStaff({
    key: `kept:${id}:${version}`,
    words: words(
      `订单 ${number} 保留期已满还没来取：请决定延长、退款或改快递`,
      `Order ${number} was kept long enough and nobody came: keep it longer, refund it, or send it`,
    ),
    isUrgent: true,
  })
}

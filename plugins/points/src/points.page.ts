import { addDays, type CustomerId, DAY, later, localDateOf, must, uuidOf } from '@mamapu/kernel'
import { type Ctx, takenOf } from './account.js'
import { balanceQuery, findAccount, findStreak, listEntries, listOver } from './points.queries.js'
import { checkInPoints, daysToBonus, endingsOf, streakOf } from './points.rules.js'
import { page } from './points.settings.js'

const ENTRIES_MAX = 50
/** Longer than points are ever good for. */
const AHEAD_MS = 62 * 31 * DAY

/** The shopper's points: how many, what ends next, today's check-in, what came and went. */
export const minePage = page({
  name: 'mine',
  title: { 'zh-CN': '我的积分', en: 'My points' },
  block: 'mine',
  signedIn: true,
  async data(ctx) {
    const { tx, at, zone, settings, customer, t } = ctx
    const { id } = must(customer, 'signed in')
    const [balance] = await balanceQuery(tx.sql, tx.tenantId, uuidOf(id), at)
    const today = localDateOf(at, zone)
    const before = await findStreak(tx, id, addDays(today, -1))
    const checked = await findStreak(tx, id, today)
    const streak = checked ?? streakOf(before)
    const next = await nextEnd(ctx, id)
    const entries = await listEntries(tx, id, ENTRIES_MAX)
    return {
      available: balance?.available ?? 0,
      worthFen: Math.floor(((balance?.available ?? 0) * 100) / settings.pointsPerYuan),
      nextEnd: next ? later(next.endsAt, -1).toISOString() : '',
      nextPoints: next?.points ?? 0,
      hasCheckIn: settings.checkInPoints > 0,
      isChecked: checked !== null,
      todayPoints: checkInPoints(settings, streak),
      streak: checked ?? before ?? 0,
      toBonus: settings.streakPoints > 0 ? daysToBonus(checked ?? before ?? 0) : 0,
      bonus: settings.streakPoints,
      rate: settings.pointsPerYuan,
      earn: settings.earnPerYuan,
      entries: entries.map(({ kind, points, note, at: when }) => ({
        title: t(`entry.${kind}`),
        note,
        points: points > 0 ? `+${points}` : String(points),
        isIn: points > 0,
        at: when.toISOString(),
      })),
    }
  },
})

/** The first points that end unless they are spent. */
async function nextEnd(ctx: Ctx, customerId: CustomerId) {
  const account = await findAccount(ctx.tx, customerId)
  if (!account) return null
  const grants = await listOver(ctx.tx, customerId, later(ctx.at, AHEAD_MS))
  const [next] = endingsOf(account, grants, { taken: await takenOf(ctx, customerId), at: ctx.at })
  return next ?? null
}

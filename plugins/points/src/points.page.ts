import { addDays, localDateOf, must, uuidOf } from '@mamapu/kernel'
import { balanceQuery, findNextEnd, findStreak, listEntries } from './points.queries.js'
import { checkInPoints, daysToBonus, streakOf } from './points.rules.js'
import { page } from './points.settings.js'

const ENTRIES_MAX = 50

/** The shopper's points: how many, what ends next, today's check-in, what came and went. */
export const minePage = page({
  name: 'mine',
  title: { 'zh-CN': '我的积分', en: 'My points' },
  block: 'mine',
  signedIn: true,
  async data({ tx, at, zone, settings, customer, t }) {
    const { id } = must(customer, 'signed in')
    const [balance] = await balanceQuery(tx.sql, tx.tenantId, uuidOf(id), at)
    const today = localDateOf(at, zone)
    const before = await findStreak(tx, id, addDays(today, -1))
    const checked = await findStreak(tx, id, today)
    const streak = checked ?? streakOf(before)
    const entries = await listEntries(tx, id, ENTRIES_MAX)
    return {
      available: balance?.available ?? 0,
      worthFen: Math.floor(((balance?.available ?? 0) * 100) / settings.pointsPerYuan),
      nextEnd: (await findNextEnd(tx, id, at))?.endsAt.toISOString() ?? '',
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

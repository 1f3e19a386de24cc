import { addDays, asId, idPattern, localDateOf, must, uuidOf } from '@mamapu/kernel'
import { Type } from 'typebox'
import { deduct, give } from './account.js'
import { findStreak, insertCheckIn } from './points.queries.js'
import { checkInPoints, daysToBonus, streakOf } from './points.rules.js'
import { route } from './points.settings.js'

export const PAGE = '/x/points/mine'

/** Once per day of the shop's zone; the days in a row are counted. */
const checkIn = route({
  audience: 'shopper',
  method: 'POST',
  path: '/check-in',
  summary: 'Check in for today',
  reply: Type.Object({ points: Type.Integer(), streak: Type.Integer(), daysToBonus: Type.Integer() }),
  signedIn: true,
  form: { next: PAGE, done: 'notice.checked' },
  async handle(ctx) {
    if (ctx.settings.checkInPoints === 0) return { refused: 'POINTS_CHECK_IN_OFF' }
    const { id: customerId } = must(ctx.customer, 'signed in')
    const day = localDateOf(ctx.at, ctx.zone)
    const streak = streakOf(await findStreak(ctx.tx, customerId, addDays(day, -1)))
    const points = checkInPoints(ctx.settings, streak)
    if (!(await insertCheckIn(ctx.tx, { customerId, day, streak, points })))
      return { refused: 'POINTS_CHECKED_IN' }
    await give(ctx, { customerId, points, kind: 'check-in', cause: `check-in:${uuidOf(customerId)}:${day}` })
    return { status: 201, body: { points, streak, daysToBonus: daysToBonus(streak) } }
  },
})

const AdjustBody = Type.Object(
  {
    customerId: Type.String({
      pattern: idPattern('cus'),
      title: '顾客编号',
      'x-words': { 'zh-CN': '顾客编号（在顾客页面可以复制）', en: 'Customer id, from the customer’s page' },
    }),
    points: Type.Integer({
      minimum: -1_000_000,
      maximum: 1_000_000,
      title: '加减多少分',
      'x-words': { 'zh-CN': '加减多少分（扣分写负数）', en: 'Points, below zero to take' },
    }),
    note: Type.String({
      minLength: 1,
      maxLength: 120,
      title: '原因',
      'x-words': { 'zh-CN': '原因（顾客会看到）', en: 'Why; the customer reads it' },
    }),
  },
  { additionalProperties: false },
)

const adjust = route({
  audience: 'staff',
  method: 'POST',
  path: '/adjustments',
  summary: 'Give or take points of one customer by hand',
  scope: 'marketing:write',
  body: AdjustBody,
  reply: Type.Object({ done: Type.Boolean() }),
  idempotent: true,
  async handle(ctx, { body: { customerId: text, points, note } }) {
    const customerId = asId('cus', text)
    if (!(await ctx.customers.find(customerId))) return { refused: 'POINTS_CUSTOMER_NOT_FOUND' }
    const giving = { customerId, kind: 'adjust' as const, note }
    if (points > 0) await give(ctx, { ...giving, points, cause: `adjust:${ctx.newId()}` })
    else if (points < 0 && !(await deduct(ctx, { ...giving, points: -points })))
      return { refused: 'POINTS_SHORT' }
    return { body: { done: true } }
  },
})

export const pointsRoutes = [checkIn, adjust]

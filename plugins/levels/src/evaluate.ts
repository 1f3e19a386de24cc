import { type CustomerId, DAY, later, type OrderId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import {
  listDue,
  lockGrowth,
  lockMember,
  postponeMember,
  sumGrowth,
  writeGrowth,
  writeMember,
} from './levels.queries.js'
import { growthOf, judge, ladderOf, rankOf } from './levels.rules.js'
import type { LevelSettings } from './levels.settings.js'

type Ctx = PluginContext<LevelSettings>

/** The nightly round looks again at whoever was not looked at for this long. */
const FRESH_MS = 20 * 60 * 60_000
const ROUND_MAX = 100
const EVER = new Date(0)

/**
 * Puts a customer where their growth stands now. Looks at the state, so repeats and any order of events end the same. While
 * off only the growth is brought up to date: the first round after switching on judges.
 */
export async function evaluate(ctx: Ctx, customerId: CustomerId): Promise<void> {
  const { tx, at, settings } = ctx
  const customer = await ctx.customers.find(customerId)
  if (!customer) return
  const { protectedUntil } = await lockMember(tx, customerId, at)
  const since = settings.windowDays === 0 ? EVER : later(at, -settings.windowDays * DAY)
  const growth = await sumGrowth(tx, customerId, since)
  if (growth !== customer.growth) await ctx.customers.setGrowth(customerId, growth)
  if (!ctx.isOn) return postponeMember(tx, { customerId, growth, at: EVER })
  const verdict = judge(settings, { level: customer.level, growth, protectedUntil }, at)
  await writeMember(tx, { customerId, growth, at, ...verdict })
  if (verdict.reason === null || verdict.level === customer.level) return
  const set = await ctx.customers.setLevel(customerId, verdict.level, verdict.reason)
  if (set.done && set.changed && verdict.reason === 'growth')
    await congratulate(ctx, customerId, set.from, verdict.level)
}

/** Told of a rise, never of the level everybody begins with. */
async function congratulate(ctx: Ctx, customerId: CustomerId, from: string, to: string): Promise<void> {
  const ladder = ladderOf(ctx.settings)
  const level = ladder[rankOf(ladder, to) - 1]
  if (!level || level.growth === 0 || from === '') return
  await ctx.notify({
    customerId,
    template: 'risen',
    data: { level: ctx.locale === 'en' ? level.titleEn : level.title },
    dedupeKey: `${customerId}:${to}:${ctx.at.getTime()}`,
  })
}

/**
 * Brings the growth of an order in line with what of it is received and not refunded, at the rate it was promised. An order
 * placed while off was promised none; it brings growth when it is received while on.
 */
export async function settleGrowth(ctx: Ctx, orderId: OrderId): Promise<void> {
  const order = await ctx.orders.find(orderId)
  if (!order?.customerId) return
  const kept = await lockGrowth(ctx.tx, orderId)
  // Handed over and taken back: what it brought goes with its refund all the same.
  const receivedAt = order.receivedAt ?? kept?.receivedAt
  if (!receivedAt) return
  const promised = order.promised?.['growthPerYuan'] ?? null
  if (kept === null && promised === null && !ctx.isOn) return
  const perYuan = kept?.perYuan ?? promised ?? ctx.settings.growthPerYuan
  const counted = growthOf(order.lines, perYuan)
  // Of rows that kept no rate: what a more generous setting of today would give is not given backwards.
  const growth = Math.min(counted, kept?.growth ?? counted)
  if (kept?.growth === growth) return
  const { customerId } = order
  await writeGrowth(ctx.tx, { orderId, customerId, receivedAt, growth, perYuan })
  await evaluate(ctx, customerId)
}

/** One part of the nightly round: whoever was not looked at today, and customers the ladder does not know yet. */
export async function evaluateDue(ctx: Ctx): Promise<'more' | undefined> {
  const due = await listDue(ctx.tx, later(ctx.at, -FRESH_MS), ROUND_MAX)
  for (const customerId of due) await evaluate(ctx, customerId)
  if (due.length === ROUND_MAX) return 'more'
  const beginsAtZero = ladderOf(ctx.settings)[0]?.growth === 0
  if (!beginsAtZero) return
  const fresh = await ctx.customers.list({ after: null, limit: ROUND_MAX, level: '' })
  for (const customerId of fresh) await evaluate(ctx, customerId)
  return fresh.length === ROUND_MAX ? 'more' : undefined
}

import { type CustomerId, type OrderId, uuidOf } from '@mamapu/kernel'
import type { OrderView } from '@mamapu/plugin-sdk'
import { bookReturn, bookSpending, type Ctx, give, settleDebt, takeBack } from './account.js'
import { addReturned, findGrant, findPromise, insertSpend, lockAccount, lockSpend } from './points.queries.js'
import { earnedOf, returnedOf } from './points.rules.js'
import { on } from './points.settings.js'
import { QUOTA } from './points.types.js'

/**
 * Brings the books in line with an order as it stands now. It looks at the state and not at the event, so that any order of
 * events and any repeat end the same.
 */
async function settle(ctx: Ctx, orderId: OrderId): Promise<void> {
  const order = await ctx.orders.find(orderId)
  if (!order?.customerId) return
  await settleSpending(ctx, order, order.customerId)
  await settleEarning(ctx, order, order.customerId)
  await settleDebt(ctx, await lockAccount(ctx.tx, order.customerId))
}

/** Points the order was paid with; of refunded lines their part comes back, of a wholly refunded order all. */
async function settleSpending(ctx: Ctx, order: OrderView, customerId: CustomerId): Promise<void> {
  const take = order.takes.find(({ kind }) => kind === QUOTA.spend)
  if (!take) return
  const account = await lockAccount(ctx.tx, customerId)
  const { id: orderId } = order
  if (take.state === 'claimed' && (await insertSpend(ctx.tx, { orderId, customerId, points: take.units })))
    await bookSpending(ctx, { customerId, orderId, points: take.units })
  const spend = await lockSpend(ctx.tx, orderId)
  if (!spend) return
  const isWhole = order.state === 'refunded' || take.state === 'released'
  const total = returnedOf(spend.points, order.lines, isWhole)
  const points = total - spend.returned
  if (points <= 0) return
  if (take.state !== 'released') await ctx.quotas.release(QUOTA.spend, uuidOf(customerId), orderId, points)
  await addReturned(ctx.tx, orderId, points)
  await bookReturn(ctx, account, { orderId, points, total })
}

/**
 * Points for what was received and not refunded, at the rate promised when it was ordered. Goods that were handed over and taken
 * back keep theirs until they are received again, or paid back.
 */
async function settleEarning(ctx: Ctx, order: OrderView, customerId: CustomerId): Promise<void> {
  const { id: orderId } = order
  const earnPerYuan = order.promised?.['earnPerYuan'] ?? (await findPromise(ctx.tx, orderId))
  const cause = `earn:${orderId}`
  if (earnPerYuan === null) return
  if (order.receivedAt === null && !(await findGrant(ctx.tx, cause))) return
  const points = earnedOf(order.lines, earnPerYuan)
  const account = await lockAccount(ctx.tx, customerId)
  const grant = await findGrant(ctx.tx, cause)
  if (!grant && points > 0) await give(ctx, { customerId, orderId, cause, points, kind: 'earn' })
  else if (grant && grant.points > points)
    await takeBack(ctx, grant, {
      account,
      customerId,
      orderId,
      points: grant.points - points,
      kind: 'take-back',
    })
}

const settles = {
  whileOff: true,
  handle: (ctx: Ctx, told: { orderId: OrderId }) => settle(ctx, told.orderId),
}

export const pointsEvents = {
  'order.paid': on('order.paid', settles),
  // What an unpaid order held is free again: what is owed is repaid from it first.
  'order.cancelled': on('order.cancelled', settles),
  'order.late_money': on('order.late_money', settles),
  'order.refunded': on('order.refunded', settles),
  'order.received': on('order.received', settles),
}

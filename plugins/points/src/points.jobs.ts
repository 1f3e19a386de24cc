import { type CustomerId, DAY, later, localDateOf } from '@mamapu/kernel'
import { type Ctx, expire, takenOf } from './account.js'
import { listCustomersOver, listCustomersToTell, listOver, lockAccount, markTold } from './points.queries.js'
import { endingsOf } from './points.rules.js'
import { job } from './points.settings.js'

/** Customers in one transaction. */
const CUSTOMERS_MAX = 200

/** Lets go what is over, and goes on while there is more. What an unpaid order holds stays until the order is settled. */
export const expirePoints = job({
  name: 'expire-points',
  every: '1h',
  async run(ctx) {
    const customers = await listCustomersOver(ctx.tx, { at: ctx.at, limit: CUSTOMERS_MAX })
    let points = 0
    for (const customerId of customers) points += await expire(ctx, customerId)
    return customers.length === CUSTOMERS_MAX && points > 0 ? 'more' : undefined
  },
})

/** Tells whoever will lose points soon how many and when: one message per customer and end. */
export const tellOfEnd = job({
  name: 'tell-of-end',
  every: '1d',
  async run(ctx) {
    if (ctx.settings.noticeDays === 0) return undefined
    const until = later(ctx.at, ctx.settings.noticeDays * DAY)
    const customers = await listCustomersToTell(ctx.tx, { at: ctx.at, until, limit: CUSTOMERS_MAX })
    for (const customerId of customers) await tell(ctx, customerId, until)
    return customers.length === CUSTOMERS_MAX ? 'more' : undefined
  },
})

async function tell(ctx: Ctx, customerId: CustomerId, until: Date): Promise<void> {
  const { tx, at, zone } = ctx
  const account = await lockAccount(tx, customerId)
  const grants = await listOver(tx, customerId, until)
  const endings = endingsOf(account, grants, { taken: await takenOf(ctx, customerId), at })
  for (const { endsAt, points } of endings)
    await ctx.notify({
      customerId,
      template: 'ending',
      data: { points, date: localDateOf(later(endsAt, -1), zone) },
      dedupeKey: `ending:${customerId}:${endsAt.toISOString()}`,
    })
  await markTold(tx, { customerId, at, until })
}

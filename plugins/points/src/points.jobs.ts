import { DAY, later, localDateOf } from '@mamapu/kernel'
import { expire } from './account.js'
import { listCustomersOver, takeNotices } from './points.queries.js'
import { job } from './points.settings.js'

/** Customers in one transaction. */
const CUSTOMERS_MAX = 200
const NOTICES_MAX = 500

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

/** Tells of points that end soon, once per grant. */
export const tellOfEnd = job({
  name: 'tell-of-end',
  every: '1d',
  async run({ tx, at, settings, notify, zone }) {
    if (settings.noticeDays === 0) return undefined
    const until = later(at, settings.noticeDays * DAY)
    const told = await takeNotices(tx, { at, until, limit: NOTICES_MAX })
    const byCustomer = new Map<string, (typeof told)[number]>()
    for (const one of told) {
      const before = byCustomer.get(one.customerId)
      const first = before && before.endsAt < one.endsAt ? before.endsAt : one.endsAt
      byCustomer.set(one.customerId, { ...one, points: one.points + (before?.points ?? 0), endsAt: first })
    }
    for (const { customerId, points, endsAt } of byCustomer.values()) {
      const date = localDateOf(later(endsAt, -1), zone)
      await notify({
        customerId,
        template: 'ending',
        data: { points, date },
        dedupeKey: `ending:${customerId}:${localDateOf(at, zone)}`,
      })
    }
    return undefined
  },
})

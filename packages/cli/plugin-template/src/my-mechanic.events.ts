import { bookDiscount } from './my-mechanic.ledger.js' // #ledger
import { on } from './my-mechanic.mechanic.js'
import { keepResult } from './my-mechanic.queries.js' // #table

/** Notes what a round has brought when it is over. The same event may come twice. */
export const roundEvents = {
  'campaign.ended': on('campaign.ended', {
    async handle(ctx, { campaignId, round, startsAt, endsAt }) {
      const span = { startsAt: new Date(startsAt), endsAt: new Date(endsAt) }
      const result = await ctx.campaigns.resultOf(campaignId, span)
      if (!result) return
      ctx.log.info({ campaignId, round, orders: result.orders }, 'a round is over')
      await keepResult(ctx.tx, { campaignId, round, result, at: ctx.at }) // #table
      await bookDiscount(ctx.ledger, { campaignId, round, discountFen: result.discountFen }) // #ledger
    },
  }),
}

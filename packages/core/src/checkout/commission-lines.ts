import type { CampaignCommission, CommissionLine } from '@mamapu/plugin-sdk'
import type { Offer, PricedCart, PricedLine, UnitPriceOffer } from '@mamapu/pricing'
import { strictestCommission } from '../campaigns/index.js'
import type { SkuFacts } from '../catalog/index.js'
import { commissionOf, type StorePlugins, winnersOf } from '../plugins/index.js'

interface PricedBasket {
  readonly lines: readonly { readonly lineId: string; readonly facts: SkuFacts; readonly quantity: number }[]
  readonly offers: readonly Offer[]
  readonly priced: PricedCart
}

/** The lines that something is paid for, as commission rules see them. */
export function commissionLines(plugins: StorePlugins, basket: PricedBasket): CommissionLine[] {
  const winners = winnersOf(basket.priced, basket.offers)
  return basket.lines.flatMap(({ lineId, facts, quantity }, index) => {
    const priced = basket.priced.lines[index] as PricedLine
    if (priced.payableFen === 0) return []
    return {
      lineId,
      skuId: facts.skuId,
      productId: facts.productId,
      categoryIds: facts.categoryIds,
      tags: facts.tags,
      quantity,
      paidFen: priced.payableFen,
      campaign: campaignOfLine(plugins, priced, winners.get(lineId)),
    }
  })
}

/** What every campaign that had a part in a line's price says of commission, the strictest of it. */
function campaignOfLine(
  plugins: StorePlugins,
  { shares }: PricedLine,
  winner: UnitPriceOffer | undefined,
): CampaignCommission {
  const ofShares = shares.flatMap(({ campaignId }) => {
    const by = plugins.campaigns.all.find(({ id }) => id === campaignId)
    return by ? [by.campaign.commission] : []
  })
  return strictestCommission([commissionOf(plugins, winner ?? null), ...ofShares])
}

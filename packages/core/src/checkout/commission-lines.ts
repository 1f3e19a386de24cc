import type { CampaignCommission, CommissionLine } from '@mamapu/plugin-sdk'
import type { Offer, PricedCart, PricedLine, UnitPriceOffer } from '@mamapu/pricing'
import { commissionOfPrice, strictestCommission } from '../campaigns/index.js'
import type { SkuFacts } from '../catalog/index.js'
import { type StorePlugins, winnersOf } from '../plugins/index.js'

interface PricedBasket {
  readonly lines: readonly { readonly lineId: string; readonly facts: SkuFacts; readonly quantity: number }[]
  readonly offers: readonly Offer[]
  readonly priced: PricedCart
}

/** The lines that something is paid for, as commission rules see them. */
export function commissionLines(plugins: StorePlugins, basket: PricedBasket): CommissionLine[] {
  const winners = winnersOf(basket.priced, basket.offers)
  const said = new Map(plugins.campaigns.all.map(({ id, campaign }) => [id as string, campaign.commission]))
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
      campaign: campaignOfLine(said, priced, winners.get(lineId)),
    }
  })
}

/** What every campaign that had a part in a line's price says of commission, the strictest of it. */
function campaignOfLine(
  said: ReadonlyMap<string, CampaignCommission>,
  { shares }: PricedLine,
  winner: UnitPriceOffer | undefined,
): CampaignCommission {
  const ofUnit = winner && commissionOfPrice(said.get(winner.campaignId ?? ''), winner.exclusive === true)
  const ofShares = shares.map(({ campaignId }) => commissionOfPrice(said.get(campaignId ?? ''), false))
  return strictestCommission(ofUnit ? [ofUnit, ...ofShares] : ofShares)
}

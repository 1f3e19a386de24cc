import { mulBps, subFen, toBps } from '@mamapu/kernel'
import type { RunningCampaign } from '@mamapu/plugin-sdk'
import type { CartLine, UnitPriceOffer } from '@mamapu/pricing'
import type { MyMechanicConfig } from './my-mechanic.config.js'
import { price } from './my-mechanic.mechanic.js'
import { asFarAsLeft } from './my-mechanic.quotas.js' // #quota

/** While a campaign runs, each unit of its goods costs less. The odd fen stays with the shop. */
export const reducedPrice = price({
  name: 'reduced',
  stage: 'unit',
  facts: {},
  offers: ({ cart, campaigns }) =>
    campaigns.running.flatMap((campaign) =>
      cart.lines.filter(campaign.covers).map((line) => offerOf(campaign, line)),
    ),
})

function offerOf(campaign: RunningCampaign<MyMechanicConfig>, line: CartLine): UnitPriceOffer {
  const { id, label, priority, config } = campaign
  return {
    id: `my-mechanic:${id}:${line.lineId}`,
    plugin: 'my-mechanic',
    campaignId: id,
    stage: 'unit',
    label: { 'zh-CN': label, en: 'My mechanic' },
    priority,
    lineId: line.lineId,
    unitPriceFen: subFen(line.unitPriceFen, mulBps(line.unitPriceFen, toBps(config.offBps), 'down')),
    ...asFarAsLeft(campaign, line), // #quota
  }
}

import { offText } from '@mamapu/kernel'
import { coversProduct, type ProductSubject, type RunningCampaign } from '@mamapu/plugin-sdk'
import type { MyMechanicConfig } from './my-mechanic.config.js'
import { slot } from './my-mechanic.mechanic.js'

type Running = RunningCampaign<MyMechanicConfig>

/** The campaign with the most off that is for this product. */
function bestOf(running: readonly Running[], product: ProductSubject): Running | undefined {
  return running
    .filter((campaign) => coversProduct(campaign, product))
    .sort((a, b) => b.config.offBps - a.config.offBps)[0]
}

/** 9折 beside the price in lists of goods. */
export const cardTag = slot({
  slot: 'product.card',
  facts: {},
  data(input) {
    if (!input.settings.showTag) return null // #settings
    const best = bestOf(input.campaigns.running, input.subject.product)
    return best ? { text: offText(best.config.offBps, input.locale), kind: 'sale' } : null
  },
})

/** What it is and until when, below the price of the product's page. */
export const productRow = slot({
  slot: 'product.price',
  block: 'row',
  facts: {},
  data({ subject: { product }, campaigns, locale }) {
    const best = bestOf(campaigns.running, product)
    if (!best) return null
    const { label, config, endsAt } = best
    return {
      label,
      off: offText(config.offBps, locale),
      perPerson: config.perPerson ?? 0, // #quota
      until: endsAt.toISOString(),
      url: '/x/my-mechanic/offers', // #page
    }
  },
})

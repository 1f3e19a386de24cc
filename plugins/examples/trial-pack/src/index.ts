import { toFen } from '@mamapu/kernel'
import { definePlugin } from '@mamapu/plugin-sdk'
import type { CartLine, UnitPriceOffer } from '@mamapu/pricing'
import { packsOf, price, QUOTA, slot, type Trial, trialPack, trialSettings } from './trial-pack.mechanic.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** One pack per person at the trial price, as long as there are packs. */
const trialPrice = price({
  name: 'trial-price',
  stage: 'unit',
  facts: {},
  offers: ({ cart, campaigns }) =>
    campaigns.running.flatMap((trial) =>
      cart.lines
        .filter(
          ({ skuId, unitPriceFen }) => skuId === trial.config.skuId && trial.config.priceFen < unitPriceFen,
        )
        .map((line) => offerOf(trial, line)),
    ),
})

// #region takes
function offerOf(trial: Trial, { lineId }: CartLine): UnitPriceOffer {
  const pack = { id: packsOf(trial), units: 1, giveBack: 'refund' as const, lineId }
  return {
    id: `trial-pack:${trial.id}:${lineId}`,
    plugin: 'trial-pack',
    campaignId: trial.id,
    stage: 'unit',
    label: { 'zh-CN': trial.label, en: 'Trial pack' },
    priority: trial.priority,
    lineId,
    unitPriceFen: toFen(trial.config.priceFen),
    // One at this price; further units of the line cost what they always do.
    unitsMax: 1,
    takes: [
      // The counter exists: core opened it from `pools`. A taken pack comes back when the order is let go or refunded.
      { ...pack, kind: QUOTA.packs, limit: null },
      // Made by the first take; core adds the person to the id and asks for a verified phone.
      { ...pack, kind: QUOTA.person, limit: 1, perPerson: true, asFarAsLeft: true },
    ],
  }
}
// #endregion

// #region band
/** How many are left, live: the page is cached, the gap in the block is not. */
const packsLeft = slot({
  slot: 'product.campaign',
  block: 'left',
  facts: {},
  data({ subject: { product }, campaigns }) {
    const trial = campaigns.running.find(({ config }) => product.skus.some(({ id }) => id === config.skuId))
    if (!trial) return null
    return { priceFen: trial.config.priceFen, counter: `${QUOTA.packs}:${packsOf(trial)}` }
  },
})
// #endregion

// #region plugin
export default definePlugin({
  id: 'trial-pack',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('试用装', 'Trial pack'),
  description: words('限量试用装，每人一份，送完为止。', 'A limited trial pack, one per person.'),
  category: 'campaign',
  scopes: ['quotas:take'],
  settings: trialSettings,
  campaign: trialPack,
  quotas: [
    { kind: QUOTA.person, title: words('每人一份', 'One per person'), heat: 20 },
    { kind: QUOTA.packs, title: words('试用装份数', 'Trial packs'), heat: 60 },
  ],
  prices: [trialPrice],
  slots: [packsLeft],
  blocks: { left: { title: words('试用装', 'Trial pack') } },
  locales: new URL('../locales/', import.meta.url),
  blocksDir: new URL('../blocks/', import.meta.url),
})
// #endregion

import { asId, idPattern, shortMoney } from '@mamapu/kernel'
import { defineMechanic, field, forSettings, poolId, type RunningCampaign } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

// #region kinds
/** Its limited things: packs of a round, and the one a person may have. */
export const QUOTA = { packs: 'trial-pack.packs', person: 'trial-pack.person' } as const
// #endregion

const config = Type.Object(
  {
    skuId: Type.String({ ...field('试用装', 'Trial pack', { ui: 'sku' }), pattern: idPattern('sku') }),
    priceFen: Type.Integer({
      ...field('体验价', 'Price', { ui: 'money' }),
      minimum: 1,
      maximum: 100_000_000,
    }),
    units: Type.Integer({ ...field('一共几份', 'How many', { ui: 'count' }), minimum: 1, maximum: 100_000 }),
  },
  { additionalProperties: false },
)
export type Trial = RunningCampaign<Static<typeof config>>

// #region pools
export const trialPack = defineMechanic({
  config,
  title: { 'zh-CN': '试用装', en: 'Trial pack' },
  uses: { scope: false, audience: true, announce: true, recurrence: true },
  summary: ({ priceFen, units }, locale) =>
    locale === 'zh-CN'
      ? `¥${shortMoney(priceFen)}，限 ${units} 份`
      : `¥${shortMoney(priceFen)}, ${units} packs`,
  skusOf: ({ skuId }) => [asId('sku', skuId)],
  // Core opens this counter when the round is published and closes it when the round is over.
  pools: ({ skuId, units }) => [{ kind: QUOTA.packs, skuId: asId('sku', skuId), units, mode: 'ceiling' }],
})
// #endregion

/** The counter of a round's packs, as core opened it. */
export function packsOf({ id, config: { skuId }, round }: Trial): string {
  return poolId(id, asId('sku', skuId), round)
}

export const trialSettings = Type.Object({}, { additionalProperties: false })
export const { price, slot } = forSettings(trialSettings, trialPack)

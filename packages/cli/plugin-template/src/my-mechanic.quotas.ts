import type { SkuId } from '@mamapu/kernel'
import { poolId, type QuotaKind, type RunningCampaign } from '@mamapu/plugin-sdk'
import type { CartLine, UnitPriceOffer } from '@mamapu/pricing'
import type { MyMechanicConfig } from './my-mechanic.config.js'

/** Units of one kind of goods that a person had in a round. */
export const personQuota: QuotaKind = {
  kind: 'my-mechanic.person',
  title: { 'zh-CN': '每人限购', en: 'Units per person' },
  heat: 20,
}

/** So many units as the person has left have the price; core counts them and gives back what is cancelled or refunded. */
export function asFarAsLeft(
  { id, round, config }: RunningCampaign<MyMechanicConfig>,
  { lineId, skuId, quantity }: CartLine,
): Pick<UnitPriceOffer, 'unitsMax' | 'takes'> {
  if (config.perPerson === undefined) return {}
  const units = Math.min(quantity, config.perPerson)
  return {
    unitsMax: units,
    takes: [
      {
        kind: personQuota.kind,
        id: poolId(id, skuId as SkuId, round),
        units,
        limit: config.perPerson,
        giveBack: 'refund',
        lineId,
        perPerson: true,
        asFarAsLeft: true,
      },
    ],
  }
}

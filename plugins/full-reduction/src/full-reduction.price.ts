import { asId, must, toBps, toFen } from '@mamapu/kernel'
import { type CampaignPool, combinesWith, poolId, type RunningCampaign } from '@mamapu/plugin-sdk'
import type { Cart, Gift, OrderOffer, Reduction, Tier } from '@mamapu/pricing'
import type { FullReductionConfig, Rung } from './full-reduction.config.js'
import { summaryOf } from './full-reduction.words.rules.js'

/** Units of a gift that were set aside for one campaign. */
export const GIFT = 'full-reduction.gift'

type Running = RunningCampaign<FullReductionConfig>

/** One offer per running campaign over the lines in its scope; the arbiter finds the rung. */
export function fullReductionOffers(cart: Cart, running: readonly Running[]): OrderOffer[] {
  return running.map((campaign) => offerOf(campaign, cart))
}

function offerOf(campaign: Running, cart: Cart): OrderOffer {
  const { config } = campaign
  return {
    id: `full-reduction:${campaign.id}`,
    plugin: 'full-reduction',
    campaignId: campaign.id,
    stage: 'order',
    label: { 'zh-CN': campaign.label, en: summaryOf(config, 'en') },
    priority: campaign.priority,
    class: 'full-reduction',
    combinesWith: combinesWith(config, ...(config.withBundles ? ['bundle', 'add-on'] : [])),
    applies: 'always',
    ...(config.alone ? { alone: true } : {}),
    lineIds: cart.lines.filter((line) => campaign.covers(line)).map(({ lineId }) => lineId),
    tiers: config.tiers.map((rung, index) => tierOf(campaign, { rung, index, regionCode: cart.regionCode })),
    ...(config.repeatsMax > 1 ? { repeatsMax: config.repeatsMax } : {}),
    undiscountedOnly: config.undiscountedOnly,
    base: config.base,
  }
}

function tierOf(
  campaign: Running,
  { rung, index, regionCode }: { rung: Rung; index: number; regionCode: string | null },
): Tier {
  const { config } = campaign
  const gifts = config.gifts.filter((gift) => gift.rung === index + 1)
  const reduction = reductionOf(rung, config)
  return {
    thresholdFen: toFen(rung.thresholdFen),
    thresholdUnits: rung.thresholdUnits,
    ...(reduction ? { reduction } : {}),
    ...(gifts.length > 0 ? { gifts: gifts.map((gift) => giftOf(campaign, gift)) } : {}),
    ...(rung.freeShipping && shipsFree(config, regionCode) ? { freeShipping: true } : {}),
  }
}

/** The shop keeps the odd fen of a percentage. */
function reductionOf(rung: Rung, { roundTo }: FullReductionConfig): Reduction | null {
  if (rung.off === 'none') return null
  if (rung.off === 'amount') return { amountFen: toFen(must(rung.amountFen, 'an amount')), roundTo }
  const rateBps = toBps(must(rung.offBps, 'a percentage'))
  return {
    rateBps,
    rounding: 'down',
    roundTo,
    ...(rung.capFen === undefined ? {} : { capFen: toFen(rung.capFen) }),
  }
}

/** Some regions only: nothing is promised before the address is known. */
function shipsFree({ shippingRegions }: FullReductionConfig, regionCode: string | null): boolean {
  if (shippingRegions.length === 0) return true
  return regionCode !== null && shippingRegions.some((region) => regionCode.startsWith(region))
}

function giftOf(campaign: Running, gift: FullReductionConfig['gifts'][number]): Gift {
  const { skuId, title, titleEn, units, stock } = gift
  const own = {
    kind: GIFT,
    id: poolId(campaign.id, asId('sku', skuId), campaign.round),
    units,
    limit: null,
    giveBack: 'refund' as const,
    insteadOfStock: true,
  }
  return {
    skuId,
    title: { 'zh-CN': title, en: titleEn || title },
    units,
    takes: stock === 'own' ? [own] : [],
    onRefund: campaign.config.giftRefund,
  }
}

/** What is set aside for a round: each gift once, however many rungs give it. */
export function giftPools({ gifts }: FullReductionConfig): CampaignPool[] {
  const units = new Map<string, number>()
  for (const { skuId, stock, ownUnits = 0 } of gifts)
    if (stock === 'own') units.set(skuId, (units.get(skuId) ?? 0) + ownUnits)
  return [...units].map(([skuId, total]) => ({
    kind: GIFT,
    skuId: asId('sku', skuId),
    units: total,
    mode: 'own',
  }))
}

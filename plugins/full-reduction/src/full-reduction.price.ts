import { asId, must, toBps, toFen } from '@mamapu/kernel'
import { apartFrom, type CampaignPool, combinesWith, poolId, type RunningCampaign } from '@mamapu/plugin-sdk'
import type { Cart, Gift, OrderOffer, QuotaTake, Reduction, ShippingOffer, Tier } from '@mamapu/pricing'
import type { FullReductionConfig, Rung } from './full-reduction.config.js'
import { summaryOf } from './full-reduction.words.rules.js'

/** Units of a gift that were set aside for one campaign. */
export const GIFT = 'full-reduction.gift'
/** Times a person had a campaign's offer. */
export const USE = 'full-reduction.use'

type Running = RunningCampaign<FullReductionConfig>

/** What a rule knows of whoever buys. */
export interface Buyer {
  readonly isNew: boolean
  readonly ordersPaid: number
}

/** One offer per running campaign over the lines in its scope; the arbiter finds the rung. */
export function fullReductionOffers(cart: Cart, running: readonly Running[], buyer: Buyer): OrderOffer[] {
  return running.filter((one) => isMeant(one, cart, buyer)).map((campaign) => offerOf(campaign, cart))
}

/** Postage at a percentage from the lowest rung on. */
export function postageOffers(cart: Cart, running: readonly Running[], buyer: Buyer): ShippingOffer[] {
  return running
    .filter((one) => isMeant(one, cart, buyer))
    .flatMap((campaign) => {
      const { config, id } = campaign
      if (config.shippingOffBps === undefined) return []
      return {
        ...commonOf(campaign),
        id: `full-reduction:${id}:postage`,
        stage: 'shipping' as const,
        thresholdFen: toFen(config.tiers[0]?.thresholdFen ?? 0),
        reduction: { rateBps: toBps(config.shippingOffBps), rounding: 'down' as const },
        ...countedOf(campaign, ':postage'),
      }
    })
}

/** Whether it is for an order like this one: where it goes, and whose number it is. */
function isMeant({ config: { regions, nthOrder } }: Running, { regionCode }: Cart, buyer: Buyer): boolean {
  if (regions.length > 0 && !isAmong(regions, regionCode)) return false
  if (nthOrder === undefined) return true
  return nthOrder === 1 ? buyer.isNew : buyer.ordersPaid === nthOrder - 1
}

const isAmong = (regions: readonly string[], regionCode: string | null) =>
  regionCode !== null && regions.some((region) => regionCode.startsWith(region))

function commonOf({ id, label, priority, config }: Running) {
  return {
    plugin: 'full-reduction',
    campaignId: id,
    label: { 'zh-CN': label, en: summaryOf(config, 'en') },
    priority,
  }
}

function offerOf(campaign: Running, cart: Cart): OrderOffer {
  const { config } = campaign
  return {
    ...commonOf(campaign),
    id: `full-reduction:${campaign.id}`,
    stage: 'order',
    class: 'full-reduction',
    combinesWith: combinesWith(config, ...(config.withBundles ? ['bundle', 'add-on'] : [])),
    ...apartFrom(config),
    applies: 'always',
    ...(config.alone ? { alone: true } : {}),
    lineIds: cart.lines.filter((line) => campaign.covers(line)).map(({ lineId }) => lineId),
    ...(config.measures === 'cart' ? { measures: 'cart' as const } : {}),
    tiers: config.tiers.map((rung, index) => tierOf(campaign, { rung, index, regionCode: cart.regionCode })),
    ...(config.repeatsMax > 1 ? { repeatsMax: config.repeatsMax } : {}),
    undiscountedOnly: config.undiscountedOnly,
    base: config.base,
    ...countedOf(campaign, ''),
  }
}

/** Whose order it is for, and one of the times a person may have it in this round; ladder and postage count apart. */
function countedOf({ id, round, config }: Running, part: string): Pick<OrderOffer, 'nthOrder' | 'takes'> {
  const { nthOrder, usesMax, usesBack } = config
  const use: QuotaTake = {
    kind: USE,
    id: `${id.slice(4)}:${round}${part}`,
    units: 1,
    limit: usesMax ?? 0,
    giveBack: usesBack ? 'cancel' : 'never',
    perPerson: true,
    asFarAsLeft: true,
  }
  return {
    ...(nthOrder === undefined ? {} : { nthOrder }),
    ...(usesMax === undefined ? {} : { takes: [use] }),
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
  return shippingRegions.length === 0 || isAmong(shippingRegions, regionCode)
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

import { must, timesFen, toBps, toFen } from '@mamapu/kernel'
import { apartFrom, combinesWith, type RunningCampaign } from '@mamapu/plugin-sdk'
import type { Cart, CartLine, LineOffer, OrderOffer } from '@mamapu/pricing'
import type { BundleConfig } from './bundle.config.js'
import { summaryOf } from './bundle.rules.js'

export type RunningBundle = RunningCampaign<BundleConfig>

/** Discounts in sets of units, one offer per campaign. A unit counts in one of them only. */
export function setOffers(cart: Cart, running: readonly RunningBundle[]): LineOffer[] {
  return running
    .filter(({ config }) => config.play !== 'add-on')
    .map((campaign) => ({
      ...commonOf(campaign),
      id: `bundle:${campaign.id}`,
      stage: 'line',
      class: 'bundle',
      lineIds: cart.lines.filter((line) => campaign.covers(line)).map(({ lineId }) => lineId),
      ...setOf(campaign.config),
    }))
}

function setOf({
  play,
  units,
  freeUnits,
  setPriceFen,
  offBps,
  roundTo,
  setsMax,
}: BundleConfig): Pick<LineOffer, 'set' | 'gives'> {
  if (play === 'set-price')
    return { set: { units, setsMax }, gives: { setPriceFen: toFen(must(setPriceFen, 'a price')) } }
  if (play === 'nth')
    return {
      set: { units, setsMax },
      gives: { cheapest: 1, rateBps: toBps(offBps), rounding: 'down', roundTo },
    }
  return {
    set: { units: units + freeUnits, setsMax },
    gives: { cheapest: freeUnits, rateBps: toBps(10_000), rounding: 'down' },
  }
}

/** 加价购: what is measured are the campaign's goods without the add-ons themselves. One offer per add-on in the cart. */
export function addOnOffers(cart: Cart, running: readonly RunningBundle[]): OrderOffer[] {
  return running
    .filter(({ config }) => config.play === 'add-on')
    .flatMap((campaign) =>
      campaign.config.addOns.flatMap((addOn) => {
        const lines = cart.lines.filter(({ skuId }) => skuId === addOn.skuId)
        const units = Math.min(addOn.unitsMax, unitsOf(lines))
        if (units === 0) return []
        return {
          ...commonOf(campaign),
          id: `bundle:${campaign.id}:${addOn.skuId}`,
          stage: 'order' as const,
          class: 'add-on',
          lineIds: lines.map(({ lineId }) => lineId),
          measures: measuredLines(cart.lines, campaign).map(({ lineId }) => lineId),
          units: { max: units, pick: 'dearest' as const },
          tiers: [
            {
              thresholdFen: toFen(must(campaign.config.thresholdFen, 'a threshold')),
              reduction: { priceFen: timesFen(toFen(addOn.priceFen), units) },
            },
          ],
        }
      }),
    )
}

/** The lines whose worth opens the add-ons. */
export function measuredLines(lines: readonly CartLine[], { config, covers }: RunningBundle): CartLine[] {
  const addOns = new Set(config.addOns.map(({ skuId }) => skuId))
  return lines.filter((line) => covers(line) && !addOns.has(line.skuId))
}

function unitsOf(lines: readonly CartLine[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0)
}

function commonOf({ id, label, priority, config }: RunningBundle) {
  return {
    plugin: 'bundle',
    campaignId: id,
    label: { 'zh-CN': label, en: summaryOf(config, 'en') },
    priority,
    combinesWith: combinesWith(
      config,
      'bundle',
      'add-on',
      ...(config.withReductions ? ['full-reduction'] : []),
    ),
    ...apartFrom(config),
    applies: 'always' as const,
    undiscountedOnly: config.undiscountedOnly,
  }
}

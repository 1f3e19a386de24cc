import type { Gift, LineOffer, Offer, OrderOffer, PointsOffer, Reduction, Tier } from './pricing.types.js'

const isWhole = (value: number | undefined) =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0)
const isCount = (value: number | undefined) =>
  value === undefined || (Number.isSafeInteger(value) && value > 0)
const isRate = (value: number) => isWhole(value) && value <= 10_000

/** Whether every number of an offer makes sense. The arbiter refuses the others by name and prices the cart without them. */
export function isSound(offer: Offer): boolean {
  if (!Number.isSafeInteger(offer.priority ?? 0) || !isCount(offer.nthOrder)) return false
  switch (offer.stage) {
    case 'unit':
      return isWhole(offer.unitPriceFen) && isWhole(offer.unitsMax)
    case 'line':
      return isSoundSet(offer)
    case 'order':
      return isSoundLadder(offer)
    case 'shipping':
      return isWhole(offer.thresholdFen) && isSoundReduction(offer.reduction)
    case 'points':
      return isSoundPoints(offer)
    default:
      return false
  }
}

function isSoundSet({ set, gives }: LineOffer): boolean {
  if (!isCount(set.units) || !isCount(set.setsMax)) return false
  if ('setPriceFen' in gives) return isWhole(gives.setPriceFen)
  if (!isCount(gives.cheapest) || gives.cheapest > set.units) return false
  return 'rateBps' in gives ? isRate(gives.rateBps) : isWhole(gives.unitPriceFen)
}

function isSoundLadder({ tiers, repeatsMax, units }: OrderOffer): boolean {
  return tiers.length > 0 && tiers.every(isSoundTier) && isCount(repeatsMax) && isCount(units?.max)
}

function isSoundTier({ thresholdFen, thresholdUnits, reduction, gifts }: Tier): boolean {
  return (
    isWhole(thresholdFen) &&
    isWhole(thresholdUnits) &&
    (reduction === undefined || isSoundReduction(reduction)) &&
    (gifts ?? []).every(isSoundGift)
  )
}

const isSoundGift = ({ units }: Gift) => isCount(units)

function isSoundReduction(reduction: Reduction): boolean {
  if ('amountFen' in reduction) return isWhole(reduction.amountFen)
  if ('priceFen' in reduction) return isWhole(reduction.priceFen)
  return isRate(reduction.rateBps) && isWhole(reduction.capFen)
}

function isSoundPoints(offer: PointsOffer): boolean {
  return (
    isWhole(offer.pointsAvailable) &&
    isCount(offer.pointsPerYuan) &&
    isRate(offer.maxShareBps) &&
    isCount(offer.step)
  )
}

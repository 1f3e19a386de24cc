import { type Fen, mulBps, toFen } from '@mamapu/kernel'
import type { PointsOffer, PricingPolicy } from './pricing.types.js'
import { byPriority } from './stacking.rules.js'

/** The offer that counts: the first by priority, then id. */
export function pointsOfferOf(offers: readonly PointsOffer[]): PointsOffer | null {
  return [...offers].sort(byPriority)[0] ?? null
}

export interface Spending {
  readonly offer: PointsOffer
  readonly points: number
  readonly amountFen: Fen
}

/**
 * The points spent and what they are worth: whole steps, at most the offer's share of the goods, never beyond the room of
 * the lines, and no point more than the amount needs.
 */
export function spendPoints(
  offer: PointsOffer,
  wanted: PricingPolicy['points'],
  { goodsFen, roomFen }: { goodsFen: number; roomFen: number },
): Spending | null {
  const { pointsPerYuan, step = 1 } = offer
  if (wanted === 'none') return null
  const asked = wanted === 'most' ? offer.pointsAvailable : Math.min(wanted, offer.pointsAvailable)
  const mostFen = Math.min(mulBps(toFen(goodsFen), offer.maxShareBps, 'down'), roomFen)
  const steps = Math.floor(Math.min(asked, pointsFor(mostFen + 1, pointsPerYuan) - 1) / step)
  const amountFen = worthOf(steps * step, pointsPerYuan)
  if (amountFen <= 0) return null
  const points = Math.ceil(pointsFor(amountFen, pointsPerYuan) / step) * step
  return { offer, points, amountFen: toFen(amountFen) }
}

/** The fewest points worth so many fen. */
function pointsFor(amountFen: number, pointsPerYuan: number): number {
  return Math.ceil((amountFen * pointsPerYuan) / 100)
}

function worthOf(points: number, pointsPerYuan: number): number {
  return Math.floor((points * 100) / pointsPerYuan)
}

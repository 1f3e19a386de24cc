import { type Fen, splitFen, subFen, sumFen, timesFen, toFen } from '@mamapu/kernel'
import {
  type Offer,
  PRICING_VERSION,
  type PricedCart,
  type PricedGift,
  type PricedLine,
  type QuotaTake,
  type Share,
  type TraceEntry,
} from './pricing.types.js'
import type { Outcome } from './settle.rules.js'
import type { Applied } from './tally.rules.js'
import { inTraceOrder } from './trace.rules.js'
import type { OpenLine } from './unit-stage.rules.js'

interface Split extends Applied {
  readonly parts: readonly number[]
}

/** The decision as everybody reads it. */
export function resultOf(
  lines: readonly OpenLine[],
  best: Outcome,
  trace: readonly TraceEntry[],
): Omit<PricedCart, 'hints'> {
  const applied = best.tally.applied.map((one) => ({ ...one, parts: one.shares() }))
  const spent = pointShares(best)
  const priced = lines.map((line, index) =>
    pricedLine(line, [...sharesOf(line, applied, index), ...spent(index)]),
  )
  const goodsFen = sumFen(priced.map((line) => line.subtotalFen))
  const discountFen = sumFen(priced.map((line) => line.discountFen))
  const pointsFen = best.spending?.amountFen ?? toFen(0)
  const everyday = sumFen(lines.map(({ line }) => timesFen(line.unitPriceFen, line.quantity)))
  return {
    version: PRICING_VERSION,
    lines: priced,
    goodsFen,
    discountFen,
    shippingFen: toFen(best.shipping.feeFen),
    shippingFullFen: best.shipping.quote.feeFen,
    shippingState: best.shipping.quote.state,
    payableFen: toFen(best.payableFen),
    savedFen: toFen(everyday - goodsFen + discountFen - pointsFen),
    takes: takesOf(lines, best),
    trace: [...trace].sort(inTraceOrder),
    gifts: giftsOf(applied),
    points: best.spending && {
      offerId: best.spending.offer.id,
      points: best.spending.points,
      amountFen: best.spending.amountFen,
    },
    chosen: applied
      .map(({ candidate }) => candidate.offer)
      .filter(({ applies }) => applies === 'choice')
      .map(({ id }) => id),
  }
}

function pricedLine({ line, unitFen }: OpenLine, shares: readonly Share[]): PricedLine {
  const subtotalFen = timesFen(unitFen, line.quantity)
  const discountFen = sumFen(shares.map((share) => share.amountFen))
  return {
    lineId: line.lineId,
    skuId: line.skuId,
    quantity: line.quantity,
    everydayUnitFen: line.unitPriceFen,
    unitFen,
    subtotalFen,
    discountFen,
    payableFen: subFen(subtotalFen, discountFen),
    shares,
  }
}

function sharesOf({ winner, unitShareFen }: OpenLine, applied: readonly Split[], index: number): Share[] {
  const shares = winner && unitShareFen > 0 ? [shareOf(winner, unitShareFen)] : []
  for (const { candidate, parts } of applied) {
    const amountFen = parts[index] as number
    if (amountFen > 0) shares.push(shareOf(candidate.offer, toFen(amountFen)))
  }
  return shares
}

/** Points are split over the lines by what they still cost, within their room. */
function pointShares({ tally, spending }: Outcome): (index: number) => Share[] {
  if (!spending) return () => []
  const caps = tally.room.map((room, index) => toFen(Math.min(room, tally.left[index] as number)))
  const parts = splitFen(spending.amountFen, tally.left, caps)
  return (index) => {
    const amountFen = parts[index] as Fen
    return amountFen > 0 ? [shareOf(spending.offer, amountFen)] : []
  }
}

function shareOf({ id, plugin, stage, campaignId }: Offer, amountFen: Fen): Share {
  return { offerId: id, plugin, stage, ...(campaignId === undefined ? {} : { campaignId }), amountFen }
}

function takesOf(lines: readonly OpenLine[], { tally, shipping, spending }: Outcome): readonly QuotaTake[] {
  const winners: readonly Offer[] = [
    ...lines.flatMap(({ winner }) => (winner ? [winner] : [])),
    ...tally.applied.map(({ candidate }) => candidate.offer),
    ...(shipping.winner ? [shipping.winner.offer] : []),
    ...(spending ? [spending.offer] : []),
  ]
  const taken = winners.flatMap(({ takes }) => takes ?? [])
  return spending ? [...taken, { ...spending.offer.spends, units: spending.points }] : taken
}

/** Gifts of every rung reached, as often as it counts. */
export function giftsOf(applied: readonly Applied[]): readonly PricedGift[] {
  return applied.flatMap(({ candidate: { offer }, tier, times }) =>
    (tier?.gifts ?? []).map((gift) => ({
      ...gift,
      units: gift.units * times,
      takes: gift.takes.map((take) => ({ ...take, units: take.units * times })),
      offerId: offer.id,
      plugin: offer.plugin,
      ...(offer.campaignId === undefined ? {} : { campaignId: offer.campaignId }),
    })),
  )
}

import { assert, type Fen, maxFen, minFen, subFen, sumFen, timesFen, toFen, ZERO_FEN } from '@mamapu/kernel'
import {
  type Applied,
  applyAll,
  combinations,
  EXACT_CANDIDATES,
  inOrder,
  linesInScope,
  mayCombine,
  type OpenLine,
  reachedTier,
  reductionOf,
  upperBound,
} from './order-stage.rules.js'
import {
  type Cart,
  type CartLine,
  type Offer,
  type OrderOffer,
  PRICING_VERSION,
  type PricedCart,
  type PricedLine,
  type PricingPolicy,
  type QuotaTake,
  type Reduction,
  type ShippingOffer,
  type TraceEntry,
  type UnitPriceOffer,
} from './pricing.types.js'
import { quoteShipping, type ShippingQuote } from './shipping.rules.js'

interface UnitChoice {
  readonly line: CartLine
  readonly unitFen: Fen
  readonly winner: UnitPriceOffer | null
}

interface Outcome {
  readonly applied: readonly Applied[]
  readonly shipping: ShippingQuote
  readonly shippingFen: Fen
  readonly shippingWinner: { offer: ShippingOffer; amountFen: Fen } | null
  readonly payableFen: Fen
}

/**
 * The arbiter: decides which offers count, caps them, allocates every discount to the lines in whole fen and says why.
 * Pure and deterministic: the same cart, offers and policy give the same bits, in whatever order the offers come.
 * Guarantees: shares of a discount add up to it; no line and no total is negative; no unit is sold below its floor by
 * a unit price; lowest payable with shipping wins, on a tie the choice that spends fewer limited things, then ids.
 */
export function price(cart: Cart, offers: readonly Offer[], policy: PricingPolicy): PricedCart {
  for (const line of cart.lines)
    assert(
      Number.isSafeInteger(line.quantity) && line.quantity > 0,
      `quantity of ${line.lineId}: ${line.quantity}`,
    )
  const trace: TraceEntry[] = []
  const sound = offers.filter((offer) => isSound(offer, trace))
  const units = chooseUnitPrices(
    cart,
    sound.filter((offer) => offer.stage === 'unit'),
    trace,
  )
  const open = units.map(openLine)
  const goodsFen = sumFen(open.map((line) => line.subtotalFen))
  const candidates = findCandidates(
    sound.filter((offer) => offer.stage === 'order'),
    open,
    policy,
    trace,
  )
  const shippingOffers = sound.filter((offer) => offer.stage === 'shipping')
  const best = search(candidates, open, (applied) =>
    settle(cart, units, applied, shippingOffers, policy, goodsFen),
  )
  traceOrderStage(candidates, best, open, trace)
  traceShipping(shippingOffers, best, trace)
  return result(units, best, goodsFen, trace)
}

function isSound(offer: Offer, trace: TraceEntry[]): boolean {
  const isFine = amountsOf(offer).every((amount) => Number.isSafeInteger(amount) && amount >= 0)
  if (!isFine) trace.push(entry(offer, 'refused', 'offer_invalid', ZERO_FEN))
  return isFine
}

function amountsOf(offer: Offer): readonly number[] {
  if (offer.stage === 'unit') return [offer.unitPriceFen]
  if (offer.stage === 'shipping') return [offer.thresholdFen, amountOf(offer.reduction)]
  if (offer.stage === 'order')
    return offer.tiers.flatMap((tier) => [tier.thresholdFen, tier.reduction ? amountOf(tier.reduction) : 0])
  return []
}

function amountOf(reduction: Reduction): number {
  if ('amountFen' in reduction) return reduction.amountFen
  if ('priceFen' in reduction) return reduction.priceFen
  return reduction.rateBps <= 10_000 ? reduction.rateBps : -1
}

function entry(
  offer: Offer,
  outcome: TraceEntry['outcome'],
  code: TraceEntry['code'],
  amountFen: Fen,
): TraceEntry {
  return {
    offerId: offer.id,
    plugin: offer.plugin,
    stage: offer.stage,
    label: offer.label,
    outcome,
    code,
    amountFen,
  }
}

/** Lowest unit price wins each line; a price above the everyday one or below the floor never counts. */
function chooseUnitPrices(cart: Cart, offers: readonly UnitPriceOffer[], trace: TraceEntry[]): UnitChoice[] {
  return cart.lines.map((line) => {
    let winner: UnitPriceOffer | null = null
    let unitFen = line.unitPriceFen
    const ours = offers.filter((offer) => offer.lineId === line.lineId)
    for (const offer of ours) {
      const price = maxFen(offer.unitPriceFen, minFen(line.floorFen, line.unitPriceFen))
      const isBetter =
        price < unitFen ||
        (winner !== null &&
          price === unitFen &&
          ((offer.priority ?? 0) - (winner.priority ?? 0) || (offer.id < winner.id ? 1 : -1)) > 0)
      if (isBetter && price < line.unitPriceFen) {
        winner = offer
        unitFen = price
      }
    }
    for (const offer of ours)
      trace.push(
        offer === winner
          ? entry(offer, 'won', 'applied', timesFen(subFen(line.unitPriceFen, unitFen), line.quantity))
          : entry(offer, 'lost', 'better_offer', ZERO_FEN),
      )
    return { line, unitFen, winner }
  })
}

function openLine({ line, unitFen, winner }: UnitChoice): OpenLine {
  const subtotalFen = timesFen(unitFen, line.quantity)
  const floor = timesFen(minFen(line.floorFen, unitFen), line.quantity)
  return {
    lineId: line.lineId,
    subtotalFen,
    roomFen: subFen(subtotalFen, floor),
    exclusive: winner?.exclusive === true,
  }
}

function findCandidates(
  offers: readonly OrderOffer[],
  lines: readonly OpenLine[],
  policy: PricingPolicy,
  trace: TraceEntry[],
): OrderOffer[] {
  const candidates: OrderOffer[] = []
  for (const offer of offers) {
    const scope = linesInScope(offer, lines)
    const worth = sumFen(scope.map((index) => (lines[index] as OpenLine).subtotalFen))
    if (scope.length === 0) trace.push(entry(offer, 'refused', 'no_line_in_scope', ZERO_FEN))
    else if (reachedTier(offer, worth) === null)
      trace.push({
        ...entry(offer, 'refused', 'below_threshold', ZERO_FEN),
        missingFen: subFen(offer.tiers[0]?.thresholdFen ?? worth, worth),
      })
    else if (upperBound(offer, lines) === 0)
      trace.push(entry(offer, 'refused', 'nothing_to_reduce', ZERO_FEN))
    else if (offer.applies === 'choice' && policy.choices !== 'best' && !policy.choices.includes(offer.id))
      trace.push(entry(offer, 'lost', 'not_chosen', upperBound(offer, lines)))
    else candidates.push(offer)
  }
  const byBound = [...candidates].sort((a, b) => upperBound(b, lines) - upperBound(a, lines) || inOrder(a, b))
  for (const offer of byBound.slice(EXACT_CANDIDATES)) trace.push(entry(offer, 'lost', 'not_tried', ZERO_FEN))
  return byBound.slice(0, EXACT_CANDIDATES).sort(inOrder)
}

function search(
  candidates: readonly OrderOffer[],
  lines: readonly OpenLine[],
  settleWith: (applied: readonly Applied[]) => Outcome,
): Outcome {
  let best = settleWith([])
  for (const set of combinations(candidates)) {
    const applied = applyAll(set, lines)
    if (!applied || applied.length === 0) continue
    const outcome = settleWith(applied)
    if (isBetter(outcome, best)) best = outcome
  }
  return best
}

/** Lowest payable; then fewer limited things spent; then higher priority; then ids. */
function isBetter(a: Outcome, b: Outcome): boolean {
  if (a.payableFen !== b.payableFen) return a.payableFen < b.payableFen
  const spent = (outcome: Outcome) =>
    outcome.applied.reduce((sum, { offer }) => sum + (offer.takes?.length ?? 0), 0)
  if (spent(a) !== spent(b)) return spent(a) < spent(b)
  const priority = (outcome: Outcome) =>
    Math.max(0, ...outcome.applied.map(({ offer }) => offer.priority ?? 0))
  if (priority(a) !== priority(b)) return priority(a) > priority(b)
  const ids = (outcome: Outcome) => outcome.applied.map(({ offer }) => offer.id).join()
  return ids(a) < ids(b)
}

/** Shipping and the payable floor on top of applied order discounts. */
function settle(
  cart: Cart,
  units: readonly UnitChoice[],
  applied: readonly Applied[],
  shippingOffers: readonly ShippingOffer[],
  policy: PricingPolicy,
  goodsFen: Fen,
): Outcome {
  const kept = keepFloor(applied, goodsFen, policy.payableFloorFen)
  const discountFen = sumFen(kept.map(({ amountFen }) => amountFen))
  const goodsLeft = subFen(goodsFen, discountFen)
  const weightGram = units.reduce((sum, { line }) => sum + line.weightGram * line.quantity, 0)
  const shipping = quoteShipping(policy.shipping, {
    regionCode: cart.regionCode,
    weightGram,
    goodsFen: goodsLeft,
  })
  const shippingWinner = bestShippingOffer(shippingOffers, goodsLeft, shipping.feeFen)
  const shippingFen = subFen(shipping.feeFen, shippingWinner?.amountFen ?? ZERO_FEN)
  return { applied: kept, shipping, shippingFen, shippingWinner, payableFen: toFen(goodsLeft + shippingFen) }
}

function bestShippingOffer(
  offers: readonly ShippingOffer[],
  goodsFen: Fen,
  feeFen: Fen,
): Outcome['shippingWinner'] {
  const working = offers
    .filter((offer) => goodsFen >= offer.thresholdFen)
    .map((offer) => ({ offer, amountFen: reductionOf(offer.reduction, feeFen) }))
    .filter(({ amountFen }) => amountFen > 0)
    .sort((a, b) => b.amountFen - a.amountFen || (a.offer.id < b.offer.id ? -1 : 1))
  return working[0] ?? null
}

/** Takes back from the last discounts what would bring the goods below the store's payable floor. */
function keepFloor(applied: readonly Applied[], goodsFen: Fen, floorFen: Fen): readonly Applied[] {
  const discount = sumFen(applied.map(({ amountFen }) => amountFen))
  let excess = Math.max(0, discount - Math.max(0, goodsFen - floorFen))
  if (excess === 0) return applied
  const kept = [...applied]
  for (let index = kept.length - 1; index >= 0 && excess > 0; index -= 1) {
    const one = kept[index] as Applied
    const back = Math.min(excess, one.amountFen)
    excess -= back
    const shares = [...one.shares] as number[]
    let left = back
    for (let line = shares.length - 1; line >= 0 && left > 0; line -= 1) {
      const part = Math.min(left, shares[line] as number)
      shares[line] = (shares[line] as number) - part
      left -= part
    }
    kept[index] = { offer: one.offer, amountFen: toFen(one.amountFen - back), shares: shares as Fen[] }
  }
  return kept.filter(({ amountFen }) => amountFen > 0)
}

function traceOrderStage(
  candidates: readonly OrderOffer[],
  best: Outcome,
  lines: readonly OpenLine[],
  trace: TraceEntry[],
): void {
  const won = new Map(best.applied.map(({ offer, amountFen }) => [offer.id, amountFen]))
  const winners = best.applied.map(({ offer }) => offer)
  for (const offer of candidates) {
    const amountFen = won.get(offer.id)
    if (amountFen !== undefined) trace.push(entry(offer, 'won', 'applied', amountFen))
    else if (winners.some((winner) => winner.class === offer.class))
      trace.push(entry(offer, 'lost', 'better_offer', upperBound(offer, lines)))
    else if (winners.every((winner) => mayCombine(winner, offer)))
      trace.push(entry(offer, 'lost', 'no_gain', ZERO_FEN))
    else trace.push(entry(offer, 'lost', 'not_combinable', upperBound(offer, lines)))
  }
}

function traceShipping(offers: readonly ShippingOffer[], best: Outcome, trace: TraceEntry[]): void {
  for (const offer of offers)
    trace.push(
      offer === best.shippingWinner?.offer
        ? entry(offer, 'won', 'applied', best.shippingWinner.amountFen)
        : entry(offer, 'lost', best.shippingWinner ? 'better_offer' : 'nothing_to_reduce', ZERO_FEN),
    )
}

function result(units: readonly UnitChoice[], best: Outcome, goodsFen: Fen, trace: TraceEntry[]): PricedCart {
  const lines: PricedLine[] = units.map(({ line, unitFen }, index) => {
    const shares = best.applied
      .map(({ offer, shares: parts }) => ({
        offerId: offer.id,
        plugin: offer.plugin,
        stage: offer.stage,
        amountFen: parts[index] as Fen,
      }))
      .filter((share) => share.amountFen > 0)
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
  })
  const discountFen = sumFen(lines.map((line) => line.discountFen))
  const everyday = sumFen(units.map(({ line }) => timesFen(line.unitPriceFen, line.quantity)))
  const winners: readonly Offer[] = [
    ...units.flatMap(({ winner }) => (winner ? [winner] : [])),
    ...best.applied.map(({ offer }) => offer),
    ...(best.shippingWinner ? [best.shippingWinner.offer] : []),
  ]
  return {
    version: PRICING_VERSION,
    lines,
    goodsFen,
    discountFen,
    shippingFen: best.shippingFen,
    shippingFullFen: best.shipping.feeFen,
    shippingState: best.shipping.state,
    payableFen: best.payableFen,
    savedFen: toFen(everyday - goodsFen + discountFen),
    takes: winners.flatMap((offer): readonly QuotaTake[] => offer.takes ?? []),
    trace: [...trace].sort(byOffer),
    gifts: [],
    points: null,
    hints: [],
    chosen: best.applied.filter(({ offer }) => offer.applies === 'choice').map(({ offer }) => offer.id),
  }
}

const STAGES = ['unit', 'line', 'order', 'shipping', 'points']

function byOffer(a: TraceEntry, b: TraceEntry): number {
  return (
    STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) ||
    (a.offerId < b.offerId ? -1 : a.offerId > b.offerId ? 1 : 0)
  )
}

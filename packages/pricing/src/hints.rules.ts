import { toFen } from '@mamapu/kernel'
import { isWanted } from './candidates.rules.js'
import { type Decided, decide } from './decide.rules.js'
import { cheapestUnit } from './line-stage.rules.js'
import { countUnits, isReached, missingFor } from './order-stage.rules.js'
import type {
  Cart,
  CartLine,
  Gift,
  Hint,
  LineOffer,
  Offer,
  OrderOffer,
  PricingPolicy,
  ShippingOffer,
} from './pricing.types.js'
import { compareIds } from './stacking.rules.js'
import { type Candidate, sumAt } from './tally.rules.js'

/** So many of the nearest steps are tried, each by pricing the cart once more. */
const HINTS_MAX = 3

/** A step of more than this and of more than twice the goods is no little more. */
const HINT_REACH_FEN = 20_000

/** The goods a hint imagines: not under any other offer, of no weight. */
const IMAGINED = '+hint'

interface Step {
  readonly offer: OrderOffer | LineOffer | ShippingOffer
  readonly missingFen: number
  readonly missingUnits: number
  /** What is bought, as a line of its own that is not reduced itself. */
  readonly bought: { readonly units: number; readonly unitFen: number }
}

/**
 * What a little more would bring. Each is proved: the cart is priced again with goods for the missing amount (or units of
 * the cheapest price in scope), and the hint says what that order costs less than the two together. What does not win
 * there, or brings nothing, is not said.
 */
export function findHints(
  cart: Cart,
  { offers, policy }: { offers: readonly Offer[]; policy: PricingPolicy },
  decided: Decided,
): readonly Hint[] {
  const reach = Math.max(HINT_REACH_FEN, decided.priced.goodsFen * 2)
  return stepsOf(decided)
    .filter(({ missingFen }) => missingFen <= reach)
    .sort(byDistance)
    .slice(0, HINTS_MAX)
    .flatMap((step) => prove(step, { cart, offers, policy, decided }) ?? [])
}

function byDistance(a: Step, b: Step): number {
  return a.missingFen - b.missingFen || a.missingUnits - b.missingUnits || compareIds(a.offer, b.offer)
}

function stepsOf({ contest, field, found }: Decided): Step[] {
  const refused = field.short
    .filter(({ candidate }) => isWanted(candidate.offer, contest.policy))
    .flatMap(({ candidate, obstacle }) => {
      const { offer } = candidate
      const { missingFen = 0, missingUnits = 0 } = obstacle
      return offer.stage === 'order'
        ? [tierStep(offer, missingFen, missingUnits)]
        : setStep(offer, missingUnits, { decided: { contest }, candidate })
    })
  const higher = found.best.tally.applied.flatMap(({ candidate }) => nextTier(candidate, { contest, found }))
  const delivery = contest.shippingOffers
    .filter(({ thresholdFen }) => thresholdFen > found.best.goodsFen)
    .map((offer) => tierStep(offer, offer.thresholdFen - found.best.goodsFen, 0))
  return [...refused, ...higher, ...delivery]
}

function tierStep(offer: OrderOffer | ShippingOffer, missingFen: number, missingUnits: number): Step {
  const units = Math.max(1, missingUnits)
  return {
    offer,
    missingFen,
    missingUnits,
    bought: { units, unitFen: Math.ceil(missingFen / units) },
  }
}

function setStep(
  offer: LineOffer,
  missingUnits: number,
  { decided, candidate }: { decided: Pick<Decided, 'contest'>; candidate: Candidate },
): Step[] {
  const unit = cheapestUnit(decided.contest.start, candidate)
  if (!unit) return []
  return [{ offer, missingFen: 0, missingUnits, bought: { units: missingUnits, unitFen: unit.priceFen } }]
}

/** The next rung of a ladder that stands on a lower one. */
function nextTier(
  { offer, measured }: Candidate,
  { contest, found }: Pick<Decided, 'contest' | 'found'>,
): Step[] {
  if (offer.stage !== 'order') return []
  const worth = sumAt(found.best.tally.worth, measured)
  const units = countUnits(contest.lines, measured)
  const next = offer.tiers.find((tier) => !isReached(tier, worth, units))
  if (!next) return []
  const { missingFen = 0, missingUnits = 0 } = missingFor(next, worth, units)
  return [tierStep(offer, missingFen, missingUnits)]
}

interface Proof {
  readonly cart: Cart
  readonly offers: readonly Offer[]
  readonly policy: PricingPolicy
  readonly decided: Decided
}

function prove(step: Step, { cart, offers, policy, decided }: Proof): Hint | null {
  const { offer, bought } = step
  const after = decide(
    { ...cart, lines: [...cart.lines, imagined(bought)] },
    offers.map((one) => (one.id === offer.id ? admitting(one) : one)),
    policy,
  ).priced
  const before = decided.priced
  const won = after.trace.some(({ offerId, outcome }) => offerId === offer.id && outcome === 'won')
  const gainFen = before.payableFen + bought.units * bought.unitFen - after.payableFen
  if (!won || gainFen < 0) return null
  const gifts = newGifts(before.gifts, after.gifts, offer.id)
  const freeShipping = before.shippingFen > 0 && after.shippingFen === 0 && shipsFree(offer)
  if (gainFen === 0 && gifts.length === 0) return null
  const { id, plugin, label } = offer
  return {
    offerId: id,
    plugin,
    label,
    missingFen: toFen(step.missingFen),
    missingUnits: step.missingUnits,
    ...(offer.stage === 'line' ? { unitFen: toFen(bought.unitFen) } : {}),
    gainFen: toFen(gainFen),
    gifts,
    freeShipping,
  }
}

/** Whether free delivery is this offer's doing: the shop's own free delivery may begin at the same goods. */
function shipsFree(offer: Step['offer']): boolean {
  return (
    offer.stage === 'shipping' || (offer.stage === 'order' && offer.tiers.some((tier) => tier.freeShipping))
  )
}

function imagined({ units, unitFen }: Step['bought']): CartLine {
  return {
    lineId: IMAGINED,
    skuId: IMAGINED,
    productId: IMAGINED,
    categoryIds: [],
    tags: [],
    quantity: units,
    unitPriceFen: toFen(unitFen),
    floorFen: toFen(unitFen),
    weightGram: 0,
  }
}

/** The offer with the imagined goods where its threshold looks. */
function admitting(offer: Offer): Offer {
  if (offer.stage === 'line') return { ...offer, lineIds: [...offer.lineIds, IMAGINED] }
  if (offer.stage !== 'order' || offer.measures === 'cart') return offer
  return offer.measures
    ? { ...offer, measures: [...offer.measures, IMAGINED] }
    : { ...offer, lineIds: [...offer.lineIds, IMAGINED] }
}

function newGifts(
  before: readonly (Gift & { offerId: string })[],
  after: readonly (Gift & { offerId: string })[],
  offerId: string,
): readonly Gift[] {
  return after
    .filter((gift) => gift.offerId === offerId)
    .flatMap(({ skuId, title, units, takes, onRefund }) => {
      const had = before.find((gift) => gift.offerId === offerId && gift.skuId === skuId)?.units ?? 0
      return units > had ? [{ skuId, title, units: units - had, takes, onRefund }] : []
    })
}

import { isWords, type PriceRule } from '@mamapu/plugin-sdk'
import type { Cart, Offer } from '@mamapu/pricing'

/** A rule that offers more than this is not doing what it is for. */
export const OFFERS_MAX = 200

/** What a rule's answer is judged by. */
export interface OfferContext {
  readonly pluginId: string
  readonly rule: Pick<PriceRule, 'stage'>
  readonly lineIds: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

export function offerContext(
  pluginId: string,
  rule: PriceRule,
  cart: Cart,
  kinds: Iterable<string>,
): OfferContext {
  return { pluginId, rule, lineIds: new Set(cart.lines.map(({ lineId }) => lineId)), kinds: new Set(kinds) }
}

/** What is wrong with a rule's answer, or null when the arbiter may have it. Trusts nothing about its shape. */
export function whyNonsense(answer: unknown, context: OfferContext): string | null {
  if (!Array.isArray(answer)) return 'a rule returns a list of offers, at once'
  if (answer.length > OFFERS_MAX) return `${answer.length} offers; at most ${OFFERS_MAX}`
  const ids = new Set<string>()
  for (const offer of answer as readonly Partial<Record<string, unknown>>[]) {
    if (typeof offer !== 'object' || offer === null) return 'an offer is an object'
    const what = whyBadOffer(offer, context)
    if (what) return `offer ${String(offer.id).slice(0, 60)}: ${what}`
    if (ids.has(String(offer.id))) return `two offers with the id ${String(offer.id).slice(0, 60)}`
    ids.add(String(offer.id))
  }
  return null
}

function whyBadOffer(offer: Partial<Record<string, unknown>>, context: OfferContext): string | null {
  const { id, plugin, stage, label, priority, takes } = offer
  if (plugin !== context.pluginId) return 'plugin is not its own id'
  if (typeof id !== 'string' || !id.startsWith(`${context.pluginId}:`) || id.length > 120)
    return 'the id begins with the plugin id and a colon'
  if (stage !== context.rule.stage) return `stage ${String(stage)} is not the rule's`
  if (!isWords(label)) return 'label needs both languages'
  if (priority !== undefined && !Number.isSafeInteger(priority)) return 'priority is a whole number'
  if (takes !== undefined) {
    if (!Array.isArray(takes) || takes.length > 8) return 'takes is a list of at most 8'
    if (!takes.every((take) => isTake(take, context))) return 'it takes what the plugin has not declared'
  }
  if (stage === 'unit')
    return isAmount(offer.unitPriceFen) && context.lineIds.has(String(offer.lineId))
      ? null
      : 'a unit price needs a line of the cart and whole fen'
  if (stage === 'order') return whyBadTiers(offer.tiers) ?? whyBadOrderOffer(offer, context)
  if (!isAmount(offer.thresholdFen)) return 'thresholdFen is whole fen'
  return isReduction(offer.reduction) ? null : 'reduction is an amount or a rate'
}

function whyBadTiers(tiers: unknown): string | null {
  if (!Array.isArray(tiers) || tiers.length < 1 || tiers.length > 10) return 'tiers are 1 to 10'
  for (const tier of tiers as readonly Partial<Record<string, unknown>>[]) {
    if (!isAmount(tier?.thresholdFen)) return 'thresholdFen is whole fen'
    if (tier.reduction !== undefined && !isReduction(tier.reduction))
      return 'reduction is an amount or a rate'
  }
  return null
}

function whyBadOrderOffer(offer: Partial<Record<string, unknown>>, context: OfferContext): string | null {
  const { lineIds, combinesWith, applies } = offer
  if (typeof offer.class !== 'string' || offer.class === '') return 'class is missing'
  if (!Array.isArray(combinesWith) || !combinesWith.every((one) => typeof one === 'string'))
    return 'combinesWith is a list of classes'
  if (!Array.isArray(lineIds) || !lineIds.every((one) => context.lineIds.has(one as string)))
    return 'lineIds are lines of the cart'
  return applies === 'always' || applies === 'choice' ? null : 'applies is always or choice'
}

function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isReduction(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { amountFen, rateBps, capFen, rounding } = value as Partial<Record<string, unknown>>
  if (amountFen !== undefined) return isAmount(amountFen)
  return (
    isAmount(rateBps) &&
    (rateBps as number) <= 10_000 &&
    (capFen === undefined || isAmount(capFen)) &&
    (rounding === 'down' || rounding === 'up')
  )
}

function isTake(value: unknown, context: OfferContext): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { kind, id, units, limit, giveBack, lineId, insteadOfStock, perPerson } = value as Partial<
    Record<string, unknown>
  >
  return (
    context.kinds.has(String(kind)) &&
    typeof id === 'string' &&
    id.length > 0 &&
    id.length <= 100 &&
    Number.isSafeInteger(units) &&
    (units as number) > 0 &&
    (limit === null || isAmount(limit)) &&
    (giveBack === 'cancel' || giveBack === 'refund') &&
    (lineId === undefined ? !insteadOfStock : context.lineIds.has(String(lineId))) &&
    !(perPerson && limit === null)
  )
}

/** The answer as offers, once `whyNonsense` found nothing. */
export function asOffers(answer: unknown): readonly Offer[] {
  return answer as readonly Offer[]
}

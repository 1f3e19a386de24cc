import { isWords, type PriceRule } from '@mamapu/plugin-sdk'
import type { Cart, Offer, Stage } from '@mamapu/pricing'
import {
  isCampaign,
  isPriority,
  isTake,
  type Names,
  type Raw,
  TAKES_MAX,
  whyBadLadder,
  whyBadPoints,
  whyBadSet,
  whyBadShipping,
  whyBadUnit,
} from './offer-shapes.js'

/** A rule that offers more than this is not doing what it is for. */
export const OFFERS_MAX = 200

/** What a rule's answer is judged by. */
export interface OfferContext extends Names {
  readonly pluginId: string
  readonly rule: Pick<PriceRule, 'stage'>
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
  for (const offer of answer as readonly Raw[]) {
    if (typeof offer !== 'object' || offer === null) return 'an offer is an object'
    const what = whyBadOffer(offer, context)
    const id = typeof offer.id === 'string' ? offer.id : `of type ${typeof offer.id}`
    if (what) return `offer ${id.slice(0, 60)}: ${what}`
    if (ids.has(id)) return `two offers with the id ${id.slice(0, 60)}`
    ids.add(id)
  }
  return null
}

function whyBadOffer(offer: Raw, context: OfferContext): string | null {
  const { id, plugin, stage, label, priority, takes, campaignId } = offer
  if (plugin !== context.pluginId) return 'plugin is not its own id'
  if (typeof id !== 'string' || !id.startsWith(`${context.pluginId}:`) || id.length > 120)
    return 'the id begins with the plugin id and a colon'
  if (stage !== context.rule.stage) return `stage ${String(stage)} is not the rule's`
  if (!isWords(label)) return 'label needs both languages'
  if (!isPriority(priority)) return 'priority is a whole number between -1000 and 1000'
  if (campaignId !== undefined && !isCampaign(campaignId)) return 'campaignId is a campaign of the shop'
  if (takes !== undefined) {
    if (!Array.isArray(takes) || takes.length > TAKES_MAX) return `takes is a list of at most ${TAKES_MAX}`
    if (!takes.every((take) => isTake(take, context))) return 'it takes what the plugin has not declared'
  }
  return SHAPES[context.rule.stage](offer, context)
}

const SHAPES: Readonly<Record<Stage, (offer: Raw, names: Names) => string | null>> = {
  unit: whyBadUnit,
  line: whyBadSet,
  order: whyBadLadder,
  shipping: whyBadShipping,
  points: whyBadPoints,
}

/** The answer as offers, once `whyNonsense` found nothing. */
export function asOffers(answer: unknown): readonly Offer[] {
  return answer as readonly Offer[]
}

import type { Fen } from '@mamapu/kernel'
import { type Offer, PRICING_VERSION, price } from '@mamapu/pricing'
import { type AskedFacts, type DecidedBefore, listDecisions } from '../orders/index.js'
import { collectOffers, type PluginHost, type QuietFault, type StorePlugins } from '../plugins/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'
import { recordedFacts } from './asked-facts.js'
import { notedBefore, shrinking, withinLimits } from './person-limits.js'
import { canonical } from './replay.js'
import { type RulesToday, rulesToday } from './rules-today.js'

export const REPLAYED_ORDERS_MAX = 1000

/** An order that today's rules would decide otherwise. */
export interface RulesDifference {
  readonly number: string
  readonly placedAt: Date
  /** Ids of offers that are new, gone or not the same. */
  readonly offers: readonly string[]
  readonly wasFen: Fen
  readonly isFen: Fen
}

export interface RulesReplay {
  readonly same: number
  readonly different: readonly RulesDifference[]
  /** Decided by an older arbiter, or with a record too large to keep what the rules read. */
  readonly skipped: number
  /** Rules and facts that failed meanwhile, with the cause; each fault once. */
  readonly faults: readonly QuietFault[]
}

/**
 * Today's rules and settings over what the latest orders were decided on, each with the campaigns of its own time. Reads only. An
 * offer whose campaign had no units left then cannot be told from one that is new, so what takes units and was not
 * offered then is left out.
 */
export async function replayRules(
  deps: { readonly host: PluginHost; readonly pluginsPart: SnapshotPart<StorePlugins> },
  store: StoreSnapshot,
  { at, limit }: { at: Date; limit: number },
): Promise<RulesReplay> {
  const rules = await rulesToday(deps, store, at)
  const orders = await listDecisions(deps.host.db, store.storeId, Math.min(limit, REPLAYED_ORDERS_MAX))
  const different: RulesDifference[] = []
  let same = 0
  let skipped = 0
  for (const order of orders) {
    const outcome = await replayOne(rules, order)
    if (outcome === null) skipped += 1
    else if (outcome.offers.length === 0 && outcome.isFen === outcome.wasFen) same += 1
    else different.push(outcome)
  }
  return { same, different, skipped, faults: rules.faults() }
}

/** How much more the order would cost today. */
export function dearerBy({ isFen, wasFen }: RulesDifference): number {
  return isFen - wasFen
}

async function replayOne(rules: RulesToday, order: DecidedBefore): Promise<RulesDifference | null> {
  const { version, cart, offers, policy, priced, trimmed, asked } = order.decision
  if (version !== PRICING_VERSION || trimmed || !asked) return null
  const then = new Map(offers.map((offer) => [offer.id, offer]))
  const plugins = await rules.at(new Date(asked.at))
  const { now } = offersToday(rules.host, plugins, { ...order, asked })
  return {
    number: order.number,
    placedAt: order.placedAt,
    offers: differing(then, new Map(now.map((offer) => [offer.id, offer]))),
    wasFen: priced.payableFen,
    isFen: price(cart, now, policy).payableFen,
  }
}

/**
 * What today's rules offer over what an order was decided on, at its own time. `untold` take units and were not offered
 * then: perhaps there were none left, so they are not compared.
 */
export function offersToday(
  host: PluginHost,
  plugins: StorePlugins,
  {
    decision,
    customerId,
    asked,
  }: Pick<DecidedBefore, 'decision' | 'customerId'> & { readonly asked: AskedFacts },
): { readonly now: readonly Offer[]; readonly untold: readonly Offer[] } {
  const { cart, offers } = decision
  const then = new Set(offers.map(({ id }) => id))
  const today = collectOffers(host, plugins, {
    cart,
    facts: recordedFacts(plugins, asked),
    at: new Date(asked.at),
    customer: customerId && { id: customerId },
  })
  const isUntold = (offer: Offer) => !then.has(offer.id) && takesUnits(offer)
  return {
    now: withinLimits(
      today.filter((offer) => !isUntold(offer)),
      notedBefore(offers),
    ),
    untold: today.filter(isUntold),
  }
}

/** What the decision left out for want of units, or of the person's, is not of today's rules. */
const takesUnits = (offer: Offer) =>
  (offer.takes ?? []).some(({ limit }) => limit === null) ||
  (offer.stage !== 'unit' && shrinking(offer).length > 0)

function differing(then: ReadonlyMap<string, Offer>, now: ReadonlyMap<string, Offer>): string[] {
  const ids = [...new Set([...then.keys(), ...now.keys()])]
  return ids.filter((id) => canonical(then.get(id) ?? null) !== canonical(now.get(id) ?? null)).sort()
}

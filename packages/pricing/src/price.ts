import { decide } from './decide.rules.js'
import { findHints } from './hints.rules.js'
import type { Cart, Offer, PricedCart, PricingPolicy } from './pricing.types.js'

/**
 * The arbiter: decides which offers count, caps them, allocates every discount to the lines in whole fen and says why.
 * Pure and deterministic: the same cart, offers and policy give the same bits, in whatever order the offers come.
 * Guarantees: shares of a discount add up to it; no line and no total is negative; no offer brings a unit below its floor;
 * lowest payable with shipping wins, on a tie the choice that spends fewer limited things, then priority, then ids.
 */
export function price(cart: Cart, offers: readonly Offer[], policy: PricingPolicy): PricedCart {
  const decided = decide(cart, offers, policy)
  return { ...decided.priced, hints: findHints(cart, { offers, policy }, decided) }
}

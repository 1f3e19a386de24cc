export { HINTS_MAX } from './hints.rules.js'
export { price } from './price.js'
export {
  type Cart,
  type CartLine,
  type Gift,
  type Hint,
  type LineOffer,
  type Offer,
  type OrderOffer,
  type PointsOffer,
  PRICING_VERSION,
  type PricedCart,
  type PricedGift,
  type PricedLine,
  type PricingPolicy,
  type QuotaTake,
  type Reduction,
  type RoundTo,
  type Share,
  type ShippingOffer,
  type ShippingRule,
  type ShippingState,
  type SpentPoints,
  type Stacking,
  type Stage,
  type Tier,
  type TraceCode,
  type TraceEntry,
  type UnitPriceOffer,
} from './pricing.types.js'
export { EXACT_CANDIDATES } from './search.rules.js'
export { quoteShipping, type ShippingQuote } from './shipping.rules.js'

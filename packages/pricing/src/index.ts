export { EXACT_CANDIDATES } from './order-stage.rules.js'
export { price } from './price.js'
export {
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
  type Share,
  type ShippingOffer,
  type ShippingRule,
  type ShippingState,
  type Stage,
  type TraceCode,
  type TraceEntry,
  type UnitPriceOffer,
} from './pricing.types.js'
export { quoteShipping, type ShippingQuote } from './shipping.rules.js'

export {
  type Basket,
  type BasketAsk,
  type BasketDeps,
  type BasketLine,
  type BasketSource,
  type BrokenLine,
  type LineObstacle,
  readBasket,
  type Shopper,
} from './basket.js'
export { shippingPart, shippingRulesOf } from './basket.queries.js'
export { checkoutRoutes } from './checkout.routes.js'
export { hintWords } from './hint-words.js'
export { countsPersons } from './order-takes.js'
export {
  type PlaceAsk,
  type PlaceDeps,
  type PlaceResult,
  placeOrder,
  readContact,
  whyNotPlaceable,
} from './place-order.js'
export { findRegion, listRegions, type Region, type RegionNode, regionText } from './regions.js'
export { type ReplayResult, replayOrder } from './replay.js'
export { replayAdminRoutes } from './replay.routes.js'
export {
  dearerBy,
  REPLAYED_ORDERS_MAX,
  type RulesReplay,
  replayRules,
} from './replay-rules.js'
export { obstacleWords, traceWords } from './trace-words.js'

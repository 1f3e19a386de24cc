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
export { type ChangeDeliveryAsk, changeDelivery } from './change-delivery.js'
export { checkoutRoutes } from './checkout.routes.js'
export { readContact } from './decided-order.js'
export {
  type DecidedDelivery,
  type DeliveryPick,
  decideDelivery,
  missingFor,
  type OfferedMethod,
} from './delivery.js'
export { feeOfMethod } from './delivery-reply.js'
export { hintWords } from './hint-words.js'
export { countsPersons } from './order-takes.js'
export type { PlaceAsk, PlaceResult } from './place.types.js'
export { type PlaceDeps, placeOrder, whyNotPlaceable } from './place-order.js'

export { type ReplayResult, replayOrder } from './replay.js'
export { replayAdminRoutes } from './replay.routes.js'
export {
  type OneReplay,
  type Outcome,
  replayOneOrder,
} from './replay-one.js'
export {
  dearerBy,
  REPLAYED_ORDERS_MAX,
  type RulesReplay,
  replayRules,
} from './replay-rules.js'
export type { Unseen } from './rules-today.js'
export { obstacleWords, traceWords } from './trace-words.js'

export { addGift } from './add-gift.js'
export { type CampaignShare, campaignSharesOf } from './campaign-shares.rules.js'
export { CHECK_PAYMENTS, checkPayments } from './check-payments.js'
export {
  type CommitterOptions,
  createCommitter,
  type OrderCommitter,
  ShopBusyError,
} from './commit-orders.js'
export {
  type DecidedBefore,
  findDecided,
  listDecisions,
  listShopsWithOrders,
  readDecision,
} from './decided.queries.js'
export { cancelOrder, type EndResult, expireOrder, type Providers } from './expire-order.js'
export { gatedCommitter } from './gated-committer.js'
export {
  GUESSES_PER_HOUR,
  type Opener,
  type OpenResult,
  openOrder,
  type UnlockResult,
  unlockOrder,
} from './open-order.js'
export { ORDER_ERRORS, type OrderErrorCode } from './order.errors.js'
export { countPaidHandler, EXPIRE_ORDER, orderJobs, orderSchedules, orderSweepers } from './order.jobs.js'
export { orderMessageHandlers } from './order.messages.js'
export { END_CODES, orderAdminRoutes, providerAware, readCursor, writeCursor } from './order.routes.js'
export {
  isRefundable,
  nextState,
  ORDER_ACTIONS,
  ORDER_STATES,
  type OrderAction,
  type OrderState,
  orderNumber,
  refundOfUnits,
  unitsToShip,
} from './order.rules.js'
export { CardReply, cardReply, Money, Nullable, OrderReply, orderReply } from './order.schema.js'
export type {
  Address,
  AskedFacts,
  CommitResult,
  DecidedEarning,
  DecidedLine,
  DecidedOrder,
  DecidedTake,
  Decision,
  OrderLine,
} from './order.types.js'
export { setBadge } from './order-badge.queries.js'
export { orderToken } from './order-token.js'
export {
  countShopperTabs,
  countShopStates,
  getOrderView,
  listShopOrders,
  listShopperOrders,
  type OrderCard,
  type OrderCards,
  type OrderParcel,
  type OrderRefund,
  type OrderView,
  type ShopOrdersAsk,
} from './order-view.js'
export {
  type OrderCursor,
  SHOPPER_TABS,
  type ShopperTab,
} from './order-view.queries.js'
export {
  decideRefund,
  followRefund,
  REFUNDS_MAX,
  type RefundAsk,
  type RefundObstacle,
  type RefundResult,
  refundOrder,
} from './refund-order.js'
export { REFUND_ATTEMPTS_MAX, retryRefund, SEND_REFUND, sendRefund } from './send-refund.js'
export { type ProviderMoney, type SettleResult, settlePayment } from './settle-payment.js'
export { completeOrder, receiveOrder, type ShipAsk, type ShipResult, shipOrder } from './ship-order.js'
export { type StartPaymentResult, startPayment } from './start-payment.js'

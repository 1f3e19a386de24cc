export { addGift } from './add-gift.js'
export { createAskNow } from './ask-now.js'
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
export { findReplaced } from './exchange.queries.js'
export {
  cancelOrder,
  closeOpenPayments,
  type EndResult,
  expireOrder,
  hasOpenPayment,
  type Providers,
} from './expire-order.js'
export { gatedCommitter } from './gated-committer.js'
export { type HandOverAsk, handOver, undoHandOver } from './hand-over.js'
export { hearProvider } from './hear-provider.js'
export { lowerTake } from './lower-take.js'
export {
  GUESSES_PER_HOUR,
  type Opener,
  type OpenResult,
  openedIn,
  openOrder,
  type UnlockResult,
  unlockOrder,
} from './open-order.js'
export { ORDER_ERRORS, type OrderErrorCode } from './order.errors.js'
export { countPaidHandler, EXPIRE_ORDER, orderJobs, orderSchedules, orderSweepers } from './order.jobs.js'
export { orderMessageHandlers } from './order.messages.js'
export {
  addHistory,
  findDecision,
  findOrder,
  holdUnits,
  listLines,
  lockOrder,
  type OrderRow,
} from './order.queries.js'
export {
  END_CODES,
  orderAdminRoutes,
  providerAware,
  REFUND_CODES,
  readCursor,
  writeCursor,
} from './order.routes.js'
export {
  ORDER_STATES,
  type OrderState,
  orderNumber,
  refundOfUnits,
  unitsToPack,
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
export {
  type ActionDecision,
  actionRow,
  decideAction,
  type HistoryAction,
  isAnySent,
  nextState,
  ORDER_ACTIONS,
  ORDER_SITUATIONS,
  type OrderAction,
  type OrderActor,
  type OrderSituation,
} from './order-actions.rules.js'
export { setBadge } from './order-badge.queries.js'
export { orderPathsOf } from './order-paths.js'
export { markReady } from './order-ready.queries.js'
export { type Said, saidOf } from './order-says.js'
export { orderToken } from './order-token.js'
export {
  agreedWords,
  cardsById,
  countShopperTabs,
  getOrderView,
  listShopperOrders,
  type OrderCard,
  type OrderCards,
  type OrderParcel,
  type OrderRefund,
  type OrderView,
} from './order-view.js'
export {
  countShopOrders,
  type OrderCursor,
  SHOPPER_TABS,
  type ShopperTab,
} from './order-view.queries.js'
export { lockShipment, renumberShipment, restartCompletion } from './parcels.js'
export { placeReplacement } from './place-replacement.js'
export { type RecallObstacle, recallShipment } from './recall-shipment.js'
export { payRefundByHand } from './refund-by-hand.js'
export { type RefundFault, refundFault } from './refund-fault.rules.js'
export {
  decideRefund,
  followRefund,
  REFUNDS_MAX,
  type RefundAsk,
  type RefundObstacle,
  type RefundResult,
  refundOrder,
} from './refund-order.js'
export { refundUnsent } from './refund-unsent.js'
export { type SendResult, sendGoods } from './send-goods.js'
export { learnRefund, REFUND_ATTEMPTS_MAX, retryRefund, SEND_REFUND, sendRefund } from './send-refund.js'
export { type ProviderMoney, type SettleResult, settlePayment } from './settle-payment.js'
export {
  completeOrder,
  receiveOrder,
  type ShipAsk,
  type ShipResult,
  shipOrder,
  shipParcel,
} from './ship-order.js'
export { findByNumber, type ShipmentKind } from './shipment.queries.js'
export { type StartPaymentResult, startPayment } from './start-payment.js'
export { tellBuyer } from './tell-buyer.js'

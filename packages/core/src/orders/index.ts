export { createCommitter, type OrderCommitter, ShopBusyError } from './commit-orders.js'
export { cancelOrder, type EndResult, expireOrder, type Providers } from './expire-order.js'
export { ORDER_ERRORS, type OrderErrorCode } from './order.errors.js'
export {
  isRefundable,
  nextState,
  ORDER_ACTIONS,
  ORDER_STATES,
  type OrderAction,
  type OrderState,
  orderNumber,
  refundOfUnits,
} from './order.rules.js'
export type {
  Address,
  CommitResult,
  DecidedLine,
  DecidedOrder,
  DecidedTake,
  Decision,
  OrderLine,
} from './order.types.js'
export { orderToken } from './order-token.js'
export {
  decideRefund,
  type RefundAsk,
  type RefundObstacle,
  type RefundResult,
  refundOrder,
  SEND_REFUND,
  sendRefund,
} from './refund-order.js'
export { type ProviderMoney, type SettleResult, settlePayment } from './settle-payment.js'
export { completeOrder, receiveOrder, type ShipAsk, type ShipResult, shipOrder } from './ship-order.js'
export { type StartPaymentResult, startPayment } from './start-payment.js'

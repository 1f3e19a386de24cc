export { type CallbackDeps, paymentCallbackRoutes } from './callback.routes.js'
export { cashierNotifyJob } from './cashier.jobs.js'
export * as cashier from './cashier.js'
export { cashierRoutes } from './cashier.routes.js'
export { PAYMENT_ERRORS, type PaymentErrorCode } from './payment.errors.js'
export {
  closePayments,
  countRefunds,
  findPayment,
  hasLateRefund,
  insertPayment,
  insertRefund,
  isTransactionElsewhere,
  listPayments,
  lockRefund,
  markPaid,
  type PaymentRow,
  type RefundRow,
  type RefundState,
  setCashierUrl,
  setRefundState,
} from './payment.queries.js'
export type {
  PaymentNotice,
  PaymentProvider,
  PaymentRequest,
  ProviderState,
  RawNotification,
  RefundRequest,
} from './provider.js'
export { sandboxProvider } from './sandbox.provider.js'
export { type SandboxOptions, sandboxCaller } from './sandbox-call.js'
export { readDeskBodies, signedCalls } from './sandbox-desk.js'
export { announceAs, tellShop } from './sandbox-notify.js'
export {
  cashierKeys,
  isCallAuthentic,
  isNotificationAuthentic,
  merchantKey,
  signCall,
  signNotification,
} from './signature.js'

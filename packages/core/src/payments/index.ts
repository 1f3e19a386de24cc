export * as cashier from './cashier.js'
export { cashierRoutes } from './cashier.routes.js'
export {
  closePayments,
  findPayment,
  hasLateRefund,
  insertPayment,
  insertRefund,
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
export { type SandboxOptions, sandboxProvider } from './sandbox.provider.js'
export { cashierKeys, isCallAuthentic, merchantKey, signNotification } from './signature.js'

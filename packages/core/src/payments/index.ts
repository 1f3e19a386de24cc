export { readWays } from './accounts/account.queries.js'
export type { AccountFault, AccountField, AccountForm, AccountValues } from './accounts/account.types.js'
export { accountAdminRoutes } from './accounts/account-admin.routes.js'
export { type AccountReader, accountReader } from './accounts/accounts.js'
export { offeredWays } from './accounts/ways.js'
export { type CallbackDeps, paymentCallbackRoutes } from './callback.routes.js'
export { cashierNotifyJob } from './cashier.jobs.js'
export * as cashier from './cashier.js'
export { cashierRoutes } from './cashier.routes.js'
export { cashierUrlOf, deviceOf, OpenedReply } from './opened.js'
export { PAYMENT_ERRORS, type PaymentErrorCode } from './payment.errors.js'
export {
  beginBills,
  closePayment,
  closePayments,
  countRefunds,
  findPayment,
  handleOf,
  hasLateRefund,
  insertPayment,
  insertRefund,
  isTransactionElsewhere,
  listPayments,
  lockRefund,
  markAlsoPaid,
  markPaid,
  markPaidByHand,
  type PaymentRow,
  type RefundRow,
  type RefundState,
  setOpened,
  setRefundState,
  wakeRefund,
} from './payment.queries.js'
export type {
  BillDay,
  BillRow,
  Fit,
  Opened,
  PayerDevice,
  PaymentHandle,
  PaymentProvider,
  PaymentRequest,
  ProviderNotice,
  ProviderRefund,
  ProviderState,
  RawNotification,
  RefundHandle,
  RefundRequest,
} from './provider.js'
export { PROVIDER_PLACES, type ProviderPlaces, realProviders } from './real-providers.js'
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

export {
  type AskObstacle,
  type AskResult,
  askWithdrawal,
  type Quote,
  type QuoteResult,
  quoteWithdrawal,
} from './ask-withdrawal.js'
export type { Batch } from './batch.queries.js'
export { payoutCallbackRoutes } from './callback.routes.js'
export type { IdentityFault } from './identity.rules.js'
export { BATCH_MAX, openBatch, payBatch } from './pay-batch.js'
export { deletePayee, findPayee, type PayeeRow } from './payee.queries.js'
export { CONSENT_VERSION, type SavePayeeResult, savePayee } from './payees.js'
export { PAYOUT_ERRORS, type PayoutErrorCode } from './payout.errors.js'
export { payoutJobs, payoutSweepers } from './payout.jobs.js'
export { withdrawalPath } from './payout.messages.js'
export { payoutConsoleRoutes } from './payout.routes.js'
export {
  DEFAULT_PAYOUT_SETTINGS,
  getPayoutSettings,
  type PayoutSettings,
  savePayoutSettings,
} from './payout-settings.js'
export { ASK_CODES, payoutShopperRoutes } from './payout-shopper.routes.js'
export type { PayoutProvider, PayoutProviders, TransferRequest, TransferState } from './provider.js'
export { PURSUE_ATTEMPTS_MAX, PURSUE_PAYOUT, pursueTransfer } from './pursue-transfer.js'
export {
  approveWithdrawal,
  cancelWithdrawal,
  confirmWithdrawal,
  type DecideObstacle,
  type DecideResult,
  disputeWithdrawal,
  insistPaid,
  markPaid,
  rejectWithdrawal,
  returnWithdrawal,
} from './review-withdrawal.js'
export * as transferSandbox from './sandbox/sandbox.js'
export { sandboxPayouts } from './sandbox/sandbox.provider.js'
export { sandboxPayoutRoutes } from './sandbox/sandbox.routes.js'
export { findWithdrawal, listSteps, listWithdrawals, sumsOfPayee } from './withdrawal.queries.js'
export { isOver, triesAgainAt, type WithdrawalState } from './withdrawal.rules.js'
export {
  PAYOUT_WAYS,
  type PayeeIdentity,
  type PayoutWay,
  type SeenWithdrawal,
  type WaitReason,
  type Withdrawal,
  type WithdrawalStep,
} from './withdrawal.types.js'
export { reasonText, stepText, whyText } from './withdrawal.words.js'

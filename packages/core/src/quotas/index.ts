export {
  COUNTERS_MAX,
  type CounterRef,
  type CounterState,
  readCounterStates,
} from './counter-state.queries.js'
export type { TakeInput } from './quota.queries.js'
export { byLockOrder, QUOTA_RANKS, type RankedTake, rankOf, stockKey } from './quota.rules.js'
export { releaseTake, type TakeOutcome, takeQuota } from './quotas.js'
export { STOCK_ERRORS } from './stock.errors.js'
export {
  adjustStock,
  listMovements,
  openStock,
  receiveStock,
  STOCK_MAX,
  STOCK_REASONS,
  type StockMovement,
  type StockReason,
  type StockResult,
  shelveNew,
} from './stock.js'

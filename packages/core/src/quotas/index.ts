export { type Admission, AdmissionGate, type Wanted } from './admission.js'
export {
  COUNTERS_MAX,
  type CounterRef,
  type CounterState,
  readCounterStates,
} from './counter-state.queries.js'
export { type Freed, onFreed, tellFreed } from './freed.js'
export { type GoneAt, type GoneSku, KnownGone, knownGone } from './known-gone.js'
export { withLateUnits } from './late-units.js'
export { POOL_ERRORS } from './pool.errors.js'
export { lockShelves, type RoundRef } from './pool.queries.js'
export { closePools, openPools, POOLS_MAX, type PoolResult, type RoundPools, resizePools } from './pools.js'
export type { TakeInput } from './quota.queries.js'
export { byLockOrder, QUOTA_RANKS, type RankedTake, rankOf, skuOfPool, stockKey } from './quota.rules.js'
export { type Release, releaseTake, releaseTakes, type TakeOutcome, takeQuota } from './quotas.js'
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
  stockLeft,
} from './stock.js'
export { unitRoutes } from './unit.routes.js'

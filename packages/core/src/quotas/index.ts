export { byLockOrder, QUOTA_RANKS, type RankedTake, rankOf, stockKey } from './quota.rules.js'

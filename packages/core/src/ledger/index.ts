export { ledgerJobs, ledgerSweepers } from './ledger.jobs.js'
export {
  balanceOf,
  checkLedger,
  findTransfer,
  legsOf,
  listTransfers,
  paidOutOf,
  post,
  postPending,
  reverse,
  setAside,
  traceOf,
  voidPending,
} from './ledger.js'
export type {
  Balance,
  LedgerAccount,
  LedgerCheck,
  LedgerUnit,
  Leg,
  PostResult,
  Settlement,
  SettleResult,
  Transfer,
} from './ledger.types.js'
export type { AdminSql } from './ledger.verify.queries.js'
export {
  balanceBefore,
  listCounters,
  listMovements,
  type Movement,
  type MovementSum,
  sumByPayee,
  sumMovements,
  sumOfPayees,
} from './movement.queries.js'

export { ledgerJobs, ledgerSweepers } from './ledger.jobs.js'
export {
  balanceOf,
  checkLedger,
  findTransfer,
  legsOf,
  listTransfers,
  post,
  postPending,
  reverse,
  setAside,
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

export { bringToTruth } from './bring-to-truth.js'
export { EARNING_ERRORS } from './earning.errors.js'
export { earningHandlers, earningJobs, earningSweepers } from './earning.jobs.js'
export { earningRoutes } from './earning.routes.js'
export { freezeAmounts, owedFen } from './earning.rules.js'
export type { EarningDeps, EarningId, Hold, HoldId } from './earning.types.js'
export { earningReadRoutes } from './earning-read.routes.js'
export { summaryOf } from './earning-summary.js'
export {
  type EarningRow,
  type EarningsAsk,
  selectEarnings,
  selectTop,
  sumDays,
  sumFigures,
} from './earning-view.queries.js'
export {
  allowHold,
  holdLine,
  isPaused,
  letLineGo,
  openHold,
  pausePayee,
  refuseHold,
  resumePayee,
  setTrusted,
} from './holds.js'
export { countParts, rebaseEarnings } from './rebase.js'
export { settleDue } from './settle-due.js'

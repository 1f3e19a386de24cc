export { bringToTruth } from './bring-to-truth.js'
export { earningHandlers, earningJobs, earningSweepers } from './earning.jobs.js'
export { freezeAmounts, owedFen } from './earning.rules.js'
export type { EarningDeps, EarningId, Hold, HoldId } from './earning.types.js'
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
export { settleDue } from './settle-due.js'

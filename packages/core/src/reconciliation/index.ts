export { RECONCILIATION_ERRORS } from './reconciliation.errors.js'
export { COMPARE_BILL, reconciliationJobs, reconciliationSweepers } from './reconciliation.jobs.js'
export { reconciliationRoutes } from './reconciliation.routes.js'

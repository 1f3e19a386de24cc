export { preparedJobs, preparedSweepers } from './prepared.jobs.js'
export {
  noteBought,
  openPrepared,
  PREPARED_MAX,
  type PreparedContact,
  prepare,
  preparedOf,
} from './prepared.js'
export { moveToCustomer, type Prepared, type PreparedId } from './prepared.queries.js'

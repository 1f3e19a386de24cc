export { composeJobs, type JobsOfProduct } from './compose-jobs.js'
export { startWorker, type Worker } from './start-worker.js'
export {
  eventHandlersOf,
  hearingOf,
  type ProductParts,
  type ProductWork,
  workOfProduct,
} from './work-of-product.js'

export { composeJobs, type JobsOfProduct } from './compose-jobs.js'
export { startWorker, type Worker } from './start-worker.js'

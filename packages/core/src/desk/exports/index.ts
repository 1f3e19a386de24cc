export { exportJob, exportSweeper } from './export.jobs.js'
export { deskExportRoutes } from './export.routes.js'

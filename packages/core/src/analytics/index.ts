export { LOW_STOCK_UNITS, readFigures } from './overview.queries.js'
export { overviewRoutes } from './overview.routes.js'

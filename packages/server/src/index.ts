export { buildServer, type RoutePlugin, type ServerOptions, type ServerParts } from './build-server.js'
export { databaseCheck, type ReadinessCheck } from './health.js'
export { createLogger } from './logger.js'
export { type LandingDemo, type LandingOptions, landingPages } from './pages/landing.js'
export { type ProblemPage, plainPage, wantsPage } from './problems.js'
export {
  accountPages,
  browsePages,
  cartPages,
  checkoutPages,
  createStorefront,
  orderListPages,
  orderPages,
  otherPages,
  problemPage,
  type Storefront,
  shelfOf,
} from './storefront/index.js'

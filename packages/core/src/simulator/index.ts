export { simulatorRoutes } from './simulate.routes.js'

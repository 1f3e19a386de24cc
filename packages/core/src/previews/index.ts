export { previewRoutes } from './preview.routes.js'

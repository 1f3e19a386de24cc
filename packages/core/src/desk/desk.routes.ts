import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { App } from '../app.js'
import type { Providers } from '../orders/index.js'
import { annotateRoutes } from './annotate.routes.js'
import { cancelPaidRoutes } from './cancel-paid.routes.js'
import { deskChangeRoutes } from './change.routes.js'
import { deskExportRoutes } from './exports/index.js'
import { deskListRoutes } from './list.routes.js'
import { packRoutes } from './packs/pack.routes.js'
import { riskRoutes } from './risk.routes.js'

/** The order desk of the console: find orders, write beside them, change them before they are paid or sent. */
export function deskRoutes(app: App, providers: Providers): readonly FastifyPluginAsyncTypebox[] {
  return [
    deskListRoutes(app),
    annotateRoutes(app),
    deskChangeRoutes(app, providers),
    cancelPaidRoutes(app),
    deskExportRoutes(app),
    packRoutes(app),
    riskRoutes(app),
  ]
}

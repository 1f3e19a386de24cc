import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { App } from '../app.js'
import { batchAdminRoutes } from './batch-admin.routes.js'
import { payoutAdminRoutes } from './payout-admin.routes.js'
import type { PayoutProviders } from './provider.js'
import { taxAdminRoutes } from './tax-admin.routes.js'
import { withdrawalAdminRoutes } from './withdrawal-admin.routes.js'

/** Everything about paying people out for the shop's staff: `/payouts/…` of the console. */
export function payoutConsoleRoutes(
  app: App,
  providers: PayoutProviders,
): readonly FastifyPluginAsyncTypebox[] {
  return [
    withdrawalAdminRoutes(app),
    batchAdminRoutes(app),
    payoutAdminRoutes(app, providers),
    taxAdminRoutes(),
  ]
}

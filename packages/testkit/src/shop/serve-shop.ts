import {
  campaigns,
  carts,
  checkout,
  conflicts,
  customers,
  earnings,
  events,
  links,
  media,
  notifications,
  orders,
  payments,
  payouts,
  plugins,
  priceProof,
  simulator,
  staff,
} from '@mamapu/core'
import { buildServer } from '@mamapu/server'
import { eventHandlersOf, hearingOf } from '@mamapu/worker'
import type { FastifyInstance } from 'fastify'
import type { TestApp } from '../app.js'

/** The web process with everything a mechanic can reach: shop, cashier, console. */
export function serveShop(
  test: TestApp,
  providers: orders.Providers,
  payoutProviders: payouts.PayoutProviders,
): Promise<FastifyInstance> {
  const { app, host, directory, place } = test
  const settle: payments.CallbackDeps['settle'] = (storeId, notice, at) =>
    orders.settlePayment(app, storeId, notice, at)
  return buildServer(app, {
    directory,
    parts: {
      store: [
        customers.shopperRoutes(app, carts.mergeCart),
        checkout.checkoutRoutes(place, providers),
        plugins.pluginStoreRoutes(host),
        payouts.payoutShopperRoutes(app),
      ],
      platform: [staff.accountRoutes(app), staff.shopRoutes(app, directory)],
      admin: [
        orders.orderAdminRoutes(app, providers),
        media.mediaAdminRoutes(app),
        notifications.staffNoticeRoutes(app),
        earnings.earningReadRoutes(app),
        earnings.earningRoutes(app, hearingOf(host)),
        ...payouts.payoutConsoleRoutes(app, payoutProviders),
        campaigns.deskRoutes(app, test.campaigns.mechanics),
        conflicts.conflictRoutes(app, place),
        priceProof.priceProofRoutes(app),
        priceProof.draftProofRoutes(app, place),
        simulator.simulatorRoutes(place),
        campaigns.campaignRoutes(app, test.campaigns),
        plugins.pluginAdminRoutes(host),
        plugins.pluginStaffRoutes(host),
        plugins.calendarRoutes(host),
      ],
      storefront: [
        plugins.pluginFormRoutes(host),
        links.linkRoutes(app, {
          handlers: events.handlerRegistry(eventHandlersOf({ host })),
          isOn: (store, plugin, at) => plugins.isPluginOn(place, store, { plugin, at }),
        }),
        payments.paymentCallbackRoutes({ providers, settle }),
        payouts.payoutCallbackRoutes(app, payoutProviders),
      ],
      cashier: [payments.cashierRoutes(app), payouts.sandboxPayoutRoutes(app)],
    },
  })
}

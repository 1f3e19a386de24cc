import {
  aftersale,
  campaigns,
  carts,
  checkout,
  conflicts,
  customers,
  desk,
  earnings,
  events,
  fulfilment,
  invoices,
  links,
  media,
  notifications,
  orders,
  parcels,
  payments,
  payouts,
  plugins,
  priceProof,
  reconciliation,
  simulator,
  staff,
  virtual,
} from '@mamapu/core'
import { buildServer } from '@mamapu/server'
import { eventHandlersOf, hearingOf } from '@mamapu/worker'
import type { FastifyInstance } from 'fastify'
import type { TestApp } from '../app.js'

/** The web process with everything a mechanic can reach: shop, cashier, console. */
export function serveShop(
  test: TestApp,
  {
    providers,
    payouts: payoutProviders,
    messages,
    tracking,
  }: {
    readonly providers: orders.Providers
    readonly payouts: payouts.PayoutProviders
    readonly messages: notifications.ChannelProviders
    readonly tracking: parcels.TrackingProviders
  },
): Promise<FastifyInstance> {
  const { app, host, directory, place } = test
  const hear: payments.CallbackDeps['hear'] = (storeId, told, at) =>
    orders.hearProvider(app, storeId, told, at)
  return buildServer(app, {
    directory,
    parts: {
      store: [
        customers.shopperRoutes(app, carts.mergeCart),
        checkout.checkoutRoutes(place, providers),
        plugins.pluginStoreRoutes(host),
        payouts.payoutShopperRoutes(app),
        invoices.invoiceShopperRoutes(app),
      ],
      platform: [staff.accountRoutes(app), staff.shopRoutes(app, directory)],
      admin: [
        orders.orderAdminRoutes(app, providers),
        parcels.parcelAdminRoutes(app, tracking),
        parcels.batchRoutes(app),
        parcels.printRoutes(app),
        virtual.virtualRoutes(app),
        fulfilment.deliveryAdminRoutes(app),
        aftersale.aftersaleAdminRoutes(app),
        payments.accountAdminRoutes(app, providers),
        reconciliation.reconciliationRoutes(app, providers),
        ...desk.deskRoutes(app, providers),
        invoices.invoiceAdminRoutes(app),
        media.mediaAdminRoutes(app),
        notifications.staffNoticeRoutes(app),
        ...notifications.messageConsoleRoutes(app, {
          providers: messages,
          events: [...notifications.OUR_EVENTS, ...plugins.messageEventsOf(host.registry)],
        }),
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
          handlers: events.handlerRegistry(eventHandlersOf({ host, tracking })),
          isOn: (store, plugin, at) => plugins.isPluginOn(place, store, { plugin, at }),
        }),
        payments.paymentCallbackRoutes({ providers, hear }),
        payouts.payoutCallbackRoutes(app, payoutProviders),
        notifications.deliveryRoutes(app, messages),
        parcels.parcelCallbackRoutes(app, tracking),
      ],
      cashier: [
        payments.cashierRoutes(app),
        payouts.sandboxPayoutRoutes(app),
        notifications.sandboxMessageRoutes(app),
        parcels.sandboxCarrierRoutes(app),
      ],
    },
  })
}

import {
  aftersale,
  campaigns,
  catalog,
  customers,
  desk,
  earnings,
  type events,
  invoices,
  ledger,
  links,
  notifications,
  orders,
  parcels,
  payments,
  payouts,
  plugins,
  posters,
  prepared,
  priceProof,
  reconciliation,
  virtual,
} from '@mamapu/core'

export interface ProductParts {
  readonly host: plugins.PluginHost
  readonly providers: orders.Providers
  readonly payouts: payouts.PayoutProviders
  readonly messages: notifications.ChannelProviders
  readonly tracking: parcels.TrackingProviders
  readonly campaigns: campaigns.CampaignDeps
}

export interface ProductWork {
  readonly handlers: readonly events.EventHandler[]
  readonly jobs: readonly events.AppJob[]
  readonly sweepers: readonly events.Sweeper[]
  readonly schedules: readonly events.AppSchedule[]
}

/** Everybody who listens to events: core first, then every installed plugin. */
export function eventHandlersOf({
  host,
  tracking = new Map(),
}: Pick<ProductParts, 'host'> & Partial<Pick<ProductParts, 'tracking'>>): readonly events.EventHandler[] {
  return [
    orders.countPaidHandler as events.EventHandler,
    campaigns.noteSalesHandler as events.EventHandler,
    ...orders.orderMessageHandlers,
    aftersale.settleHandler as events.EventHandler,
    invoices.refundedHandler as events.EventHandler,
    notifications.messageQueuedHandler as events.EventHandler,
    ...parcels.parcelHandlers(tracking),
    ...virtual.virtualHandlers,
    ...desk.deskHandlers,
    posters.drawAskedHandler as events.EventHandler,
    ...priceProof.priceProofHandlers(host.registry),
    ...earnings.earningHandlers(hearingOf(host)),
    ...plugins.pluginEventHandlers(host),
  ]
}

/** Everything the product does without a request, whoever runs it: a worker on a queue, or a test by hand. */
/** Who wants to hear of earnings: nobody else is told, so that settling a hundred thousand is not as many deliveries. */
export function hearingOf({ registry }: plugins.PluginHost): earnings.EarningDeps {
  const hearing = registry.plugins.filter(({ plugin }) => plugin.on?.['earning.changed'])
  return { hears: hearing.map(({ id }) => id) }
}

export function workOfProduct(parts: ProductParts): ProductWork {
  const ofPlugins = plugins.pluginJobs(parts.host)
  return {
    handlers: eventHandlersOf(parts),
    jobs: [
      ...orders.orderJobs(parts.providers),
      ...aftersale.aftersaleJobs,
      payments.cashierNotifyJob,
      desk.readTermsJob,
      desk.exportJob,
      ...payouts.payoutJobs(parts.payouts),
      ...reconciliation.reconciliationJobs(parts.providers),
      ...notifications.messageJobs(parts.messages),
      ...parcels.parcelJobs(parts.tracking),
      catalog.importJob,
      customers.cleanSessionsJob,
      links.cleanVisitsJob,
      priceProof.cleanPricesJob,
      catalog.retryPicturesJob,
      ...campaigns.campaignJobs(parts.campaigns),
      ...prepared.preparedJobs,
      ...posters.posterJobs,
      ...earnings.earningJobs(hearingOf(parts.host)),
      ...ledger.ledgerJobs,
      ...ofPlugins.jobs,
    ],
    sweepers: [
      ...orders.orderSweepers,
      ...aftersale.aftersaleSweepers,
      ...payouts.payoutSweepers,
      ...reconciliation.reconciliationSweepers,
      ...notifications.messageSweepers,
      ...parcels.parcelSweepers,
      ...campaigns.campaignSweepers,
      ...prepared.preparedSweepers,
      ...posters.posterSweepers,
      ...earnings.earningSweepers,
      ...ledger.ledgerSweepers,
      catalog.importSweeper,
      desk.exportSweeper,
    ],
    schedules: [
      ...orders.orderSchedules,
      ...desk.deskSchedules,
      ...customers.customerSchedules,
      ...links.linkSchedules,
      ...priceProof.priceProofSchedules,
      ...posters.posterSchedules,
      ...ofPlugins.schedules,
    ],
  }
}

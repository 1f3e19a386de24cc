import {
  campaigns,
  catalog,
  customers,
  earnings,
  type events,
  ledger,
  links,
  orders,
  payments,
  payouts,
  plugins,
  posters,
  prepared,
  priceProof,
} from '@mamapu/core'

export interface ProductParts {
  readonly host: plugins.PluginHost
  readonly providers: orders.Providers
  readonly payouts: payouts.PayoutProviders
  readonly campaigns: campaigns.CampaignDeps
}

export interface ProductWork {
  readonly handlers: readonly events.EventHandler[]
  readonly jobs: readonly events.AppJob[]
  readonly sweepers: readonly events.Sweeper[]
  readonly schedules: readonly events.AppSchedule[]
}

/** Everybody who listens to events: core first, then every installed plugin. */
export function eventHandlersOf({ host }: Pick<ProductParts, 'host'>): readonly events.EventHandler[] {
  return [
    orders.countPaidHandler as events.EventHandler,
    campaigns.noteSalesHandler as events.EventHandler,
    ...orders.orderMessageHandlers,
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
      payments.cashierNotifyJob,
      ...payouts.payoutJobs(parts.payouts),
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
      ...payouts.payoutSweepers,
      ...campaigns.campaignSweepers,
      ...prepared.preparedSweepers,
      ...posters.posterSweepers,
      ...earnings.earningSweepers,
      ...ledger.ledgerSweepers,
      catalog.importSweeper,
    ],
    schedules: [
      ...orders.orderSchedules,
      ...customers.customerSchedules,
      ...links.linkSchedules,
      ...priceProof.priceProofSchedules,
      ...posters.posterSchedules,
      ...ofPlugins.schedules,
    ],
  }
}

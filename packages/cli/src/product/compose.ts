import { join } from 'node:path'
import {
  type App,
  aftersale,
  analytics,
  audit,
  campaigns,
  carts,
  catalog,
  checkout,
  conflicts,
  customers,
  desk,
  earnings,
  events,
  fulfilment,
  invoices,
  type Log,
  links,
  media,
  notifications,
  orders,
  parcels,
  payments,
  payouts,
  plugins,
  posters,
  previews,
  priceProof,
  quotas,
  reconciliation,
  simulator,
  staff,
  statements,
  stores,
  virtual,
} from '@mamapu/core'
import { type Database, type DatabaseClock, startDatabaseClock } from '@mamapu/db'
import { must, type StoreId } from '@mamapu/kernel'
import { type JobQueue, openQueue, openTokens } from '@mamapu/queue'
import {
  buildServer,
  createLogger,
  createStorefront,
  installationRoutes,
  landingPages,
  problemPage,
  shelfOf,
  shopPages,
  staffPages,
} from '@mamapu/server'
import {
  composeJobs,
  eventHandlersOf,
  hearingOf,
  type JobsOfProduct,
  startWorker,
  type Worker,
  workOfProduct,
} from '@mamapu/worker'
import type { FastifyInstance } from 'fastify'
import { demoToShow } from '../demo/seed/demo-sign-in.js'
import { workspaceRoot } from '../workspace.js'
import type { Config } from './config.js'
import { assertMigrated, openProductDatabase, type ProductDatabase, type StructureWish } from './database.js'
import { installedPlugins } from './installed-plugins.js'
import { NO_QUEUE } from './no-queue.js'
import { openThemes } from './themes.js'

/** The product of one process, put together and not yet serving. */
export interface Product {
  readonly config: Config
  readonly app: App
  readonly clock: DatabaseClock
  readonly database: ProductDatabase
  readonly directory: stores.StoreDirectory
  readonly host: plugins.PluginHost
  readonly place: checkout.PlaceDeps
  readonly campaigns: campaigns.CampaignDeps
  readonly providers: orders.Providers
  readonly payouts: payouts.PayoutProviders
  readonly messages: notifications.ChannelProviders
  readonly tracking: parcels.TrackingProviders
  readonly queue: JobQueue
  /** Closes everything it opened, in the order in which it may go. */
  close(): Promise<void>
}

/** Opens database, queue and directory, and makes the app every use case is given. What only reads wishes the database `as-is`. */
export async function openProduct(
  config: Config,
  say: (line: string) => void,
  {
    registry: given,
    watch,
    wish = 'migrated',
  }: {
    registry?: plugins.PluginRegistry
    watch?: plugins.Watch | undefined
    wish?: StructureWish
  } = {},
): Promise<Product> {
  const registry = given ?? (await installedPlugins())
  const log = createLogger(config.logLevel)
  const database = await openProductDatabase(config, registry, say, wish)
  if (wish === 'as-is') await assertMigrated(database, registry).catch(closing(database))
  const { db } = database
  const clock = await startDatabaseClock(db.sql)
  const queue = wish === 'as-is' ? NO_QUEUE : await openJobs(config, { database, log })
  const app: App & { nudge: (storeId: StoreId) => void } = {
    db,
    clock,
    log,
    hosts: config.hosts,
    secret: config.secret,
    dataDir: config.dataDir,
    nudge: () => {},
    says: fulfilment.deliverySays(registry),
    jobs: queue,
  }
  const host = plugins.createPluginHost({
    db,
    log,
    registry,
    ...(watch ? { watch } : {}),
    services: {
      sendMessage: async (tx, message) => void (await notifications.notifyText(tx, message)),
      openPicture: (storeId, hash, size) => media.openMedia(app, storeId, hash, size),
      keysOf: async (storeId) => must(await directory.byId(storeId), 'work is done in a shop there is').keys,
      originOf: (slug) => stores.originOfSlug(config.hosts, slug),
      regions: () => fulfilment.listRegions(),
      changeDelivery: async (tx, ask) => {
        const store = await directory.byId(tx.storeId)
        if (!store) return { changed: false, reason: 'no_order' }
        const active = await plugins.storePluginsOf(host, pluginsPart, store, ask.at)
        return checkout.changeDelivery(tx, { host, store, plugins: active }, ask)
      },
      pluginsOf: async (storeId, at) => {
        const store = await directory.byId(storeId)
        return store && plugins.storePluginsOf(host, pluginsPart, store, at)
      },
    },
  })
  const unread = (storeId: StoreId, plugin: string, more: object) =>
    log.error({ storeId, plugin, ...more }, 'what an older or newer version saved cannot be read; it is off')
  const pluginsPart = plugins.pluginsPart(host.registry, unread)
  const directory = new stores.StoreDirectory({
    db,
    hosts: config.hosts,
    secret: config.secret,
    log,
    parts: [
      pluginsPart,
      campaigns.campaignsPart(host.registry, (storeId, { id, plugin }, read) =>
        unread(storeId, plugin, { campaign: id, ...read }),
      ),
      fulfilment.deliveryPart,
    ],
  })
  await directory.start()
  const { committer, close: closeGate } = openCommitter(config, { db, clock, log })
  const place = { app, host, pluginsPart, directory, committer }
  const cashier = `cashier.${config.hosts.base}`
  const sandboxOptions = {
    secret: config.secret,
    clock,
    origin: config.hosts.internal,
    host: cashier,
    publicOrigin: `${config.hosts.protocol}://${cashier}`,
  }
  const carrier = parcels.sandboxCarrier(sandboxOptions)
  const sandbox = payments.sandboxProvider({ ...sandboxOptions, isOffered: config.hasPaymentSandbox })
  const real = payments.realProviders(app, async (storeId) => {
    return must(await directory.byId(storeId), 'payments are of a shop there is').keys
  })
  const payoutSandbox = payouts.sandboxPayouts(sandboxOptions)
  return {
    config,
    app,
    clock,
    database,
    directory,
    host,
    place,
    campaigns: { mechanics: host.registry, pools: campaigns.QUOTA_POOLS },
    providers: new Map([...real, sandbox].map((provider) => [provider.id, provider])),
    payouts: new Map(config.hasPayoutSandbox ? [[payoutSandbox.id, payoutSandbox]] : []),
    messages: new notifications.ChannelProviders([
      notifications.smtpProvider(),
      ...(config.hasPayoutSandbox ? notifications.sandboxMessengers(sandboxOptions) : []),
    ]),
    tracking: new Map(config.hasPayoutSandbox ? [[carrier.id, carrier]] : []),
    queue,
    async close() {
      directory.close()
      closeGate()
      await queue.close()
      clock.stop()
      await database.close()
    },
  }
}

function openJobs(
  { redisUrl }: Config,
  { database, log }: { readonly database: ProductDatabase; readonly log: Log },
): Promise<JobQueue> {
  return openQueue(redisUrl ? { redisUrl } : { queueUrl: database.urls.queue }, { log })
}

/** Closes what was opened and throws on. */
function closing(database: ProductDatabase) {
  return async (error: unknown): Promise<never> => {
    await database.close()
    throw error
  }
}

/** With Redis, a gate of tokens stands before what campaigns sell. */
function openCommitter(
  { redisUrl }: Config,
  { db, clock, log }: { readonly db: Database; readonly clock: DatabaseClock; readonly log: Log },
) {
  const committer = orders.createCommitter(db, clock)
  if (!redisUrl) return { committer, close: () => {} }
  const tokens = openTokens(redisUrl, (error, where) =>
    log.warn({ err: String(error), where }, 'the gate is open'),
  )
  const gate = new quotas.AdmissionGate({ db, tokens })
  const forget = quotas.onFreed(gate.freed)
  return {
    committer: orders.gatedCommitter(committer, gate),
    close() {
      forget()
      tokens.close()
    },
  }
}

/** Every route behind its door. */
export function buildWeb(product: Product): Promise<FastifyInstance> {
  const { app, config, directory, host, place, providers } = product
  const themes = openThemes(config.dataDir)
  const storefront = createStorefront({
    place,
    providers,
    themes,
    ...(config.pageCacheBytes === null ? {} : { cacheBytes: config.pageCacheBytes }),
  })
  const onChange = (storeId: StoreId) => directory.refresh(storeId)
  return buildServer(app, {
    directory,
    trustProxy: config.trustProxy,
    ...(config.metricsToken ? { metricsToken: config.metricsToken } : {}),
    notes: product.database.notes,
    problemPage: problemPage(storefront),
    consoleDir: join(workspaceRoot, 'packages/admin/dist'),
    parts: {
      store: [
        customers.shopperRoutes(app, carts.mergeCart),
        customers.addressRoutes(app),
        notifications.inboxRoutes(app),
        catalog.storefrontRoutes(app, shelfOf(storefront)),
        checkout.checkoutRoutes(place, providers),
        plugins.pluginStoreRoutes(host),
        payouts.payoutShopperRoutes(app),
        invoices.invoiceShopperRoutes(app),
      ],
      admin: [
        analytics.overviewRoutes(app),
        stores.settingsRoutes(app, directory),
        staff.memberRoutes(app),
        customers.customerAdminRoutes(app),
        customers.peopleAdminRoutes(app),
        audit.auditRoutes(app),
        notifications.messageAdminRoutes(app),
        ...notifications.messageConsoleRoutes(app, {
          providers: product.messages,
          events: [...notifications.OUR_EVENTS, ...plugins.messageEventsOf(host.registry)],
        }),
        notifications.staffNoticeRoutes(app),
        catalog.categoryAdminRoutes(app),
        catalog.productAdminRoutes(app),
        catalog.stockAdminRoutes(app),
        catalog.skuAdminRoutes(app),
        fulfilment.deliveryAdminRoutes(app),
        catalog.importAdminRoutes(app, {
          originOf: ({ store }) => (store ? stores.originOfSlug(config.hosts, store.slug) : ''),
        }),
        media.mediaAdminRoutes(app),
        orders.orderAdminRoutes(app, providers),
        aftersale.aftersaleAdminRoutes(app),
        invoices.invoiceAdminRoutes(app),
        parcels.parcelAdminRoutes(app, product.tracking),
        parcels.batchRoutes(app),
        parcels.printRoutes(app),
        virtual.virtualRoutes(app),
        payments.accountAdminRoutes(app, providers),
        reconciliation.reconciliationRoutes(app, providers),
        ...desk.deskRoutes(app, providers),
        ...payouts.payoutConsoleRoutes(app, product.payouts),
        checkout.replayAdminRoutes(app),
        quotas.unitRoutes(app),
        earnings.earningReadRoutes(app),
        earnings.earningRoutes(app, hearingOf(host)),
        statements.statementRoutes(app),
        priceProof.priceProofRoutes(app),
        priceProof.draftProofRoutes(app, place),
        previews.previewRoutes(app),
        campaigns.deskRoutes(app, product.campaigns.mechanics),
        conflicts.conflictRoutes(app, place),
        simulator.simulatorRoutes(place),
        campaigns.campaignRoutes(app, { ...product.campaigns, onChange }),
        plugins.pluginAdminRoutes(host, { onChange }),
        plugins.pluginStaffRoutes(host, { onChange }),
        plugins.staffPageRoutes(host),
        plugins.calendarRoutes(host),
      ],
      platform: [
        staff.accountRoutes(app),
        staff.shopRoutes(app, directory),
        staff.operatorRoutes(app, directory),
        notifications.operatorMessageRoutes(app, directory),
        installationRoutes(app, { queue: product.queue, notes: product.database.notes }),
      ],
      storefront: [
        shopPages(storefront),
        media.mediaStorefrontRoutes(app),
        posters.posterStorefrontRoutes(app),
        plugins.pluginFormRoutes(host),
        links.linkRoutes(app, {
          handlers: events.handlerRegistry(eventHandlersOf(product)),
          isOn: (store, plugin, at) => plugins.isPluginOn(place, store, { plugin, at }),
        }),
        payouts.payoutCallbackRoutes(app, product.payouts),
        notifications.deliveryRoutes(app, product.messages),
        parcels.parcelCallbackRoutes(app, product.tracking),
        payments.paymentCallbackRoutes({
          providers,
          hear: (storeId, told, at) => orders.hearProvider(app, storeId, told, at),
        }),
      ],
      cashier: [
        payments.cashierRoutes(app),
        ...(config.hasPayoutSandbox
          ? [
              payouts.sandboxPayoutRoutes(app),
              notifications.sandboxMessageRoutes(app),
              parcels.sandboxCarrierRoutes(app),
            ]
          : []),
      ],
      pages: [landingPages(app, { directory, findDemo: () => demoToShow(app) }), staffPages(host.registry)],
    },
  })
}

/** Brings campaigns over their edges in this process. */
function boundaryClockOf({ app, campaigns: deps }: Product): campaigns.BoundaryClock {
  const { db, clock, log } = app
  return new campaigns.BoundaryClock({ ...deps, db, clock, log, nudge: (storeId) => app.nudge(storeId) })
}

function jobsOf(product: Product): JobsOfProduct {
  const { app, queue } = product
  return { app, queue, ...workOfProduct(product), clocks: [boundaryClockOf(product)] }
}

/** Runs jobs in this process, from when `first` is done; `web` alone only sends them. */
export async function runJobs(product: Product, first?: () => Promise<void>): Promise<Worker | null> {
  if (product.config.role === 'web') {
    composeJobs(jobsOf(product))
    await first?.()
    return null
  }
  const worker = await startWorker(jobsOf(product), first)
  const app = product.app as { nudge: (storeId: StoreId) => void }
  app.nudge = (storeId) => worker.relay.nudge(storeId)
  return worker
}

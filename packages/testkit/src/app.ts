import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import {
  type App,
  campaigns,
  checkout,
  fulfilment,
  media,
  notifications,
  orders,
  plugins,
  stores,
} from '@mamapu/core'
import type { Database } from '@mamapu/db'
import { ManualClock, must } from '@mamapu/kernel'
import type { Plugin } from '@mamapu/plugin-sdk'

interface Teardown {
  teardown(work: () => unknown): void
}

/** A job that was asked for; tests look at them, or run them by hand. */
export interface AskedJob {
  readonly job: string
  readonly id: string
  readonly payload: Readonly<Record<string, string>>
  readonly runAt: Date | undefined
}

/** One process's worth of the product over a test database, on a clock that stands still. */
export interface TestApp {
  readonly app: App
  readonly clock: ManualClock
  readonly jobs: AskedJob[]
  readonly directory: stores.StoreDirectory
  readonly host: plugins.PluginHost
  readonly place: checkout.PlaceDeps
  readonly campaigns: campaigns.CampaignDeps
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** Composes what server and worker compose, for use cases. `internal` is where HTTP peers of the test answer. */
export function createTestApp(
  t: Teardown,
  db: Database,
  options: {
    at?: Date
    plugins?: readonly Plugin[]
    internal?: string
    secret?: Buffer
    workMaxMs?: number
  } = {},
): TestApp {
  const clock = new ManualClock(options.at ?? '2026-03-04T02:00:00Z')
  const jobs: AskedJob[] = []
  const registry = plugins.loadPlugins(options.plugins ?? [])
  const app: App = {
    db,
    clock,
    log: quiet,
    hosts: {
      base: 'localhost:3000',
      shop: 'localhost:3000',
      protocol: 'http',
      internal: options.internal ?? 'http://127.0.0.1:9',
    },
    secret: options.secret ?? randomBytes(32),
    dataDir: tmpdir(),
    nudge() {},
    says: fulfilment.deliverySays(registry),
    jobs: {
      async send(job, id, payload, more) {
        jobs.push({ job, id, payload, runAt: more?.runAt })
      },
    },
  }
  const host = plugins.createPluginHost({
    db,
    log: quiet,
    registry,
    ...(options.workMaxMs ? { workMaxMs: options.workMaxMs } : {}),
    services: {
      sendMessage: async (tx, message) => void (await notifications.notifyText(tx, message)),
      openPicture: (storeId, hash, size) => media.openMedia(app, storeId, hash, size),
      keysOf: async (storeId) => must(await directory.byId(storeId), 'work is done in a shop there is').keys,
      originOf: (slug) => stores.originOfSlug(app.hosts, slug),
      regions: () => fulfilment.listRegions(),
      changeDelivery: async (tx, ask) => {
        const store = await directory.refresh(tx.storeId)
        if (!store) return { changed: false, reason: 'no_order' }
        const active = await plugins.storePluginsOf(host, pluginsPart, store, ask.at)
        return checkout.changeDelivery(tx, { host, store, plugins: active }, ask)
      },
      pluginsOf: async (storeId, at) => {
        const store = await directory.refresh(storeId)
        return store && plugins.storePluginsOf(host, pluginsPart, store, at)
      },
    },
  })
  const pluginsPart = plugins.pluginsPart(host.registry)
  const directory = new stores.StoreDirectory({
    db,
    hosts: app.hosts,
    secret: app.secret,
    log: quiet,
    parts: [pluginsPart, campaigns.campaignsPart(host.registry), fulfilment.deliveryPart],
  })
  t.teardown(() => directory.close())
  return {
    app,
    clock,
    jobs,
    directory,
    host,
    campaigns: { mechanics: host.registry, pools: campaigns.QUOTA_POOLS },
    place: { app, host, pluginsPart, directory, committer: orders.createCommitter(db, clock) },
  }
}

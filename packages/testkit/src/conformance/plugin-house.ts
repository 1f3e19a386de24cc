import { campaigns, conflicts, events, plugins, priceProof, simulator } from '@mamapu/core'
import type { Plugin } from '@mamapu/plugin-sdk'
import { buildServer } from '@mamapu/server'
import type { FastifyInstance } from 'fastify'
import { createTestApp, type TestApp } from '../app.js'
import { createTestDatabase, type TestDatabase } from '../database.js'

interface Teardown {
  teardown(work: () => unknown): void
}

/** One database and one server with every plugin installed that is to be tried: shops in it are cheap. */
export interface PluginHouse {
  readonly database: TestDatabase
  readonly test: TestApp
  readonly server: FastifyInstance
  readonly plugins: readonly Plugin[]
  readonly handlers: ReturnType<typeof events.handlerRegistry>
}

/** Opens a database and a server with these plugins installed; nothing is switched on. */
export async function openPluginHouse(
  t: Teardown,
  installed: readonly Plugin[],
  options: { at?: Date; max?: number } = {},
): Promise<PluginHouse> {
  const at = options.at ?? new Date('2026-03-04T02:00:00Z')
  const registry = plugins.loadPlugins(installed)
  const database = await createTestDatabase(t, { plugins: registry.migrations, max: options.max ?? 10 })
  return serveHouse(t, database, installed, at)
}

/** The same database served with other plugins installed, as after an update or a removal. */
export async function serveHouse(
  t: Teardown,
  database: TestDatabase,
  installed: readonly Plugin[],
  at: Date,
): Promise<PluginHouse> {
  const test = createTestApp(t, database.db, { at, plugins: installed })
  const { host, directory, app } = test
  const server = await buildServer(app, {
    directory,
    parts: {
      store: [plugins.pluginStoreRoutes(host)],
      admin: [
        campaigns.deskRoutes(app, test.campaigns.mechanics),
        conflicts.conflictRoutes(app, test.place),
        priceProof.priceProofRoutes(app),
        priceProof.draftProofRoutes(app, test.place),
        simulator.simulatorRoutes(test.place),
        campaigns.campaignRoutes(app, test.campaigns),
        plugins.pluginAdminRoutes(host),
        plugins.pluginStaffRoutes(host),
        plugins.calendarRoutes(host),
      ],
      storefront: [plugins.pluginFormRoutes(host)],
    },
  })
  t.teardown(() => server.close())
  const handlers = events.handlerRegistry([
    campaigns.noteSalesHandler as events.EventHandler,
    ...plugins.pluginEventHandlers(host),
  ])
  return { database, test, server, plugins: installed, handlers }
}

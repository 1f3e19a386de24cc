import { fileURLToPath } from 'node:url'

export type { App, Hosts, JobSender, Log } from './app.js'
export * as catalog from './catalog/index.js'
export * as quotas from './quotas/index.js'

/** The folder of core's migrations. */
export const CORE_MIGRATIONS = {
  name: 'core',
  dir: fileURLToPath(new URL('../migrations', import.meta.url)),
} as const

export * as plugins from './plugins/index.js'
export * as stores from './stores/index.js'

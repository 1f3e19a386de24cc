import { fileURLToPath } from 'node:url'

export type { App, Hosts, JobSender, Log } from './app.js'

/** The folder of core's migrations. */
export const CORE_MIGRATIONS = {
  name: 'core',
  dir: fileURLToPath(new URL('../migrations', import.meta.url)),
} as const

export * as plugins from './plugins/index.js'

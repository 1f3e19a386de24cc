import { fileURLToPath } from 'node:url'

export * as analytics from './analytics/index.js'
export type { App, Hosts, JobSender, Log } from './app.js'
export * as audit from './audit/index.js'
export * as campaigns from './campaigns/index.js'
export * as carts from './carts/index.js'
export * as catalog from './catalog/index.js'
export * as checkout from './checkout/index.js'
export * as compliance from './compliance/index.js'
export * as conflicts from './conflicts/index.js'
export * as customers from './customers/index.js'
export * as earnings from './earnings/index.js'
export * as events from './events/index.js'
export * as http from './http/index.js'
export * as ledger from './ledger/index.js'
export * as links from './links/index.js'
export * as media from './media/index.js'
export * as notifications from './notifications/index.js'
export * as orders from './orders/index.js'
export * as payments from './payments/index.js'
export * as payouts from './payouts/index.js'
export * as plugins from './plugins/index.js'
export * as posters from './posters/index.js'
export * as prepared from './prepared/index.js'
export * as previews from './previews/index.js'
export * as priceProof from './price-proof/index.js'
export * as quotas from './quotas/index.js'
export * as simulator from './simulator/index.js'
export * as staff from './staff/index.js'
export * as statements from './statements/index.js'
export * as stores from './stores/index.js'
export * as verify from './verify/index.js'

/** The folder of core's migrations. */
export const CORE_MIGRATIONS = {
  name: 'core',
  dir: fileURLToPath(new URL('../migrations', import.meta.url)),
} as const

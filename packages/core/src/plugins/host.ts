import type { Database, TenantTx } from '@mamapu/db'
import { type CustomerId, type Locale, SECOND, type StoreId } from '@mamapu/kernel'
import type { ChangeDelivery, ChangeDeliveryResult, RegionNode } from '@mamapu/plugin-sdk'
import type { Log } from '../app.js'
import type { StoredFile } from '../media/index.js'
import type { StoreKeys } from '../stores/index.js'
import { Breakers } from './breakers.js'
import type { PluginRegistry } from './registry.js'
import type { StorePlugins } from './store-plugins.js'
import { Turns } from './turns.js'
import { NO_WATCH, type Watch } from './watchdog.js'

/** What the composition root adds to core's own services behind a plugin's context. */
export interface HostServices {
  /** Text and all, sent once per key. */
  sendMessage(tx: TenantTx, message: HostMessage): Promise<void>
  /** Scheme and host of the shop with this slug. */
  originOf(slug: string): string
  /** What is on in that shop with its campaigns, as its pages show it now; null when there is no such shop. */
  pluginsOf(storeId: StoreId, at: Date): Promise<StorePlugins | null>
  /** One size of a picture of that very shop as it is given out; null when there is none. */
  openPicture(storeId: StoreId, hash: string, size: number): Promise<StoredFile | null>
  /** Another way, time or place for an order, in that transaction: as `checkout` decides it. */
  changeDelivery(tx: TenantTx, ask: DeliveryToChange): Promise<ChangeDeliveryResult>
  /** Provinces with their cities and districts. */
  regions(): readonly RegionNode[]
  /** The keys of that shop. */
  keysOf(storeId: StoreId): Promise<StoreKeys>
}

export interface DeliveryToChange extends ChangeDelivery {
  readonly actor: string
  readonly at: Date
}

export interface HostMessage {
  readonly storeId: StoreId
  readonly customerId: CustomerId
  /** `<plugin>.<template>`. */
  readonly template: string
  readonly text: string
  readonly data: Readonly<Record<string, string | number>>
  readonly dedupeKey: string
  readonly at: Date
  /** In which the text is. */
  readonly locale: Locale
  readonly category: 'service' | 'marketing'
}

/** The plugins of this process at work: made once by the composition root, which alone knows which are installed. */
export interface PluginHost {
  readonly db: Database
  readonly log: Log
  readonly registry: PluginRegistry
  readonly breakers: Breakers
  /** Notes which plugin has the main thread. */
  readonly watch: Watch
  readonly services: HostServices
  /** A route, page, job or handler may take so long. */
  readonly workMaxMs: number
  /** In which pages and routes come to their connections. */
  readonly turns: Turns
}

/** Shorter than a connection may idle in a transaction, which would end the work without saying whose it was. */
const WORK_MAX_MS = 8 * SECOND

export function createPluginHost(options: {
  readonly db: Database
  readonly log: Log
  readonly registry: PluginRegistry
  readonly services: HostServices
  readonly watch?: Watch
  readonly workMaxMs?: number
}): PluginHost {
  const { watch = NO_WATCH } = options
  return Object.freeze({
    workMaxMs: WORK_MAX_MS,
    ...options,
    watch,
    registry: Object.freeze({ ...options.registry, watch }),
    breakers: new Breakers(options.db, options.log),
    turns: new Turns(),
  })
}

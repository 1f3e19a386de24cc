import type { Database, TenantTx } from '@mamapu/db'
import type { CustomerId, StoreId } from '@mamapu/kernel'
import type { PlannedRound } from '@mamapu/plugin-sdk'
import type { Log } from '../app.js'
import { Breakers } from './breakers.js'
import type { PluginRegistry } from './registry.js'

/** What the composition root adds to core's own services behind a plugin's context. */
export interface HostServices {
  /** Text and all, sent once per key. */
  sendMessage(tx: TenantTx, message: HostMessage): Promise<void>
  /** A plugin's published campaign rounds that touch a span, in the order they begin; bounded. */
  campaignRounds(tx: TenantTx, ask: HostRounds): Promise<readonly PlannedRound[]>
}

export interface HostRounds {
  readonly plugin: string
  readonly from: Date
  readonly until: Date
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
}

/** The plugins of this process at work: made once by the composition root, which alone knows which are installed. */
export interface PluginHost {
  readonly db: Database
  readonly log: Log
  readonly registry: PluginRegistry
  readonly breakers: Breakers
  readonly services: HostServices
}

export function createPluginHost(options: {
  readonly db: Database
  readonly log: Log
  readonly registry: PluginRegistry
  readonly services: HostServices
}): PluginHost {
  return Object.freeze({ ...options, breakers: new Breakers(options.db, options.log) })
}

import type { Database, TenantTx } from '@mamapu/db'
import type { CustomerId, StoreId } from '@mamapu/kernel'
import type { LedgerPost } from '@mamapu/plugin-sdk'
import type { Log } from '../app.js'
import { Breakers } from './breakers.js'
import type { PluginRegistry } from './registry.js'

/** Core's own services behind a plugin's context. */
export interface HostServices {
  /** One transfer; false when its cause had been posted before. */
  postToLedger(tx: TenantTx, transfer: LedgerPost & { readonly at: Date }): Promise<boolean>
  /** Text and all, sent once per key. */
  sendMessage(tx: TenantTx, message: HostMessage): Promise<void>
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

import type { notifications, orders, parcels, payouts, stores } from '@mamapu/core'
import type { Database } from '@mamapu/db'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { TestApp } from '../app.js'
import type { TestDatabase } from '../database.js'
import type { TestStore } from '../store.js'
import type { Doors } from './doors.js'

/** What every part of a shop stands on. */
export interface Ground extends TestApp {
  readonly database: TestDatabase
  readonly db: Database
  readonly store: TestStore
  readonly installed: readonly Plugin[]
  readonly providers: orders.Providers
  readonly payouts: payouts.PayoutProviders
  readonly messages: notifications.ChannelProviders
  readonly tracking: parcels.TrackingProviders
  readonly doors: Doors
  /** The shop as a process that looked a moment ago knows it. */
  current(): Promise<stores.StoreSnapshot>
  /** The shop as it is configured now. */
  snapshot(store?: TestStore): Promise<stores.StoreSnapshot>
  /** A phone nobody has had yet. */
  nextPhone(): string
}

import type { Fen, Id, Locale, StoreId } from '@mamapu/kernel'
import type { StoreKeys } from './keys.js'

/** What a merchant sets for the whole shop, as read from its row; the secret never leaves the snapshot's keys. */
export interface StoreSettings {
  readonly name: string
  readonly tagline: string
  readonly locale: Locale
  readonly themeId: string
  readonly brandColor: string
  readonly logoId: Id<'med'> | null
  readonly bannerId: Id<'med'> | null
  readonly announcement: string
  readonly story: string
  readonly contactPhone: string
  readonly address: string
  /** Null: the shop is being prepared and shows only that. */
  readonly publishedAt: Date | null
  readonly unpaidMinutes: number
  readonly completeDays: number
  readonly payableFloorFen: Fen
  /** Raised by every change; an update names the version it saw. */
  readonly version: number
}

/** What a merchant may change. Left out means left alone. */
export interface SettingsPatch {
  readonly name?: string
  readonly tagline?: string
  readonly locale?: Locale
  readonly themeId?: string
  readonly brandColor?: string
  readonly logoId?: Id<'med'> | null
  readonly bannerId?: Id<'med'> | null
  readonly announcement?: string
  readonly story?: string
  readonly contactPhone?: string
  readonly address?: string
  readonly published?: boolean
  readonly unpaidMinutes?: number
  readonly completeDays?: number
  readonly payableFloorFen?: Fen
}

export type StoreStatus = 'active' | 'suspended'

/** One store as of one configuration version: what every request of it starts from, held in memory. */
export interface StoreSnapshot {
  readonly storeId: StoreId
  /** The uuid, for SQL. */
  readonly tenantId: string
  readonly slug: string
  readonly status: StoreStatus
  readonly currency: string
  readonly zone: string
  /** Where the shop is reached, e.g. `http://mili.localhost:3000`. */
  readonly origin: string
  /** Verified custom domains. */
  readonly domains: readonly string[]
  readonly settings: StoreSettings
  readonly configVersion: number
  readonly keys: StoreKeys
  /** What other domains keep of the store, by their names; read it with `partOf`. */
  readonly parts: ReadonlyMap<string, unknown>
}

import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money } from './types.js'

/** What a campaign brought, by real paid orders, refunds taken off. */
export interface Report {
  readonly views: number
  readonly orders: number
  readonly buyers: number
  readonly units: number
  readonly sales: Money
  readonly discount: Money
  readonly refunded: Money
  /** Over the units whose cost is known. */
  readonly margin: Money
  readonly unitsWithCost: number
  readonly days: readonly {
    readonly day: string
    readonly views: number
    readonly orders: number
    readonly units: number
    readonly sales: Money
  }[]
}

export function getReport(storeId: string, campaignId: string): Promise<Report> {
  return call('GET', adminPath(storeId, `/campaigns/${campaignId}/report`))
}

/** The units of one variant in one round: limit = held + claimed + left. */
export interface UnitPool {
  readonly kind: string
  readonly round: string
  readonly skuId: string
  readonly title: string
  readonly options: string
  readonly mode: 'own' | 'ceiling'
  readonly limit: number
  readonly taken: number
  readonly held: number
  readonly claimed: number
  readonly left: number
  readonly returned: number
  readonly brought: number
  readonly home: number
  readonly startsAt: string
  readonly endsAt: string
  readonly closedAt: string | null
}

export interface UnitTake {
  readonly id: string
  readonly round: string
  readonly skuId: string
  readonly orderId: string | null
  readonly orderNumber: string | null
  readonly who: string | null
  readonly units: number
  readonly released: number
  readonly state: 'held' | 'claimed' | 'released'
  readonly at: string
  readonly expiresAt: string | null
}

interface Units {
  readonly pools: readonly UnitPool[]
  readonly takes: readonly UnitTake[]
  readonly next: string | null
}

export function getUnits(storeId: string, campaignId: string, cursor: string | null = null): Promise<Units> {
  return call('GET', adminPath(storeId, `/campaigns/${campaignId}/units`), { query: { cursor } })
}

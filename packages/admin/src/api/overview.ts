import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money } from './types.js'

/** What was sold on one day of the shop's calendar. */
export interface DayFigures {
  readonly placed: number
  readonly paid: number
  readonly sales: Money
  readonly buyers: number
}

export interface Overview {
  readonly today: DayFigures
  readonly yesterday: DayFigures
  readonly toShip: number
  readonly unpaid: number
  readonly refundsFailed: number
  /** After-sale cases that wait for the shop. */
  readonly aftersales: number
  readonly lowStock: number
  readonly everSold: boolean
}

export function getOverview(storeId: string): Promise<Overview> {
  return call('GET', adminPath(storeId, '/overview'))
}

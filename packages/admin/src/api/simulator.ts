import { call } from './client.js'
import { adminPath } from './store.js'
import type { Money } from './types.js'

export interface SimulateAsk {
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[]
  readonly at?: string
  /** With all that is known of them; the rest describes somebody else. */
  readonly customerId?: string
  readonly level?: { readonly rank: number; readonly name: string }
  readonly tags?: readonly string[]
  readonly isMember?: boolean
  readonly isNew?: boolean
  readonly drafts?: readonly string[]
  readonly regionCode?: string
  readonly points?: 'none' | 'most'
}

/** Why an offer won, lost or was refused. */
export interface PriceReason {
  readonly plugin: string
  readonly label: string
  readonly outcome: 'won' | 'lost' | 'refused'
  readonly code: string
  readonly text: string
  readonly amount: Money
}

export interface Simulated {
  readonly lines: readonly {
    readonly skuId: string
    readonly title: string
    readonly optionText: string
    readonly mediaHash: string | null
    readonly quantity: number
    readonly everyday: Money
    readonly unit: Money
    readonly subtotal: Money
    readonly discount: Money
    readonly payable: Money
  }[]
  readonly broken: readonly { readonly skuId: string; readonly text: string }[]
  readonly goods: Money
  readonly discount: Money
  readonly shipping: Money
  readonly shippingState: string
  readonly payable: Money
  readonly saved: Money
  readonly gifts: readonly { readonly title: string; readonly units: number }[]
  readonly reasons: readonly PriceReason[]
  readonly hints: readonly string[]
}

export function simulate(storeId: string, body: SimulateAsk): Promise<Simulated> {
  return call('POST', adminPath(storeId, '/pricing/simulate'), { body })
}

import type { Channel } from './campaigns.js'
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
  readonly channel?: Channel
  readonly points?: 'none' | 'most'
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
  readonly reasons: readonly {
    readonly outcome: 'won' | 'lost' | 'refused'
    readonly text: string
  }[]
  readonly hints: readonly string[]
}

export function simulate(storeId: string, body: SimulateAsk): Promise<Simulated> {
  return call('POST', adminPath(storeId, '/pricing/simulate'), { body })
}

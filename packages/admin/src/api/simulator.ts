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
  /** A way of delivery; the first that goes when left out. */
  readonly delivery?: string
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
  readonly delivery: {
    readonly chosen: string | null
    readonly methods: readonly SimulatedMethod[]
  }
}

/** A way in which the shop delivers, as it stands for this cart. */
export interface SimulatedMethod {
  readonly id: string
  readonly title: string
  readonly isAvailable: boolean
  /** What is promised, or why it does not go. */
  readonly text: string
  /** Null while the address decides. */
  readonly fee: Money | null
  /** What the goods lack for it. */
  readonly missing: Money | null
}

export function simulate(storeId: string, body: SimulateAsk): Promise<Simulated> {
  return call('POST', adminPath(storeId, '/pricing/simulate'), { body })
}

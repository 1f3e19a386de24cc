import type { Sql } from '@mamapu/db'
import type { CustomerId, Words } from '@mamapu/kernel'
import type { Cart, Offer } from '@mamapu/pricing'
import type { StoreSnapshot } from '../stores/index.js'

/** What core tells rules about the shopper. */
export interface ShopperFacts {
  readonly customerId: CustomerId | null
  readonly sessionHash: string | null
  readonly level: string
  readonly ordersPaid: number
  readonly isMember: boolean
}

/** A cart, or one line of it, that a plugin refuses to have ordered. */
export interface MechanicRefusal {
  readonly plugin: string
  readonly code: string
  readonly lineId?: string
  readonly words: Words
}

/** The switched-on plugins of a store, as the checkout sees them. */
export interface Mechanics {
  /** The pending queries of every fact the store's rules read of this shopper; they travel in the caller's flush. */
  queries(
    store: StoreSnapshot,
    sql: Sql,
    reader: { customerId: CustomerId | null; sessionHash: string | null; at: Date },
  ): readonly PromiseLike<readonly object[]>[]
  /** Offers and refusals for a cart, from those queries' rows. Never throws: a failing plugin is left out and reported. */
  evaluate(
    store: StoreSnapshot,
    input: { cart: Cart; rows: readonly (readonly object[])[]; shopper: ShopperFacts; at: Date },
  ): { readonly offers: readonly Offer[]; readonly refusals: readonly MechanicRefusal[] }
  /** The lock rank of a plugin's quota kind. */
  rankOf(kind: string): number
}

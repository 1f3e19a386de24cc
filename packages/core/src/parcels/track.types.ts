import type { Id, StoreId } from '@mamapu/kernel'

/** What a carrier tells of a parcel, as far as a shop acts on it. */
export const EVENT_STATES = ['on_way', 'out_for_delivery', 'delivered', 'problem'] as const
export type EventState = (typeof EVENT_STATES)[number]

/** Where a parcel is: `waiting` until its carrier has said anything, `ended` when it was taken back. */
export type TrackState = 'waiting' | EventState | 'ended'

/** One thing that happened to a parcel on its way. */
export interface TrackEvent {
  /** The provider's own name for it; the same again is the same. */
  readonly eventId: string
  readonly state: EventState
  /** Where, in the carrier's words, and what it says of it; empty when it says nothing. */
  readonly place: string
  readonly words: string
  readonly at: Date
}

/** A parcel, as its provider is asked about it: by our id, its carrier's name and its number. */
export interface ParcelHandle {
  readonly storeId: StoreId
  readonly shipmentId: Id<'shp'>
  readonly carrier: string
  readonly number: string
}

export interface RawCallback {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** A callback whose signature, age and shape are right. What it claims is compared with our records. */
export interface TrackNotice {
  readonly shipmentId: Id<'shp'>
  readonly number: string
  readonly events: readonly TrackEvent[]
}

/**
 * Somebody who knows where parcels are. Calls are safe to repeat; one that cannot be reached is an OutsideError. Never called
 * inside a database transaction.
 */
export interface TrackingProvider {
  readonly id: string
  /** Asks to be told of what happens to a parcel. `refused`: it will never know this carrier or number. */
  subscribe(parcel: ParcelHandle & { readonly notifyUrl: string }): Promise<'subscribed' | 'refused'>
  /** Everything that is known of it now, in any order. */
  query(parcel: ParcelHandle): Promise<readonly TrackEvent[]>
  /** Null when it is not authentic, too old, or makes no sense. */
  readCallback(raw: RawCallback, at: Date): TrackNotice | null
  /** A page of the provider's where staff see a parcel; null where it has none. */
  pageOf?(parcel: ParcelHandle): string
}

/** The one that is asked about new parcels comes first. */
export type TrackingProviders = ReadonlyMap<string, TrackingProvider>

import type { Fen } from '@mamapu/kernel'

/** A time of day at which somebody comes, and how many orders it can carry. */
export interface LocalSlot {
  /** `14:00` on the clocks of the shop. */
  readonly from: string
  readonly to: string
  readonly capacity: number
}

/** Degrees, as maps write them. */
export interface Point {
  readonly lat: number
  readonly lng: number
}

/** Delivery by the shop's own people. Goes where a region is named or a radius reaches; one of the two at least. */
export interface LocalSettings {
  /** Leading digits of region codes. */
  readonly regions: readonly string[]
  readonly center: Point | null
  readonly radiusMeter: number
  readonly feeFen: Fen
  readonly freeOverFen: Fen | null
  readonly leastGoodsFen: Fen
  /** At most 12, in the order of the day, none over another. */
  readonly slots: readonly LocalSlot[]
  /** 1 Monday … 7 Sunday. */
  readonly weekdays: readonly number[]
  /** Days on which nobody comes, `2026-10-01`. */
  readonly closedDays: readonly string[]
  /** So long before a slot begins it is closed. */
  readonly leadMinutes: number
  /** On the same day nothing is taken after this; `24:00` for all day. */
  readonly cutOff: string
  /** Today is the first. */
  readonly days: number
}

import type { CustomerId, Id, LocalDate, OrderId } from '@mamapu/kernel'
import type { PluginContext } from '@mamapu/plugin-sdk'
import type { PickupSettings } from './pickup.settings.js'

export type Ctx = PluginContext<PickupSettings>

/** When a point is open on one weekday, in minutes after midnight; `until` is up to 1440. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** A place where orders are collected. */
export interface Point {
  readonly id: Id<'plg'>
  readonly isOpen: boolean
  readonly name: string
  readonly nameEn: string
  readonly city: string
  readonly address: string
  readonly phone: string
  /** What to bring, how to find it. */
  readonly guide: string
  /** Null where nobody gave it. */
  readonly position: Position | null
  /** Monday first; none on days it is closed. */
  readonly hours: readonly (readonly Span[])[]
  readonly slotMinutes: number
  /** Orders or items of one slot. */
  readonly capacity: number
  readonly countBy: 'orders' | 'items'
  /** A slot begins at least so long after the order. */
  readonly leadMinutes: number
  /** Orders after this minute of the day are for the next day at the earliest; null for none. */
  readonly cutOff: number | null
  /** How far ahead one may choose: 1 is today alone. */
  readonly daysAhead: number
  /** Its goods are counted apart from the shelf. */
  readonly hasOwnStock: boolean
}

export interface Position {
  readonly lat: number
  readonly lng: number
}

/** Points with the days on which they are closed beyond their hours. */
export interface Places {
  readonly points: readonly Point[]
  readonly daysOff: ReadonlySet<string>
}

/** A slot of a point's day. */
export interface Slot {
  readonly day: LocalDate
  readonly from: number
  readonly until: number
}

/** Limit and taken of the counters that somebody has taken from. */
export type Usage = ReadonlyMap<string, { readonly limit: number; readonly taken: number }>

/** `part`: some of it was handed over; `closed`: nothing is left to hand over and nothing was. */
export type PickupState = 'preparing' | 'ready' | 'part' | 'overdue' | 'handed' | 'closed'

/** What was agreed and is kept with the order. */
export interface Agreed {
  readonly point: Id<'plg'>
  readonly name: string
  readonly nameEn: string
  readonly address: string
  readonly phone: string
  readonly day: LocalDate
  readonly from: number
  readonly until: number
  /** What took places of its slot; orders when left out. */
  readonly countBy?: Point['countBy']
  readonly [more: string]: unknown
}

export interface Pickup {
  readonly id: Id<'plg'>
  readonly orderId: OrderId
  readonly number: string
  /** Null for a guest. */
  readonly customerId: CustomerId | null
  readonly pointId: Id<'plg'>
  readonly state: PickupState
  readonly day: LocalDate
  readonly from: number
  readonly until: number
  /** When the slot is over. */
  readonly endsAt: Date
  /** Raised by every change: who decides names the one she saw. */
  readonly version: number
  readonly codeVersion: number
  readonly readyAt: Date | null
  /** Overdue goods are kept so long; null while they are not overdue. */
  readonly keptUntil: Date | null
  /** The point cannot hand over all of it. */
  readonly isShort: boolean
  readonly note: string
}

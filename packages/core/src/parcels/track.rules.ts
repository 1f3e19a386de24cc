import { later, MINUTE } from '@mamapu/kernel'
import { EVENT_STATES, type EventState, type TrackEvent, type TrackState } from './track.types.js'

const RANK: Readonly<Record<EventState, number>> = {
  on_way: 0,
  out_for_delivery: 1,
  problem: 2,
  delivered: 3,
}

/**
 * Where a parcel is by all that is known of it: what happened last counts, in whatever order it was told; of two things at
 * the same instant the later in a parcel's life.
 */
export function stateOf(events: readonly Pick<TrackEvent, 'state' | 'at'>[]): TrackState {
  const last = events.toSorted((a, b) => +a.at - +b.at || RANK[a.state] - RANK[b.state]).at(-1)
  return last?.state ?? 'waiting'
}

const AHEAD_MS = 5 * MINUTE
const EVENT_ID_MAX = 100
const PLACE_MAX = 60
const WORDS_MAX = 200
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/gu

const short = (text: string, most: number) => [...text.replaceAll(UNSEEN, ' ').trim()].slice(0, most).join('')

/**
 * An event as it is kept: words cut to what a page shows; what claims to happen well after it was told happens when it was
 * told. Null for what cannot be one.
 */
export function tidyEvent(event: TrackEvent, heardAt: Date): TrackEvent | null {
  const { eventId, state, at } = event
  if (!EVENT_STATES.includes(state) || Number.isNaN(+at)) return null
  if (eventId.length < 1 || eventId.length > EVENT_ID_MAX) return null
  return {
    eventId,
    state,
    place: short(event.place, PLACE_MAX),
    words: short(event.words, WORDS_MAX),
    at: at > later(heardAt, AHEAD_MS) ? heardAt : at,
  }
}

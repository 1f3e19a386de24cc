import { type Fen, toFen } from '@mamapu/kernel'
import type { Offer, TraceCode, TraceEntry } from './pricing.types.js'
import { compareIds } from './stacking.rules.js'

export type Reason = TraceEntry

/** What keeps an offer from applying, with what is missing where that can be bought. */
export interface Obstacle {
  readonly code: TraceCode
  readonly missingFen?: Fen
  readonly missingUnits?: number
}

export function reason(
  offer: Offer,
  outcome: TraceEntry['outcome'],
  code: TraceCode,
  amountFen = 0,
): TraceEntry {
  return {
    offerId: offer.id,
    plugin: offer.plugin,
    stage: offer.stage,
    label: offer.label,
    outcome,
    code,
    amountFen: toFen(amountFen),
  }
}

export function refusal(offer: Offer, obstacle: Obstacle, amountFen = 0): TraceEntry {
  return { ...reason(offer, 'refused', obstacle.code, amountFen), ...missingOf(obstacle) }
}

export function missingOf({ missingFen, missingUnits }: Obstacle): Omit<Obstacle, 'code'> {
  return {
    ...(missingFen ? { missingFen } : {}),
    ...(missingUnits ? { missingUnits } : {}),
  }
}

const STAGES = ['unit', 'line', 'order', 'shipping', 'points']

/** By stage, then id. */
export function inTraceOrder(a: TraceEntry, b: TraceEntry): number {
  return STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || compareIds({ id: a.offerId }, { id: b.offerId })
}

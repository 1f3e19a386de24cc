import type { Fen } from '@mamapu/kernel'

/** What one set of regions costs; the first rule that names the region counts, `regions: []` names all. */
export interface ExpressRule {
  /** Leading digits of six-digit region codes: `33` is a province, `3301` a city. */
  readonly regions: readonly string[]
  /** Grams or pieces that `firstFen` covers; a fixed charge covers everything. */
  readonly first: number
  readonly firstFen: Fen
  /** Every further so many, begun ones whole, cost `stepFen` each. */
  readonly step: number
  readonly stepFen: Fen
  /** A cart whose goods are worth this after discounts ships these lines free; null never. */
  readonly freeOverFen: Fen | null
  /** So many pieces of this template ship free; null never. */
  readonly freeOverPieces: number | null
  /** True: we do not deliver there. */
  readonly excluded: boolean
}

export type ExpressCharge = 'weight' | 'piece' | 'fixed'

export interface ExpressTemplate {
  /** `usual` for the shop's own; products name others. */
  readonly id: string
  readonly name: string
  readonly charge: ExpressCharge
  readonly rules: readonly ExpressRule[]
}

/** The template of every product that names none, or one that is gone. */
export const USUAL_TEMPLATE = 'usual'

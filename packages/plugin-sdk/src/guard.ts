import type { ProductId, Words } from '@mamapu/kernel'
import { Type } from 'typebox'
import { field } from './words.js'

/**
 * Where a text will stand; it decides which rules hold. `goods`: a product's own page; `page`: the shop's pages; `campaign`: what a
 * sale is called; `material`: what distributors pass on, posters too; `recruit`: what wins people as distributors; `lesson`.
 */
export const GUARD_PLACES = Object.freeze([
  'goods',
  'page',
  'campaign',
  'material',
  'recruit',
  'lesson',
] as const)
export type GuardPlace = (typeof GUARD_PLACES)[number]

/** `blocked`: it may not be said. `acknowledge`: it may, when the merchant says that it is lawful and can be proved. */
export type GuardVerdict = 'blocked' | 'acknowledge'

/** One rule that texts keep. */
export interface GuardRule {
  /** Stable: `TEXT_BREAST_MILK`. */
  readonly code: string
  readonly verdict: GuardVerdict
  /** The rule it protects, by its name. */
  readonly rule: Words
  /** What is wrong, and what to write instead. */
  readonly words: Words
}

export interface GuardFinding extends GuardRule {
  /** Where: the name its text was given under. */
  readonly field: string
  /** The words as they were written; empty where it is not the words but what they are about. */
  readonly found: string
}

export interface GuardAbout {
  readonly place: GuardPlace
  /** The goods it speaks of, at most 50; with none it is known by the text alone. */
  readonly products?: readonly ProductId[]
  /** What the merchant has read and stands by: these codes, or all that is found. */
  readonly acknowledged?: readonly string[] | boolean
  /**
   * What the text belongs to, `item:<id>`; at most 60 characters. What was acknowledged for it once is not asked again for the
   * same words. Left out, it is asked each time.
   */
  readonly subject?: string
}

/** A refusal every plugin's route may give without listing its code: what is wrong, at the fields it concerns. */
export interface GuardRefusal {
  readonly refused: 'TEXT_FORBIDDEN' | 'TEXT_UNACKNOWLEDGED'
  readonly fields: Readonly<Record<string, Words>>
  readonly data: { readonly findings: readonly GuardFinding[] }
}

export interface GuardResult {
  /** In the order of the fields; what is blocked and what was acknowledged as well. */
  readonly findings: readonly GuardFinding[]
  /** For a route to reply with; null when the text may be kept. */
  readonly refusal: GuardRefusal | null
}

/** Words that a shop may not say, whoever writes them. Needs no scope. */
export interface GuardService {
  /**
   * Looks at texts by the fields of the form they come from (`/title`), or at one text; HTML is read as what it shows. Writes
   * nothing but the note of who acknowledged what, in the transaction of `ctx.tx`.
   */
  check(texts: string | Readonly<Record<string, string>>, about: GuardAbout): Promise<GuardResult>
  /** What may not be said there: for a note beside the field where it is written. */
  rules(place: GuardPlace): readonly GuardRule[]
}

/** The field of a form that says "I have read it and stand by it", handed on as `acknowledged`. */
export const acknowledgedField = Type.Optional(
  Type.Boolean({
    ...field('我已核对提示的文字，有依据，由本店负责', 'I have checked the marked words and can prove them', {
      ui: 'yes-no',
    }),
    default: false,
  }),
)

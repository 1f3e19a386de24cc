import type { Words } from '@mamapu/kernel'

/** What a merchant types, by the names of the fields; every value is a text. */
export type AccountValues = Readonly<Record<string, string>>

/** One thing a provider wants to know of a shop, as the console asks for it. */
export interface AccountField {
  readonly name: string
  readonly title: Words
  /** Where it is found. */
  readonly help: Words
  /** Kept sealed and never shown again. */
  readonly isSecret: boolean
  /** With another value it is another account: what was paid to the one before is no longer known by it. */
  readonly isIdentity?: boolean
  readonly isOptional?: boolean
  /** Typed over several lines: keys and certificates. */
  readonly isLong?: boolean
  readonly maxLength: number
}

/** What is wrong with an account as typed: the field, and why. */
export interface AccountFault {
  readonly field: string
  readonly why: Words
}

/** How a shop's account at a provider is asked for. */
export interface AccountForm {
  /** What one needs before one begins, in one or two sentences. */
  readonly help: Words
  readonly fields: readonly AccountField[]
  /** What is wrong with these values by themselves; null when nothing is. The provider is not asked. */
  whyNot(values: AccountValues): AccountFault | null
}

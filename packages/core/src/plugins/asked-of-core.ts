import { parseId, type Words } from '@mamapu/kernel'
import { isWords } from '@mamapu/plugin-sdk'

/** Ids of counters and their owners. */
const NAME_MAX = 200
const GIVE_BACK = ['never', 'cancel', 'refund']
const ZERO_WIDTH_JOINER = /\u200d/gu
/** Control and format characters, lone surrogates, line separators: nothing to see, or text turned round. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u

export const isCount = (value: unknown, most: number) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most

/** Something to read in both languages, at most so long; the joiner inside emoji is the one unseen character. */
export function areShort(words: unknown, most: number): words is Words {
  return (
    isWords(words) &&
    Object.values(words).every((text: string) => {
      const seen = text.replace(ZERO_WIDTH_JOINER, '')
      return isCount(text.length, most) && seen.trim() !== '' && !UNSEEN.test(seen)
    })
  )
}

/** A name that a column can keep and a log line can show. */
export function isName(value: unknown, most = NAME_MAX): value is string {
  return typeof value === 'string' && isCount(value.length, most) && !UNSEEN.test(value)
}

export function isIdOf(prefix: 'ord' | 'sku' | 'cus' | 'lin', value: unknown): boolean {
  return typeof value === 'string' && parseId(prefix, value) !== null
}

/** What is wrong with one take beside its kind; null when nothing is. */
export function whyBadTake(take: {
  readonly id: unknown
  readonly units: unknown
  readonly limit: unknown
  readonly giveBack?: unknown
  readonly owner?: unknown
  readonly expiresAt?: unknown
}): string | null {
  if (!isName(take.id)) return `a counter's id has 1 to ${NAME_MAX} letters`
  if (!isCount(take.units, Number.MAX_SAFE_INTEGER)) return 'takes have units above zero'
  if (!isLimit(take.limit)) return 'a limit is null or a whole number from zero'
  if (take.giveBack !== undefined && !GIVE_BACK.includes(take.giveBack as string))
    return `giveBack is one of ${GIVE_BACK.join(', ')}`
  if ('owner' in take && !isName(take.owner)) return `an owner has 1 to ${NAME_MAX} letters`
  const { expiresAt } = take
  if (expiresAt !== undefined && !(expiresAt instanceof Date && Number.isFinite(expiresAt.getTime())))
    return 'expiresAt is an instant'
  return null
}

export const isLimit = (limit: unknown) =>
  limit === null || (Number.isSafeInteger(limit) && (limit as number) >= 0)

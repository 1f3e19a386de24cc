import { type Id, idOf, uuidOf } from '@mamapu/kernel'

/** Our number at providers that take letters and digits alone, 32 at most: the hex digits of the id. */
export const numberOf = (id: Id<'pay'> | Id<'ref'>): string => uuidOf(id).replaceAll('-', '')

/** The id behind a number of ours; null for whatever else it is. */
export function idOfNumber<K extends 'pay' | 'ref'>(kind: K, text: unknown): Id<K> | null {
  if (typeof text !== 'string') return null
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(text)
  return parts && idOf(kind, parts.slice(1).join('-'))
}

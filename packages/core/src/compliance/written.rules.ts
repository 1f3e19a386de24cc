import type { GuardPlace, GuardRefusal } from '@mamapu/plugin-sdk'
import { guardTexts } from './guard.rules.js'
import { refusalOf } from './refusal.rules.js'

/** What is written deeper, or beside more texts, is no form of ours. */
const DEPTH_MAX = 6
const TEXTS_MAX = 500

/** Every text in what a form sent, by its place in it: `/tiers/0/title`. */
export function textsIn(written: unknown, path = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(textsBelow(written, path, DEPTH_MAX).slice(0, TEXTS_MAX))
}

function textsBelow(written: unknown, path: string, depth: number): [string, string][] {
  if (typeof written === 'string') return written.trim() === '' ? [] : [[path, written]]
  if (typeof written !== 'object' || written === null || depth === 0) return []
  return Object.entries(written).flatMap(([name, part]) => textsBelow(part, `${path}/${name}`, depth - 1))
}

/**
 * Why what a merchant wrote in a form may not be kept: the words that nobody may say, at their fields; null when there are none.
 * What only asks for proof is no matter here: whoever can be asked for it asks the guard itself. Pure.
 */
export function whyNotWritten(
  texts: Readonly<Record<string, string>>,
  place: GuardPlace,
): GuardRefusal | null {
  const blocked = guardTexts(texts, { place, goods: [] }).filter(({ verdict }) => verdict === 'blocked')
  return blocked.length === 0 ? null : refusalOf('TEXT_FORBIDDEN', blocked)
}

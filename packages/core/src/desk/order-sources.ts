import type { ProductId } from '@mamapu/kernel'
import { queryGrams } from '../catalog/index.js'
import { hashPhone, normalizePhone, type StoreKeys } from '../stores/index.js'
import {
  codeTerm,
  lastFourTerm,
  nameTerm,
  normalName,
  parcelTerm,
  productTerm,
  tailTerm,
  textTerm,
} from './order-terms.js'

/** One way in which an order may be what was looked for; an order is found when any of them finds it. */
export type Source =
  /** Its number lies in this range, ends included. */
  | { readonly by: 'number'; readonly from: string; readonly to: string }
  | { readonly by: 'phone'; readonly hash: Buffer }
  /** It has one of these words; and its number ends so. */
  | { readonly by: 'any'; readonly terms: readonly string[]; readonly numberEnd?: string }
  /** It has all of these words. */
  | { readonly by: 'all'; readonly terms: readonly string[] }

const NUMBER_DIGITS = 14

/**
 * What a text may mean: digits are (part of) an order's number, a phone or its last four, a parcel; anything else a name, a
 * code, a parcel, goods (the products that were found by it), or words of a remark or note. Empty for an empty text.
 */
export function sourcesOf(keys: StoreKeys, text: string, products: readonly ProductId[]): Source[] {
  const whole = text.trim()
  if (whole === '') return []
  const compact = whole.replaceAll(/[\s-]/g, '')
  const phone = normalizePhone(whole)
  const terms = [parcelTerm(whole), codeTerm(whole), ...products.map(productTerm)]
  const name = normalName(whole)
  if (name !== '') terms.push(nameTerm(keys, name))
  const sources: Source[] = []
  if (phone) sources.push({ by: 'phone', hash: hashPhone(keys, phone) })
  if (/^\d+$/.test(compact)) {
    sources.push(...numberSources(compact))
    if (compact.length === 4) terms.push(lastFourTerm(keys, compact))
  }
  const grams = queryGrams(whole)
  if (grams.length > 0) sources.push({ by: 'all', terms: grams.map(textTerm) })
  return [...sources, { by: 'any', terms }]
}

/** The beginning of a number from six digits on (that is its day), its end from four on. */
function numberSources(digits: string): Source[] {
  if (digits.length > NUMBER_DIGITS) return []
  const sources: Source[] = []
  if (digits.length >= 6)
    sources.push({
      by: 'number',
      from: digits.padEnd(NUMBER_DIGITS, '0'),
      to: digits.padEnd(NUMBER_DIGITS, '9'),
    })
  if (digits.length >= 4 && digits.length < NUMBER_DIGITS)
    sources.push({ by: 'any', terms: [tailTerm(digits)], numberEnd: digits })
  return sources
}

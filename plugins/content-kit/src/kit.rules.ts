import type { Item, ItemState, ItemWords } from './kit.types.js'

/** Where an item stands at an instant; shown from `startsAt` until before `endsAt`. */
export function stateOf(
  { isOn, startsAt, endsAt }: Pick<Item, 'isOn' | 'startsAt' | 'endsAt'>,
  at: Date,
): ItemState {
  if (!isOn) return 'off'
  if (endsAt && endsAt <= at) return 'over'
  return startsAt && startsAt > at ? 'coming' : 'shown'
}

/** Whether a plan (`distributor:gold`) is that of somebody who recommends. */
export const isDistributor = (plan: string) => plan === 'distributor' || plan.startsWith('distributor:')

/** What is copied: the words, her own link, and that it is advertising where the shop says so. */
export function textToCopy(
  words: string,
  { url, advert }: { readonly url: string; readonly advert: string },
): string {
  return [words.trim(), url, advert].filter((part) => part !== '').join('\n')
}

/** What is wrong with an item's times and parts, as the code of the refusal; null when nothing is. */
export function whyNotKept({ startsAt, endsAt, words, pictures, template }: ItemWords): string | null {
  if (startsAt && endsAt && endsAt <= startsAt) return 'CONTENT_KIT_TIMES'
  return words === '' && pictures.length === 0 && template === '' ? 'CONTENT_KIT_NOTHING' : null
}

import type { CheckoutPage } from '@mamapu/theme-engine'
import { againText, type CounterView, leftOf, stateOf } from './gap.rules.js'

/** A page tries by itself so often; then it waits for a finger. */
const TRIES_MAX = 20
/** Not all at once: each waits its own while. */
const WAIT_SECONDS = { least: 2, most: 6 }

/** What to tell somebody whom a round's units did not reach: from the real counter, with no promise in it. */
export function crowdOf(
  counter: CounterView,
  { zone, url, tries, chance }: { zone: string; url: string; tries: number; chance: number },
): NonNullable<CheckoutPage['crowd']> {
  const state = { 'on-sale': 'queue', held: 'held', 'sold-out': 'gone' } as const
  const now = state[stateOf([counter])]
  const { least, most } = WAIT_SECONDS
  const isAuto = now === 'queue' && tries < TRIES_MAX
  return {
    state: now,
    left: leftOf([counter]),
    again: againText([counter], zone),
    url,
    tries: tries + 1,
    retrySeconds: isAuto ? least + Math.floor(chance * (most - least + 1)) : 0,
  }
}

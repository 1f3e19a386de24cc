import type { RefundState } from '../payments/index.js'

export interface RefundFault {
  /**
   * `refused`: the provider will not pay it like this. `came_back`: the shopper's bank sent it back. `too_long`: under way after every
   * try. `unreachable`: the provider did not answer, or not sensibly.
   */
  readonly kind: 'refused' | 'came_back' | 'too_long' | 'unreachable'
  /** In the provider's own words; empty where it has none. */
  readonly text: string
}

/** What keeps a refund from being paid, out of the words its last try left; null while nothing is wrong with it. */
export function refundFault(state: RefundState, lastError: string): RefundFault | null {
  if (state === 'done' || lastError === '') return null
  const [, kind = '', text = ''] = /^(refused|came back): ([\s\S]*)$/.exec(lastError) ?? []
  if (kind !== '') return { kind: kind === 'refused' ? 'refused' : 'came_back', text }
  if (lastError === 'under way') return state === 'failed' ? { kind: 'too_long', text: '' } : null
  return { kind: 'unreachable', text: lastError }
}

import type { Look } from '../../api/campaign-checks.js'
import type { Channel } from '../../api/campaigns.js'
import type { SimulateAsk } from '../../api/simulator.js'

/** What the simulator's screen holds. */
export interface Question {
  readonly lines: readonly { readonly skuId: string; readonly quantity: number }[]
  readonly who: 'guest' | 'member' | 'new'
  readonly level: { readonly rank: number; readonly name: string } | null
  readonly tags: readonly string[]
  /** Null is now. */
  readonly at: string | null
  readonly drafts: readonly string[]
  /** Leading digits of a region code. */
  readonly region: string | null
  readonly channel: Channel
  readonly withPoints: boolean
  /** Null is the first way that goes. */
  readonly delivery: string | null
}

export const BLANK: Question = {
  lines: [],
  who: 'member',
  level: null,
  tags: [],
  at: null,
  drafts: [],
  region: null,
  channel: 'web',
  withPoints: false,
  delivery: null,
}

const REGION_DIGITS = 6

/** What is asked of the arbiter; a customer stands for all that is known of them. */
export function askOf(question: Question, customerId: string | null): SimulateAsk {
  const { lines, region, withPoints, delivery } = question
  return {
    lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
    ...(customerId ? { customerId, ...whenOf(question) } : lookOfQuestion(question)),
    ...(region ? { regionCode: region.padEnd(REGION_DIGITS, '0') } : {}),
    ...(withPoints ? { points: 'most' as const } : {}),
    ...(delivery ? { delivery } : {}),
  }
}

/** The same person and time for a look at the shop. A level makes a member. */
export function lookOfQuestion(question: Question): Look {
  const { who, level, tags } = question
  return {
    ...whenOf(question),
    ...(level ? { level } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    isMember: who !== 'guest' || level !== null,
    isNew: who === 'new',
  }
}

function whenOf({ at, drafts, channel }: Question): Look {
  return {
    ...(at ? { at } : {}),
    ...(drafts.length > 0 ? { drafts } : {}),
    ...(channel === 'web' ? {} : { channel }),
  }
}

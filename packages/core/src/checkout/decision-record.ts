import type { Channel } from '@mamapu/plugin-sdk'
import { PRICING_VERSION } from '@mamapu/pricing'
import type { Decision } from '../orders/index.js'
import { recordFacts } from './asked-facts.js'
import type { Basket } from './basket.js'

/** Bytes of an order's decision as the database counts them: its text with a space after every comma and colon. */
const DECISION_BYTES_MAX = 32_768
/** Reasons kept of a decision that is far too large. */
const BARE_REASONS_MAX = 40

/**
 * The arbiter's input and result, and what the rules read. When all of it would not fit, the latter goes; when the rest
 * would not either, offers that lost are left out; when that is still too
 * much (a cart of many lines under many offers), the input and the hints, too: the amounts stand on the order's lines.
 */
export function recordOf(basket: Basket, at: Date): Decision {
  const { cart, offers, policy, priced, earns, promised, plugins, pluginFacts } = basket
  const extras = {
    ...(earns.some((bps) => bps !== 10_000) ? { earns } : {}),
    ...(Object.keys(promised).length > 0 ? { promised } : {}),
  }
  const channel = (pluginFacts.get('core:channel') ?? 'web') as Channel
  const whole: Decision = { version: PRICING_VERSION, channel, cart, offers, policy, priced, ...extras }
  const asked: Decision = { ...whole, asked: recordFacts(plugins, pluginFacts, at) }
  if (fits(asked)) return asked
  if (fits(whole)) return whole
  const reasons = priced.trace.filter(({ outcome }) => outcome === 'won')
  const won = new Set(reasons.map(({ offerId }) => offerId))
  const winners: Decision = {
    ...whole,
    offers: offers.filter(({ id }) => won.has(id)),
    priced: { ...priced, trace: reasons, hints: [] },
    trimmed: 'losers',
  }
  if (fits(winners)) return winners
  return {
    ...whole,
    cart: { ...cart, lines: [] },
    offers: [],
    priced: {
      ...priced,
      lines: [],
      takes: [],
      hints: [],
      gifts: [],
      trace: reasons.slice(0, BARE_REASONS_MAX),
    },
    trimmed: 'input',
  }
}

function fits(decision: Decision): boolean {
  return Buffer.byteLength(JSON.stringify(decision)) + separators(decision) <= DECISION_BYTES_MAX
}

/** Commas and colons between the parts of a value. */
function separators(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const parts = (Array.isArray(value) ? value : Object.values(value)).filter((part) => part !== undefined)
  const own = Math.max(0, parts.length - 1) + (Array.isArray(value) ? 0 : parts.length)
  return parts.reduce((total: number, part) => total + separators(part), own)
}

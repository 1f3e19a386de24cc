import type { Fen, OrderId, Words } from '@mamapu/kernel'
import { type Offer, PRICING_VERSION, type PricedCart, price, type TraceEntry } from '@mamapu/pricing'
import { findDecided } from '../orders/index.js'
import { askedKeys, type PluginHost, type QuietFault, type StorePlugins } from '../plugins/index.js'
import type { SnapshotPart, StoreSnapshot } from '../stores/index.js'
import { canonical } from './replay.js'
import { offersToday } from './replay-rules.js'
import { rulesToday, type Unseen } from './rules-today.js'
import { traceWords } from './trace-words.js'

/** How one offer came out: why it won or lost, in words. */
export interface Outcome {
  readonly outcome: TraceEntry['outcome']
  readonly amountFen: Fen
  readonly words: Words
}

/** One number of the order, then and now. */
export interface WasIs {
  readonly wasFen: Fen
  readonly isFen: Fen
}

export type OneReplay =
  | { readonly replayed: false; readonly reason: 'order_not_found' }
  | {
      readonly replayed: false
      /** Another arbiter decided it; its record was too large to keep its input, or what the rules read. */
      readonly reason: 'older_arbiter' | 'input_left_out' | 'facts_left_out'
      readonly number: string
    }
  | {
      readonly replayed: true
      readonly number: string
      readonly placedAt: Date
      readonly isSame: boolean
      readonly payable: WasIs
      readonly shipping: WasIs
      readonly lines: readonly (WasIs & { readonly title: string; readonly quantity: number })[]
      /** Offers that came out otherwise; null where there was none. */
      readonly offers: readonly {
        readonly id: string
        readonly was: Outcome | null
        readonly is: Outcome | null
      }[]
      /** Offered today, not then, and taking units: perhaps none were left then, so they are not compared. */
      readonly untold: readonly string[]
      /** Facts that today's rules read and the record does not have: taken as a guest's. */
      readonly factsMissing: readonly string[]
      /** What of the order today's rules cannot be asked about. */
      readonly unseen: readonly Unseen[]
      /** Rules and facts that failed just now, with the cause: what they would have offered is not told. */
      readonly faults: readonly QuietFault[]
    }

interface Deps {
  readonly host: PluginHost
  readonly pluginsPart: SnapshotPart<StorePlugins>
}

/**
 * One order priced by today's plugins and settings over what it was decided on, with the campaigns of its own time. With `plugin`
 * only that one's offers are today's and all others as they were. Reads only.
 */
export async function replayOneOrder(
  deps: Deps,
  store: StoreSnapshot,
  ask: {
    readonly order: { readonly number: string } | { readonly orderId: OrderId }
    readonly plugin: string | null
    readonly at: Date
  },
): Promise<OneReplay> {
  const found = await findDecided(deps.host.db, store.storeId, ask.order)
  if (!found) return { replayed: false, reason: 'order_not_found' }
  const { number, placedAt, decision, titles } = found
  const { version, cart, offers, policy, priced, trimmed, asked } = decision
  if (version !== PRICING_VERSION) return { replayed: false, reason: 'older_arbiter', number }
  if (trimmed === 'input') return { replayed: false, reason: 'input_left_out', number }
  if (!asked) return { replayed: false, reason: 'facts_left_out', number }

  const rules = await rulesToday(deps, store, ask.at)
  const decidedAt = new Date(asked.at)
  const plugins = await rules.at(decidedAt)
  const { now: today, untold } = offersToday(rules.host, plugins, { ...found, asked })
  const isAskedOf = (plugin: string) => ask.plugin === null || plugin === ask.plugin
  const isAsked = ({ plugin }: Offer) => isAskedOf(plugin)
  const now = price(cart, [...offers.filter((one) => !isAsked(one)), ...today.filter(isAsked)], policy)
  const known = trimmed === 'losers' ? now.trace.filter((entry) => isToldOf(priced, entry)) : now.trace
  const changed = changedOffers(priced.trace, known)
  const lines = now.lines.map((line, index) => ({
    title: titles[index] ?? line.skuId,
    quantity: line.quantity,
    wasFen: priced.lines[index]?.payableFen ?? line.payableFen,
    isFen: line.payableFen,
  }))
  return {
    replayed: true,
    number,
    placedAt,
    isSame: changed.length === 0 && arePricesSame(priced, now),
    payable: { wasFen: priced.payableFen, isFen: now.payableFen },
    shipping: { wasFen: priced.shippingFen, isFen: now.shippingFen },
    lines,
    offers: changed,
    untold: untold.filter(isAsked).map(({ id }) => id),
    factsMissing: askedKeys(plugins).filter((key) => !Object.hasOwn(asked.facts, key)),
    unseen: (
      await rules.unseen(
        decidedAt,
        offers.map((one) => one.plugin),
      )
    ).filter((one) => !('plugin' in one) || isAskedOf(one.plugin)),
    faults: rules.faults().filter((one) => isAskedOf(one.plugin)),
  }
}

/** Offers that lost were left out of a record that was too large: those say nothing today either. */
function isToldOf({ trace }: PricedCart, { offerId, outcome }: TraceEntry): boolean {
  return outcome === 'won' || trace.some((entry) => entry.offerId === offerId)
}

function arePricesSame(was: PricedCart, is: PricedCart): boolean {
  const parts = ['lines', 'gifts', 'shippingFen', 'payableFen'] as const
  return parts.every((part) => canonical(was[part]) === canonical(is[part]))
}

function changedOffers(was: readonly TraceEntry[], is: readonly TraceEntry[]) {
  const [then, now] = [was, is].map((trace) => new Map(trace.map((entry) => [entry.offerId, entry])))
  const ids = [...new Set([...was, ...is].map(({ offerId }) => offerId))].sort()
  return ids
    .map((id) => ({ id, was: outcomeOf(then?.get(id)), is: outcomeOf(now?.get(id)) }))
    .filter((one) => canonical(one.was) !== canonical(one.is))
}

function outcomeOf(entry: TraceEntry | undefined): Outcome | null {
  return entry ? { outcome: entry.outcome, amountFen: entry.amountFen, words: traceWords(entry) } : null
}

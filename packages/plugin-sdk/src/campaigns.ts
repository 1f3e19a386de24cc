import type { Fen, Id, Locale, SkuId, Words } from '@mamapu/kernel'
import type { CartLine } from '@mamapu/pricing'
import type { TObject } from 'typebox'
import type { Segment } from './context.js'
import type { ValueOf } from './value-of.js'

export type CampaignId = Id<'cmp'>

/** Computed from the clock and what the merchant said; never a flag that a job must flip. */
export type CampaignState = 'draft' | 'scheduled' | 'announced' | 'running' | 'paused' | 'ended' | 'cancelled'

/** Which parts of the common campaign form a mechanic uses. */
export interface CampaignUses {
  /** All goods, categories, tags, products, SKUs, exclusions; false when the mechanic's own config names its goods. */
  readonly scope: boolean
  readonly audience: boolean
  readonly announce: boolean
  /** Daily, weekly, monthly; false for one window only. */
  readonly recurrence: boolean
}

/** Units a campaign round has of a SKU. `own`: moved out of the SKU's stock and home again; `ceiling`: a limit over shared stock. */
export interface CampaignPool {
  /** One of the plugin's quota kinds. */
  readonly kind: string
  readonly skuId: SkuId
  readonly units: number
  readonly mode: 'own' | 'ceiling'
}

/** Something in a config that the schema cannot say. */
export interface ConfigFault {
  /** Path in the config, e.g. `/items/0/priceFen`. */
  readonly path: string
  readonly words: Words
}

/**
 * What a mechanic is as a campaign: one schema gives type, check, API and form; core keeps dates, states and calendar.
 * (`out` is said because the compiler takes a second per plugin to find it out.)
 */
export interface CampaignMechanic<out C extends TObject = TObject> {
  readonly config: C
  /** 秒杀活动 */
  readonly title: Words
  /** When a merchant would choose it, in a sentence; shown where a new campaign begins. */
  readonly advice?: Words
  readonly uses: CampaignUses
  /** As `upgradeSettings`, for the config of one campaign; a campaign whose config cannot be read does not run. Pure. */
  upgradeConfig?(saved: Readonly<Record<string, unknown>>, from: string): object
  /** One line for lists and the calendar: 满 199 减 30. Pure. */
  summary(config: ValueOf<C>, locale: Locale): string
  /** What is wrong beyond the schema. Pure; empty when nothing is. */
  check?(config: ValueOf<C>): readonly ConfigFault[]
  /** The goods the config itself names, for the calendar, conflicts and pages; only without `uses.scope`. */
  skusOf?(config: ValueOf<C>): readonly SkuId[]
  /** Units of one round; core opens them when published and closes them when the round is over. */
  pools?(config: ValueOf<C>): readonly CampaignPool[]
  /** Fields of the config that may be changed while a round is announced or running; none when left out. */
  readonly changeable?: readonly NoInfer<keyof ValueOf<C> & string>[]
  /** What a change of those fields would take back from shoppers who were told of a round. Pure; empty when nothing. */
  whyNotChange?(was: ValueOf<C>, will: ValueOf<C>): readonly ConfigFault[]
  /** Said on the form of a campaign under way: what may change and why not more. */
  readonly changeWords?: Words
  /** Minutes an order that a campaign's offer won has for payment; the shop's usual time when left out. */
  payMinutes?(config: ValueOf<C>): number | null
}

/** A campaign as rules and slots see it: one round of it, with its config. Frozen. */
export interface RunningCampaign<C = unknown> {
  readonly id: CampaignId
  /** The merchant's name for it. */
  readonly label: string
  readonly priority: number
  readonly config: C
  /** Names the round: the local start, `20261125T2000`. One-window campaigns have one round. */
  readonly round: string
  /** Half open: running from `startsAt` until before `endsAt`. */
  readonly startsAt: Date
  readonly endsAt: Date
  /** Whether it is for this line by its product scope. Pure. */
  covers(line: Pick<CartLine, 'skuId' | 'productId' | 'categoryIds' | 'tags'>): boolean
}

/** What rules and slots of a mechanic get: rounds running now for this shopper, and announced ones that have not begun. */
export interface CampaignsNow<C = unknown> {
  readonly running: readonly RunningCampaign<C>[]
  readonly announced: readonly RunningCampaign<C>[]
  /** Running now, but for others: members, a level, a tag. Shown, never priced. */
  readonly forOthers: readonly OthersCampaign<C>[]
}

/** A campaign that is not for this shopper, with whom it is for. */
export interface OthersCampaign<C = unknown> extends RunningCampaign<C> {
  readonly who: Words
  /** It becomes the shopper's by joining with a phone; no level and no tag does. */
  readonly joins: boolean
}

/** The counter's id of a campaign's SKU in a round, as core opens it: for takes in offers, and for reading what is left. */
export function poolId(campaignId: CampaignId, skuId: SkuId, round: string): string {
  return `${campaignId.slice(4)}:${skuId.slice(4)}:${round}`
}

export const NO_CAMPAIGNS: CampaignsNow<never> = Object.freeze({
  running: Object.freeze([]),
  announced: Object.freeze([]),
  forOthers: Object.freeze([]),
})

/** A round with where it stands: for pages, jobs and lists, which look back and ahead. */
export interface PlannedRound<C = unknown> extends RunningCampaign<C> {
  /** `upcoming`: published and not announced yet. A paused or cancelled campaign's open rounds are so too. */
  readonly state: 'upcoming' | 'announced' | 'running' | 'paused' | 'ended' | 'cancelled'
  readonly announcedAt: Date | null
  /** For everybody, or only for some. */
  readonly forEveryone: boolean
  readonly audience: Segment
}

/** The plugin's own campaigns. Needs no scope. */
export interface CampaignService {
  /**
   * Published rounds that touch the span (half open), in the order they begin; the first hundred. Their `state` is the one
   * they had at `at`: with the instant an order was paid, what is paused or over by now was running then. Now when left out.
   */
  rounds<C extends TObject>(
    mechanic: CampaignMechanic<C>,
    span: { readonly from: Date; readonly until: Date; readonly at?: Date },
  ): Promise<readonly PlannedRound<ValueOf<C>>[]>
  /**
   * What one of its campaigns has brought so far, or the orders placed in a span of it did. Others' campaigns need
   * `campaigns:read`; without it they are null.
   */
  resultOf(
    campaignId: CampaignId,
    span?: { readonly startsAt: Date; readonly endsAt: Date },
  ): Promise<CampaignResult | null>
  /** Rounds of all mechanics that took place and ended in the span (half open), the latest first; the first fifty. Needs `campaigns:read`. */
  ended(span: { readonly from: Date; readonly until: Date }): Promise<readonly EndedRound[]>
}

/** A round of whichever mechanic, as it took place. */
export interface EndedRound {
  readonly campaignId: CampaignId
  readonly plugin: string
  /** The merchant's name for it. */
  readonly label: string
  readonly round: string
  readonly startsAt: Date
  readonly endsAt: Date
}

/** By real paid orders, refunds taken off. */
export interface CampaignResult {
  readonly orders: number
  /** Persons: a verified phone joins accounts and guest orders. */
  readonly buyers: number
  readonly units: number
  readonly salesFen: Fen
  readonly discountFen: Fen
  /** Taken off above. */
  readonly refundedFen: Fen
  /** Orders of which something was kept, and whose they are: those refunded whole are not among them. */
  readonly keptOrders: number
  readonly keptBuyers: number
}

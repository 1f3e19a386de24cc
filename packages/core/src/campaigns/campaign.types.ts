import type { LocalDate, StoreId, Words } from '@mamapu/kernel'
import type {
  CampaignCommission,
  CampaignId,
  CampaignMechanic,
  CampaignState,
  Channel,
} from '@mamapu/plugin-sdk'

/** What the merchant said; the rest of a campaign's state is read off the clock. */
export type SaidState = 'draft' | 'published' | 'paused' | 'cancelled'

/** Hours of a day, local: `20:00` to `22:00`; `to` at or before `from` is on the next day, `24:00` is midnight. */
export interface LocalSpan {
  readonly from: string
  readonly to: string
}

/** When a campaign comes again, in the store's zone. */
export interface Recurrence {
  readonly every: 'day' | 'week' | 'month'
  /** Of the week 1 (Monday) … 7, of the month 1 … 31; a day a month does not have is its last. Empty for every day. */
  readonly days: readonly number[]
  readonly times: readonly LocalSpan[]
  /** First and last day on which a round may begin. */
  readonly from?: LocalDate
  readonly until?: LocalDate
}

/** A single day that is not like the others: left out, held on another day, or held although it is none of them. */
export interface DateChange {
  readonly date: LocalDate
  readonly act: 'skip' | 'move' | 'add'
  readonly to: LocalDate | null
  /** Other hours than usual. */
  readonly span: LocalSpan | null
}

/** Everything that decides when a campaign runs. */
export interface Schedule {
  readonly zone: string
  readonly window: { readonly startsAt: Date; readonly endsAt: Date } | null
  readonly recurrence: Recurrence | null
  readonly changes: readonly DateChange[]
  readonly announceMinutes: number | null
  /** Nothing runs from here on, whatever was planned. */
  readonly cutAt: Date | null
}

/** One run of a campaign; half open. */
export interface Round {
  /** The local start: `20261125T2000`. */
  readonly key: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly announceAt: Date | null
}

/** What happens around a round, once each: told ahead, about to begin, begun, over. */
export type Edge = 'announce' | 'soon' | 'start' | 'end'

export interface DueEdge {
  readonly round: Round
  readonly edge: Edge
  readonly dueAt: Date
}

/** Who, and where: through any channel unless some are named. */
export type Audience = People & { readonly channels?: readonly Channel[] }

type People =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'members' }
  | { readonly kind: 'level'; readonly rank: number; readonly name: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'new' }

/** What an audience is decided from. */
export interface ShopperFacts {
  readonly isMember: boolean
  readonly levelRank: number
  readonly tags: readonly string[]
  readonly isNew: boolean
  readonly channel: Channel
}

/** The facts of core an audience may need. */
export type AudienceFact = keyof ShopperFacts

/** Which goods: all of them, or those of any of the lists; never those of `except`. */
export interface Scope extends ScopeLists {
  readonly all: boolean
  readonly except: ScopeLists
}

export interface ScopeLists {
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly products: readonly string[]
  readonly skus: readonly string[]
}

/** What a merchant fills in. */
export interface CampaignForm {
  readonly label: string
  readonly config: unknown
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly recurrence: Recurrence | null
  readonly announceMinutes: number | null
  readonly audience: Audience
  readonly scope: Scope
  readonly priority: number
  /** Whether goods at this campaign's price bring commission. */
  readonly commission: CampaignCommission
}

/** Half open; without an end while it goes on. */
export interface Pause {
  readonly from: Date
  readonly until: Date | null
}

/** A campaign as it is kept. */
export interface Campaign extends CampaignForm {
  readonly id: CampaignId
  readonly storeId: StoreId
  readonly plugin: string
  readonly said: SaidState
  readonly isArchived: boolean
  readonly changes: readonly DateChange[]
  readonly publishedAt: Date | null
  /** When it was paused, in order; the last has no end while it still is. */
  readonly pauses: readonly Pause[]
  /** Ended early or cancelled at. */
  readonly cutAt: Date | null
  /** The round whose units are set aside; null when none are. */
  readonly poolsRound: string | null
  /** Edges of rounds that ended before this are in effect. */
  readonly edgesFrom: Date | null
  readonly nextEdgeAt: Date | null
  readonly version: number
  readonly createdAt: Date
  /** The version of the mechanic that its config was written by; null when that was not kept. */
  readonly savedBy: string | null
  /** Its mechanic did not return when it was asked about this campaign: it is not asked again. */
  readonly isCutOff: boolean
}

export type { CampaignId, CampaignState }

/** What is installed, as far as campaigns care; the registry of plugins is one. */
export interface Mechanics {
  readonly plugins: readonly InstalledMechanic[]
  find(pluginId: string): InstalledMechanic | null
  /** Told before and after a mechanic's own function has the main thread; nobody looks when left out. */
  readonly watch?: {
    enter(call: { readonly storeId: string; readonly pluginId: string; readonly hook: string }): void
    leave(): void
  }
}

export interface InstalledMechanic {
  readonly id: string
  readonly plugin: {
    readonly title: Words
    readonly version: string
    readonly campaign?: CampaignMechanic | undefined
    /** What it offers on prices; a mechanic without any meets no other campaign. */
    readonly prices?: readonly unknown[] | undefined
    /** Its rules that say who earns by an order. */
    readonly commissions?: readonly unknown[] | undefined
  }
}

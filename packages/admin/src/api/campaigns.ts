import { call } from './client.js'
import type { FieldSchema } from './plugins.js'
import { adminPath } from './store.js'
import type { Paged } from './types.js'

export const STATES = ['draft', 'scheduled', 'announced', 'running', 'paused', 'ended', 'cancelled'] as const
export type CampaignState = (typeof STATES)[number]

/** Hours of a day by the shop's clock; `to` at or before `from` is on the next day, `24:00` is midnight. */
export interface LocalSpan {
  readonly from: string
  readonly to: string
}

export interface Recurrence {
  readonly every: 'day' | 'week' | 'month'
  /** Of the week 1 (Monday) … 7, of the month 1 … 31; a day that a month has not is its last. */
  readonly days: readonly number[]
  readonly times: readonly LocalSpan[]
  readonly from?: string
  readonly until?: string
}

/** A single date that is not like the others; `from` and `until` are other hours than usual. */
export interface DateChange {
  readonly date: string
  readonly act: 'skip' | 'move' | 'add'
  readonly to: string | null
  readonly from: string | null
  readonly until: string | null
}

/** What a shopper comes through. */
export const CHANNELS = ['web', 'wechat', 'mini-program', 'app'] as const
export type Channel = (typeof CHANNELS)[number]

/** Through any channel unless some are named. */
export type Audience = People & { readonly channels?: readonly Channel[] }

type People =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'members' }
  | { readonly kind: 'level'; readonly rank: number; readonly name: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'new' }

export interface ScopeLists {
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly products: readonly string[]
  readonly skus: readonly string[]
}

export interface Scope extends ScopeLists {
  readonly all: boolean
  readonly except: ScopeLists
}

/** What a merchant fills in. */
export interface CampaignDraft {
  readonly plugin: string
  readonly label: string
  readonly config: Readonly<Record<string, unknown>>
  readonly startsAt: string | null
  readonly endsAt: string | null
  readonly recurrence: Recurrence | null
  readonly announceMinutes: number | null
  readonly audience: Audience
  readonly scope: Scope
  readonly priority: number
  readonly commission: CampaignCommission
}

/** Whether what is sold at the campaign's price brings whoever shared it a commission. */
export type CampaignCommission =
  | { readonly mode: 'usual' | 'none' }
  | { readonly mode: 'rate'; readonly bps: number }

/** A kind of campaign that an installed plugin offers. */
export interface Mechanic {
  readonly plugin: string
  readonly title: string
  readonly isOn: boolean
  readonly config: FieldSchema
  readonly uses: {
    readonly scope: boolean
    readonly audience: boolean
    readonly announce: boolean
    readonly recurrence: boolean
    /** Whether it makes offers on prices. */
    readonly prices: boolean
    /** Whether its prices may bring somebody a commission. */
    readonly commission: boolean
  }
  readonly advice: string | null
  /** Fields of the config that stay open while a round is announced or running. */
  readonly changeable: readonly string[]
  /** What may change then and why not more, in the mechanic's words. */
  readonly changeWords: string | null
}

/** One run; half open. */
export interface Round {
  readonly round: string
  readonly startsAt: string
  readonly endsAt: string
}

export interface Campaign extends CampaignDraft {
  readonly id: string
  /** What the mechanic calls its campaigns. */
  readonly mechanic: string
  /** The mechanic's own line: 满 199 减 30. */
  readonly summary: string
  /** Why its rule has no effect: the installed version cannot read it. Null when it can. */
  readonly fault: string | null
  readonly state: CampaignState
  /** Whether its mechanic is switched on: off, its campaigns do nothing. */
  readonly isOn: boolean
  readonly isArchived: boolean
  readonly dates: readonly DateChange[]
  /** The round running now and those to come. */
  readonly rounds: readonly Round[]
  readonly publishedAt: string | null
  readonly endedAt: string | null
  readonly version: number
}

export interface CampaignQuery {
  readonly state: string
  readonly plugin: string
  readonly archived: string
}

export function listCampaigns(
  storeId: string,
  query: Partial<CampaignQuery>,
  after: string | null = null,
): Promise<Paged<Campaign>> {
  return call('GET', adminPath(storeId, '/campaigns'), { query: { ...query, after, limit: 50 } })
}

export async function listMechanics(storeId: string): Promise<readonly Mechanic[]> {
  return (await call<{ items: Mechanic[] }>('GET', adminPath(storeId, '/campaign-mechanics'))).items
}

export function getCampaign(storeId: string, id: string): Promise<Campaign> {
  return call('GET', adminPath(storeId, `/campaigns/${id}`))
}

export function createCampaign(storeId: string, body: CampaignDraft): Promise<Campaign> {
  return call('POST', adminPath(storeId, '/campaigns'), { body })
}

export function saveCampaign(
  storeId: string,
  id: string,
  { plugin: _, ...form }: CampaignDraft,
  said: { readonly version: number; readonly acknowledged: readonly string[] },
): Promise<Campaign> {
  return call('PUT', adminPath(storeId, `/campaigns/${id}`), { body: { ...form, ...said } })
}

export type CampaignAct = 'publish' | 'pause' | 'resume' | 'end' | 'cancel' | 'copy' | 'archive'

/** `copy` gives the new draft, the others the campaign as it then is. */
export function actOnCampaign(
  storeId: string,
  { id, version }: Pick<Campaign, 'id' | 'version'>,
  act: CampaignAct,
  acknowledged: readonly string[] = [],
): Promise<Campaign> {
  return call('POST', adminPath(storeId, `/campaigns/${id}/${act}`), { body: { version, acknowledged } })
}

export interface DateAsk {
  readonly date: string
  readonly act: DateChange['act'] | 'restore'
  readonly to?: string
  readonly from?: string
  readonly until?: string
}

export function changeDate(storeId: string, id: string, body: DateAsk): Promise<Campaign> {
  return call('POST', adminPath(storeId, `/campaigns/${id}/dates`), { body })
}

export interface CalendarRound {
  readonly campaignId: string
  readonly plugin: string
  readonly label: string
  readonly summary: string
  readonly state: CampaignState
  readonly round: string
  readonly startsAt: string
  readonly endsAt: string
  /** What it is when it is no campaign's round but a dated thing of a plugin's own, which its screens show. */
  readonly what?: string
}

interface CalendarWindow extends Omit<CalendarRound, 'campaignId' | 'round' | 'what'> {
  readonly id: string
  readonly title: string
}

/** The rounds of all mechanics, and the dated things of plugins beside them. */
export async function readCalendar(
  storeId: string,
  query: { readonly from: string; readonly until: string },
): Promise<readonly CalendarRound[]> {
  const [rounds, windows] = await Promise.all([
    call<{ items: CalendarRound[] }>('GET', adminPath(storeId, '/campaigns/calendar'), { query }),
    call<{ items: CalendarWindow[] }>('GET', adminPath(storeId, '/calendar-windows'), { query }),
  ])
  const others = windows.items.map(({ id, title, ...window }) => ({
    ...window,
    campaignId: id,
    round: 'window',
    what: title,
  }))
  return [...rounds.items, ...others]
}

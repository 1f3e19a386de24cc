import type { SkuId } from '@mamapu/kernel'
import {
  type CampaignsNow,
  deepFreeze,
  NO_CAMPAIGNS,
  type OthersCampaign,
  type RunningCampaign,
} from '@mamapu/plugin-sdk'
import { Value } from 'typebox/value'
import { coversOf, factsNeeded, isFor, whoIsMeant } from './audience.rules.js'
import type {
  AudienceFact,
  Campaign,
  CampaignId,
  Mechanics,
  Round,
  Schedule,
  Scope,
  ShopperFacts,
} from './campaign.types.js'
import { askMechanic, namedBy, unitsBy } from './mechanic-calls.js'
import { type ReadSaved, readSaved } from './read-saved.js'
import { nextEdgeAfter, roundsFrom } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

/** So many rounds ahead are shown as announced. */
const ANNOUNCED_MAX = 12

/** A store's campaigns as one configuration version has them; asking costs no query. */
export interface StoreCampaigns {
  readonly all: readonly CompiledCampaign[]
  /** The facts of a shopper that some audience needs. */
  readonly needs: ReadonlySet<AudienceFact>
  /** What a plugin's rules and slots are given: bounded by what is live, decided by the clock. */
  of(pluginId: string, at: Date, shopper: ShopperFacts): CampaignsNow
  /** When time alone next changes a campaign of one of these plugins (all when left out); null when never. */
  nextEdgeAfter(at: Date, pluginIds?: ReadonlySet<string>): Date | null
}

export interface CompiledCampaign {
  readonly id: CampaignId
  readonly plugin: string
  readonly campaign: Campaign
  /** As its mechanic reads it, defaults filled in. */
  readonly config: unknown
  readonly schedule: Schedule
  /** The goods it names, by the merchant or by its config. */
  readonly scope: Scope
  readonly covers: RunningCampaign['covers']
}

/** What stays the same from one edge to the next. */
interface Phase {
  readonly from: number
  readonly until: number
  readonly running: RunningCampaign | null
  readonly announced: readonly RunningCampaign[]
}

/** Campaigns whose mechanic is not installed, or whose stored config no longer fits it, are left out: they do nothing. */
export function compileCampaigns(
  campaigns: readonly Campaign[],
  { zone, mechanics }: { readonly zone: string; readonly mechanics: Mechanics },
): StoreCampaigns {
  const all = campaigns.flatMap((campaign) => compile(campaign, zone, mechanics) ?? [])
  if (all.length === 0) return EMPTY_CAMPAIGNS
  const byPlugin = new Map<string, Live[]>()
  for (const one of all) byPlugin.set(one.plugin, [...(byPlugin.get(one.plugin) ?? []), one])
  const needs = new Set(all.flatMap(({ campaign }) => factsNeeded(campaign.audience)))
  return Object.freeze({
    all,
    needs,
    of: (pluginId: string, at: Date, shopper: ShopperFacts) => {
      const own = byPlugin.get(pluginId)
      return own ? collect(own, at, shopper) : NO_CAMPAIGNS
    },
    nextEdgeAfter(at: Date, pluginIds?: ReadonlySet<string>) {
      let next = Number.POSITIVE_INFINITY
      for (const one of all)
        if (!pluginIds || pluginIds.has(one.plugin)) next = Math.min(next, one.phaseAt(at).until)
      return Number.isFinite(next) ? new Date(next) : null
    },
  })
}

export const EMPTY_CAMPAIGNS: StoreCampaigns = Object.freeze({
  all: Object.freeze([]),
  needs: new Set<AudienceFact>(),
  of: () => NO_CAMPAIGNS,
  nextEdgeAfter: () => null,
})

type Live = CompiledCampaign & { phaseAt(at: Date): Phase }

/** A campaign's kept config as its mechanic reads it, whichever version of it wrote it; why not, when it cannot. */
export function savedConfig(mechanics: Mechanics, campaign: KeptConfig): SavedConfig {
  const installed = mechanics.find(campaign.plugin)?.plugin
  const mechanic = installed?.campaign
  if (!installed || !mechanic) return { fits: false, fault: 'not_installed' }
  if (campaign.isCutOff) return { fits: false, fault: 'cut_off' }
  const { config: schema, upgradeConfig: upgrade } = mechanic
  return askMechanic(mechanics, campaign, () => {
    const read = readSaved({ schema, version: installed.version, upgrade }, campaign.config, campaign.savedBy)
    if (!read.fits) return read
    try {
      // What it cannot say later it is not asked later: one that cannot tell its goods or units stops that campaign.
      unitsBy(mechanic, read.value)
      return { ...read, skus: namedBy(mechanic, read.value) }
    } catch (cause) {
      return { fits: false, fault: 'upgrade_failed', cause: String(cause) }
    }
  })
}

/** Of a campaign what its mechanic reads. */
export type KeptConfig = Pick<Campaign, 'id' | 'storeId' | 'plugin' | 'config' | 'savedBy' | 'isCutOff'>

type Unread = Extract<ReadSaved, { fits: false }>

/** With the goods it names, which its mechanic is asked once. */
type SavedConfig =
  | Unread
  | { readonly fits: true; readonly value: unknown; readonly skus: readonly SkuId[] | undefined }

/** A campaign's config and the goods it is for; null when it cannot be read. */
export function readCampaign(
  mechanics: Mechanics,
  campaign: KeptConfig & Pick<Campaign, 'scope'>,
): { readonly config: unknown; readonly scope: Scope } | null {
  const read = savedConfig(mechanics, campaign)
  if (!read.fits) return null
  return { config: read.value, scope: scopeOf(campaign, read.skus, mechanics) }
}

/** The same, null when it cannot be read. */
export function configOf(mechanics: Mechanics, campaign: KeptConfig): unknown {
  const read = savedConfig(mechanics, campaign)
  return read.fits ? read.value : null
}

/** The installed version of a mechanic: what writes a form now. */
export function versionOf(mechanics: Mechanics, pluginId: string): string | null {
  return mechanics.find(pluginId)?.plugin.version ?? null
}

/** A form's config as its mechanic reads it, defaults filled in; null when it does not fit. */
export function readConfig(mechanics: Mechanics, pluginId: string, raw: unknown): unknown {
  const schema = mechanics.find(pluginId)?.plugin.campaign?.config
  if (!schema) return null
  const config = Value.Clean(schema, Value.Default(schema, Value.Clone(raw ?? {})))
  return Value.Check(schema, config) ? deepFreeze(config) : null
}

function compile(campaign: Campaign, zone: string, mechanics: Mechanics): Live | null {
  const { id, plugin } = campaign
  const mechanic = mechanics.find(plugin)?.plugin.campaign
  const read = readCampaign(mechanics, campaign)
  if (!mechanic || read === null || (campaign.said !== 'published' && campaign.said !== 'paused')) return null
  const schedule = scheduleOf(campaign, zone)
  const { config, scope } = read
  const covers = coversOf(scope)
  const base = { id, label: campaign.label, priority: campaign.priority, config, covers }
  let phase: Phase | null = null
  return Object.freeze({
    id,
    plugin,
    campaign,
    config,
    schedule,
    scope,
    covers,
    phaseAt(at: Date) {
      const ms = at.getTime()
      if (!phase || ms < phase.from || ms >= phase.until) phase = phaseOf(campaign, schedule, base, at)
      return phase
    },
  })
}

/** The goods of a campaign: its scope, or what its config names. */
function scopeOf(
  campaign: Pick<Campaign, 'plugin' | 'scope'>,
  skus: readonly SkuId[] | undefined,
  mechanics: Mechanics,
): Scope {
  const mechanic = mechanics.find(campaign.plugin)?.plugin.campaign
  if (!mechanic || mechanic.uses.scope) return campaign.scope
  const nothing = { categories: [], tags: [], products: [], skus: [] }
  return { ...nothing, all: skus === undefined, skus: skus ?? [], except: nothing }
}

/** Computed once between two edges, so that a page or a cart pays for a comparison. */
function phaseOf(
  campaign: Campaign,
  schedule: Schedule,
  base: Omit<RunningCampaign, 'round' | 'startsAt' | 'endsAt'>,
  at: Date,
): Phase {
  const rounds = roundsFrom(schedule, at, ANNOUNCED_MAX + 1)
  const isOn = campaign.said === 'published'
  const current = rounds.find(({ startsAt }) => startsAt <= at)
  const ahead = rounds.filter(
    ({ startsAt, announceAt }) => startsAt > at && announceAt !== null && announceAt <= at,
  )
  return {
    from: at.getTime(),
    until: nextEdgeAfter(schedule, at)?.getTime() ?? Number.POSITIVE_INFINITY,
    running: isOn && current ? roundOf(base, current) : null,
    announced: isOn ? ahead.slice(0, ANNOUNCED_MAX).map((round) => roundOf(base, round)) : [],
  }
}

/** Dates are the one thing freezing does not protect: every reader gets its own. */
function roundOf(
  base: Omit<RunningCampaign, 'round' | 'startsAt' | 'endsAt'>,
  round: Round,
): RunningCampaign {
  const [startsMs, endsMs] = [round.startsAt.getTime(), round.endsAt.getTime()]
  return Object.freeze({
    ...base,
    round: round.key,
    get startsAt() {
      return new Date(startsMs)
    },
    get endsAt() {
      return new Date(endsMs)
    },
  })
}

function collect(own: readonly Live[], at: Date, shopper: ShopperFacts): CampaignsNow {
  const running: RunningCampaign[] = []
  const announced: RunningCampaign[] = []
  const forOthers: OthersCampaign[] = []
  for (const { campaign, phaseAt } of own) {
    const phase = phaseAt(at)
    if (!phase.running && phase.announced.length === 0) continue
    if (isFor(campaign.audience, shopper)) {
      if (phase.running) running.push(phase.running)
      announced.push(...phase.announced)
    } else if (phase.running) forOthers.push(withWho(phase.running, campaign, shopper))
  }
  return Object.freeze({
    running: Object.freeze(running),
    announced: Object.freeze(announced),
    forOthers: Object.freeze(forOthers),
  })
}

function withWho(running: RunningCampaign, { audience }: Campaign, shopper: ShopperFacts): OthersCampaign {
  const meant = { who: whoIsMeant(audience), joins: isFor(audience, { ...shopper, isMember: true }) }
  return Object.freeze(Object.defineProperties(meant, Object.getOwnPropertyDescriptors(running))) as never
}

import type { Locale } from '@mamapu/kernel'
import { type Static, type TSchema, Type } from 'typebox'
import { CommissionBody } from './campaign.schema.js'
import type { Campaign, Mechanics, Round } from './campaign.types.js'
import { configOf, type KeptConfig, savedConfig } from './compile-campaigns.js'
import { askMechanic } from './mechanic-calls.js'
import { SAVED_FAULTS } from './read-saved.js'
import { roundsFrom, stateAt } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const RoundReply = Type.Object({ round: Type.String(), startsAt: Type.String(), endsAt: Type.String() })
const AnyObject = Type.Unknown()

export const CampaignReply = Type.Object({
  id: Type.String(),
  plugin: Type.String(),
  /** What the mechanic calls its campaigns. */
  mechanic: Type.String(),
  label: Type.String(),
  /** One line about the rules, by the mechanic. */
  summary: Type.String(),
  state: Type.Enum(['draft', 'scheduled', 'announced', 'running', 'paused', 'ended', 'cancelled']),
  /** Whether its mechanic is switched on: off, its campaigns do nothing. */
  isOn: Type.Boolean(),
  isArchived: Type.Boolean(),
  config: AnyObject,
  /** Why the config has no effect: the installed mechanic cannot read it. Null when it can. */
  fault: Nullable(Type.String()),
  startsAt: Nullable(Type.String()),
  endsAt: Nullable(Type.String()),
  recurrence: AnyObject,
  announceMinutes: Nullable(Type.Integer()),
  audience: AnyObject,
  scope: AnyObject,
  priority: Type.Integer(),
  commission: CommissionBody,
  dates: Type.Array(
    Type.Object({
      date: Type.String(),
      act: Type.String(),
      to: Nullable(Type.String()),
      from: Nullable(Type.String()),
      until: Nullable(Type.String()),
    }),
  ),
  /** The round running now and those to come: at most five. */
  rounds: Type.Array(RoundReply),
  publishedAt: Nullable(Type.String()),
  endedAt: Nullable(Type.String()),
  version: Type.Integer(),
  createdAt: Type.String(),
})

export interface Showing {
  readonly mechanics: Mechanics
  readonly on: ReadonlySet<string>
  readonly zone: string
  readonly at: Date
  readonly locale: Locale
}

const ROUNDS_SHOWN = 5

/** A campaign as the console sees it. */
export function campaignReplyOf(campaign: Campaign, showing: Showing): Static<typeof CampaignReply> {
  const { mechanics, on, zone, at, locale } = showing
  const schedule = scheduleOf(campaign, zone)
  const read = savedConfig(mechanics, campaign)
  const isOpen = campaign.said !== 'cancelled'
  return {
    id: campaign.id,
    plugin: campaign.plugin,
    mechanic: mechanics.find(campaign.plugin)?.plugin.campaign?.title[locale] ?? campaign.plugin,
    label: campaign.label,
    summary: summaryOf(campaign, mechanics, locale),
    state: stateAt(campaign.said, schedule, at),
    isOn: on.has(campaign.plugin),
    isArchived: campaign.isArchived,
    config: (read.fits ? read.value : campaign.config) as object,
    fault: read.fits ? null : SAVED_FAULTS[read.fault][locale],
    startsAt: campaign.startsAt?.toISOString() ?? null,
    endsAt: campaign.endsAt?.toISOString() ?? null,
    recurrence: campaign.recurrence,
    announceMinutes: campaign.announceMinutes,
    audience: campaign.audience,
    scope: campaign.scope,
    priority: campaign.priority,
    commission: campaign.commission as Static<typeof CommissionBody>,
    dates: campaign.changes.map(({ date, act, to, span }) => ({
      date,
      act,
      to,
      from: span?.from ?? null,
      until: span?.to ?? null,
    })),
    rounds: isOpen ? roundsFrom(schedule, at, ROUNDS_SHOWN).map(roundReplyOf) : [],
    publishedAt: campaign.publishedAt?.toISOString() ?? null,
    endedAt: campaign.cutAt?.toISOString() ?? null,
    version: campaign.version,
    createdAt: campaign.createdAt.toISOString(),
  }
}

function roundReplyOf({ key, startsAt, endsAt }: Round): Static<typeof RoundReply> {
  return { round: key, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
}

/** The mechanic's line about a campaign; empty when it cannot say. */
export function summaryOf(campaign: KeptConfig, mechanics: Mechanics, locale: Locale): string {
  const mechanic = mechanics.find(campaign.plugin)?.plugin.campaign
  const read = configOf(mechanics, campaign)
  if (!mechanic || read === null) return ''
  try {
    const summary = askMechanic(mechanics, campaign, () => mechanic.summary(read as never, locale))
    return String(summary).slice(0, 200)
  } catch {
    return ''
  }
}

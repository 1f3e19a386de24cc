import type { TenantTx } from '@mamapu/db'
import { newId } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import { listDone } from './boundary.queries.js'
import {
  countLive,
  deleteDate,
  insertCampaign,
  LIVE_MAX,
  lockCampaign,
  upsertDate,
  writeCampaign,
  zoneOf,
} from './campaign.queries.js'
import { hasBegun, isDateChange } from './campaign.rules.js'
import type { Campaign, CampaignId, CampaignState, DateChange } from './campaign.types.js'
import { refusal } from './campaign-refusal.js'
import { configOf } from './compile-campaigns.js'
import { pendingEdges } from './edge.rules.js'
import { whyNotSaid } from './guarded-campaign.js'
import { type CampaignDeps, passEdges } from './pass-edges.js'
import { type ByWhom, type CampaignResult, note, settle } from './save-campaign.js'
import { roundsFrom, stateAt } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'
import { whyNotKept } from './why-not-kept.js'

export const CAMPAIGN_ACTS = ['publish', 'pause', 'resume', 'end', 'cancel', 'copy', 'archive'] as const
export type CampaignAct = (typeof CAMPAIGN_ACTS)[number]

/** In which states each may be done. */
const ALLOWED: Readonly<Record<CampaignAct, readonly CampaignState[]>> = {
  publish: ['draft'],
  pause: ['scheduled', 'announced', 'running'],
  resume: ['paused'],
  end: ['scheduled', 'announced', 'running', 'paused'],
  cancel: ['draft', 'scheduled', 'announced', 'running', 'paused'],
  copy: ['draft', 'scheduled', 'announced', 'running', 'paused', 'ended', 'cancelled'],
  archive: ['draft', 'ended', 'cancelled'],
}

/** So many passes take in all edges a campaign can have missed in an outage of months. */
const PASSES_MAX = 50

export interface ActInput {
  readonly id: CampaignId
  readonly act: CampaignAct
  /** The version that was seen; null does not look. */
  readonly version: number | null
}

interface Acting {
  readonly campaign: Campaign
  readonly zone: string
  readonly by: ByWhom
}

/** Does something with a whole campaign: at once here, within a second on every other instance, never on a stale order. */
export async function actOnCampaign(
  tx: TenantTx,
  deps: CampaignDeps,
  { id, act, version }: ActInput,
  by: ByWhom,
): Promise<CampaignResult> {
  const campaign = await lockCampaign(tx, id)
  if (!campaign) return refusal('CAMPAIGN_NOT_FOUND')
  if (version !== null && campaign.version !== version) return refusal('CAMPAIGN_CHANGED')
  const zone = await zoneOf(tx)
  const state = stateAt(campaign.said, scheduleOf(campaign, zone), by.at)
  const isPutAway = campaign.isArchived && act !== 'copy' && act !== 'archive'
  if (isPutAway || !ALLOWED[act].includes(state)) return refusal('CAMPAIGN_STATE', { data: { state } })
  const acting = { campaign, zone, by }
  switch (act) {
    case 'publish':
      return publish(tx, deps, acting)
    case 'pause':
      return say(tx, acting, 'paused')
    case 'resume':
      return say(tx, acting, 'published')
    case 'end':
      return stop(tx, deps, acting, 'published')
    case 'cancel':
      return stop(tx, deps, acting, 'cancelled')
    case 'copy':
      return copy(tx, acting)
    case 'archive':
      return finish(
        tx,
        { ...campaign, isArchived: !campaign.isArchived, nextEdgeAt: null },
        'campaign.archived',
        by,
      )
  }
}

async function publish(
  tx: TenantTx,
  deps: CampaignDeps,
  { campaign, zone, by }: Acting,
): Promise<CampaignResult> {
  const config = configOf(deps.mechanics, campaign)
  if (config === null) return refusal('CAMPAIGN_CONFIG')
  const fault = await whyNotKept(tx, deps.mechanics, campaign.plugin, { ...campaign, config })
  if (fault) return fault
  const unsaid = await whyNotSaid(tx, deps.mechanics, { ...campaign, said: 'published' }, by)
  if (unsaid) return unsaid
  if ((await countLive(tx)) >= LIVE_MAX) return refusal('CAMPAIGN_TOO_MANY')
  const after = { ...campaign, said: 'published', publishedAt: by.at, edgesFrom: by.at } as const
  const result = await settle(tx, deps, { before: campaign, after, zone }, by)
  if (!result.done) return result
  await note(tx, campaign.id, 'campaign.published', { version: result.campaign.version }, by)
  await emit(tx, 'campaign.published', { campaignId: campaign.id, plugin: campaign.plugin }, by.at)
  return result
}

/** Of a campaign paused more often only these are known. */
const PAUSES_KEPT = 50

/** Pauses or resumes. What falls due while paused waits; a round that ends meanwhile has ended. */
async function say(
  tx: TenantTx,
  { campaign, zone, by }: Acting,
  said: 'paused' | 'published',
): Promise<CampaignResult> {
  const done = (await listDone(tx, [campaign])).get(campaign.id) ?? new Set<string>()
  const [edge] = pendingEdges({ ...campaign, said }, zone, done)
  const pauses =
    said === 'paused'
      ? [...campaign.pauses, { from: by.at, until: null }].slice(-PAUSES_KEPT)
      : campaign.pauses.map((pause) => ({ ...pause, until: pause.until ?? by.at }))
  const after = { ...campaign, said, pauses, nextEdgeAt: edge?.dueAt ?? null }
  return finish(tx, after, said === 'paused' ? 'campaign.paused' : 'campaign.resumed', by)
}

/** Ends or cancels: nothing runs from this instant on, what is due happens now, and what was set aside goes home. */
async function stop(
  tx: TenantTx,
  deps: CampaignDeps,
  { campaign, by }: Acting,
  said: 'published' | 'cancelled',
): Promise<CampaignResult> {
  let current: Campaign = { ...campaign, cutAt: by.at }
  if (campaign.publishedAt) {
    for (let pass = 0; pass < PASSES_MAX; pass += 1) {
      ;[current] = (await passEdges(tx, deps, [current], by.at)) as [Campaign]
      if (!current.nextEdgeAt || current.nextEdgeAt > by.at) break
    }
    if (current.poolsRound !== null)
      await deps.pools.close(tx, { campaignId: current.id, round: current.poolsRound, ...by })
  }
  const after = { ...current, said, poolsRound: null, nextEdgeAt: null }
  return finish(tx, after, said === 'cancelled' ? 'campaign.cancelled' : 'campaign.ended', by)
}

async function copy(tx: TenantTx, { campaign, by }: Acting): Promise<CampaignResult> {
  const id = newId('cmp', by.at)
  const label = [...campaign.label].slice(0, 57).join('')
  await insertCampaign(tx, { ...campaign, id, label: `${label} 2` }, by)
  await note(tx, id, 'campaign.copied', { from: campaign.id }, by)
  return { done: true, campaign: (await lockCampaign(tx, id)) as Campaign }
}

async function finish(tx: TenantTx, after: Campaign, action: string, by: ByWhom): Promise<CampaignResult> {
  const version = await writeCampaign(tx, after, by.at)
  await raiseConfigVersion(tx)
  await note(tx, after.id, action, { version }, by)
  return { done: true, campaign: { ...after, version } }
}

/** Changes one day of a recurring campaign, or takes such a change back: only days whose rounds have not begun. */
export async function changeDate(
  tx: TenantTx,
  deps: CampaignDeps,
  input: { readonly id: CampaignId } & (
    | { readonly change: DateChange }
    | { readonly restore: DateChange['date'] }
  ),
  by: ByWhom,
): Promise<CampaignResult> {
  const campaign = await lockCampaign(tx, input.id)
  if (!campaign) return refusal('CAMPAIGN_NOT_FOUND')
  const zone = await zoneOf(tx)
  const schedule = scheduleOf(campaign, zone)
  const state = stateAt(campaign.said, schedule, by.at)
  if (state === 'ended' || state === 'cancelled') return refusal('CAMPAIGN_STATE', { data: { state } })
  const date = 'change' in input ? input.change.date : input.restore
  const others = campaign.changes.filter((change) => change.date !== date)
  const changes = 'change' in input ? [...others, input.change] : others
  if (changes.length > DATES_MAX) return refusal('CAMPAIGN_DATE')
  if ('change' in input) {
    if (!isDateChange(campaign, input.change, { at: by.at, zone })) return refusal('CAMPAIGN_DATE')
    await upsertDate(tx, campaign.id, input.change)
  } else {
    const taken = campaign.changes.find((change) => change.date === date)
    if (!taken || [date, taken.to ?? date].some((day) => hasBegun(schedule, day, by.at)))
      return refusal('CAMPAIGN_DATE')
    await deleteDate(tx, campaign.id, date)
  }
  if (
    campaign.said !== 'draft' &&
    roundsFrom(scheduleOf({ ...campaign, changes }, zone), by.at, 1).length === 0
  )
    return refusal('CAMPAIGN_PAST')
  return settle(tx, deps, { before: campaign, after: { ...campaign, changes }, zone }, by)
}

const DATES_MAX = 100

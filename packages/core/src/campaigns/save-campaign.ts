import { type Database, type TenantTx, withTenant } from '@mamapu/db'
import { newId, type StoreId } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import { listDone } from './boundary.queries.js'
import { forgetCutOff, insertCampaign, lockCampaign, writeCampaign, zoneOf } from './campaign.queries.js'
import { fieldsNotChangeable } from './campaign.rules.js'
import type { Campaign, CampaignForm, CampaignId, Mechanics, Round } from './campaign.types.js'
import { type CampaignRefusal, refusal, refusalOf } from './campaign-refusal.js'
import { configOf, readConfig, versionOf } from './compile-campaigns.js'
import { pendingEdges } from './edge.rules.js'
import { whyNotSaid } from './guarded-campaign.js'
import { askMechanic } from './mechanic-calls.js'
import type { CampaignDeps } from './pass-edges.js'
import { poolsOf, roundPools } from './pools.js'
import { roundsFrom, stateAt } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'
import { whyNotKept } from './why-not-kept.js'

export interface ByWhom {
  readonly actor: string
  readonly at: Date
  /** Rules about words whose findings the merchant stands by. */
  readonly acknowledged?: readonly string[]
}

export type CampaignResult = { readonly done: true; readonly campaign: Campaign } | CampaignRefusal

class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: CampaignRefusal

  constructor(refused: CampaignRefusal) {
    super(refused.code)
    this.refusal = refused
  }
}

/** Work on campaigns in a transaction of its own: refused, it leaves nothing behind. */
export async function changeCampaigns(
  db: Database,
  storeId: StoreId,
  work: (tx: TenantTx) => Promise<CampaignResult>,
): Promise<CampaignResult> {
  try {
    return await withTenant(db, storeId, async (tx) => {
      const result = await work(tx)
      if (!result.done) throw new Refused(result)
      return result
    })
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
}

/** Makes a draft. Its form is whole from the start: dates, rules and goods are checked. */
export async function createCampaign(
  tx: TenantTx,
  { mechanics }: Pick<CampaignDeps, 'mechanics'>,
  { plugin, form }: { readonly plugin: string; readonly form: CampaignForm },
  by: ByWhom,
): Promise<CampaignResult> {
  const fault = await whyNotKept(tx, mechanics, plugin, form)
  if (fault) return fault
  const id = newId('cmp', by.at)
  const made = { ...tidy(mechanics, plugin, form), id, plugin, savedBy: versionOf(mechanics, plugin) }
  const unsaid = await whyNotSaid(
    tx,
    mechanics,
    { ...made, storeId: tx.storeId, said: 'draft', isCutOff: false },
    by,
  )
  if (unsaid) return unsaid
  await insertCampaign(tx, made, by)
  await note(tx, id, 'campaign.created', { plugin, label: form.label }, by)
  return { done: true, campaign: (await lockCampaign(tx, id)) as Campaign }
}

/**
 * Saves a campaign as a whole on the version its editor saw. Once a round is announced or running only its name, its end and what its
 * mechanic calls changeable may differ; orders decided before are decided again.
 */
export async function updateCampaign(
  tx: TenantTx,
  deps: CampaignDeps,
  { id, version, form }: { readonly id: CampaignId; readonly version: number; readonly form: CampaignForm },
  by: ByWhom,
): Promise<CampaignResult> {
  const before = await lockCampaign(tx, id)
  if (!before) return refusal('CAMPAIGN_NOT_FOUND')
  if (before.version !== version) return refusal('CAMPAIGN_CHANGED')
  const fault = await whyNotKept(tx, deps.mechanics, before.plugin, form)
  if (fault) return fault
  const zone = await zoneOf(tx)
  const state = stateAt(before.said, scheduleOf(before, zone), by.at)
  if (state === 'ended' || state === 'cancelled') return refusal('CAMPAIGN_STATE', { data: { state } })
  const wanted = tidy(deps.mechanics, before.plugin, form)
  if (isUnderWay(before, zone, by.at)) {
    const changeable = deps.mechanics.find(before.plugin)?.plugin.campaign?.changeable ?? []
    // What nobody can read binds nobody: it may be filled in anew, with no fewer units than orders hold.
    const read = { ...before, config: configOf(deps.mechanics, before) ?? wanted.config }
    const fields = fieldsNotChangeable(read, wanted, { changeable, at: by.at, zone })
    if (fields.length > 0) return refusal('CAMPAIGN_RUNNING', { data: { fields, state } })
    const broken = promisesBroken(deps.mechanics, before, wanted)
    if (broken) return broken.code === 'CAMPAIGN_PROMISED' ? { ...broken, data: { state } } : broken
  }
  const unsaid = await whyNotSaid(
    tx,
    deps.mechanics,
    { ...before, ...wanted, savedBy: versionOf(deps.mechanics, before.plugin) },
    by,
  )
  if (unsaid) return unsaid
  return settle(
    tx,
    deps,
    {
      before,
      after: {
        ...before,
        ...wanted,
        savedBy: versionOf(deps.mechanics, before.plugin),
        isCutOff: false,
      },
      zone,
    },
    by,
  )
}

/** What an edit would take back from shoppers, by path in the config; null when nothing. */
function promisesBroken(
  mechanics: Mechanics,
  before: Campaign,
  wanted: CampaignForm,
): CampaignRefusal | null {
  const { storeId, plugin } = before
  const mechanic = mechanics.find(plugin)?.plugin.campaign
  const was = configOf(mechanics, before)
  if (was === null || !mechanic?.whyNotChange) return null
  return refusalOf('CAMPAIGN_PROMISED', () =>
    askMechanic(mechanics, { storeId, plugin }, () =>
      mechanic.whyNotChange?.(was as never, wanted.config as never),
    ),
  )
}

/** Whether a round is announced or running, also while paused: what shoppers were told holds. */
function isUnderWay(campaign: Campaign, zone: string, at: Date): boolean {
  const said = campaign.said === 'paused' ? 'published' : campaign.said
  const state = stateAt(said, scheduleOf(campaign, zone), at)
  return state === 'announced' || state === 'running'
}

/** Writes an edited campaign: what is published gets its next edge and its units anew. */
export async function settle(
  tx: TenantTx,
  deps: CampaignDeps,
  { before, after, zone }: { readonly before: Campaign; readonly after: Campaign; readonly zone: string },
  by: ByWhom,
): Promise<CampaignResult> {
  let next = after
  if (after.said === 'published' || after.said === 'paused') {
    const [round] = roundsFrom(scheduleOf(after, zone), by.at, 1)
    if (!round) return refusal('CAMPAIGN_PAST')
    const poolsRound = await replacePools(tx, deps, { before, after, round }, by)
    if (typeof poolsRound === 'object' && poolsRound) return poolsRound
    const isUpToDate = !before.nextEdgeAt || before.nextEdgeAt > by.at
    const edgesFrom = isUpToDate ? by.at : before.edgesFrom
    const done = (await listDone(tx, [{ ...after, edgesFrom }])).get(after.id) ?? new Set<string>()
    const [edge] = pendingEdges({ ...after, edgesFrom }, zone, done)
    next = { ...after, poolsRound, edgesFrom, nextEdgeAt: edge?.dueAt ?? null }
  }
  const version = await writeCampaign(tx, next, by.at)
  if (before.isCutOff && !after.isCutOff) await forgetCutOff(tx, after)
  if (after.said !== 'draft') await raiseConfigVersion(tx)
  await note(tx, after.id, 'campaign.saved', { version, before: shown(before), after: shown(after) }, by)
  return { done: true, campaign: { ...next, version } }
}

/** Sets the units of the coming round aside as the new form has them; the round, null, or the refusal. */
async function replacePools(
  tx: TenantTx,
  { mechanics, pools: port }: CampaignDeps,
  { before, after, round }: { before: Campaign; after: Campaign; round: Round },
  { actor, at }: ByWhom,
): Promise<string | null | CampaignRefusal> {
  const pools = poolsOf(mechanics, after)
  const isOpen = before.poolsRound === round.key
  if (before.poolsRound !== null && !isOpen)
    await port.close(tx, { campaignId: after.id, round: before.poolsRound, actor, at })
  if (pools.length === 0 && !isOpen) return null
  const wanted = roundPools(after, round, { pools, actor, at })
  const result = isOpen ? await port.resize(tx, wanted) : await port.open(tx, wanted)
  if (result.opened) return round.key
  const { opened: _, code, ...data } = result
  return refusal(code, { data })
}

/** As it is kept: defaults filled in, so that a later default changes no campaign. */
function tidy(mechanics: Mechanics, plugin: string, form: CampaignForm): CampaignForm {
  return { ...form, label: form.label.trim(), config: readConfig(mechanics, plugin, form.config) }
}

const shown = ({ label, startsAt, endsAt, recurrence, config }: Campaign) => ({
  label,
  startsAt,
  endsAt,
  recurrence,
  config,
})

export async function note(
  tx: TenantTx,
  id: CampaignId,
  action: string,
  data: Readonly<Record<string, unknown>>,
  { actor, at }: ByWhom,
): Promise<void> {
  await audit(tx, { actor, action, subject: id, data, at })
}

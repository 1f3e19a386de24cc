import type { TenantTx } from '@mamapu/db'
import { DAY, later } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import { insertBoundaries, listDone, writeProgress } from './boundary.queries.js'
import { listPluginsOn, zoneOf } from './campaign.queries.js'
import type { Campaign, DueEdge, Edge, Mechanics } from './campaign.types.js'
import { edgeKey, pendingEdges } from './edge.rules.js'
import { type CampaignPools, openAsFarAsThere, poolsOf, roundPools } from './pools.js'
import { roundsFrom } from './schedule.rules.js'
import { scheduleOf } from './schedule-of.rules.js'

/** Edges of one campaign in one transaction; more are due at once again. */
const EDGES_AT_ONCE = 64

export interface CampaignDeps {
  readonly mechanics: Mechanics
  readonly pools: CampaignPools
}

const EVENTS = {
  announce: 'campaign.announced',
  soon: 'campaign.soon',
  start: 'campaign.started',
  end: 'campaign.ended',
} as const satisfies Record<Edge, string>

/**
 * Puts into effect what is due of campaigns this transaction holds: the note, the event and the units commit together, so
 * each edge happens once whoever comes first. Late ones come in order. Returns the campaigns as they stand then.
 */
export async function passEdges(
  tx: TenantTx,
  deps: CampaignDeps,
  campaigns: readonly Campaign[],
  at: Date,
): Promise<Campaign[]> {
  if (campaigns.length === 0) return []
  const [zone, done, on] = await Promise.all([zoneOf(tx), listDone(tx, campaigns), listPluginsOn(tx)])
  const passing = campaigns.map((campaign) => {
    const own = done.get(campaign.id) ?? new Set<string>()
    const pending = pendingEdges(campaign, zone, own)
    const due = pending.filter(({ dueAt }) => dueAt <= at).slice(0, EDGES_AT_ONCE)
    return { campaign, done: own, due, next: pending[due.length] ?? null }
  })
  const edges = passing.flatMap(({ campaign, due }) =>
    due.map((edge) => ({ ...edge, campaignId: campaign.id })),
  )
  const fresh = edges.length > 0 ? await insertBoundaries(tx, edges, at) : new Set<string>()
  const after: Campaign[] = []
  for (const { campaign, done: own, due, next } of passing) {
    await tell(
      tx,
      campaign,
      due.filter((edge) => fresh.has(`${campaign.id}|${edgeKey(edge.round.key, edge.edge)}`)),
      own,
    )
    const poolsRound = await movePools(tx, deps, campaign, { due, zone, isOn: on.has(campaign.plugin), at })
    const last = due.at(-1)
    const edgesFrom =
      last && (!campaign.edgesFrom || last.dueAt > campaign.edgesFrom) ? last.dueAt : campaign.edgesFrom
    after.push({ ...campaign, poolsRound, edgesFrom, nextEdgeAt: next?.dueAt ?? forgottenAt(campaign, at) })
  }
  await writeProgress(tx, after)
  return after
}

/**
 * A campaign that ran to its end stays among the live for a day more: on a clock that goes back it runs again. One that was
 * cut short by the merchant is over whatever the clock says.
 */
function forgottenAt({ endsAt, cutAt }: Campaign, at: Date): Date | null {
  const until = endsAt && !cutAt ? later(endsAt, DAY) : null
  return until && until > at ? until : null
}

/** The events of edges, in order. A round that ended without having begun (paused all the while) is not told. */
async function tell(
  tx: TenantTx,
  { id, plugin }: Campaign,
  due: readonly DueEdge[],
  done: Set<string>,
): Promise<void> {
  const told: Promise<unknown>[] = []
  for (const { round, edge, dueAt } of due) {
    done.add(edgeKey(round.key, edge))
    if (edge === 'end' && !done.has(edgeKey(round.key, 'start'))) continue
    const payload = {
      campaignId: id,
      plugin,
      round: round.key,
      startsAt: round.startsAt.toISOString(),
      endsAt: round.endsAt.toISOString(),
    }
    // Told as of when it was due, so that late ones are delivered in order.
    told.push(emit(tx, EVENTS[edge], payload, dueAt))
  }
  await Promise.all(told)
}

interface Passing {
  readonly due: readonly DueEdge[]
  readonly zone: string
  readonly isOn: boolean
  readonly at: Date
}

/**
 * When a round is over its units go home and those of the next are set aside; returns whose units are set aside now. Looks
 * at the clock, not at which edge it was: a round whose end passed twice, or with the plugin off, holds up none after it.
 */
async function movePools(
  tx: TenantTx,
  { mechanics, pools: port }: CampaignDeps,
  campaign: Campaign,
  { due, zone, isOn, at }: Passing,
): Promise<string | null> {
  const { id: campaignId, poolsRound } = campaign
  if (due.length === 0) return poolsRound
  const [next] = roundsFrom(scheduleOf(campaign, zone), at, 1)
  if (poolsRound !== null && next?.key === poolsRound) return poolsRound
  if (poolsRound !== null) await port.close(tx, { campaignId, round: poolsRound, actor: 'system', at })
  const pools = isOn ? poolsOf(mechanics, campaign) : []
  if (!next || pools.length === 0) return null
  await openAsFarAsThere(port, tx, roundPools(campaign, next, { pools, actor: 'system', at }))
  return next.key
}

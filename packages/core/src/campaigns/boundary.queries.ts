import type { Sql, TenantTx } from '@mamapu/db'
import { DAY, idOf, type StoreId, uuidOf } from '@mamapu/kernel'
import type { EndedRound } from '@mamapu/plugin-sdk'
import { type CampaignRow, campaignColumns, campaignOf } from './campaign.queries.js'
import type { Campaign, CampaignId, DueEdge } from './campaign.types.js'
import { edgeKey } from './edge.rules.js'

/** A hundred campaigns of twelve rounds a day over the days that still matter. */
const DONE_MAX = 50_000

/** Campaigns with an edge due, the longest overdue first, across shops. */
export async function listDueCampaigns(
  sweep: Sql,
  at: Date,
  limit: number,
): Promise<readonly { storeId: StoreId; id: CampaignId }[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from campaigns where next_edge_at <= ${at} order by next_edge_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('cmp', row.id) }))
}

/** Those of the campaigns that are still due, held; what another worker holds is left to it. */
export async function lockDueCampaigns(
  tx: TenantTx,
  ids: readonly CampaignId[],
  at: Date,
): Promise<Campaign[]> {
  const held = await tx.sql<{ id: string }[]>`
    select id from campaigns
     where tenant_id = ${tx.tenantId} and id = any(${ids.map(uuidOf)}::uuid[]) and next_edge_at <= ${at}
     order by id for update skip locked`
  if (held.length === 0) return []
  const rows = await tx.sql<CampaignRow[]>`
    select ${campaignColumns(tx.sql, tx.tenantId)} from campaigns c
     where c.tenant_id = ${tx.tenantId} and c.id = any(${held.map(({ id }) => id)}::uuid[]) order by c.next_edge_at, c.id`
  return rows.map(campaignOf)
}

/** The edges in effect of rounds that may still have some before them, per campaign. */
export async function listDone(
  tx: TenantTx,
  campaigns: readonly Campaign[],
): Promise<ReadonlyMap<CampaignId, Set<string>>> {
  const done = new Map<CampaignId, Set<string>>(campaigns.map(({ id }) => [id, new Set()]))
  const rows = await tx.sql<{ campaign_id: string; round: string; edge: string }[]>`
    select b.campaign_id, b.round, b.edge
      from unnest(${campaigns.map(({ id }) => uuidOf(id))}::uuid[], ${campaigns.map(oldest)}::timestamptz[]) as w (id, since)
      join campaign_boundaries b on b.tenant_id = ${tx.tenantId} and b.campaign_id = w.id and b.due_at >= w.since
     limit ${DONE_MAX}`
  for (const { campaign_id: id, round, edge } of rows) done.get(idOf('cmp', id))?.add(edgeKey(round, edge))
  return done
}

/** A recurring round is announced at most seven days before it starts and lasts at most one; a window is one round. */
const OLDEST_MS = 9 * DAY

const oldest = ({ recurrence, edgesFrom, publishedAt }: Campaign) =>
  new Date(recurrence ? (edgesFrom ?? publishedAt ?? EPOCH).getTime() - OLDEST_MS : 0).toISOString()

const EPOCH = new Date(0)

export interface PassedEdge extends DueEdge {
  readonly campaignId: CampaignId
}

/** Notes edges as in effect; returns the keys of those that were not before. */
export async function insertBoundaries(
  tx: TenantTx,
  edges: readonly PassedEdge[],
  at: Date,
): Promise<ReadonlySet<string>> {
  const rows = edges.map(({ campaignId, round, edge, dueAt }) => ({
    tenant_id: tx.tenantId,
    campaign_id: uuidOf(campaignId),
    round: round.key,
    edge,
    due_at: dueAt,
    done_at: at,
  }))
  const made = await tx.sql<{ campaign_id: string; round: string; edge: string }[]>`
    insert into campaign_boundaries ${tx.sql(rows)} on conflict do nothing returning campaign_id, round, edge`
  return new Set(made.map((row) => `${idOf('cmp', row.campaign_id)}|${edgeKey(row.round, row.edge)}`))
}

/** Writes where held campaigns stand after their edges. */
export async function writeProgress(tx: TenantTx, campaigns: readonly Campaign[]): Promise<void> {
  const iso = (instant: Date | null) => instant?.toISOString() ?? null
  await tx.sql`
    update campaigns c set edges_from = p.edges_from, next_edge_at = p.next_edge_at, pools_round = p.pools_round
      from unnest(${campaigns.map(({ id }) => uuidOf(id))}::uuid[],
                  ${campaigns.map(({ edgesFrom }) => iso(edgesFrom))}::timestamptz[],
                  ${campaigns.map(({ nextEdgeAt }) => iso(nextEdgeAt))}::timestamptz[],
                  ${campaigns.map(({ poolsRound }) => poolsRound)}::text[])
           as p (id, edges_from, next_edge_at, pools_round)
     where c.tenant_id = ${tx.tenantId} and c.id = p.id`
}

const ENDED_MAX = 50

/** Rounds that began and ended, the end in the span (half open), the latest first. */
export async function listEnded(
  tx: TenantTx,
  { from, until }: { readonly from: Date; readonly until: Date },
): Promise<EndedRound[]> {
  const rows = await tx.sql<(Omit<EndedRound, 'campaignId'> & { id: string })[]>`
    select c.id, c.plugin, c.label, e.round, s.due_at as "startsAt", e.due_at as "endsAt"
      from campaign_boundaries e
      join campaign_boundaries s
        on s.tenant_id = ${tx.tenantId} and s.campaign_id = e.campaign_id and s.round = e.round and s.edge = 'start'
      join campaigns c on c.tenant_id = ${tx.tenantId} and c.id = e.campaign_id
     where e.tenant_id = ${tx.tenantId} and e.edge = 'end' and e.due_at >= ${from} and e.due_at < ${until}
       and s.due_at < e.due_at
     order by e.due_at desc, e.campaign_id desc limit ${ENDED_MAX}`
  return rows.map(({ id, ...row }) => ({ ...row, campaignId: idOf('cmp', id) }))
}

import type { Sql, TenantTx, TransactionSql } from '@mamapu/db'
import { idOf, type LocalDate, uuidOf } from '@mamapu/kernel'
import type { CampaignCommission } from '@mamapu/plugin-sdk'
import type {
  Audience,
  Campaign,
  CampaignId,
  DateChange,
  Recurrence,
  SaidState,
  Scope,
} from './campaign.types.js'
import { CAMPAIGN_HOOK, FORM_HOOK } from './mechanic-calls.js'

/** Campaigns of one store that have an edge before them: published, not archived, not over. */
export const LIVE_MAX = 200

export interface CampaignRow {
  id: string
  tenant_id: string
  plugin: string
  label: string
  config: unknown
  said: SaidState
  is_archived: boolean
  starts_at: Date | string | null
  ends_at: Date | string | null
  recurrence: Recurrence | null
  announce_minutes: number | null
  audience: Audience
  scope: Scope
  priority: number
  commission_mode: CampaignCommission['mode']
  commission_bps: number | null
  published_at: Date | string | null
  cut_at: Date | string | null
  pauses: { from: string; until: string | null }[]
  pools_round: string | null
  edges_from: Date | string | null
  next_edge_at: Date | string | null
  version: number
  created_at: Date | string
  saved_by: string | null
  is_cut_off: boolean
  changes: ChangeRow[]
}

interface ChangeRow {
  date: string
  act: DateChange['act']
  to_date: string | null
  from_time: string | null
  to_time: string | null
}

export const campaignColumns = (sql: Sql | TransactionSql, tenantId: string) => sql`
  c.id, c.tenant_id, c.plugin, c.label, c.config, c.said, c.is_archived, c.starts_at, c.ends_at, c.recurrence, c.announce_minutes,
  c.audience, c.scope, c.priority, c.commission_mode, c.commission_bps, c.published_at, c.cut_at, c.pauses, c.pools_round, c.edges_from, c.next_edge_at, c.version,
  c.created_at, c.saved_by,
  exists (select 1 from plugin_breakers b
           where b.tenant_id = ${tenantId} and b.plugin_id = c.plugin and b.stays
             and b.hook in (${CAMPAIGN_HOOK}, ${CAMPAIGN_HOOK} || ':' || replace(c.id::text, '-', ''))) as is_cut_off,
  (select coalesce(json_agg(json_build_object('date', d.date, 'act', d.act, 'to_date', d.to_date,
            'from_time', d.from_time, 'to_time', d.to_time) order by d.date), '[]')
     from campaign_dates d where d.tenant_id = ${tenantId} and d.campaign_id = c.id) as changes`

/** What is published and not over, as the store snapshot keeps it. */
export function liveCampaignsQuery(sql: Sql, tenantId: string) {
  return sql<CampaignRow[]>`
    select ${campaignColumns(sql, tenantId)} from campaigns c
     where c.tenant_id = ${tenantId} and c.next_edge_at is not null order by c.id limit ${LIVE_MAX}`
}

/** What had been published by an instant and was not over then, archived or cancelled since or not; newest first. */
export function campaignsThenQuery(
  sql: Sql,
  tenantId: string,
  { at, limit }: { readonly at: Date; readonly limit: number },
) {
  // The last day of a recurrence is a day of the shop's own: what may be over by hours comes along and runs no round.
  return sql<CampaignRow[]>`
    select ${campaignColumns(sql, tenantId)} from campaigns c
     where c.tenant_id = ${tenantId} and c.published_at <= ${at}
       and (c.ends_at is null or c.ends_at > ${at}) and (c.cut_at is null or c.cut_at > ${at})
       and coalesce((c.recurrence->>'until')::date >= ${at}::timestamptz::date - 2, true)
     order by c.id desc limit ${limit}`
}

const instant = (value: Date | string | null) => (value === null ? null : new Date(value))

function commissionOf(row: CampaignRow): CampaignCommission {
  const { commission_mode: mode, commission_bps: bps } = row
  return mode === 'rate' ? { mode, bps: bps as number } : { mode }
}

export function campaignOf(row: CampaignRow): Campaign {
  return {
    id: idOf('cmp', row.id),
    storeId: idOf('sto', row.tenant_id),
    plugin: row.plugin,
    label: row.label,
    config: row.config,
    said: row.said,
    isArchived: row.is_archived,
    startsAt: instant(row.starts_at),
    endsAt: instant(row.ends_at),
    recurrence: row.recurrence,
    announceMinutes: row.announce_minutes,
    audience: row.audience,
    scope: row.scope,
    priority: row.priority,
    commission: commissionOf(row),
    publishedAt: instant(row.published_at),
    cutAt: instant(row.cut_at),
    pauses: row.pauses.map(({ from, until }) => ({ from: new Date(from), until: instant(until) })),
    poolsRound: row.pools_round,
    edgesFrom: instant(row.edges_from),
    nextEdgeAt: instant(row.next_edge_at),
    version: row.version,
    createdAt: new Date(row.created_at),
    savedBy: row.saved_by,
    isCutOff: row.is_cut_off,
    changes: row.changes.map((change) => ({
      date: change.date as LocalDate,
      act: change.act,
      to: change.to_date as LocalDate | null,
      span: change.from_time && change.to_time ? { from: change.from_time, to: change.to_time } : null,
    })),
  }
}

/** One campaign. */
export async function findCampaign(tx: TenantTx, id: CampaignId): Promise<Campaign | null> {
  const [row] = await tx.sql<CampaignRow[]>`
    select ${campaignColumns(tx.sql, tx.tenantId)} from campaigns c where c.tenant_id = ${tx.tenantId} and c.id = ${uuidOf(id)}`
  return row ? campaignOf(row) : null
}

/** One campaign, held until the transaction ends: edits and edges of it go one after the other. */
export async function lockCampaign(tx: TenantTx, id: CampaignId): Promise<Campaign | null> {
  await tx.sql`select 1 from campaigns where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} for update`
  return findCampaign(tx, id)
}

export interface CampaignListQuery {
  readonly plugin: string | null
  readonly archived: boolean
  readonly before: CampaignId | null
  readonly limit: number
}

/** Campaigns, newest first. */
export async function listCampaigns(tx: TenantTx, query: CampaignListQuery): Promise<Campaign[]> {
  const { plugin, archived, before, limit } = query
  const rows = await tx.sql<CampaignRow[]>`
    select ${campaignColumns(tx.sql, tx.tenantId)} from campaigns c
     where c.tenant_id = ${tx.tenantId} and c.is_archived = ${archived}
       and c.id < ${before ? uuidOf(before) : 'f'.repeat(32)} and (${plugin}::text is null or c.plugin = ${plugin})
     order by c.id desc limit ${limit}`
  return rows.map(campaignOf)
}

/** Every campaign that was ever published and may have a round after `since`; not archived. */
export async function listSince(tx: TenantTx, since: Date, limit: number): Promise<Campaign[]> {
  const rows = await tx.sql<CampaignRow[]>`
    select ${campaignColumns(tx.sql, tx.tenantId)} from campaigns c
     where c.tenant_id = ${tx.tenantId} and not c.is_archived
       and (c.ends_at is null or c.ends_at > ${since}) and (c.cut_at is null or c.cut_at > ${since})
     order by c.id desc limit ${limit}`
  return rows.map(campaignOf)
}

/** Every campaign that was ever published and may have had a round after `since`, archived or not. */
export async function listRunSince(tx: TenantTx, since: Date, limit: number): Promise<Campaign[]> {
  const rows = await tx.sql<CampaignRow[]>`
    select ${campaignColumns(tx.sql, tx.tenantId)} from campaigns c
     where c.tenant_id = ${tx.tenantId} and c.published_at is not null
       and (c.ends_at is null or c.ends_at > ${since}) and (c.cut_at is null or c.cut_at > ${since})
     order by c.id desc limit ${limit}`
  return rows.map(campaignOf)
}

/** A mechanic's campaigns that were published and may have rounds after `since`, newest first. */
export async function listPublished(
  tx: TenantTx,
  { plugin, since, limit }: { plugin: string; since: Date; limit: number },
): Promise<Campaign[]> {
  const rows = await tx.sql<CampaignRow[]>`
    select ${campaignColumns(tx.sql, tx.tenantId)} from campaigns c
     where c.tenant_id = ${tx.tenantId} and c.plugin = ${plugin} and c.published_at is not null
       and (c.ends_at is null or c.ends_at > ${since})
     order by c.id desc limit ${limit}`
  return rows.map(campaignOf)
}

export async function countLive(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ n: number }[]>`
    select count(*)::int as n from campaigns where tenant_id = ${tx.tenantId} and next_edge_at is not null`
  return row?.n ?? 0
}

/** Which plugins are on in this store. */
export async function listPluginsOn(tx: TenantTx): Promise<ReadonlySet<string>> {
  const rows = await tx.sql<{ plugin_id: string }[]>`
    select plugin_id from plugin_switches where tenant_id = ${tx.tenantId} and is_on limit 200`
  return new Set(rows.map((row) => row.plugin_id))
}

/** Whether a mechanic held the main thread when it was asked about a form in this shop: it is not asked again. */
export async function isFormCutOff(tx: TenantTx, plugin: string): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from plugin_breakers
     where tenant_id = ${tx.tenantId} and plugin_id = ${plugin} and hook = ${FORM_HOOK} and stays`
  return rows.length > 0
}

/** What is saved anew may be asked about again. */
export async function forgetCutOff(
  tx: TenantTx,
  { id, plugin }: Pick<Campaign, 'id' | 'plugin'>,
): Promise<void> {
  await tx.sql`
    delete from plugin_breakers
     where tenant_id = ${tx.tenantId} and plugin_id = ${plugin} and hook = ${`${CAMPAIGN_HOOK}:${uuidOf(id)}`}`
}

/** The store's zone: what "every Wednesday at ten" is meant in. */
export async function zoneOf(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ zone: string }[]>`select zone from stores where id = ${tx.tenantId}`
  return (row as { zone: string }).zone
}

const json = (value: unknown) => JSON.stringify(value)

const bpsOf = ({ commission }: Pick<Campaign, 'commission'>) =>
  commission.mode === 'rate' ? commission.bps : null

export async function insertCampaign(
  tx: TenantTx,
  campaign: Pick<Campaign, 'id' | 'plugin'> & FormColumns,
  { actor, at }: { actor: string; at: Date },
): Promise<void> {
  await tx.sql`
    insert into campaigns (tenant_id, id, plugin, label, config, starts_at, ends_at, recurrence, announce_minutes, audience,
                           scope, priority, commission_mode, commission_bps, saved_by, created_by, created_at, updated_at)
    values (${tx.tenantId}, ${uuidOf(campaign.id)}, ${campaign.plugin}, ${campaign.label},
            ${json(campaign.config)}::text::jsonb, ${campaign.startsAt}, ${campaign.endsAt},
            ${campaign.recurrence && json(campaign.recurrence)}::text::jsonb, ${campaign.announceMinutes},
            ${json(campaign.audience)}::text::jsonb, ${json(campaign.scope)}::text::jsonb, ${campaign.priority},
            ${campaign.commission.mode}, ${bpsOf(campaign)}, ${campaign.savedBy}, ${actor}, ${at}, ${at})`
}

type FormColumns = Pick<
  Campaign,
  | 'label'
  | 'config'
  | 'startsAt'
  | 'endsAt'
  | 'recurrence'
  | 'announceMinutes'
  | 'audience'
  | 'scope'
  | 'priority'
  | 'commission'
  | 'savedBy'
>

/** Writes a held campaign back, whole, and raises its version. */
export async function writeCampaign(tx: TenantTx, campaign: Campaign, at: Date): Promise<number> {
  const [row] = await tx.sql<{ version: number }[]>`
    update campaigns set label = ${campaign.label}, config = ${json(campaign.config)}::text::jsonb,
           said = ${campaign.said}, is_archived = ${campaign.isArchived}, starts_at = ${campaign.startsAt},
           ends_at = ${campaign.endsAt}, recurrence = ${campaign.recurrence && json(campaign.recurrence)}::text::jsonb,
           announce_minutes = ${campaign.announceMinutes}, audience = ${json(campaign.audience)}::text::jsonb,
           scope = ${json(campaign.scope)}::text::jsonb, priority = ${campaign.priority},
           commission_mode = ${campaign.commission.mode}, commission_bps = ${bpsOf(campaign)},
           published_at = ${campaign.publishedAt}, cut_at = ${campaign.cutAt}, pauses = ${json(campaign.pauses)}::text::jsonb, pools_round = ${campaign.poolsRound},
           edges_from = ${campaign.edgesFrom}, next_edge_at = ${campaign.nextEdgeAt}, saved_by = ${campaign.savedBy},
           updated_at = ${at},
           version = version + 1
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(campaign.id)} and version = ${campaign.version}
    returning version`
  return (row as { version: number }).version
}

export async function upsertDate(tx: TenantTx, id: CampaignId, change: DateChange): Promise<void> {
  const { date, act, to, span } = change
  await tx.sql`
    insert into campaign_dates (tenant_id, campaign_id, date, act, to_date, from_time, to_time)
    values (${tx.tenantId}, ${uuidOf(id)}, ${date}, ${act}, ${to}, ${span?.from ?? null}, ${span?.to ?? null})
    on conflict (tenant_id, campaign_id, date) do update
      set act = excluded.act, to_date = excluded.to_date, from_time = excluded.from_time, to_time = excluded.to_time`
}

export async function deleteDate(tx: TenantTx, id: CampaignId, date: LocalDate): Promise<void> {
  await tx.sql`
    delete from campaign_dates
     where tenant_id = ${tx.tenantId} and campaign_id = ${uuidOf(id)} and date = ${date}`
}

/** These campaigns of a store, drafts included, in one read; the ones it does not have are missing. */
export function campaignsByIdQuery(sql: Sql, tenantId: string, ids: readonly CampaignId[]) {
  return sql<CampaignRow[]>`
    select ${campaignColumns(sql, tenantId)} from campaigns c
     where c.tenant_id = ${tenantId} and c.id = any(${ids.map(uuidOf)}::uuid[]) limit ${ids.length}`
}

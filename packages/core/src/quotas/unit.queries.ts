import type { Sql } from '@mamapu/db'
import { uuidOf } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'

/** Pools of one campaign shown at once: its latest rounds. */
export const UNIT_POOLS_MAX = 200

export interface UnitPoolRow {
  kind: string
  id: string
  round: string
  sku_id: string
  title: string
  values: readonly string[]
  is_own: boolean
  limit_units: number
  taken: number
  held: number
  claimed: number
  released: number
  brought: number
  home: number
  starts_at: Date
  ends_at: Date
  closed_at: Date | null
}

/** One row when the campaign is this shop's. */
export function isCampaignQuery(sql: Sql, tenantId: string, campaignId: CampaignId) {
  return sql<{ id: string }[]>`
    select id from campaigns where tenant_id = ${tenantId} and id = ${uuidOf(campaignId)}`
}

/** The campaign's pools, latest round first, with the sums of their takes and of what moved off the shelf and home. */
export function unitPoolsQuery(sql: Sql, tenantId: string, campaignId: CampaignId, round: string | null) {
  return sql<UnitPoolRow[]>`
    select q.kind, q.id, q.round, q.sku_id, p.title, s.values, q.limit_units, q.taken,
           q.starts_at, q.ends_at, q.closed_at, m.brought is not null as is_own,
           coalesce(t.held, 0) as held, coalesce(t.claimed, 0) as claimed, coalesce(t.released, 0) as released,
           coalesce(m.brought, 0) as brought, coalesce(m.home, 0) as home
      from quotas q
      join skus s on s.tenant_id = ${tenantId} and s.id = q.sku_id
      join products p on p.tenant_id = ${tenantId} and p.id = s.product_id
      left join lateral (
        select sum(k.units - k.released) filter (where k.state = 'held')::bigint as held,
               sum(k.units - k.released) filter (where k.state = 'claimed')::bigint as claimed,
               sum(k.released)::bigint as released
          from quota_takes k where k.tenant_id = ${tenantId} and k.kind = q.kind and k.quota_id = q.id) t on true
      left join lateral (
        select -sum(v.delta) filter (where v.delta < 0)::bigint as brought, sum(v.delta) filter (where v.delta > 0)::bigint as home
          from stock_movements v
         where v.tenant_id = ${tenantId} and v.sku_id = q.sku_id and v.pool = q.kind || '/' || q.id) m on true
     where q.tenant_id = ${tenantId} and q.campaign_id = ${uuidOf(campaignId)}
       and (${round}::text is null or q.round = ${round})
     order by q.starts_at desc, q.id limit ${UNIT_POOLS_MAX}`
}

export interface UnitTakeRow {
  id: string
  kind: string
  round: string
  sku_id: string
  order_id: string | null
  number: string | null
  order_state: string | null
  who: string | null
  units: number
  released: number
  state: 'held' | 'claimed' | 'released'
  created_at: Date
  expires_at: Date | null
}

export interface UnitTakesAsk {
  readonly campaignId: CampaignId
  readonly round: string | null
  /** Only takes before this one (uuid); ids are ordered by time. */
  readonly before: string
  readonly limit: number
}

/** Who took units of the campaign's pools, latest first. */
export function unitTakesQuery(sql: Sql, tenantId: string, ask: UnitTakesAsk) {
  return sql<UnitTakeRow[]>`
    select k.id, k.kind, q.round, q.sku_id, k.order_id, o.number, o.state as order_state, o.contact_masked as who,
           k.units, k.released, k.state, k.created_at, k.expires_at
      from quotas q
      join quota_takes k on k.tenant_id = ${tenantId} and k.kind = q.kind and k.quota_id = q.id
      left join orders o on o.tenant_id = ${tenantId} and o.id = k.order_id
     where q.tenant_id = ${tenantId} and q.campaign_id = ${uuidOf(ask.campaignId)}
       and (${ask.round}::text is null or q.round = ${ask.round}) and k.id < ${ask.before}
     order by k.id desc limit ${ask.limit}`
}

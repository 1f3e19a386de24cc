import type { PluginCheck } from '@mamapu/plugin-sdk'

/** A code leads to one pickup of its point. */
const codes: PluginCheck = {
  name: 'self-pickup: one open pickup per point and code',
  count: `
    select count(*)::int as count from self_pickup_pickups where state in ('preparing', 'ready', 'part', 'overdue')`,
  broken: `
    select tenant_id, min(number) as number from self_pickup_pickups
     where state in ('preparing', 'ready', 'part', 'overdue')
     group by tenant_id, point_id, code_hash having count(*) > 1 limit 20`,
}

/**
 * Whoever still comes has a place in the very slot her pickup names. A refund whose event was not heard yet has given it back already;
 * goods sent in exchange have none while she is asked for a time.
 */
const places: PluginCheck = {
  name: 'self-pickup: an open pickup has its place in its slot',
  count: `
    select count(*)::int as count from self_pickup_pickups where state in ('preparing', 'ready', 'part', 'overdue')`,
  broken: `
    select p.tenant_id, p.number from self_pickup_pickups p
     where p.state in ('preparing', 'ready', 'part', 'overdue')
       and not exists (select 1 from quota_takes k
             where k.tenant_id = p.tenant_id and k.order_id = p.order_id and k.kind = 'self-pickup.slot' and k.state = 'claimed'
               and k.quota_id = to_char(p.day, 'YYYYMMDD') || ':' || replace(p.point_id::text, '-', '') || ':'
                   || lpad((p.from_minute / 60)::text, 2, '0') || lpad((p.from_minute % 60)::text, 2, '0'))
       and not exists (select 1 from outbox o
             where o.tenant_id = p.tenant_id and o.state <> 'done' and o.name = 'order.refunded'
               and o.payload->>'orderId' = 'ord_' || replace(p.order_id::text, '-', ''))
       and not (exists (select 1 from self_pickup_proposals q
             where q.tenant_id = p.tenant_id and q.pickup_id = p.id and q.state = 'open')
           and not exists (select 1 from quota_takes k
             where k.tenant_id = p.tenant_id and k.order_id = p.order_id and k.kind = 'self-pickup.slot' and k.state = 'claimed'))
     limit 20`,
}

/** A place is kept by a pickup alone: one that moved, or ended before anybody came, keeps none behind. */
const kept: PluginCheck = {
  name: 'self-pickup: a place taken is that of a pickup',
  count: `select count(*)::int as count from quota_takes where kind = 'self-pickup.slot' and state = 'claimed'`,
  broken: `
    select k.tenant_id, k.quota_id, p.number from quota_takes k
      join self_pickup_pickups p on p.tenant_id = k.tenant_id and p.order_id = k.order_id
     where k.kind = 'self-pickup.slot' and k.state = 'claimed' and p.state <> 'closed'
       and k.quota_id <> to_char(p.day, 'YYYYMMDD') || ':' || replace(p.point_id::text, '-', '') || ':'
           || lpad((p.from_minute / 60)::text, 2, '0') || lpad((p.from_minute % 60)::text, 2, '0')
     limit 20`,
}

export const pickupChecks: readonly PluginCheck[] = [codes, places, kept]

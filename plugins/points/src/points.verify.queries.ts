import type { PluginCheck } from '@mamapu/plugin-sdk'

/** What a customer may take is what the books say: of grants, of expiry, of what is owed. */
const counters: PluginCheck = {
  name: 'points: counter = credited − expired + owed',
  count: 'select count(*)::int as count from points_accounts',
  broken: `
    select a.tenant_id, a.customer_id from points_accounts a
      left join quotas q on q.tenant_id = a.tenant_id and q.kind = 'points.spend'
       and q.id = replace(a.customer_id::text, '-', '')
     where coalesce(q.limit_units, 0) <> a.credited - a.expired + a.debt limit 20`,
}

const grants: PluginCheck = {
  name: 'points: account = its grants',
  count: 'select count(*)::int as count from points_grants',
  broken: `
    select a.tenant_id, a.customer_id from points_accounts a
      left join (select tenant_id, customer_id, sum(points) as points, sum(gone) as gone from points_grants group by 1, 2) g
        on g.tenant_id = a.tenant_id and g.customer_id = a.customer_id
     where a.credited <> coalesce(g.points, 0) or a.expired <> coalesce(g.gone, 0) limit 20`,
}

/** The ledger knows grants, expiry, what was taken back and paid orders; what unpaid orders hold is not posted yet. */
const ledger: PluginCheck = {
  name: 'points: ledger = counter’s limit − paid orders',
  count: 'select count(*)::int as count from points_spends',
  broken: `
    select a.tenant_id, a.customer_id from points_accounts a
      left join ledger_balances b on b.tenant_id = a.tenant_id and b.unit = 'points'
       and b.account = 'payee:cus_' || replace(a.customer_id::text, '-', '')
     where coalesce(b.available, 0) <> a.credited - a.expired + a.debt - coalesce((
       select sum(s.points - s.returned) from points_spends s
        where s.tenant_id = a.tenant_id and s.customer_id = a.customer_id), 0) limit 20`,
}

/** Who owes has nothing free: it would be repaid. What an order has just let go is, once its event was heard. */
const debts: PluginCheck = {
  name: 'points: owed only while all is held or spent',
  count: 'select count(*)::int as count from points_accounts where debt > 0',
  broken: `
    select a.tenant_id, a.customer_id from points_accounts a
      left join quotas q on q.tenant_id = a.tenant_id and q.kind = 'points.spend'
       and q.id = replace(a.customer_id::text, '-', '')
     where a.debt > 0 and coalesce(q.taken, 0) <> a.credited - a.expired + a.debt
       and not exists (select 1 from outbox o
             where o.tenant_id = a.tenant_id and o.state <> 'done' and o.name = 'order.cancelled'
               and o.payload->>'customerId' = 'cus_' || replace(a.customer_id::text, '-', ''))
     limit 20`,
}

export const pointsChecks: readonly PluginCheck[] = [counters, grants, ledger, debts]

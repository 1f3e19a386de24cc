import type postgres from 'postgres'
import type { CatalogueFault, CatalogueLists } from './catalogue.types.js'
import { grantRules } from './grant-rules.js'
import { tableRules } from './table-rules.js'

export const catalogueRules = [...tableRules, ...grantRules]

/** The tables of this product that belong to no single shop (architecture §3 and docs/decisions), and what sweep reads. */
export const CATALOGUE_LISTS: CatalogueLists = {
  platformTables: [
    'stores',
    'domains',
    'staff_identities',
    'staff_sessions',
    'memberships',
    'operator_audit',
    // docs/decisions/0004-sign-in-attempts.md
    'sign_in_attempts',
  ],
  sweepColumns: [
    'aftersale_cases.tenant_id',
    'aftersale_cases.id',
    'aftersale_cases.state',
    'aftersale_cases.due_at',
    'aftersale_cases.remind_at',
    'campaigns.tenant_id',
    'campaigns.id',
    'campaigns.next_edge_at',
    'csv_imports.tenant_id',
    'csv_imports.id',
    'csv_imports.state',
    'csv_imports.created_at',
    'ledger_tails.tenant_id',
    'earnings.tenant_id',
    'earnings.id',
    'earnings.state',
    'earnings.due_at',
    'earnings.wake_at',
    'orders.tenant_id',
    'orders.id',
    'orders.state',
    'orders.pay_before',
    'orders.complete_after',
    'order_exports.tenant_id',
    'order_exports.id',
    'order_exports.due_at',
    'outbox.tenant_id',
    'outbox.id',
    'outbox.state',
    'outbox.at',
    'outbox.sent_at',
    'parcel_tracks.tenant_id',
    'parcel_tracks.shipment_id',
    'parcel_tracks.next_try_at',
    'plugin_breakers.tenant_id',
    'plugin_breakers.plugin_id',
    'plugin_breakers.hook',
    'plugin_breakers.stays',
    'plugin_switches.tenant_id',
    'plugin_switches.plugin_id',
    'plugin_switches.is_on',
    'posters.tenant_id',
    'posters.id',
    'posters.state',
    'posters.asked_at',
    'prepared_purchases.tenant_id',
    'prepared_purchases.id',
    'prepared_purchases.expires_at',
    'quota_takes.tenant_id',
    'quota_takes.id',
    'quota_takes.state',
    'quota_takes.expires_at',
    'refunds.tenant_id',
    'refunds.id',
    'refunds.state',
    'refunds.next_try_at',
    'ship_batches.tenant_id',
    'ship_batches.id',
    'ship_batches.state',
    'ship_batches.created_at',
    'bill_clocks.tenant_id',
    'bill_clocks.id',
    'bill_clocks.due_at',
    'withdrawals.tenant_id',
    'withdrawals.id',
    'withdrawals.state',
    'withdrawals.due_at',
    'message_sends.tenant_id',
    'message_sends.id',
    'message_sends.due_at',
  ],
}

/** Everything in this database that breaks a rule of tenancy. `admin` is the migrating login. */
export async function checkCatalogue(
  admin: postgres.Sql,
  { platformTables, sweepColumns }: CatalogueLists = CATALOGUE_LISTS,
): Promise<readonly CatalogueFault[]> {
  const faults: CatalogueFault[] = []
  for (const { name, demands, sql } of catalogueRules) {
    const rows = await admin.unsafe<{ what: string }[]>(
      `select distinct f.what from (
         select coalesce(array_agg(oid) filter (where relname <> all($1)), '{}') as tenants,
                coalesce(array_agg(oid) filter (where relname = any($1)), '{}') as platform,
                $1::text[] as platform_names, $2::text[] as sweep_columns
           from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')) t,
         lateral (${sql}) f order by 1`,
      [[...platformTables], [...sweepColumns]],
    )
    for (const { what } of rows) faults.push({ rule: name, demands, what })
  }
  return faults
}

/** The names of all tables of shops. */
export async function listTenantTables(
  admin: postgres.Sql,
  { platformTables }: CatalogueLists = CATALOGUE_LISTS,
): Promise<readonly string[]> {
  const rows = await admin<{ name: string }[]>`
    select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> all(${[...platformTables]})
     order by relname`
  return rows.map(({ name }) => name)
}

import type { TenantTx, TransactionSql } from '@mamapu/db'
import type { Locale } from '@mamapu/kernel'

export interface SwitchRow {
  plugin_id: string
  is_on: boolean
  settings: Record<string, unknown>
  settings_version: number
  saved_by: string | null
  switched_at: Date
  breakers: { hook: string; openedAt: string; stays: boolean }[]
}

/** At most this many plugins of a store are read: more than are ever installed. */
const SWITCHES_MAX = 200

/** All switches of a store with their open breakers: the plugins' part of the store snapshot. */
export function switchesQuery(sql: TransactionSql, tenantId: string) {
  return sql<SwitchRow[]>`
    select s.plugin_id, s.is_on, s.settings, s.settings_version, s.saved_by, s.switched_at,
           coalesce((select json_agg(json_build_object('hook', b.hook, 'openedAt', b.opened_at, 'stays', b.stays))
                       from plugin_breakers b where b.tenant_id = ${tenantId} and b.plugin_id = s.plugin_id), '[]') as breakers
      from plugin_switches s where s.tenant_id = ${tenantId} order by s.plugin_id limit ${SWITCHES_MAX}`
}

type SwitchNow = SwitchRow & { zone: string; slug: string; locale: Locale }

/** Those of these plugins that are on. */
export async function listSwitchedOn(tx: TenantTx, pluginIds: readonly string[]): Promise<string[]> {
  const rows = await tx.sql<{ plugin_id: string }[]>`
    select plugin_id from plugin_switches
     where tenant_id = ${tx.tenantId} and is_on and plugin_id = any(${[...pluginIds]}) limit 200`
  return rows.map((row) => row.plugin_id)
}

/** One switch as it is now, with the store's name in addresses, zone and language and the breakers of one hook and of reading the settings, for work that decides in its own transaction. */
export async function findSwitch(tx: TenantTx, pluginId: string, hook = ''): Promise<SwitchNow | null> {
  const [row] = await tx.sql<SwitchNow[]>`
    select plugin_id, is_on, settings, settings_version, saved_by, switched_at,
           (select s.zone from stores s where s.id = ${tx.tenantId}) as zone,
           (select s.slug from stores s where s.id = ${tx.tenantId}) as slug,
           (select t.locale from store_settings t where t.tenant_id = ${tx.tenantId}) as locale,
           coalesce((select json_agg(json_build_object('hook', b.hook, 'openedAt', b.opened_at, 'stays', b.stays))
                       from plugin_breakers b
                      where b.tenant_id = ${tx.tenantId} and b.plugin_id = ${pluginId} and b.hook in (${hook}, 'settings')), '[]') as breakers
      from plugin_switches
     where tenant_id = ${tx.tenantId} and plugin_id = ${pluginId}`
  return row ?? null
}

/** True when this changed something: the switch had another position before. */
export async function writeSwitch(
  tx: TenantTx,
  input: { pluginId: string; isOn: boolean; settings: unknown; savedBy: string; at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into plugin_switches as s (tenant_id, plugin_id, is_on, settings, saved_by, switched_at)
    values (${tx.tenantId}, ${input.pluginId}, ${input.isOn}, ${JSON.stringify(input.settings)}::text::jsonb, ${input.savedBy}, ${input.at})
    on conflict (tenant_id, plugin_id) do update set is_on = ${input.isOn}, switched_at = ${input.at}
      where s.tenant_id = ${tx.tenantId} and s.is_on is distinct from ${input.isOn}
    returning plugin_id`
  return rows.length === 1
}

/** The new version, or null when the settings are no longer the ones of `seenVersion` (0: never saved). */
export async function writeSettings(
  tx: TenantTx,
  input: { pluginId: string; settings: unknown; savedBy: string; seenVersion: number; at: Date },
): Promise<number | null> {
  const settings = JSON.stringify(input.settings)
  const [row] = await tx.sql<{ settings_version: number }[]>`
    insert into plugin_switches as s (tenant_id, plugin_id, is_on, settings, saved_by, switched_at)
    values (${tx.tenantId}, ${input.pluginId}, false, ${settings}::text::jsonb, ${input.savedBy}, ${input.at})
    on conflict (tenant_id, plugin_id) do update
      set settings = ${settings}::text::jsonb, saved_by = ${input.savedBy}, settings_version = s.settings_version + 1
      where s.tenant_id = ${tx.tenantId} and s.settings_version = ${input.seenVersion}
    returning settings_version`
  return row?.settings_version ?? null
}

/** Opens a breaker, or says again that it is open. */
export async function openBreaker(
  tx: TenantTx,
  input: { pluginId: string; hook: string; reason: string; at: Date; stays?: boolean },
): Promise<void> {
  await tx.sql`
    insert into plugin_breakers as b (tenant_id, plugin_id, hook, opened_at, reason, stays)
    values (${tx.tenantId}, ${input.pluginId}, ${input.hook}, ${input.at}, ${input.reason}, ${input.stays ?? false})
    on conflict (tenant_id, plugin_id, hook) do update set opened_at = ${input.at}, reason = ${input.reason}, stays = b.stays or excluded.stays
      where b.tenant_id = ${tx.tenantId}`
}

/** Closes one hook's breaker, or all of the plugin when `hook` is null. True when one was open. */
export async function closeBreaker(tx: TenantTx, pluginId: string, hook: string | null): Promise<boolean> {
  const rows = await tx.sql`
    delete from plugin_breakers where tenant_id = ${tx.tenantId} and plugin_id = ${pluginId}
       and (${hook}::text is null or hook = ${hook}) returning hook`
  return rows.length > 0
}

export async function listBreakers(tx: TenantTx, pluginId: string) {
  return tx.sql<{ hook: string; opened_at: Date; reason: string }[]>`
    select hook, opened_at, reason from plugin_breakers
     where tenant_id = ${tx.tenantId} and plugin_id = ${pluginId} order by hook limit 100`
}

/** What is still open of a plugin: takes of its kinds that orders hold, and events its handlers have not had. */
export async function countOpen(tx: TenantTx, kinds: readonly string[], events: readonly string[]) {
  const [takes, waiting] = await Promise.all([
    kinds.length === 0
      ? []
      : tx.sql<{ kind: string; units: number }[]>`
          select kind, sum(units - released)::bigint as units from quota_takes
           where tenant_id = ${tx.tenantId} and kind = any(${[...kinds]}) and state = 'held' group by kind order by kind`,
    events.length === 0
      ? []
      : tx.sql<{ name: string; count: number }[]>`
          select name, count(*) as count from outbox
           where tenant_id = ${tx.tenantId} and name = any(${[...events]}) and state <> 'done' group by name order by name`,
  ])
  return { takes, waiting }
}

import type { TenantTx } from '@mamapu/db'
import type { EarningSettings } from './earning-settings.js'

export async function selectSettings(tx: TenantTx): Promise<{ settings: unknown; version: number } | null> {
  const [row] = await tx.sql<{ settings: unknown; version: number }[]>`
    select settings, version from earning_settings where tenant_id = ${tx.tenantId}`
  return row ?? null
}

/** False, writing nothing, when the version is another by now. */
export async function upsertSettings(
  tx: TenantTx,
  { settings, version, at }: { settings: EarningSettings; version: number; at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into earning_settings as s (tenant_id, settings, version, changed_at)
    values (${tx.tenantId}, ${JSON.stringify(settings)}::text::jsonb, ${version + 1}, ${at})
    on conflict (tenant_id) do update
      set settings = excluded.settings, version = excluded.version, changed_at = excluded.changed_at
    where s.version = ${version}
    returning version`
  return rows.length === 1
}

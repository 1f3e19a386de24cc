import type { TenantTx } from '@mamapu/db'

export interface SettingsRow {
  readonly settings: Record<string, unknown>
  readonly addressesSealed: Buffer | null
  readonly version: number
}

export async function findSettings(tx: TenantTx): Promise<SettingsRow | null> {
  const [row] = await tx.sql<
    { settings: Record<string, unknown>; addresses_sealed: Buffer | null; version: number }[]
  >`
    select settings, addresses_sealed, version from aftersale_settings where tenant_id = ${tx.tenantId}`
  return row ? { settings: row.settings, addressesSealed: row.addresses_sealed, version: row.version } : null
}

/** False when they were changed since this version (0: never set) was seen. */
export async function writeSettings(
  tx: TenantTx,
  ask: { version: number; settings: object; addressesSealed: Buffer | null; at: Date },
): Promise<boolean> {
  const text = JSON.stringify(ask.settings)
  const written =
    ask.version === 0
      ? await tx.sql`
          insert into aftersale_settings (tenant_id, settings, addresses_sealed, version, updated_at)
          values (${tx.tenantId}, ${text}::text::jsonb, ${ask.addressesSealed}, 1, ${ask.at}) on conflict (tenant_id) do nothing`
      : await tx.sql`
          update aftersale_settings set settings = ${text}::text::jsonb, addresses_sealed = ${ask.addressesSealed},
                 version = version + 1, updated_at = ${ask.at}
           where tenant_id = ${tx.tenantId} and version = ${ask.version}`
  return written.count === 1
}

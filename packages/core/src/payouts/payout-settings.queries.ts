import type { TenantTx } from '@mamapu/db'

export async function findSettings(
  tx: TenantTx,
): Promise<{ settings: Record<string, unknown>; version: number } | null> {
  const [row] = await tx.sql<{ settings: Record<string, unknown>; version: number }[]>`
    select settings, version from payout_settings where tenant_id = ${tx.tenantId}`
  return row ?? null
}

/** False when they were changed since this version (0: never set) was seen. */
export async function writeSettings(
  tx: TenantTx,
  { version, settings, at }: { version: number; settings: object; at: Date },
): Promise<boolean> {
  const text = JSON.stringify(settings)
  const written =
    version === 0
      ? await tx.sql`
          insert into payout_settings (tenant_id, settings, version, updated_at)
          values (${tx.tenantId}, ${text}::text::jsonb, 1, ${at}) on conflict (tenant_id) do nothing`
      : await tx.sql`
          update payout_settings set settings = ${text}::text::jsonb, version = version + 1, updated_at = ${at}
           where tenant_id = ${tx.tenantId} and version = ${version}`
  return written.count === 1
}

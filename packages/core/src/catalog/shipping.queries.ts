import type { TenantTx } from '@mamapu/db'
import type { ShippingRule } from '@mamapu/pricing'

export async function selectShipping(
  tx: TenantTx,
): Promise<{ rules: readonly ShippingRule[]; version: number } | null> {
  const [row] = await tx.sql<{ rules: ShippingRule[]; version: number }[]>`
    select rules, version from shipping_rules where tenant_id = ${tx.tenantId}`
  return row ?? null
}

export async function upsertShipping(
  tx: TenantTx,
  { rules, version, at }: { rules: readonly ShippingRule[]; version: number; at: Date },
): Promise<void> {
  await tx.sql`
    insert into shipping_rules (tenant_id, rules, version, updated_at)
    values (${tx.tenantId}, ${JSON.stringify(rules)}::text::jsonb, ${version}, ${at})
    on conflict (tenant_id) do update set rules = excluded.rules, version = excluded.version, updated_at = excluded.updated_at`
}

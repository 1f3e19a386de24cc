import type { TenantTx } from '@mamapu/db'
import { type OrderId, uuidOf } from '@mamapu/kernel'

/** Keeps since when a paid order of a plugin's own methods lies ready, or that it does not; false, changing nothing, for all others. */
export async function markReady(
  tx: TenantTx,
  orderId: OrderId,
  { plugin, readyAt }: { readonly plugin: string; readonly readyAt: Date | null },
): Promise<boolean> {
  const updated = await tx.sql`
    update orders set ready_at = ${readyAt}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)} and state = 'paid' and starts_with(delivery, ${`${plugin}.`})`
  return updated.count === 1
}

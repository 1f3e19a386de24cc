import type { TenantTx } from '@mamapu/db'
import { type OrderId, uuidOf, type Words } from '@mamapu/kernel'

/** Puts a plugin's badge on an order, or takes it away with null. False without such an order. */
export async function setBadge(
  tx: TenantTx,
  orderId: OrderId,
  { plugin, words }: { readonly plugin: string; readonly words: Words | null },
): Promise<boolean> {
  const badge = words && JSON.stringify({ [plugin]: words })
  const updated = await tx.sql`
    update orders set badges = (badges - ${plugin}) || coalesce(${badge}::text::jsonb, '{}')
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
  return updated.count === 1
}

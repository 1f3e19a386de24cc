import type { TenantTx } from '@mamapu/db'
import { type OrderId, uuidOf, type Words } from '@mamapu/kernel'

/** Puts a plugin's badge on an order, or takes it away with null. False without such an order, or when a plugin that is off has words for one paid since. */
export async function setBadge(
  tx: TenantTx,
  orderId: OrderId,
  {
    plugin,
    words,
    offSince,
  }: { readonly plugin: string; readonly words: Words | null; readonly offSince: Date | null },
): Promise<boolean> {
  const badge = words && JSON.stringify({ [plugin]: words })
  const updated = await tx.sql`
    update orders set badges = (badges - ${plugin}) || coalesce(${badge}::text::jsonb, '{}')
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}
       and (${words === null || offSince === null} or paid_at <= ${offSince})`
  return updated.count === 1
}

import type { TenantTx } from '@mamapu/db'
import type { CustomerId } from '@mamapu/kernel'

/** Whether nothing of this payee may be paid out at present. */
export async function isPayeePaused(_tx: TenantTx, _payeeId: CustomerId): Promise<boolean> {
  return false
}

import { type CustomerId, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

/** Whoever changes who is under whom waits here for the one before, and holds no person's row yet: an inviter's row is needed too. */
export async function lockTree(tx: TenantTx): Promise<void> {
  await tx.sql`insert into distributor_trees (tenant_id) values (${tx.tenantId}) on conflict do nothing`
  await tx.sql`select tenant_id from distributor_trees where tenant_id = ${tx.tenantId} for update`
}

export async function findInviter(tx: TenantTx, customerId: CustomerId): Promise<CustomerId | null> {
  const [row] = await tx.sql<{ inviter_id: string | null }[]>`
    select inviter_id from distributor_people
     where tenant_id = ${tx.tenantId} and customer_id = ${uuidOf(customerId)}`
  return row?.inviter_id ? idOf('cus', row.inviter_id) : null
}

import type { TenantTx } from '@mamapu/db'

export interface Acknowledgement {
  readonly code: string
  readonly found: string
}

const ACKNOWLEDGED_MAX = 500

export function listAcknowledged(tx: TenantTx, subject: string) {
  return tx.sql<Acknowledgement[]>`
    select code, found from text_acknowledgements
     where tenant_id = ${tx.tenantId} and subject = ${subject} limit ${ACKNOWLEDGED_MAX}`
}

/** Said again, it stays as it was said first. */
export async function insertAcknowledgement(
  tx: TenantTx,
  { code, found }: Acknowledgement,
  by: { readonly subject: string; readonly actor: string; readonly at: Date },
): Promise<void> {
  await tx.sql`
    insert into text_acknowledgements (tenant_id, subject, code, found, actor, at)
    values (${tx.tenantId}, ${by.subject}, ${code}, ${found}, ${by.actor}, ${by.at})
    on conflict do nothing`
}

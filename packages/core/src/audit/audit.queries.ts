import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, uuidOf } from '@mamapu/kernel'

export interface AuditEntry {
  readonly id: Id<'aud'>
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: Date
}

export async function insertEntry(tx: TenantTx, entry: AuditEntry): Promise<void> {
  await tx.sql`
    insert into audit_log (tenant_id, id, actor, action, subject, data, at)
    values (${tx.tenantId}, ${uuidOf(entry.id)}, ${entry.actor}, ${entry.action}, ${entry.subject},
            ${JSON.stringify(entry.data)}::text::jsonb, ${entry.at})`
}

/** Entries before `before` (its id; null: from the newest), newest first: ids are ordered by time. */
export async function listEntries(
  tx: TenantTx,
  { before, limit }: { before: Id<'aud'> | null; limit: number },
): Promise<AuditEntry[]> {
  const rows = await tx.sql<
    {
      id: string
      actor: string
      action: string
      subject: string
      data: Record<string, unknown>
      at: Date
    }[]
  >`
    select id, actor, action, subject, data, at from audit_log
     where tenant_id = ${tx.tenantId} and id < ${before ? uuidOf(before) : 'f'.repeat(32)}
     order by id desc limit ${limit}`
  return rows.map((row) => ({ ...row, id: idOf('aud', row.id) }))
}

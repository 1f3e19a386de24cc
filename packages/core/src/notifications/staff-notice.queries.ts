import type { TenantTx } from '@mamapu/db'
import { type Id, idOf, uuidOf, type Words } from '@mamapu/kernel'

export interface StaffNotice {
  readonly id: Id<'msg'>
  /** The plugin that says it. */
  readonly source: string
  readonly words: Words
  readonly isUrgent: boolean
  readonly createdAt: Date
}

/** False, writing nothing, when that source told it before under this key. */
export async function insertStaffNotice(
  tx: TenantTx,
  notice: StaffNotice & { readonly key: string },
): Promise<boolean> {
  const rows = await tx.sql`
    insert into staff_notices (tenant_id, id, source, key, words, is_urgent, created_at)
    values (${tx.tenantId}, ${uuidOf(notice.id)}, ${notice.source}, ${notice.key}, ${tx.sql.json({ ...notice.words })},
      ${notice.isUrgent}, ${notice.createdAt})
    on conflict (tenant_id, source, key) do nothing returning 1`
  return rows.length === 1
}

interface Row {
  id: string
  source: string
  words: Words
  is_urgent: boolean
  created_at: Date
}

/** What nobody has seen yet, the newest first. */
export async function listStaffNotices(tx: TenantTx, limit: number): Promise<StaffNotice[]> {
  const rows = await tx.sql<Row[]>`
    select id, source, words, is_urgent, created_at from staff_notices
     where tenant_id = ${tx.tenantId} and seen_at is null order by id desc limit ${limit}`
  return rows.map(({ id, source, words, is_urgent, created_at }) => ({
    id: idOf('msg', id),
    source,
    words,
    isUrgent: is_urgent,
    createdAt: created_at,
  }))
}

/** Seen by the first who says so; false when there is no such notice left to see. */
export async function seeStaffNotice(
  tx: TenantTx,
  id: Id<'msg'>,
  by: { readonly actor: string; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql`
    update staff_notices set seen_at = ${by.at}, seen_by = ${by.actor}
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)} and seen_at is null returning 1`
  return rows.length === 1
}

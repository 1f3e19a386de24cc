import { type Id, idOf, uuidOf } from '@mamapu/kernel'
import type { TenantTx, TransactionSql } from '@mamapu/plugin-sdk'

export interface NoticeRow {
  readonly is_on: boolean
  readonly inviter_bps: number | null
}

/** Whether and how much an inviter earns now: by what was agreed to last. */
export function noticeQuery(sql: TransactionSql, tenantId: string) {
  return sql<NoticeRow[]>`
    select is_on, inviter_bps from distributor_notices
     where tenant_id = ${tenantId} order by at desc, id desc limit 1`
}

export interface Notice {
  readonly id: Id<'plg'>
  readonly isOn: boolean
  readonly inviterBps: number | null
  readonly notice: number
  readonly staffId: Id<'stf'> | null
  readonly at: Date
}

export async function insertNotice(tx: TenantTx, notice: Notice): Promise<void> {
  await tx.sql`
    insert into distributor_notices (tenant_id, id, is_on, inviter_bps, notice, staff_id, at)
    values (${tx.tenantId}, ${uuidOf(notice.id)}, ${notice.isOn}, ${notice.inviterBps}, ${notice.notice},
      ${notice.staffId && uuidOf(notice.staffId)}, ${notice.at})`
}

/** Who agreed to what, the latest first. */
export async function listNotices(tx: TenantTx, limit: number): Promise<Notice[]> {
  const rows = await tx.sql<
    {
      id: string
      is_on: boolean
      inviter_bps: number | null
      notice: number
      staff_id: string | null
      at: Date
    }[]
  >`
    select id, is_on, inviter_bps, notice, staff_id, at from distributor_notices
     where tenant_id = ${tx.tenantId} order by at desc, id desc limit ${limit}`
  return rows.map((row) => ({
    id: idOf('plg', row.id),
    isOn: row.is_on,
    inviterBps: row.inviter_bps,
    notice: row.notice,
    staffId: row.staff_id === null ? null : idOf('stf', row.staff_id),
    at: row.at,
  }))
}

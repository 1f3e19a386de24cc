import type { Sql } from '@mamapu/db'
import { idOf } from '@mamapu/kernel'
import type { Due } from '../events/index.js'

/** Cases whose deadline, or the reminder before it, is there. */
export async function findCasesDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from aftersale_cases
     where due_at is not null and least(due_at, remind_at) <= ${at} order by least(due_at, remind_at) limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('asc', row.id) }))
}

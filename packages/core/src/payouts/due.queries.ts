import type { Sql } from '@mamapu/db'
import { idOf } from '@mamapu/kernel'
import type { Due } from '../events/index.js'

/** Withdrawals a job has to look at. */
export async function findPayoutsDue(sweep: Sql, at: Date, limit: number): Promise<Due[]> {
  const rows = await sweep<{ tenant_id: string; id: string }[]>`
    select tenant_id, id from withdrawals where due_at <= ${at} order by due_at limit ${limit}`
  return rows.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('wdr', row.id) }))
}

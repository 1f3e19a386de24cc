import { addDays, localDateOf } from '@mamapu/kernel'
import type { FactReader } from '@mamapu/plugin-sdk'

export interface SlotRow {
  id: string
  taken: number
}

/** More days than a shop can open, times more slots than a day can have. */
const SLOTS_MAX = 400
const DAYS_MAX = 32

/** The counters of slots from yesterday on: the zone of the shop is at most a day off. */
export function takenSlotsQuery({ sql, tenantId, at }: FactReader): PromiseLike<readonly SlotRow[]> {
  const today = localDateOf(at, 'UTC')
  return sql<SlotRow[]>`
    select id, taken::int as taken from quotas
     where tenant_id = ${tenantId} and kind = 'local-slot'
       and id >= ${addDays(today, -1)} and id < ${addDays(today, DAYS_MAX)} limit ${SLOTS_MAX}`
}

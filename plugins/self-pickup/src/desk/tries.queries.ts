import { type Id, uuidOf } from '@mamapu/kernel'
import type { TenantTx } from '@mamapu/plugin-sdk'

export interface Tries {
  readonly since: Date
  readonly wrong: number
  readonly lockedUntil: Date | null
}

/** One person's wrong codes, held until the transaction ends: guesses of one person come one after the other. */
export async function lockTries(tx: TenantTx, staffId: Id<'stf'>, at: Date): Promise<Tries> {
  const rows = await tx.sql<{ since: Date; wrong: number; locked_until: Date | null }[]>`
    insert into self_pickup_tries as t (tenant_id, staff_id, since, wrong) values (${tx.tenantId}, ${uuidOf(staffId)}, ${at}, 0)
    on conflict (tenant_id, staff_id) do update set wrong = t.wrong where t.tenant_id = ${tx.tenantId}
    returning since, wrong, locked_until`
  const [row] = rows
  return row
    ? { since: row.since, wrong: row.wrong, lockedUntil: row.locked_until }
    : { since: at, wrong: 0, lockedUntil: null }
}

export async function writeTries(tx: TenantTx, staffId: Id<'stf'>, tries: Tries): Promise<void> {
  await tx.sql`
    update self_pickup_tries set since = ${tries.since}, wrong = ${tries.wrong}, locked_until = ${tries.lockedUntil}
     where tenant_id = ${tx.tenantId} and staff_id = ${uuidOf(staffId)}`
}

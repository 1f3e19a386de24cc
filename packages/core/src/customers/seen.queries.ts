import type { TenantTx } from '@mamapu/db'
import { type CustomerId, uuidOf } from '@mamapu/kernel'

/** The session says yes to one person, if that is who brought it last; at most `most` are kept. False, writing nothing, otherwise. */
export async function writeSeenBy(
  tx: TenantTx,
  said: {
    readonly sessionHash: string
    readonly owner: CustomerId
    readonly at: Date
    readonly most: number
  },
): Promise<boolean> {
  const owner = uuidOf(said.owner)
  const result = await tx.sql`
    update customer_sessions
       set may_follow = true, answered_at = ${said.at},
           seen_by = array_append(
             (array_remove(seen_by, ${owner}::uuid))[greatest(1, cardinality(array_remove(seen_by, ${owner}::uuid)) + 2 - ${said.most}::int):],
             ${owner}::uuid)
     where tenant_id = ${tx.tenantId} and token_hash = decode(${said.sessionHash}, 'hex') and came_by = ${owner}`
  return result.count === 1
}

/** A yes somewhere ends the no of an account: browsers to come are asked again. Those that heard the no keep it. */
export async function endUnseen(tx: TenantTx, customerId: CustomerId): Promise<void> {
  await tx.sql`
    update customers set unseen_at = null
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(customerId)} and unseen_at is not null`
}

/** The session says no to everybody, and so does every other one of the same customer, now and to come. */
export async function writeUnseen(
  tx: TenantTx,
  said: { readonly sessionHash: string; readonly customerId: CustomerId | null; readonly at: Date },
): Promise<void> {
  const customer = said.customerId && uuidOf(said.customerId)
  if (customer)
    await tx.sql`
      update customers set unseen_at = ${said.at} where tenant_id = ${tx.tenantId} and id = ${customer}`
  await tx.sql`
    update customer_sessions set may_follow = false, answered_at = ${said.at}, seen_by = '{}'
     where tenant_id = ${tx.tenantId}
       and (token_hash = decode(${said.sessionHash}, 'hex') or customer_id = ${customer}::uuid)`
}

/** What a session and its customer said of being seen. */
export async function readUnseen(
  tx: TenantTx,
  who: { readonly tokenHash: Buffer; readonly customerId: CustomerId },
): Promise<{ readonly session: boolean | null; readonly isUnseen: boolean }> {
  const [row] = await tx.sql<{ session: boolean | null; isUnseen: boolean }[]>`
    select s.may_follow as session, c.unseen_at is not null as "isUnseen"
      from customer_sessions s
      join customers c on c.tenant_id = ${tx.tenantId} and c.id = ${uuidOf(who.customerId)}
     where s.tenant_id = ${tx.tenantId} and s.token_hash = ${who.tokenHash}`
  return row ?? { session: null, isUnseen: false }
}

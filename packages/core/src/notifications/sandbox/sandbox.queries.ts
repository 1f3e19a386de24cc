import type { TenantTx } from '@mamapu/db'
import { uuidv7 } from '@mamapu/kernel'

export interface SandboxMessage {
  readonly id: string
  readonly channel: string
  readonly key: string
  readonly digest: string
  readonly notifyUrl: string
  readonly state: 'taken' | 'delivered' | 'failed'
  readonly isTwice: boolean
  readonly isSilent: boolean
}

/** Takes a message in, or finds the one this key already has. */
export async function takeMessage(
  tx: TenantTx,
  message: Omit<SandboxMessage, 'id' | 'state'>,
  at: Date,
): Promise<SandboxMessage> {
  await tx.sql`
    insert into sandbox_messages (tenant_id, id, channel, key, digest, notify_url, state, is_twice, is_silent, created_at)
    values (${tx.tenantId}, ${uuidv7(at.getTime())}, ${message.channel}, ${message.key}, ${message.digest},
            ${message.notifyUrl}, 'taken', ${message.isTwice}, ${message.isSilent}, ${at})
    on conflict (tenant_id, channel, key) do nothing`
  const [row] = await tx.sql<SandboxMessage[]>`
    select replace(id::text, '-', '') as id, channel, key, digest, notify_url as "notifyUrl", state, is_twice as "isTwice",
           is_silent as "isSilent"
      from sandbox_messages
     where tenant_id = ${tx.tenantId} and channel = ${message.channel} and key = ${message.key}`
  return row as SandboxMessage
}

/** The message as it ended; it ends the first time somebody asks. */
export async function endMessage(
  tx: TenantTx,
  id: string,
  state: 'delivered' | 'failed',
): Promise<SandboxMessage | null> {
  const [row] = await tx.sql<SandboxMessage[]>`
    update sandbox_messages set state = case when state = 'taken' then ${state} else state end
     where tenant_id = ${tx.tenantId} and id = ${id}
    returning replace(id::text, '-', '') as id, channel, key, digest, notify_url as "notifyUrl", state,
              is_twice as "isTwice", is_silent as "isSilent"`
  return row ?? null
}

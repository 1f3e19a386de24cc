import type { TenantTx } from '@mamapu/db'
import type { IdempotencyCall, StoredReply } from './idempotency.js'

/** False when this key is already used and not yet forgotten; waits for a running twin's transaction. */
export async function claimKey(tx: TenantTx, call: IdempotencyCall, forgetBefore: Date): Promise<boolean> {
  const rows = await tx.sql`
    insert into idempotency_keys as k (tenant_id, principal, route, key, request_hash, created_at)
    values (${tx.tenantId}, ${call.principal}, ${call.route}, ${call.key}, ${call.hash}, ${call.at})
    on conflict (tenant_id, principal, route, key) do update
       set request_hash = excluded.request_hash, reply = null, created_at = excluded.created_at
     where k.tenant_id = ${tx.tenantId} and k.created_at <= ${forgetBefore}
    returning key`
  return rows.length === 1
}

export async function findReply(
  tx: TenantTx,
  call: IdempotencyCall,
): Promise<{ hash: string; reply: StoredReply | null } | null> {
  const [row] = await tx.sql<{ hash: string; reply: { status: number; text: string } | null }[]>`
    select request_hash as hash, reply from idempotency_keys
     where tenant_id = ${tx.tenantId} and principal = ${call.principal} and route = ${call.route} and key = ${call.key}`
  if (!row) return null
  const { hash, reply } = row
  return { hash, reply: reply && { status: reply.status, body: JSON.parse(reply.text) as unknown } }
}

/** Keeps the body as text, so that a repeat gets the same bytes: jsonb has its own order of keys. */
export async function keepReply(tx: TenantTx, call: IdempotencyCall, reply: StoredReply): Promise<void> {
  const kept = { status: reply.status, text: JSON.stringify(reply.body ?? null) }
  await tx.sql`
    update idempotency_keys set reply = ${JSON.stringify(kept)}::text::jsonb
     where tenant_id = ${tx.tenantId} and principal = ${call.principal} and route = ${call.route} and key = ${call.key}`
}

export async function dropKey(tx: TenantTx, call: IdempotencyCall): Promise<void> {
  await tx.sql`
    delete from idempotency_keys
     where tenant_id = ${tx.tenantId} and principal = ${call.principal} and route = ${call.route} and key = ${call.key}`
}

/** Forgets keys of the bound store from before `before`, at most `limit`; returns how many went. */
export async function deleteOldKeys(tx: TenantTx, before: Date, limit: number): Promise<number> {
  const result = await tx.sql`
    delete from idempotency_keys where tenant_id = ${tx.tenantId} and (principal, route, key) in
      (select principal, route, key from idempotency_keys
        where tenant_id = ${tx.tenantId} and created_at <= ${before} order by created_at limit ${limit})`
  return result.count
}

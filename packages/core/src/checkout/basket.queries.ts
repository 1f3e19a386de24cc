import type { Sql } from '@mamapu/db'
import { type CustomerId, uuidOf } from '@mamapu/kernel'

export interface CustomerFactsRow {
  phone_hash: Buffer | null
  proven_hash: Buffer | null
  verified_at: Date | null
  level: string
  orders_paid: number
}

export function customerFactsQuery(sql: Sql, tenantId: string, customerId: CustomerId) {
  return sql<CustomerFactsRow[]>`
    select phone_hash, proven_hash, verified_at, level, orders_paid from customers
     where tenant_id = ${tenantId} and id = ${uuidOf(customerId)}`
}

export interface KnownKeyRow {
  request_hash: string
  reply: { orderId: string }
}

/** The reply an idempotency key already has. */
export function knownKeyQuery(
  sql: Sql,
  tenantId: string,
  idem: { principal: string; route: string; key: string },
) {
  return sql<KnownKeyRow[]>`
    select request_hash, reply from idempotency_keys
     where tenant_id = ${tenantId} and principal = ${idem.principal} and route = ${idem.route} and key = ${idem.key}`
}

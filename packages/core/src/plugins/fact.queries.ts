import type { TransactionSql } from '@mamapu/db'

export interface CoreFactRow {
  level: string
  ordersPaid: number
  isMember: boolean
}

/** What a guest is. */
export const CORE_FACTS_NONE: Readonly<CoreFactRow> = Object.freeze({
  level: '',
  ordersPaid: 0,
  isMember: false,
})

/** Core's menu of facts about one customer. */
export function coreFactsQuery(sql: TransactionSql, tenantId: string, customerId: string) {
  return sql<CoreFactRow[]>`
    select level, orders_paid as "ordersPaid", verified_at is not null as "isMember" from customers
     where tenant_id = ${tenantId} and id = ${customerId} limit 1`
}

/** What names the person behind a customer, for limits per person; null when there is no such customer. */
export async function findPersonHash(
  sql: TransactionSql,
  tenantId: string,
  customerId: string,
): Promise<{ phoneHash: string | null } | null> {
  const [row] = await sql<{ phoneHash: string | null }[]>`
    select encode(phone_hash, 'hex') as "phoneHash" from customers
     where tenant_id = ${tenantId} and id = ${customerId}`
  return row ?? null
}

import type { TransactionSql } from '@mamapu/db'
import type { FactReader } from '@mamapu/plugin-sdk'
import { guestQuery, type PersonRow, personsQuery } from '../customers/index.js'

/** What a guest is; the same whoever asks, for pages that are kept. */
export const CORE_FACTS_NONE: Readonly<PersonRow> = Object.freeze({
  level: '',
  levelRank: 0,
  growth: 0,
  tags: Object.freeze([]),
  ordersPaid: 0,
  isMember: false,
  isNew: true,
  points: 0,
  plan: '',
})

/** Core's menu of facts about whoever is asking; null when there is nothing to read. */
export function coreFactsQuery(
  reader: Pick<FactReader, 'sql' | 'tenantId' | 'customerId' | 'guestPhoneHash'>,
): PromiseLike<readonly Partial<PersonRow>[]> | null {
  const { sql, tenantId, customerId, guestPhoneHash } = reader
  if (customerId !== null) return personsQuery(sql, tenantId, [customerId])
  return guestPhoneHash ? guestQuery(sql, tenantId, guestPhoneHash) : null
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

import { type Database, withTenant } from '@mamapu/db'
import type { CustomerId } from '@mamapu/kernel'
import type { StoreSnapshot } from '../stores/index.js'
import { listOrdersByNumber } from './order-message.queries.js'
import { orderToken } from './order-token.js'

/** Where those of a customer's own orders are that have these numbers, by number; others' orders are not among them. */
export async function orderPathsOf(
  db: Database,
  store: Pick<StoreSnapshot, 'storeId' | 'keys'>,
  { customerId, numbers }: { readonly customerId: CustomerId; readonly numbers: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  if (numbers.length === 0) return new Map()
  const rows = await withTenant(db, store.storeId, (tx) => listOrdersByNumber(tx, { customerId, numbers }))
  return new Map(rows.map(({ id, number }) => [number, `/o/${orderToken(store.keys, id)}`]))
}

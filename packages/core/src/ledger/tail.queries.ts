import type { Sql, TenantTx } from '@mamapu/db'
import { type Id, idOf, type StoreId } from '@mamapu/kernel'
import type { LedgerAccount, LedgerUnit } from './ledger.types.js'

export interface Tail {
  readonly account: LedgerAccount
  readonly unit: LedgerUnit
}

/** Counter-accounts with something in their tails, the longest first. */
export async function listTails(tx: TenantTx, limit: number): Promise<readonly Tail[]> {
  return tx.sql<Tail[]>`
    select account, unit from ledger_tails where tenant_id = ${tx.tenantId}
     group by account, unit order by count(*) desc, account, unit limit ${limit}`
}

/** Takes at most `limit` rows of a tail into the snapshot; how many. */
export async function foldTail(
  tx: TenantTx,
  { account, unit }: Tail,
  { limit, at }: { readonly limit: number; readonly at: Date },
): Promise<number> {
  const [row] = await tx.sql<{ folded: number }[]>`
    select ledger_fold(${tx.tenantId}, ${account}, ${unit}, ${limit}, ${at}) as folded`
  return (row as { folded: number }).folded
}

/** Shops whose tails together have at least `rows`, the longest first. */
export async function listLongTails(
  sweep: Sql,
  { rows, limit }: { readonly rows: number; readonly limit: number },
): Promise<readonly { storeId: StoreId; id: Id<'sto'> }[]> {
  const stores = await sweep<{ tenant_id: string }[]>`
    select tenant_id from ledger_tails group by tenant_id having count(*) >= ${rows} order by count(*) desc limit ${limit}`
  return stores.map((row) => ({ storeId: idOf('sto', row.tenant_id), id: idOf('sto', row.tenant_id) }))
}

import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf } from '@mamapu/kernel'

/** What one person was paid in a span, and what of it came back. */
export interface PersonSum {
  /** The latest withdrawal: its sealed identity is the newest known. */
  readonly lastId: Id<'wdr'>
  readonly identitySealed: Buffer
  readonly times: number
  readonly amountFen: Fen
  readonly feeFen: Fen
  readonly taxFen: Fen
  readonly netFen: Fen
}

/**
 * Per person, over all her accounts: what was paid from `from` until `until` (half open), less what was paid and came back in the
 * span, whenever it had been paid. In the order of the persons.
 */
export async function sumPerPerson(
  tx: TenantTx,
  { from, until, limit }: { from: Date; until: Date; limit: number },
): Promise<readonly PersonSum[]> {
  const rows = await tx.sql<
    {
      last_id: string
      identity_sealed: Buffer
      times: number
      amount: Fen
      fee: Fen
      tax: Fen
      net: Fen
    }[]
  >`
    with moved as (
      select w.person_hash, w.id, w.identity_sealed, 1 as sign, w.amount_fen, w.fee_fen, w.tax_fen, w.net_fen from withdrawals w
       where w.tenant_id = ${tx.tenantId} and w.paid_at >= ${from} and w.paid_at < ${until}
      union all
      select r.person_hash, r.id, r.identity_sealed, -1, r.amount_fen, r.fee_fen, r.tax_fen, r.net_fen from withdrawals r
       where r.tenant_id = ${tx.tenantId} and r.state = 'returned' and r.done_at >= ${from} and r.done_at < ${until})
    select (array_agg(id order by id desc))[1] as last_id, (array_agg(identity_sealed order by id desc))[1] as identity_sealed,
           sum(sign)::int as times, sum(sign * amount_fen)::bigint as amount, sum(sign * fee_fen)::bigint as fee,
           sum(sign * tax_fen)::bigint as tax, sum(sign * net_fen)::bigint as net
      from moved group by person_hash order by person_hash limit ${limit}`
  return rows.map((row) => ({
    lastId: idOf('wdr', row.last_id),
    identitySealed: row.identity_sealed,
    times: row.times,
    amountFen: row.amount,
    feeFen: row.fee,
    taxFen: row.tax,
    netFen: row.net,
  }))
}

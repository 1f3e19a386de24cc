import type { TenantTx } from '@mamapu/db'
import { type Fen, type Id, idOf, type OrderId, uuidOf } from '@mamapu/kernel'
import type { Commission, CommissionRole } from '@mamapu/plugin-sdk'
import type { EarningId } from './earning.types.js'

export interface TermsRow {
  readonly id: EarningId
  readonly lineId: Id<'lin'>
  readonly role: CommissionRole
  readonly terms: Commission['terms']
  /** The merchant refused it. */
  readonly isRefused: boolean
}

/** The frozen terms of an order's earnings; holds their rows in the order of their payees' accounts. */
export async function lockTerms(tx: TenantTx, orderId: OrderId): Promise<TermsRow[]> {
  const rows = await tx.sql<
    {
      id: string
      line_id: string
      role: CommissionRole
      bps: number | null
      per_unit_fen: Fen | null
      is_refused: boolean
    }[]
  >`
    select e.id, e.line_id, e.role, e.bps, e.per_unit_fen,
           exists (select from earning_holds h where h.tenant_id = ${tx.tenantId} and h.earning_id = e.id
                      and h.decision = 'refused') as is_refused
      from earnings e where e.tenant_id = ${tx.tenantId} and e.order_id = ${uuidOf(orderId)}
     order by e.payee_id, e.id for update of e`
  return rows.map((row) => ({
    id: idOf('ern', row.id),
    lineId: idOf('lin', row.line_id),
    role: row.role,
    terms: row.bps === null ? { perUnitFen: row.per_unit_fen as Fen } : { bps: row.bps },
    isRefused: row.is_refused,
  }))
}

export async function writeRebased(
  tx: TenantTx,
  id: EarningId,
  { baseFen, amountFen, refusedFen }: { baseFen: Fen; amountFen: Fen; refusedFen: Fen },
): Promise<void> {
  await tx.sql`
    update earnings set base_fen = ${baseFen}, amount_fen = ${amountFen}, refused_fen = ${refusedFen},
           state = case when ${refusedFen}::bigint = ${amountFen}::bigint then 'void' else 'promised' end
     where tenant_id = ${tx.tenantId} and id = ${uuidOf(id)}`
}

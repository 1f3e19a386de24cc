import { earnings } from '@mamapu/core'
import { type CustomerId, type Fen, type Id, idOf, must, newId, type OrderId, uuidOf } from '@mamapu/kernel'
import type { Commission, CommissionRole } from '@mamapu/plugin-sdk'
import type postgres from 'postgres'

export interface PromisedPart {
  readonly payee: CustomerId
  readonly role?: CommissionRole
  /** A tenth of what is paid for the line when left out. */
  readonly terms?: Commission['terms']
  /** By whose rules. */
  readonly plugin?: string
  /** Of this line, the first one is 0; of every line that costs something when left out. */
  readonly line?: number
}

/** Makes somebody earn by an order as if a plugin had promised it when it was placed; the earnings, line by line. */
export async function promiseEarning(
  admin: postgres.Sql,
  orderId: OrderId,
  { payee, role = 'promoter', terms = { bps: 1000 }, plugin = 'distributor', line }: PromisedPart,
): Promise<readonly Id<'ern'>[]> {
  const lines = await admin<
    { tenant: string; id: string; quantity: number; paid: string; promised: string; placed_at: Date }[]
  >`
    select l.tenant_id as tenant, l.id, l.quantity, l.paid_fen as paid, o.placed_at,
           (select coalesce(sum(e.amount_fen), 0) from earnings e
             where e.tenant_id = l.tenant_id and e.order_id = l.order_id and e.line_id = l.id) as promised
      from order_lines l
      join orders o on o.tenant_id = l.tenant_id and o.id = l.order_id
     where l.order_id = ${uuidOf(orderId)} order by l.position`
  const made: Id<'ern'>[] = []
  for (const [index, one] of lines.entries()) {
    const paidFen = Number(one.paid) as Fen
    const [wanted = 0] = earnings.freezeAmounts({ paidFen, quantity: one.quantity }, [{ role, terms }])
    // Both of a line together are never above what is paid for it.
    const amountFen = Math.min(wanted, paidFen - Number(one.promised))
    if ((line !== undefined && line !== index) || amountFen === 0) continue
    const id = newId('ern', one.placed_at)
    const perUnitFen = 'bps' in terms ? null : terms.perUnitFen
    await admin`
      insert into earnings (tenant_id, id, order_id, line_id, role, payee_id, plugin, bps, per_unit_fen, base_fen, amount_fen,
                            basis, units, placed_at)
      values (${one.tenant}, ${uuidOf(id)}, ${uuidOf(orderId)}, ${one.id}, ${role}, ${uuidOf(payee)}, ${plugin},
              ${'bps' in terms ? terms.bps : null}, ${perUnitFen}, ${paidFen}, ${amountFen}, 'test', ${one.quantity}, ${one.placed_at})`
    made.push(id)
  }
  return made
}

/** An earning as the database holds it. */
export interface SeenEarning {
  readonly id: Id<'ern'>
  readonly payee: CustomerId
  readonly state: string
  readonly amountFen: number
  readonly returnedFen: number
  readonly refusedFen: number
  readonly advancedFen: number
  readonly dueAt: Date | null
}

/** The earnings of an order, line by line, promoters first. */
export async function earningsOf(admin: postgres.Sql, orderId: OrderId): Promise<readonly SeenEarning[]> {
  const rows = await admin<
    {
      id: string
      payee_id: string
      state: string
      amount: string
      returned: string
      refused: string
      advanced: string
      due_at: Date | null
    }[]
  >`
    select e.id, e.payee_id, e.state, e.amount_fen as amount, e.returned_fen as returned, e.refused_fen as refused,
           e.advanced_fen as advanced, e.due_at
      from earnings e join order_lines l on l.tenant_id = e.tenant_id and l.order_id = e.order_id and l.id = e.line_id
     where e.order_id = ${uuidOf(orderId)} order by l.position, e.role desc`
  return rows.map((row) => ({
    id: idOf('ern', row.id),
    payee: idOf('cus', row.payee_id),
    state: row.state,
    amountFen: Number(row.amount),
    returnedFen: Number(row.returned),
    refusedFen: Number(row.refused),
    advancedFen: Number(row.advanced),
    dueAt: row.due_at,
  }))
}

/** What a payee has, from the one row: what may be withdrawn, what is promised, what is on its way out. */
export async function payeeBalance(
  admin: postgres.Sql,
  payee: CustomerId,
): Promise<{ readonly available: number; readonly pending: number; readonly reserved: number }> {
  const [row] = await admin<{ available: string; pending: string; reserved: string }[]>`
    select available, pending, reserved from ledger_balances where account = ${`payee:${payee}`} and unit = 'CNY'
    union all select 0, 0, 0 limit 1`
  const { available, pending, reserved } = must(row, 'a balance')
  return { available: Number(available), pending: Number(pending), reserved: Number(reserved) }
}

import { type StoreId, uuidOf } from '@mamapu/kernel'
import type postgres from 'postgres'

const PAYEES = 50
/** Lines of one order; each has a promoter and an inviter. */
const LINES = 500
/** One in so many is held. */
const HELD = 20

/** Ids in the order of time, as those of the product are. */
const inTime = (sql: postgres.Sql, nth: string) =>
  sql.unsafe(`('01900000' || lpad(to_hex(${nth}), 8, '0') || substr(md5((${nth})::text), 1, 16))::uuid`)

/**
 * Gives a shop so many earnings that are booked, received and due, as if plugins had promised them and orders had gone their
 * way: two per line, fifty payees, some of them held. The same number gives the same amounts in every shop.
 */
export async function seedDue(
  admin: postgres.Sql,
  storeId: StoreId,
  { entries, at }: { readonly entries: number; readonly at: Date },
): Promise<void> {
  const tenant = uuidOf(storeId)
  const lines = Math.ceil(entries / 2)
  await admin.begin(async (sql) => {
    await sql`
      insert into customers (tenant_id, id, name, created_at)
      select ${tenant}, gen_random_uuid(), 'p' || n, ${at} from generate_series(0, ${PAYEES - 1}::int) n`
    await sql`create temp table soak_orders on commit drop as
      select n, gen_random_uuid() as id from generate_series(0, ${Math.ceil(lines / LINES) - 1}::int) n`
    await sql`create temp table soak_lines on commit drop as
      select g.n, o.id as order_id, ${inTime(admin, 'g.n')} as id, 1000 + g.n % 977 as paid
        from generate_series(0, ${lines - 1}::int) g(n) join soak_orders o on o.n = g.n / ${LINES}::int`
    await sql`
      insert into orders (tenant_id, id, number, state, goods_fen, discount_fen, shipping_fen, payable_fen, paid_fen, address_sealed,
                          phone_hash, phone_last4_hash, token_hash, decision, config_version, pay_before, placed_at, paid_at,
                          shipped_at, received_at)
      select ${tenant}, o.id, lpad(o.n::text, 14, '0'), 'received', l.paid, 0, 0, l.paid, l.paid, '\\x00', '\\x00', '\\x00',
             decode(replace(o.id::text, '-', ''), 'hex'), '{}', 1, ${at}, ${at}, ${at}, ${at}, ${at}
        from soak_orders o join (select order_id, sum(paid) as paid from soak_lines group by order_id) l on l.order_id = o.id`
    await sql`
      insert into order_lines (tenant_id, order_id, id, position, sku_id, product_id, title, code, quantity, everyday_unit_fen,
                               unit_fen, discount_fen, paid_fen, shipped_units)
      select ${tenant}, order_id, id, n, id, id, '奶瓶', 'x', 1, paid, paid, 0, paid, 1 from soak_lines`
    await sql`create temp table soak_earnings on commit drop as
      select l.n * 2 + r.nth as n, ${inTime(admin, 'l.n * 2 + r.nth')} as id, l.order_id, l.id as line_id, l.paid,
             case r.nth when 0 then 'promoter' else 'inviter' end as role, c.id as payee_id,
             l.paid * (case r.nth when 0 then 1000 else 300 end) / 10000 as amount,
             case r.nth when 0 then 1000 else 300 end as bps
        from soak_lines l cross join (values (0), (1)) r(nth)
        join customers c on c.tenant_id = ${tenant} and c.name = 'p' || (l.n + r.nth * 7) % ${PAYEES}::int`
    await sql`
      insert into earnings (tenant_id, id, order_id, line_id, role, payee_id, plugin, bps, base_fen, amount_fen, basis, units,
                            placed_at, state, paid_at, received_at, due_at, wake_at)
      select ${tenant}, id, order_id, line_id, role, payee_id, 'distributor', bps, paid, amount, 'soak', 1, ${at}, 'frozen',
             ${at}, ${at}, ${at}, ${at} from soak_earnings`
    await sql`
      insert into earning_holds (tenant_id, id, earning_id, reason, opened_by, opened_at)
      select ${tenant}, gen_random_uuid(), id, 'merchant', 'soak', ${at} from soak_earnings where n % ${HELD}::int = 0`
    await sql`
      insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, leg, kind, at)
      select ${tenant}, ${inTime(admin, 'n')}, 'CNY', 'expense:commission', 'payee:cus_' || replace(payee_id::text, '-', ''), amount,
             'earning:ern_' || replace(id::text, '-', ''), 'estimate', 'pending', ${at} from soak_earnings`
    await sql`
      insert into ledger_balances (tenant_id, account, unit, available, pending, reserved)
      select ${tenant}, 'payee:cus_' || replace(payee_id::text, '-', ''), 'CNY', 0, sum(amount), 0
        from soak_earnings group by payee_id`
  })
  await admin`analyze`
}

/** What a settlement has come to: every payee's money, and how many earnings and transfers stand how. */
export async function outcomeOf(admin: postgres.Sql, storeId: StoreId): Promise<readonly string[]> {
  const tenant = uuidOf(storeId)
  const payees = await admin<{ name: string; available: string; pending: string; reserved: string }[]>`
    select c.name, b.available, b.pending, b.reserved from ledger_balances b
      join customers c on c.tenant_id = b.tenant_id and b.account = 'payee:cus_' || replace(c.id::text, '-', '')
     where b.tenant_id = ${tenant} order by c.name`
  const states = await admin<{ state: string; held: boolean; n: number; fen: string }[]>`
    select state, wake_at is null as held, count(*)::int as n, sum(amount_fen) as fen from earnings
     where tenant_id = ${tenant} group by 1, 2 order by 1, 2`
  const transfers = await admin<{ kind: string; leg: string; n: number; fen: string }[]>`
    select kind, leg, count(*)::int as n, sum(amount) as fen from ledger_transfers
     where tenant_id = ${tenant} group by 1, 2 order by 1, 2`
  return [
    ...payees.map((row) => `${row.name}: ${row.available} ${row.pending} ${row.reserved}`),
    ...states.map((row) => `${row.state} ${row.held}: ${row.n}, ${row.fen}`),
    ...transfers.map((row) => `${row.kind} ${row.leg}: ${row.n}, ${row.fen}`),
  ]
}

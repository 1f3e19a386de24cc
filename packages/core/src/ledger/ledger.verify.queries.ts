import type { LedgerCheck } from './ledger.types.js'

/** A connection that sees every shop: the migrating login's, used by `verify` alone. */
export interface AdminSql {
  unsafe(query: string): PromiseLike<readonly Record<string, unknown>[]>
}

const CHECKS: Readonly<Record<string, string>> = {
  'every payee’s balance equals its rows': `
    with sides as (
      select tenant_id, credit as account, unit,
             case when kind in ('plain', 'post', 'reverse') then amount else 0 end as available,
             case kind when 'pending' then amount when 'post' then -amount when 'void' then -amount else 0 end as pending,
             0 as reserved
        from ledger_transfers where starts_with(credit, 'payee:')
      union all
      select tenant_id, debit, unit,
             case when kind in ('plain', 'pending', 'reverse') then -amount when kind = 'void' then amount else 0 end,
             0,
             case kind when 'pending' then amount when 'post' then -amount when 'void' then -amount else 0 end
        from ledger_transfers where starts_with(debit, 'payee:')),
    sums as (
      select tenant_id, account, unit, sum(available) as available, sum(pending) as pending, sum(reserved) as reserved
        from sides group by tenant_id, account, unit)
    select count(*)::int as checked,
           count(*) filter (where (s.available, s.pending, s.reserved)
                           is distinct from (b.available, b.pending, b.reserved))::int as broken
      from sums s full join ledger_balances b using (tenant_id, account, unit)`,
  // An account that never had a snapshot may be older than tails: its rows alone count, and are what is read.
  'every counter-account’s snapshot and tail equal its rows': `
    with sums as (
      select tenant_id, account, unit, sum(amount) as total from (
        select tenant_id, credit as account, unit, amount from ledger_transfers where kind in ('plain', 'post', 'reverse')
        union all
        select tenant_id, debit, unit, -amount from ledger_transfers where kind in ('plain', 'post', 'reverse')) sides
       where not starts_with(account, 'payee:') group by tenant_id, account, unit),
    tails as (select tenant_id, account, unit, sum(amount) as tail from ledger_tails group by tenant_id, account, unit)
    select count(*)::int as checked,
           count(*) filter (where n.total + coalesce(t.tail, 0) <> coalesce(s.total, 0)
                               or n.total is null and s.total is null)::int as broken
      from sums s full join ledger_snapshots n using (tenant_id, account, unit)
      full join tails t using (tenant_id, account, unit)`,
  'nothing of a transfer is used up twice': `
    with sums as (
      select tenant_id, reverses as transfer_id, sum(amount) as used
        from ledger_transfers where reverses is not null group by tenant_id, reverses)
    select count(*)::int as checked,
           count(*) filter (where s.used is distinct from u.used or u.total is distinct from t.amount
                               or s.used > t.amount)::int as broken
      from sums s full join ledger_uses u using (tenant_id, transfer_id)
      left join ledger_transfers t on t.tenant_id = coalesce(s.tenant_id, u.tenant_id) and t.id = transfer_id`,
  'what takes back or settles matches what it names': `
    select count(*)::int as checked,
           count(*) filter (where not (
             r.unit = o.unit and case r.kind
               when 'reverse' then o.kind in ('plain', 'post') and r.debit = o.credit and r.credit = o.debit
               else o.kind = 'pending' and r.debit = o.debit and r.credit = o.credit end))::int as broken
      from ledger_transfers r join ledger_transfers o on o.tenant_id = r.tenant_id and o.id = r.reverses`,
  'every unit sums to zero': `
    select count(*)::int as checked, count(*) filter (where total <> 0)::int as broken from (
      select tenant_id, unit, sum(amount) as total from (
        select tenant_id, unit, amount from ledger_transfers where kind in ('plain', 'post', 'reverse')
        union all
        select tenant_id, unit, -amount from ledger_transfers where kind in ('plain', 'post', 'reverse')) sides
      group by tenant_id, unit) sums`,
}

/** Recomputes the whole ledger from its rows. */
export async function runLedgerChecks(admin: AdminSql): Promise<readonly LedgerCheck[]> {
  const results: LedgerCheck[] = []
  for (const [name, query] of Object.entries(CHECKS)) {
    const [row] = await admin.unsafe(query)
    results.push({ name, checked: Number(row?.checked), broken: Number(row?.broken) })
  }
  return results
}

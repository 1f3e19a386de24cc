-- What a counter-account comes to without reading all its rows: a sum that was taken, and what has come since (decision 0026).

-- The sum of every row that moved something in or out of a counter-account, up to what still stands in `ledger_tails`.
create table ledger_snapshots (
  tenant_id uuid not null,
  account text not null check (not starts_with(account, 'payee:') and length(account) <= 120),
  unit text not null check (unit in ('CNY', 'points')),
  total bigint not null,
  taken_at timestamptz not null,
  primary key (tenant_id, account, unit)
) with (fillfactor = 70);
select tenant_table('ledger_snapshots', 'select, insert, update');

-- What moved since, one row per statement that entered transfers, account and unit; `id` is one of those transfers.
create table ledger_tails (
  tenant_id uuid not null,
  account text not null check (not starts_with(account, 'payee:') and length(account) <= 120),
  unit text not null check (unit in ('CNY', 'points')),
  id uuid not null,
  amount bigint not null,
  primary key (tenant_id, account, unit, id)
);
select tenant_table('ledger_tails', 'select, insert, delete');
select sweep_reads('ledger_tails', 'tenant_id');

-- One row of the tail. Inputs: the account, what came in (below zero: went out), one of the transfers that did.
create function ledger_tail(p_tenant uuid, p_account text, p_unit text, p_id uuid, p_amount bigint) returns void
language sql as $$
  insert into ledger_tails (tenant_id, account, unit, id, amount) values (p_tenant, p_account, p_unit, p_id, p_amount);
$$;

-- Every statement that enters transfers, whoever wrote it, adds what they moved to the tails of their counter-accounts.
-- Keeps: snapshot + tail of a counter-account = its rows, in every database snapshot, since both commit together.
create function ledger_add_tails() returns trigger language plpgsql as $$
declare p_tenant uuid; v_account text; v_unit text; v_id uuid; v_amount bigint;
begin
  for p_tenant, v_account, v_unit, v_id, v_amount in
    select tenant_id, account, unit, min(id::text)::uuid, sum(amount)::bigint from (
      select tenant_id, credit as account, unit, id, amount from ledger_entered where kind in ('plain', 'post', 'reverse')
      union all
      select tenant_id, debit, unit, id, -amount from ledger_entered where kind in ('plain', 'post', 'reverse')) sides
     where not starts_with(account, 'payee:')
     group by tenant_id, account, unit
  loop
    perform ledger_tail(p_tenant, v_account, v_unit, v_id, v_amount);
  end loop;
  return null;
end $$;
create trigger ledger_transfers_add_tails after insert on ledger_transfers
  referencing new table as ledger_entered for each statement execute function ledger_add_tails();

-- What a counter-account comes to. Reads one snapshot and a short tail; an account that has none yet is summed from its rows.
create function ledger_total(p_tenant uuid, p_account text, p_unit text) returns bigint language sql stable as $$
  select (case when s.total is not null
    then s.total + (select coalesce(sum(t.amount), 0) from ledger_tails t
                     where t.tenant_id = p_tenant and t.account = p_account and t.unit = p_unit)
    else (select coalesce(sum(c.amount), 0) from ledger_transfers c
           where c.tenant_id = p_tenant and c.credit = p_account and c.unit = p_unit and c.kind in ('plain', 'post', 'reverse'))
       - (select coalesce(sum(d.amount), 0) from ledger_transfers d
           where d.tenant_id = p_tenant and d.debit = p_account and d.unit = p_unit and d.kind in ('plain', 'post', 'reverse'))
    end)::bigint
    from (values (1)) one left join ledger_snapshots s
      on s.tenant_id = p_tenant and s.account = p_account and s.unit = p_unit;
$$;

-- Adds the oldest rows of one account's tail to its snapshot and takes them away, at most p_limit. Result: how many.
-- Keeps: snapshot + tail. Two at once wait for each other; whoever writes transfers waits for neither. A row that is not
-- committed yet is not seen and stays: no order of commits is assumed.
create function ledger_fold(p_tenant uuid, p_account text, p_unit text, p_limit integer, p_at timestamptz) returns integer
language plpgsql as $$
declare v_base bigint; v_sum bigint; v_rows integer;
begin
  perform 1 from ledger_snapshots
    where tenant_id = p_tenant and account = p_account and unit = p_unit for update;
  if not found then
    -- Rows from before there were tails: whatever the account comes to without its tail, in one statement.
    select ledger_total(p_tenant, p_account, p_unit) - coalesce(sum(amount), 0) into v_base
      from ledger_tails where tenant_id = p_tenant and account = p_account and unit = p_unit;
    insert into ledger_snapshots (tenant_id, account, unit, total, taken_at)
    values (p_tenant, p_account, p_unit, v_base, p_at)
    on conflict (tenant_id, account, unit) do nothing;
    perform 1 from ledger_snapshots
      where tenant_id = p_tenant and account = p_account and unit = p_unit for update;
  end if;

  with folded as (
    delete from ledger_tails
     where tenant_id = p_tenant and account = p_account and unit = p_unit and id in (
       select t.id from ledger_tails t
        where t.tenant_id = p_tenant and t.account = p_account and t.unit = p_unit
        order by t.id limit p_limit)
    returning amount)
  select coalesce(sum(amount), 0), count(*) into v_sum, v_rows from folded;

  update ledger_snapshots set total = total + v_sum, taken_at = greatest(taken_at, p_at)
   where tenant_id = p_tenant and account = p_account and unit = p_unit;
  return v_rows;
end $$;

revoke execute on function ledger_add_tails() from public;
grant execute on function ledger_tail, ledger_total, ledger_fold to mamapu_app;

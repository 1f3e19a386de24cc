-- What the ledger's append-only rows come to: a balance per payee account, and how much of a transfer is used up.

-- Only accounts `payee:…` have one; a counter-account (expense, clearing) is the sum of its rows.
create table ledger_balances (
  tenant_id uuid not null,
  account text not null check (starts_with(account, 'payee:') and length(account) <= 120),
  unit text not null check (unit in ('CNY', 'points')),
  -- What may be taken out now; below zero after a reversal of what had been taken out already.
  available bigint not null,
  -- Promised to the account, not yet posted.
  pending bigint not null check (pending >= 0),
  -- Set aside for going out, not yet posted.
  reserved bigint not null check (reserved >= 0),
  primary key (tenant_id, account, unit)
) with (fillfactor = 70);
select tenant_table('ledger_balances', 'select, insert, update');

-- How much of a transfer has been reversed, posted or voided; made by the first row that names it.
create table ledger_uses (
  tenant_id uuid not null,
  transfer_id uuid not null,
  used bigint not null,
  total bigint not null,
  primary key (tenant_id, transfer_id),
  foreign key (tenant_id, transfer_id) references ledger_transfers (tenant_id, id),
  check (used between 0 and total)
);
select tenant_table('ledger_uses', 'select, insert, update');

-- Changes one payee's balance. Inputs: the account, what to add to each part, whether it must be covered. Result: false
-- when it must be covered and is not. Keeps: pending and reserved never below zero.
create function ledger_change(
  p_tenant uuid, p_account text, p_unit text, p_available bigint, p_pending bigint, p_reserved bigint, p_covered boolean
) returns boolean language plpgsql as $$
begin
  update ledger_balances
     set available = available + p_available, pending = pending + p_pending, reserved = reserved + p_reserved
   where tenant_id = p_tenant and account = p_account and unit = p_unit
     and (not p_covered or available + p_available >= 0);
  if found or p_covered then return found; end if;
  -- The account's first row; a check looks at it even where a twin has just made one, so only additions come here.
  insert into ledger_balances as b (tenant_id, account, unit, available, pending, reserved)
  values (p_tenant, p_account, p_unit, p_available, p_pending, p_reserved)
  on conflict (tenant_id, account, unit) do update
    set available = b.available + p_available, pending = b.pending + p_pending, reserved = b.reserved + p_reserved;
  return true;
end $$;

-- What (cause, leg) already stands for: null when nothing, 'again' when it is this transfer, 'differs' when another.
create function ledger_known(
  p_tenant uuid, p_kind text, p_unit text, p_debit text, p_credit text, p_amount bigint, p_cause text, p_leg text, p_of uuid
) returns text language plpgsql as $$
declare t ledger_transfers;
begin
  select * into t from ledger_transfers where tenant_id = p_tenant and cause = p_cause and leg = p_leg;
  if not found then return null; end if;
  if t.kind = p_kind and t.amount = p_amount and t.reverses is not distinct from p_of
     and (p_of is not null or (t.unit = p_unit and t.debit = p_debit and t.credit = p_credit)) then
    return 'again';
  end if;
  return 'differs';
end $$;

-- Enters one transfer. Inputs: plain and pending name unit and accounts; post, void and reverse name the transfer they
-- are of (p_of) and take both from it. Result: 'entered'; 'again' when (cause, leg) is this very transfer; 'differs' when
-- it is another; 'short' when the payee's available balance does not cover it; 'above' when less is left of the named
-- transfer; 'unknown' when there is no such transfer of the right kind.
-- Keeps: (cause, leg) once; a payee's balance = its rows; used of a transfer = the rows naming it ≤ its amount.
create function ledger_enter(
  p_tenant uuid, p_id uuid, p_kind text, p_unit text, p_debit text, p_credit text, p_amount bigint,
  p_cause text, p_leg text, p_of uuid, p_at timestamptz
) returns text language plpgsql as $$
declare
  known text; o ledger_transfers; v_unit text := p_unit; v_debit text := p_debit; v_credit text := p_credit;
  v_payee text; is_in boolean; d_available bigint := 0; d_pending bigint := 0; d_reserved bigint := 0; n integer;
begin
  known := ledger_known(p_tenant, p_kind, p_unit, p_debit, p_credit, p_amount, p_cause, p_leg, p_of);
  if known is not null then return known; end if;

  if p_of is not null then
    select * into o from ledger_transfers where tenant_id = p_tenant and id = p_of;
    if not found or not (p_kind = 'reverse' and o.kind in ('plain', 'post')
                         or p_kind in ('post', 'void') and o.kind = 'pending') then
      return 'unknown';
    end if;
    v_unit := o.unit;
    v_debit := case when p_kind = 'reverse' then o.credit else o.debit end;
    v_credit := case when p_kind = 'reverse' then o.debit else o.credit end;
    n := 0;
    if p_amount <= o.amount then
      insert into ledger_uses as u (tenant_id, transfer_id, used, total) values (p_tenant, p_of, p_amount, o.amount)
      on conflict (tenant_id, transfer_id) do update set used = u.used + p_amount where u.used + p_amount <= u.total;
      get diagnostics n = row_count;
    end if;
    if n = 0 then
      -- A twin that waited here may have been the one that used it.
      return coalesce(ledger_known(p_tenant, p_kind, p_unit, p_debit, p_credit, p_amount, p_cause, p_leg, p_of), 'above');
    end if;
  end if;

  v_payee := case when starts_with(v_credit, 'payee:') then v_credit when starts_with(v_debit, 'payee:') then v_debit end;
  is_in := v_payee is not distinct from v_credit;
  if v_payee is not null then
    d_available := case
      when p_kind in ('plain', 'reverse') then case when is_in then p_amount else -p_amount end
      when p_kind = 'pending' and not is_in then -p_amount
      when p_kind = 'post' and is_in then p_amount
      when p_kind = 'void' and not is_in then p_amount
      else 0 end;
    d_pending := case when not is_in then 0 when p_kind = 'pending' then p_amount
                      when p_kind in ('post', 'void') then -p_amount else 0 end;
    d_reserved := case when is_in then 0 when p_kind = 'pending' then p_amount
                       when p_kind in ('post', 'void') then -p_amount else 0 end;
    -- Taking out must be covered; taking back is owed whatever is there.
    if not ledger_change(p_tenant, v_payee, v_unit, d_available, d_pending, d_reserved,
                         p_kind in ('plain', 'pending') and not is_in) then
      return coalesce(ledger_known(p_tenant, p_kind, p_unit, p_debit, p_credit, p_amount, p_cause, p_leg, p_of), 'short');
    end if;
  end if;

  insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, leg, kind, reverses, at)
  values (p_tenant, p_id, v_unit, v_debit, v_credit, p_amount, p_cause, p_leg, p_kind, p_of, p_at)
  on conflict (tenant_id, cause, leg) do nothing;
  if found then return 'entered'; end if;

  -- A twin was first: what was changed for this one goes back.
  if v_payee is not null then
    perform ledger_change(p_tenant, v_payee, v_unit, -d_available, -d_pending, -d_reserved, false);
  end if;
  if p_of is not null then
    update ledger_uses set used = used - p_amount where tenant_id = p_tenant and transfer_id = p_of;
  end if;
  return ledger_known(p_tenant, p_kind, p_unit, p_debit, p_credit, p_amount, p_cause, p_leg, p_of);
end $$;

grant execute on function ledger_change, ledger_known, ledger_enter to mamapu_app;

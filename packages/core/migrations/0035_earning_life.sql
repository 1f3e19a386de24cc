-- The life of earnings after their order was placed: what refunds and merchants take back, what keeps one from being
-- released, and the batch that releases what is due.

alter table earnings
  -- How much of the line's money has gone back, as far as this earning has followed it.
  add column refunded_fen bigint not null default 0 check (refunded_fen between 0 and base_fen),
  -- What the merchant refused.
  add column refused_fen bigint not null default 0 check (refused_fen >= 0),
  -- When the job looks at it next: its due time, later after a failure, never while something holds it.
  add column wake_at timestamptz,
  add column failures integer not null default 0 check (failures >= 0),
  add check (returned_fen + refused_fen <= amount_fen),
  add check (wake_at is null or state = 'frozen'),
  add check ((state = 'frozen') <= (due_at is not null));
grant update (refunded_fen, refused_fen, wake_at, failures) on earnings to mamapu_app;
grant select (wake_at) on earnings to mamapu_sweep;
create index earnings_awake on earnings (tenant_id, wake_at) where state = 'frozen';
create index earnings_by_newest on earnings (tenant_id, placed_at desc, id desc);
create index earnings_sold on earnings (tenant_id, plugin, paid_at) where role = 'promoter' and paid_at is not null;
create index earnings_sold_by_payee on earnings (tenant_id, payee_id, paid_at) where role = 'promoter' and paid_at is not null;
create index earnings_advanced on earnings (tenant_id, payee_id) where advanced_fen > 0 and settled_at is null;

-- Each refund an earning has followed, once, with what it took back of it.
create table earning_returns (
  tenant_id uuid not null,
  earning_id uuid not null,
  refund_id uuid not null,
  -- What went back to the shopper for the line, and of the earning.
  refunded_fen bigint not null check (refunded_fen >= 0),
  fen bigint not null check (fen between 0 and refunded_fen),
  at timestamptz not null,
  primary key (tenant_id, earning_id, refund_id),
  foreign key (tenant_id, earning_id) references earnings (tenant_id, id),
  foreign key (tenant_id, refund_id) references refunds (tenant_id, id)
);
select tenant_table('earning_returns', 'select, insert');

-- What keeps an earning, or everything of a payee, from being released.
create table earning_holds (
  tenant_id uuid not null,
  id uuid not null,
  earning_id uuid,
  payee_id uuid,
  reason text not null check (reason in ('after_sale', 'self_purchase', 'payee_paused', 'merchant')),
  -- Which after-sale, where several may be open for one line.
  source text not null default '' check (length(source) <= 60),
  note text not null default '' check (length(note) <= 300),
  opened_by text not null,
  opened_at timestamptz not null,
  decision text check (decision in ('allowed', 'refused')),
  closing_note text not null default '' check (length(closing_note) <= 300),
  closed_by text,
  closed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, earning_id) references earnings (tenant_id, id),
  foreign key (tenant_id, payee_id) references customers (tenant_id, id),
  check ((earning_id is null) <> (payee_id is null)),
  check ((reason = 'payee_paused') = (payee_id is not null)),
  check (num_nulls(decision, closed_by, closed_at) in (0, 3))
);
create unique index earning_holds_once on earning_holds (tenant_id, earning_id, reason, source)
  where closed_at is null and earning_id is not null;
create unique index earning_holds_payee_once on earning_holds (tenant_id, payee_id)
  where closed_at is null and payee_id is not null;
create index earning_holds_of_earning on earning_holds (tenant_id, earning_id);
create index earning_holds_to_decide on earning_holds (tenant_id, opened_at desc, id desc) where closed_at is null;
select tenant_table('earning_holds', 'select, insert');
grant update (decision, closing_note, closed_by, closed_at) on earning_holds to mamapu_app;

-- What the shop knows of a payee besides the money. The row is held while something is released early to the payee.
create table earning_payees (
  tenant_id uuid not null,
  payee_id uuid not null,
  is_trusted boolean not null,
  changed_at timestamptz not null,
  primary key (tenant_id, payee_id),
  foreign key (tenant_id, payee_id) references customers (tenant_id, id)
);
select tenant_table('earning_payees', 'select, insert, update');

-- One row per shop that has changed them; the defaults and the shape stand in earning-settings.ts.
create table earning_settings (
  tenant_id uuid primary key,
  settings jsonb not null,
  version integer not null check (version > 0),
  changed_at timestamptz not null
);
select tenant_table('earning_settings', 'select, insert, update');

-- Releases what is due of one shop: one bounded batch, all or nothing.
-- Inputs: the shop, the instant, how many at most, ids to use for new rows (two per entry) and which plugins hear of it, both
-- as JSON arrays in text, and one earning alone where a batch is tried entry by entry.
-- Result: {found, settled, parked, fen, stale: [order id]}. Parked: something holds it, it wakes when that is over. Stale:
-- a refund of its line was decided that it has not followed yet; nothing of it is released before it has.
-- Keeps: an earning is released once (its row is held and its state says so; the ledger's cause is unique besides), what is
-- left of its estimate is used up to the fen, and a payee's balance row is touched once, in the order of accounts, so that
-- batches never wait for each other in a circle. What another batch holds is passed over.
create function settle_due(
  p_tenant uuid, p_at timestamptz, p_limit integer, p_ids text, p_hears text, p_only uuid default null
) returns jsonb language plpgsql as $$
declare
  v_ids uuid[]; v_hears text[];
  v_found uuid[]; v_ready uuid[]; v_stale uuid[]; v_parked integer; v_next integer := 0; v_fen bigint := 0;
  v_account text := null; v_sum bigint := 0; e record;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select array_agg(d.id) into v_found from (
    select id from earnings
     where tenant_id = p_tenant and state = 'frozen' and wake_at <= p_at and (p_only is null or id = p_only)
     order by wake_at limit p_limit for update skip locked) d;
  if v_found is null then
    return jsonb_build_object('found', 0, 'settled', 0, 'parked', 0, 'fen', 0, 'stale', '[]'::jsonb);
  end if;

  v_ids := array(select jsonb_array_elements_text(p_ids::jsonb)::uuid);
  v_hears := array(select jsonb_array_elements_text(p_hears::jsonb));

  -- A statement of its own, after the rows are held: whoever closes a hold later finds the row and wakes it.
  update earnings d set wake_at = null
   where d.tenant_id = p_tenant and d.id = any(v_found)
     and (exists (select from earning_holds h where h.tenant_id = p_tenant and h.earning_id = d.id and h.closed_at is null)
       or exists (select from earning_holds h where h.tenant_id = p_tenant and h.payee_id = d.payee_id and h.closed_at is null));
  get diagnostics v_parked = row_count;

  select array_agg(d.id) filter (where d.refunded_fen = l.refunded_fen),
         array_agg(distinct d.order_id) filter (where d.refunded_fen <> l.refunded_fen)
    into v_ready, v_stale
    from earnings d
    join order_lines l on l.tenant_id = p_tenant and l.order_id = d.order_id and l.id = d.line_id
   where d.tenant_id = p_tenant and d.id = any(v_found) and d.wake_at is not null;

  for e in
    select d.id, d.order_id, d.payee_id, d.plugin, d.role, d.amount_fen, d.returned_fen, c.account, c.cause,
           t.id as estimate, t.debit, t.amount as total, t.amount - coalesce(u.used, 0) as rest
      from earnings d
      cross join lateral (select 'payee:cus_' || replace(d.payee_id::text, '-', '') as account,
                                 'earning:ern_' || replace(d.id::text, '-', '') as cause) c
      left join ledger_transfers t on t.tenant_id = p_tenant and t.cause = c.cause and t.leg = 'estimate'
      left join ledger_uses u on u.tenant_id = p_tenant and u.transfer_id = t.id
     where d.tenant_id = p_tenant and d.id = any(v_ready)
     order by d.payee_id, d.id
  loop
    if e.estimate is null then raise exception 'the earning % was never booked', e.id; end if;
    if v_account is distinct from e.account then
      if v_sum > 0 then
        update ledger_balances set available = available + v_sum, pending = pending - v_sum
         where tenant_id = p_tenant and account = v_account and unit = 'CNY';
      end if;
      v_account := e.account;
      v_sum := 0;
    end if;
    if e.rest > 0 then
      insert into ledger_uses as u (tenant_id, transfer_id, used, total)
      values (p_tenant, e.estimate, e.rest, e.total)
      on conflict (tenant_id, transfer_id) do update set used = u.used + e.rest;
      v_next := v_next + 1;
      insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, leg, kind, reverses, at)
      values (p_tenant, v_ids[v_next], 'CNY', e.debit, e.account, e.rest, e.cause, 'release', 'post', e.estimate, p_at);
      v_sum := v_sum + e.rest;
      v_fen := v_fen + e.rest;
    end if;
    if e.plugin = any(v_hears) then
      v_next := v_next + 1;
      insert into outbox (tenant_id, id, name, payload, at)
      values (p_tenant, v_ids[v_next], 'earning.changed', jsonb_build_object(
        'plugin', e.plugin, 'earningId', 'ern_' || replace(e.id::text, '-', ''),
        'orderId', 'ord_' || replace(e.order_id::text, '-', ''), 'payee', 'cus_' || replace(e.payee_id::text, '-', ''),
        'role', e.role, 'state', 'available', 'amountFen', e.amount_fen, 'returnedFen', e.returned_fen), p_at);
    end if;
  end loop;
  if v_sum > 0 then
    update ledger_balances set available = available + v_sum, pending = pending - v_sum
     where tenant_id = p_tenant and account = v_account and unit = 'CNY';
  end if;

  update earnings set state = 'available', settled_at = p_at, wake_at = null, failures = 0
   where tenant_id = p_tenant and id = any(v_ready);
  return jsonb_build_object('found', cardinality(v_found), 'settled', coalesce(cardinality(v_ready), 0), 'parked', v_parked,
    'fen', v_fen, 'stale', coalesce(to_jsonb(v_stale), '[]'::jsonb));
end $$;
grant execute on function settle_due to mamapu_app;

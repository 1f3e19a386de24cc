-- As in 0035, with each table written once per batch: releases what is due of one shop, one bounded batch, all or nothing.
-- Inputs: the shop, the instant, how many at most, ids to use for new rows (two per entry) and which plugins hear of it, both
-- as JSON arrays in text, and one earning alone where a batch is tried entry by entry.
-- Result: {found, settled, parked, fen, stale: [order id]}. Parked: something holds it, it wakes when that is over. Stale:
-- a refund of its line was decided that it has not followed yet; nothing of it is released before it has.
-- Keeps: an earning is released once (its row is held and its state says so; the ledger's cause is unique besides), what is
-- left of its estimate is used up to the fen, and a payee's balance row is touched once, in the order of accounts, so that
-- batches never wait for each other in a circle. What another batch holds is passed over.
create or replace function settle_due(
  p_tenant uuid, p_at timestamptz, p_limit integer, p_ids text, p_hears text, p_only uuid default null
) returns jsonb language plpgsql as $$
declare
  v_ids uuid[]; v_hears text[];
  v_found uuid[]; v_ready uuid[]; v_stale uuid[]; v_parked integer; v_fen bigint := 0;
  v_lost text; v_uses text; v_transfers text; v_events text; v_accounts text[]; v_rests bigint[]; b record;
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

  -- Everything of the batch in one row of lists, in the order of accounts.
  with each_one as (
    select d.id, d.order_id, d.payee_id, d.plugin, d.role, d.amount_fen, d.returned_fen, c.account, c.cause, t.id as estimate,
           t.debit, t.amount as total, t.amount - coalesce(u.used, 0) as rest,
           row_number() over (order by d.payee_id, d.id) as nth
      from earnings d
      cross join lateral (select 'payee:cus_' || replace(d.payee_id::text, '-', '') as account,
                                 'earning:ern_' || replace(d.id::text, '-', '') as cause) c
      left join ledger_transfers t on t.tenant_id = p_tenant and t.cause = c.cause and t.leg = 'estimate'
      left join ledger_uses u on u.tenant_id = p_tenant and u.transfer_id = t.id
     where d.tenant_id = p_tenant and d.id = any(v_ready))
  select min(id::text) filter (where estimate is null),
         string_agg(format('(%L, %L, %s, %s)', p_tenant, estimate, rest, total), ', ') filter (where rest > 0),
         string_agg(format('(%L, %L, ''CNY'', %L, %L, %s, %L, ''release'', ''post'', %L, %L)',
           p_tenant, v_ids[nth], debit, account, rest, cause, estimate, p_at), ', ') filter (where rest > 0),
         string_agg(format('(%L, %L, ''earning.changed'', %L, %L)', p_tenant, v_ids[p_limit + nth], jsonb_build_object(
           'plugin', plugin, 'earningId', 'ern_' || replace(id::text, '-', ''),
           'orderId', 'ord_' || replace(order_id::text, '-', ''), 'payee', 'cus_' || replace(payee_id::text, '-', ''),
           'role', role, 'state', 'available', 'amountFen', amount_fen, 'returnedFen', returned_fen), p_at), ', ')
           filter (where plugin = any(v_hears)),
         array_agg(account order by nth), array_agg(rest order by nth), coalesce(sum(rest), 0)
    into v_lost, v_uses, v_transfers, v_events, v_accounts, v_rests, v_fen
    from each_one;
  if v_lost is not null then raise exception 'the earning % was never booked', v_lost; end if;

  -- Rows in one statement each: what the ledger does with every statement it does once, not five hundred times.
  if v_uses is not null then
    execute 'insert into ledger_uses as u (tenant_id, transfer_id, used, total) values ' || v_uses
      || ' on conflict (tenant_id, transfer_id) do update set used = u.used + excluded.used';
    execute 'insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, leg, kind, reverses, at) values '
      || v_transfers;
  end if;
  if v_events is not null then
    execute 'insert into outbox (tenant_id, id, name, payload, at) values ' || v_events;
  end if;
  for b in
    select account, sum(rest)::bigint as fen from unnest(v_accounts, v_rests) x(account, rest)
     group by account having sum(rest) > 0 order by account
  loop
    update ledger_balances set available = available + b.fen, pending = pending - b.fen
     where tenant_id = p_tenant and account = b.account and unit = 'CNY';
  end loop;

  update earnings set state = 'available', settled_at = p_at, wake_at = null, failures = 0
   where tenant_id = p_tenant and id = any(v_ready);
  return jsonb_build_object('found', cardinality(v_found), 'settled', coalesce(cardinality(v_ready), 0), 'parked', v_parked,
    'fen', v_fen, 'stale', coalesce(to_jsonb(v_stale), '[]'::jsonb));
end $$;

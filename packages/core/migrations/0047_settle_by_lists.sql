-- As in 0044, without building statements as text: what a batch writes comes out of lists, one `values` row whose columns are unnested side by
-- side, so that each statement is planned once per connection. Releases what is due of one shop, one bounded batch, all or nothing.
-- Inputs: the shop, the instant, how many at most, ids to use for new rows (one per entry, and one more per entry when plugins hear
-- of it) and which plugins hear of it, both as JSON arrays in text, and one earning alone where a batch is tried entry by entry.
-- Result: {found, settled, parked, fen, stale: [order id]}. Parked: something holds it, it wakes when that is over. Stale:
-- a refund of its line was decided that it has not followed yet; nothing of it is released before it has.
-- Keeps: an earning is released once (its row is held and its state says so; the ledger's cause is unique besides), what is
-- left of its estimate is used up to the fen, and a payee's balance row is touched once, in the order of accounts, so that
-- batches never wait for each other in a circle. What another batch holds is passed over.
create or replace function settle_due(
  p_tenant uuid, p_at timestamptz, p_limit integer, p_ids text, p_hears text, p_only uuid default null
) returns jsonb language plpgsql
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_ids uuid[]; v_hears text[]; v_found uuid[]; v_ready uuid[]; v_stale uuid[]; v_lost uuid[]; v_parked integer; v_fen bigint; n integer;
  v_uses uuid[]; v_rests bigint[]; v_totals bigint[]; v_debits text[]; v_accounts text[]; v_causes text[]; v_told jsonb[];
  v_payees text[]; v_sums bigint[];
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

  -- Everything of the batch in one row of lists, in the order of payees. The cause is made before it is looked up: compared with an expression,
  -- which the policies may not trust, the index is out of reach and each batch reads the whole ledger of the shop.
  with due as materialized (
    select d.id, d.order_id, d.payee_id, d.plugin, d.role, d.amount_fen, d.returned_fen, d.refunded_fen = l.refunded_fen as is_ready,
           'payee:cus_' || replace(d.payee_id::text, '-', '') as account, 'earning:ern_' || replace(d.id::text, '-', '') as cause
      from earnings d
      join order_lines l on l.tenant_id = p_tenant and l.order_id = d.order_id and l.id = d.line_id
     where d.tenant_id = p_tenant and d.id = any(v_found) and d.wake_at is not null),
  booked as (
    select due.*, t.id as estimate, t.debit, t.amount as total,
           case when is_ready then t.amount - coalesce(u.used, 0) end as rest
      from due
      left join ledger_transfers t on t.tenant_id = p_tenant and t.cause = due.cause and t.leg = 'estimate'
      left join ledger_uses u on u.tenant_id = p_tenant and u.transfer_id = t.id
     order by due.payee_id, due.id)
  select array_agg(id) filter (where is_ready), array_agg(order_id) filter (where not is_ready),
         array_agg(id) filter (where is_ready and estimate is null),
         array_agg(estimate) filter (where rest > 0), array_agg(rest) filter (where rest > 0),
         array_agg(total) filter (where rest > 0), array_agg(debit) filter (where rest > 0),
         array_agg(account) filter (where rest > 0), array_agg(cause) filter (where rest > 0), coalesce(sum(rest), 0),
         array_agg(jsonb_build_object('plugin', plugin, 'earningId', 'ern_' || replace(id::text, '-', ''),
           'orderId', 'ord_' || replace(order_id::text, '-', ''), 'payee', 'cus_' || replace(payee_id::text, '-', ''),
           'role', role, 'state', 'available', 'amountFen', amount_fen, 'returnedFen', returned_fen))
           filter (where is_ready and plugin = any(v_hears))
    into v_ready, v_stale, v_lost, v_uses, v_rests, v_totals, v_debits, v_accounts, v_causes, v_fen, v_told
    from booked;
  if v_lost is not null then raise exception 'the earning % was never booked', v_lost[1]; end if;

  n := coalesce(cardinality(v_uses), 0);
  if n > 0 then
    insert into ledger_uses as u (tenant_id, transfer_id, used, total)
    values (p_tenant, unnest(v_uses), unnest(v_rests), unnest(v_totals))
    on conflict (tenant_id, transfer_id) do update set used = u.used + excluded.used;
    insert into ledger_transfers (tenant_id, id, unit, debit, credit, amount, cause, leg, kind, reverses, at)
    values (p_tenant, unnest(v_ids[1:n]), 'CNY', unnest(v_debits), unnest(v_accounts), unnest(v_rests), unnest(v_causes), 'release', 'post',
            unnest(v_uses), p_at);
  end if;
  if v_told is not null then
    insert into outbox (tenant_id, id, name, payload, at)
    values (p_tenant, unnest(v_ids[n + 1:n + cardinality(v_told)]), 'earning.changed', unnest(v_told), p_at);
  end if;

  select array_agg(account), array_agg(fen) into v_payees, v_sums
    from (select account, sum(rest)::bigint as fen from unnest(v_accounts, v_rests) x(account, rest) group by account) s;
  perform 1 from ledger_balances where tenant_id = p_tenant and account = any(v_payees) and unit = 'CNY' order by account for update;
  update ledger_balances b set available = b.available + s.fen, pending = b.pending - s.fen
    from unnest(v_payees, v_sums) s(account, fen)
   where b.tenant_id = p_tenant and b.account = s.account and b.unit = 'CNY';

  update earnings set state = 'available', settled_at = p_at, wake_at = null, failures = 0
   where tenant_id = p_tenant and id = any(v_ready);
  return jsonb_build_object('found', cardinality(v_found), 'settled', coalesce(cardinality(v_ready), 0), 'parked', v_parked,
    'fen', v_fen, 'stale', coalesce((select jsonb_agg(distinct x) from unnest(v_stale) x), '[]'::jsonb));
end $$;

-- `ledger_uses` is what rows of the ledger come to, as balances are: made from the row it names, never deleted, recomputed by `verify`. Looking each
-- of its rows up once more, and locking what it names, took a tenth of a batch.
alter table ledger_uses drop constraint ledger_uses_tenant_id_transfer_id_fkey;
-- Nothing reads it: what is due is found by `wake_at`.
drop index earnings_due;

-- As in 0037: every statement that enters transfers, whoever wrote it, adds what they moved to the tails of their counter-accounts. One transfer, which is
-- what all but batches enter, is not summed up first; what is only set aside or let go ends here.
-- Keeps: snapshot + tail of a counter-account = its rows, in every database snapshot, since both commit together.
create or replace function ledger_add_tails() returns trigger language plpgsql as $$
declare p_tenant uuid; v_kind text; v_unit text; v_id uuid; v_amount bigint; v_debit text; v_credit text; v_account text; is_many boolean;
begin
  select tenant_id, kind, unit, id, amount, debit, credit, exists (select from ledger_entered offset 1)
    into p_tenant, v_kind, v_unit, v_id, v_amount, v_debit, v_credit, is_many from ledger_entered limit 1;
  if not is_many then
    if v_kind is null or v_kind in ('pending', 'void') then return null; end if;
    if not starts_with(v_credit, 'payee:') then
      insert into ledger_tails (tenant_id, account, unit, id, amount) values (p_tenant, v_credit, v_unit, v_id, v_amount);
    end if;
    if not starts_with(v_debit, 'payee:') then
      insert into ledger_tails (tenant_id, account, unit, id, amount) values (p_tenant, v_debit, v_unit, v_id, -v_amount);
    end if;
    return null;
  end if;
  for p_tenant, v_account, v_unit, v_id, v_amount in
    select tenant_id, account, unit, min(id::text)::uuid, sum(amount)::bigint from (
      select tenant_id, credit as account, unit, id, amount from ledger_entered where kind in ('plain', 'post', 'reverse')
      union all
      select tenant_id, debit, unit, id, -amount from ledger_entered where kind in ('plain', 'post', 'reverse')) sides
     where not starts_with(account, 'payee:')
     group by tenant_id, account, unit
  loop
    insert into ledger_tails (tenant_id, account, unit, id, amount) values (p_tenant, v_account, v_unit, v_id, v_amount);
  end loop;
  return null;
end $$;
drop function ledger_tail;

-- Shares of an order say the stage they came from and the campaign; gifts are lines of the order that cost nothing.

alter table order_allocations
  add column stage text not null default 'order' check (stage in ('unit', 'line', 'order', 'shipping', 'points')),
  add column campaign_id uuid;
alter table order_allocations alter column stage drop default;
create index order_allocations_by_campaign on order_allocations (tenant_id, campaign_id, order_id) where campaign_id is not null;

alter table order_lines
  -- The offer that gave it; null for what was bought.
  add column gift_of text,
  -- When a refund takes the offer's ground away: to be sent back, or kept.
  add column gift_on_refund text check (gift_on_refund in ('return', 'keep')),
  add check ((gift_of is null) = (gift_on_refund is null)),
  add check (gift_of is null or (paid_fen = 0 and everyday_unit_fen = 0));

-- place_orders as in 0012, with those columns.
create or replace function place_orders(p_tenant uuid, p_at timestamptz, p_payload text) returns jsonb language plpgsql as $$
declare
  p_orders jsonb := p_payload::jsonb;
  results jsonb[] := '{}';
  open_indexes integer[];
  remaining jsonb := '{}';
  o jsonb; l jsonb; s jsonb; t jsonb; c jsonb;
  known idempotency_keys;
  i integer; n integer; bad integer; quota_key text; room bigint; is_free boolean; lacking jsonb;
  current_version bigint;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select config_version into current_version from stores where id = p_tenant and status = 'active';

  for i in 0 .. jsonb_array_length(p_orders) - 1 loop
    results := array_append(results, null::jsonb);
  end loop;

  -- Keys first, in their own order: a twin in another transaction is waited for here, before anything else is held.
  for i in select (e.position - 1)::integer from jsonb_array_elements(p_orders) with ordinality e(item, position)
           where e.item->'idem' <> 'null'::jsonb
           order by e.item->'idem'->>'principal', e.item->'idem'->>'key', e.position loop
    o := p_orders->i->'idem';
    insert into idempotency_keys (tenant_id, principal, route, key, request_hash, reply, created_at)
    values (p_tenant, o->>'principal', o->>'route', o->>'key', o->>'hash', o->'reply', p_at)
    on conflict (tenant_id, principal, route, key) do nothing;
    get diagnostics n = row_count;
    if n = 0 then
      select * into known from idempotency_keys
       where tenant_id = p_tenant and principal = o->>'principal' and route = o->>'route' and key = o->>'key';
      results[i + 1] := case when known.request_hash = o->>'hash'
        then jsonb_build_object('status', 'again', 'reply', known.reply) else jsonb_build_object('status', 'key_reused') end;
    end if;
  end loop;

  -- Versions, and a look at the counters that costs no lock: what plainly does not reach is refused here.
  for i in 0 .. jsonb_array_length(p_orders) - 1 loop
    continue when results[i + 1] is not null;
    o := p_orders->i;
    select count(*) into n from skus k join jsonb_array_elements(o->'skus') e on k.id = (e->>'id')::uuid
     where k.tenant_id = p_tenant and k.version = (e->>'version')::integer;
    if current_version is distinct from (o->>'configVersion')::bigint or n <> jsonb_array_length(o->'skus') then
      results[i + 1] := jsonb_build_object('status', 'stale');
      continue;
    end if;
    lacking := null;
    for t in select e.value from jsonb_array_elements(o->'takes') e(value) loop
      quota_key := (t->>'kind') || '/' || (t->>'id');
      if not remaining ? quota_key then
        select q.limit_units - q.taken into room from quotas q where q.tenant_id = p_tenant and q.kind = t->>'kind' and q.id = t->>'id';
        if t->'limit' <> 'null'::jsonb then
          select (t->>'limit')::bigint - coalesce((select q.taken from quotas q where q.tenant_id = p_tenant and q.kind = t->>'kind' and q.id = t->>'id'), 0) into room;
        end if;
        remaining := jsonb_set(remaining, array[quota_key], to_jsonb(coalesce(room, 0)));
      end if;
      if (remaining->>quota_key)::bigint < (t->>'units')::bigint then lacking := t; exit; end if;
    end loop;
    if lacking is not null then
      results[i + 1] := jsonb_build_object('status', 'lacking', 'kind', lacking->>'kind', 'quotaId', lacking->>'id', 'line', lacking->'lineId');
      continue;
    end if;
    for t in select e.value from jsonb_array_elements(o->'takes') e(value) loop
      quota_key := (t->>'kind') || '/' || (t->>'id');
      remaining := jsonb_set(remaining, array[quota_key], to_jsonb((remaining->>quota_key)::bigint - (t->>'units')::bigint));
    end loop;
  end loop;

  -- Insert and take. When a race takes the last unit meanwhile, all is undone, that order is refused, the rest tried again.
  loop
    select coalesce(array_agg(g.position), '{}') into open_indexes
      from generate_series(1, jsonb_array_length(p_orders)) g(position) where results[g.position] is null;
    exit when cardinality(open_indexes) = 0;
    bad := null;
    begin
      foreach i in array open_indexes loop
        o := p_orders->(i - 1);
        is_free := (o->>'payable')::bigint = 0;
        if o->'cart' <> 'null'::jsonb then
          n := 0;
          for c in select e.value from jsonb_array_elements(o->'cart'->'lines') e(value) order by e.value->>'id' loop
            delete from cart_lines where tenant_id = p_tenant and cart_id = (o->'cart'->>'id')::uuid
               and id = (c->>'id')::uuid and quantity = (c->>'quantity')::integer;
            if not found then n := n + 1; end if;
          end loop;
          if n > 0 then
            bad := i; lacking := jsonb_build_object('status', 'stale');
            raise exception using errcode = 'MM001';
          end if;
        end if;
        insert into orders (tenant_id, id, number, customer_id, person_key, state, goods_fen, discount_fen, shipping_fen,
          payable_fen, region_code, address_sealed, phone_hash, phone_last4_hash, contact_masked, remark, token_hash,
          decision, config_version, pay_before, placed_at, paid_at)
        values (p_tenant, (o->>'id')::uuid, o->>'number', (o->>'customerId')::uuid, decode(o->>'personKey', 'hex'),
          case when is_free then 'paid' else 'unpaid' end, (o->>'goods')::bigint, (o->>'discount')::bigint,
          (o->>'shipping')::bigint, (o->>'payable')::bigint, o->>'regionCode', decode(o->>'addressSealed', 'hex'),
          decode(o->>'phoneHash', 'hex'), decode(o->>'phoneLast4Hash', 'hex'), o->>'contactMasked', o->>'remark',
          decode(o->>'tokenHash', 'hex'), o->'decision', (o->>'configVersion')::bigint, (o->>'payBefore')::timestamptz,
          p_at, case when is_free then p_at end);
        if o->>'sessionHash' is not null then
          insert into order_devices (tenant_id, order_id, session_hash, at)
          values (p_tenant, (o->>'id')::uuid, decode(o->>'sessionHash', 'hex'), p_at);
        end if;
        for l in select e.value from jsonb_array_elements(o->'lines') e(value) loop
          insert into order_lines (tenant_id, order_id, id, position, sku_id, product_id, title, options, code, media_hash,
            quantity, everyday_unit_fen, unit_fen, discount_fen, paid_fen, cost_fen, weight_gram, gift_of, gift_on_refund)
          values (p_tenant, (o->>'id')::uuid, (l->>'id')::uuid, (l->>'position')::integer, (l->>'skuId')::uuid,
            (l->>'productId')::uuid, l->>'title', l->>'options', l->>'code', l->>'mediaHash', (l->>'quantity')::integer,
            (l->>'everyday')::bigint, (l->>'unit')::bigint, (l->>'discount')::bigint, (l->>'paid')::bigint,
            (l->>'cost')::bigint, (l->>'weight')::integer, l->>'giftOf', l->>'giftOnRefund');
          for s in select e.value from jsonb_array_elements(l->'shares') e(value) loop
            insert into order_allocations (tenant_id, order_id, line_id, offer_id, plugin, stage, campaign_id, amount_fen, weight_fen)
            values (p_tenant, (o->>'id')::uuid, (l->>'id')::uuid, s->>'offerId', s->>'plugin', s->>'stage', (s->>'campaignId')::uuid,
              (s->>'amount')::bigint, (s->>'weight')::bigint);
          end loop;
        end loop;
        insert into order_history (tenant_id, order_id, id, from_state, to_state, action, actor, at)
        values (p_tenant, (o->>'id')::uuid, (o->>'historyId')::uuid, null, case when is_free then 'paid' else 'unpaid' end, 'place', o->>'actor', p_at);
        for s in select e.value from jsonb_array_elements(o->'events') e(value) loop
          insert into outbox (tenant_id, id, name, payload, at)
          values (p_tenant, (s->>'id')::uuid, s->>'name', s->'payload', p_at);
        end loop;
      end loop;

      for i, t in select x.position, e.value
            from unnest(open_indexes) x(position), jsonb_array_elements(p_orders->(x.position - 1)->'takes') e(value)
           order by (e.value->>'rank')::integer, e.value->>'kind' collate "C", e.value->>'id' collate "C", x.position loop
        o := p_orders->(i - 1);
        if t->'limit' = 'null'::jsonb then
          update quotas set taken = taken + (t->>'units')::bigint
           where tenant_id = p_tenant and kind = t->>'kind' and id = t->>'id' and taken + (t->>'units')::bigint <= limit_units;
        else
          insert into quotas as q (tenant_id, kind, id, limit_units, taken)
          values (p_tenant, t->>'kind', t->>'id', (t->>'limit')::bigint, (t->>'units')::bigint)
          on conflict (tenant_id, kind, id) do update
            set taken = q.taken + excluded.taken, limit_units = excluded.limit_units
            where q.taken + excluded.taken <= excluded.limit_units;
        end if;
        get diagnostics n = row_count;
        if n = 0 then
          bad := i;
          lacking := jsonb_build_object('status', 'lacking', 'kind', t->>'kind', 'quotaId', t->>'id', 'line', t->'lineId');
          raise exception using errcode = 'MM001';
        end if;
        insert into quota_takes (tenant_id, id, kind, quota_id, order_id, line_id, owner_key, rank, units, state, give_back, expires_at, created_at)
        values (p_tenant, (t->>'takeId')::uuid, t->>'kind', t->>'id', (o->>'id')::uuid, (t->>'lineId')::uuid, t->>'owner', (t->>'rank')::smallint,
          (t->>'units')::bigint, case when (o->>'payable')::bigint = 0 then 'claimed' else 'held' end, t->>'giveBack',
          case when (o->>'payable')::bigint = 0 then null else (o->>'payBefore')::timestamptz end, p_at);
      end loop;

      foreach i in array open_indexes loop
        results[i] := jsonb_build_object('status', 'placed');
      end loop;
    exception when sqlstate 'MM001' then
      results[bad] := lacking;
    end;
  end loop;

  -- Refusals are not remembered.
  for i in 1 .. jsonb_array_length(p_orders) loop
    o := p_orders->(i - 1)->'idem';
    if o <> 'null'::jsonb and results[i]->>'status' in ('stale', 'lacking') then
      delete from idempotency_keys where tenant_id = p_tenant and principal = o->>'principal' and route = o->>'route' and key = o->>'key';
    end if;
  end loop;
  return to_jsonb(results);
end $$;

-- How orders reach their shoppers: methods, templates of express, what each order agreed on.

-- The delivery charges become the shop's usual template; others stand beside it.
alter table shipping_rules rename to delivery_templates;
alter table delivery_templates
  add column id text not null default 'usual' check (id ~ '^[a-z0-9-]{1,40}$'),
  add column name text not null default '' check (length(name) <= 40),
  -- What steps are counted in; fixed knows none.
  add column charge text not null default 'weight' check (charge in ('weight', 'piece', 'fixed')),
  drop constraint shipping_rules_pkey,
  add primary key (tenant_id, id);

-- Core's own methods as a shop set them up; without a row express is on and the others are off.
create table delivery_methods (
  tenant_id uuid not null,
  method text not null check (method in ('express', 'local')),
  is_on boolean not null,
  settings jsonb not null default '{}' check (octet_length(settings::text) <= 65536),
  version integer not null default 1,
  updated_at timestamptz not null,
  primary key (tenant_id, method)
);
select tenant_table('delivery_methods');

alter table products
  add column delivery_kind text not null default 'physical' check (delivery_kind in ('physical', 'virtual')),
  -- Of express; empty for the usual one, as is one that is gone.
  add column delivery_template text not null default '' check (length(delivery_template) <= 40);

alter table orders
  add column delivery text not null default 'express' check (length(delivery) between 1 and 80),
  -- What the method needs to know later, and what everybody reads; neither says who somebody is.
  add column delivery_frozen jsonb not null default '{}' check (octet_length(delivery_frozen::text) <= 2560),
  add column delivery_words jsonb not null default '{}' check (octet_length(delivery_words::text) <= 1024),
  -- Some methods ask for no phone.
  alter column phone_hash drop not null,
  alter column phone_last4_hash drop not null;
create index orders_by_delivery on orders (tenant_id, delivery, state, placed_at desc, id desc);

-- What an order took for its delivery, to be given back when that is changed.
alter table quota_takes add column of_delivery boolean not null default false;

-- place_orders as in 0034, with how each order is delivered and which takes are for that.
--
-- Inputs: the store, the instant, and decided orders as a JSON array in text (shape: `DecidedOrder` in place-order.ts).
-- Result: a JSON array, one entry per order in the same order:
--   {status: placed, strangers?: [earning id]} · {status: again, reply} the key was used for the same request · {status: key_reused} for another
--   {status: stale} something it was decided on has changed · {status: lacking, kind, quotaId, line} a quota did not reach.
-- Keeps: an order exists with all its takes or not at all; taken = held + claimed; counters are touched last, row by row
-- in the order (rank, kind, id) over all orders of the call, so that calls never wait for each other in a circle; a
-- refused order leaves nothing and never refuses its neighbours.
create or replace function place_orders(p_tenant uuid, p_at timestamptz, p_payload text) returns jsonb language plpgsql as $$
declare
  p_orders jsonb := p_payload::jsonb;
  results jsonb[] := '{}';
  open_indexes integer[];
  remaining jsonb := '{}';
  o jsonb; t jsonb; c jsonb;
  known idempotency_keys;
  i integer; n integer; bad integer; quota_key text; room bigint; lacking jsonb;
  current_version bigint;
  takers integer[];
  a_order record; a_line record; a_part record; a_state text;
  is_careful boolean := false;
  strangers jsonb := '{}';
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
    strangers := '{}';
    begin
      foreach i in array open_indexes loop
        o := p_orders->(i - 1);
        continue when o->'cart' = 'null'::jsonb;
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
      end loop;

      for a_order in
        select x.position as place, z.* from unnest(open_indexes) x(position), lateral jsonb_to_record(p_orders->(x.position - 1)) z(id uuid, number text,
          "customerId" uuid, "personKey" text, goods bigint, discount bigint, shipping bigint, payable bigint,
          "regionCode" text, "addressSealed" text, "addressHash" text, "phoneHash" text, "phoneLast4Hash" text, "contactMasked" text,
          remark text, "tokenHash" text, decision jsonb, "configVersion" bigint, "payBefore" timestamptz,
          "sessionHash" text, "historyId" uuid, actor text, lines jsonb, events jsonb, earnings jsonb,
          delivery text, "deliveryFrozen" jsonb, "deliveryWords" jsonb) loop
        a_state := case when a_order.payable = 0 then 'paid' else 'unpaid' end;
        insert into orders (tenant_id, id, number, customer_id, person_key, state, goods_fen, discount_fen, shipping_fen,
          payable_fen, region_code, address_sealed, address_hash, phone_hash, phone_last4_hash, contact_masked, remark, token_hash,
          decision, config_version, pay_before, placed_at, paid_at, delivery, delivery_frozen, delivery_words)
        values (p_tenant, a_order.id, a_order.number, a_order."customerId", decode(a_order."personKey", 'hex'), a_state, a_order.goods, a_order.discount, a_order.shipping,
          a_order.payable, a_order."regionCode", decode(a_order."addressSealed", 'hex'), decode(a_order."addressHash", 'hex'), decode(a_order."phoneHash", 'hex'),
          decode(a_order."phoneLast4Hash", 'hex'), a_order."contactMasked", a_order.remark, decode(a_order."tokenHash", 'hex'),
          a_order.decision, a_order."configVersion", a_order."payBefore", p_at, case when a_order.payable = 0 then p_at end,
          coalesce(a_order.delivery, 'express'), coalesce(a_order."deliveryFrozen", '{}'), coalesce(a_order."deliveryWords", '{}'));
        if a_order."sessionHash" is not null then
          insert into order_devices (tenant_id, order_id, session_hash, at)
          values (p_tenant, a_order.id, decode(a_order."sessionHash", 'hex'), p_at);
        end if;
        for a_line in
          select z.* from jsonb_to_recordset(a_order.lines) z(id uuid, position integer, "skuId" uuid, "productId" uuid, title text,
            options text, code text, "mediaHash" text, quantity integer, everyday bigint, unit bigint, discount bigint,
            paid bigint, cost bigint, weight integer, "giftOf" text, "giftOnRefund" text, shares jsonb) loop
          insert into order_lines (tenant_id, order_id, id, position, sku_id, product_id, title, options, code, media_hash,
            quantity, everyday_unit_fen, unit_fen, discount_fen, paid_fen, cost_fen, weight_gram, gift_of, gift_on_refund)
          values (p_tenant, a_order.id, a_line.id, a_line.position, a_line."skuId", a_line."productId", a_line.title, a_line.options, a_line.code, a_line."mediaHash",
            a_line.quantity, a_line.everyday, a_line.unit, a_line.discount, a_line.paid, a_line.cost, a_line.weight, a_line."giftOf", a_line."giftOnRefund");
          for a_part in
            select z.* from jsonb_to_recordset(a_line.shares) z("offerId" text, plugin text, stage text, "campaignId" uuid,
              amount bigint, weight bigint) loop
            insert into order_allocations (tenant_id, order_id, line_id, offer_id, plugin, stage, campaign_id, amount_fen, weight_fen)
            values (p_tenant, a_order.id, a_line.id, a_part."offerId", a_part.plugin, a_part.stage, a_part."campaignId", a_part.amount, a_part.weight);
          end loop;
        end loop;
        if a_order.earnings is not null then
          for a_part in
            select z.* from jsonb_to_recordset(a_order.earnings) z(id uuid, "lineId" uuid, role text, "payeeId" uuid, plugin text, bps integer,
              "perUnit" bigint, base bigint, amount bigint, basis text, units integer) order by z."payeeId", z.id loop
            if not exists (select from customers c where c.tenant_id = p_tenant and c.id = a_part."payeeId") then
              strangers := jsonb_set(strangers, array[a_order.place::text],
                coalesce(strangers->(a_order.place::text), '[]') || to_jsonb(a_part.id));
              continue;
            end if;
            insert into earnings (tenant_id, id, order_id, line_id, role, payee_id, plugin, bps, per_unit_fen, base_fen, amount_fen,
              basis, units, placed_at)
            values (p_tenant, a_part.id, a_order.id, a_part."lineId", a_part.role, a_part."payeeId", a_part.plugin, a_part.bps, a_part."perUnit",
              a_part.base, a_part.amount, a_part.basis, a_part.units, p_at);
          end loop;
        end if;
        insert into order_history (tenant_id, order_id, id, from_state, to_state, action, actor, at)
        values (p_tenant, a_order.id, a_order."historyId", null, a_state, 'place', a_order.actor, p_at);
        for a_part in select z.* from jsonb_to_recordset(a_order.events) z(id uuid, name text, payload jsonb) loop
          insert into outbox (tenant_id, id, name, payload, at) values (p_tenant, a_part.id, a_part.name, a_part.payload, p_at);
        end loop;
      end loop;

      -- One counter, one update for the whole call, while nobody falls short; then one by one, to find out who does.
      for takers, t in
        select array_agg(x.position order by x.position),
               jsonb_build_object('kind', v.kind, 'id', v.id, 'limit', v."limit", 'units', sum(v.units), 'line', min(v."lineId"))
          from unnest(open_indexes) x(position),
               lateral jsonb_to_recordset(p_orders->(x.position - 1)->'takes')
                 v(rank smallint, kind text, id text, units bigint, "limit" bigint, "lineId" text)
         group by v.rank, v.kind, v.id, v."limit", case when is_careful then x.position end
         order by v.rank, v.kind collate "C", v.id collate "C", min(x.position) loop
        if t->'limit' = 'null'::jsonb then
          update quotas set taken = taken + (t->>'units')::bigint
           where tenant_id = p_tenant and kind = t->>'kind' and id = t->>'id' and taken + (t->>'units')::bigint <= limit_units;
          get diagnostics n = row_count;
        elsif (t->>'units')::bigint > (t->>'limit')::bigint then
          n := 0;
        else
          insert into quotas as q (tenant_id, kind, id, limit_units, taken)
          values (p_tenant, t->>'kind', t->>'id', (t->>'limit')::bigint, (t->>'units')::bigint)
          on conflict (tenant_id, kind, id) do update
            set taken = q.taken + excluded.taken, limit_units = excluded.limit_units
            where q.taken + excluded.taken <= excluded.limit_units;
          get diagnostics n = row_count;
        end if;
        if n = 0 then
          if cardinality(takers) > 1 and not is_careful then raise exception using errcode = 'MM002'; end if;
          bad := takers[1];
          lacking := jsonb_build_object('status', 'lacking', 'kind', t->>'kind', 'quotaId', t->>'id', 'line', t->'line');
          raise exception using errcode = 'MM001';
        end if;
      end loop;
      for a_part in
        select z.*, y.id as "orderId", y.payable, y."payBefore"
          from unnest(open_indexes) x(position),
               lateral jsonb_to_record(p_orders->(x.position - 1)) y(id uuid, payable bigint, "payBefore" timestamptz, takes jsonb),
               lateral jsonb_to_recordset(y.takes) z("takeId" uuid, kind text, id text, "lineId" uuid, owner text, rank smallint,
                 units bigint, "giveBack" text, "ofDelivery" boolean) loop
        insert into quota_takes (tenant_id, id, kind, quota_id, order_id, line_id, owner_key, rank, units, state, give_back, expires_at, created_at, of_delivery)
        values (p_tenant, a_part."takeId", a_part.kind, a_part.id, a_part."orderId", a_part."lineId", a_part.owner, a_part.rank, a_part.units,
          case when a_part.payable = 0 then 'claimed' else 'held' end, a_part."giveBack",
          case when a_part.payable = 0 then null else a_part."payBefore" end, p_at, coalesce(a_part."ofDelivery", false));
      end loop;

      foreach i in array open_indexes loop
        results[i] := jsonb_strip_nulls(jsonb_build_object('status', 'placed', 'strangers', strangers->(i::text)));
      end loop;
    exception
      when sqlstate 'MM001' then results[bad] := lacking;
      when sqlstate 'MM002' then is_careful := true;
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

grant execute on function place_orders(uuid, timestamptz, text) to mamapu_app;

-- Anything limited: one counter (limit, taken) and one row per take. Always taken = held + claimed, 0 ≤ taken ≤ limit.

create table quotas (
  tenant_id uuid not null,
  kind text not null check (length(kind) between 1 and 40),
  id text not null check (length(id) between 1 and 100),
  limit_units bigint not null check (limit_units >= 0),
  taken bigint not null default 0,
  check (taken between 0 and limit_units),
  primary key (tenant_id, kind, id)
) with (fillfactor = 70);
select tenant_table('quotas');

create table quota_takes (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  quota_id text not null,
  -- What it was taken for: an order and one of its lines, or a plugin's own key.
  order_id uuid,
  line_id uuid,
  owner_key text not null,
  -- Counters are touched in the order (rank, kind, id), taking and releasing alike.
  rank smallint not null default 40,
  units bigint not null check (units > 0),
  released bigint not null default 0,
  state text not null check (state in ('held', 'claimed', 'released')),
  give_back text not null check (give_back in ('cancel', 'refund')),
  expires_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  -- One thing takes a counter once, however often it is asked.
  unique (tenant_id, kind, quota_id, owner_key),
  foreign key (tenant_id, kind, quota_id) references quotas (tenant_id, kind, id),
  check (released between 0 and units),
  check ((state = 'released') = (released = units))
);
create index quota_takes_by_order on quota_takes (tenant_id, order_id);
create index quota_takes_due on quota_takes (expires_at) where state = 'held';
select tenant_table('quota_takes');
select sweep_reads('quota_takes', 'tenant_id, id, state, expires_at');

-- Stock on hand changes only by movements with a reason.
create table stock_movements (
  tenant_id uuid not null,
  id uuid not null,
  sku_id uuid not null,
  place_id uuid not null,
  delta bigint not null check (delta <> 0),
  reason text not null check (reason in ('initial', 'received', 'counted', 'damaged', 'imported', 'returned', 'moved')),
  note text not null default '',
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, sku_id) references skus (tenant_id, id) on delete cascade,
  foreign key (tenant_id, place_id) references places (tenant_id, id)
);
create index stock_movements_by_sku on stock_movements (tenant_id, sku_id, at);
select tenant_table('stock_movements', 'select, insert');

-- Takes units of one counter for an owner. Inputs: the counter, units, the owner, when the hold ends (null: claimed at
-- once), the limit for a personal counter that its first take makes (null: it must exist). Result: 'taken', 'again' when
-- this owner took it before, 'lacking' when it does not reach. Keeps: taken = held + claimed ≤ limit.
create function take_quota(
  p_tenant uuid, p_kind text, p_id text, p_units bigint, p_limit bigint, p_owner text, p_take uuid,
  p_order uuid, p_line uuid, p_give_back text, p_expires timestamptz, p_at timestamptz
) returns text language plpgsql as $$
declare n integer;
begin
  if exists (select from quota_takes where tenant_id = p_tenant and kind = p_kind and quota_id = p_id and owner_key = p_owner) then
    return 'again';
  end if;
  if p_limit is null then
    update quotas set taken = taken + p_units
     where tenant_id = p_tenant and kind = p_kind and id = p_id and taken + p_units <= limit_units;
    get diagnostics n = row_count;
  else
    n := 0;
    if p_units <= p_limit then
      insert into quotas as q (tenant_id, kind, id, limit_units, taken) values (p_tenant, p_kind, p_id, p_limit, p_units)
      on conflict (tenant_id, kind, id) do update
        set taken = q.taken + p_units, limit_units = greatest(p_limit, q.taken + p_units)
        where q.taken + p_units <= p_limit;
      get diagnostics n = row_count;
    end if;
  end if;
  if n = 0 then return 'lacking'; end if;
  insert into quota_takes (tenant_id, id, kind, quota_id, order_id, line_id, owner_key, units, state, give_back, expires_at, created_at)
  values (p_tenant, p_take, p_kind, p_id, p_order, p_line, p_owner, p_units,
          case when p_expires is null then 'claimed' else 'held' end, p_give_back, p_expires, p_at);
  return 'taken';
end $$;

-- Gives units of one take back; more than it still has gives back the rest. Result: how many came back.
-- Locks the take before the counter. Keeps: taken = held + claimed.
create function release_take(p_tenant uuid, p_take uuid, p_units bigint) returns bigint language plpgsql as $$
declare t quota_takes; back bigint;
begin
  select * into t from quota_takes where tenant_id = p_tenant and id = p_take for update;
  if not found or t.state = 'released' then return 0; end if;
  back := least(p_units, t.units - t.released);
  if back <= 0 then return 0; end if;
  update quota_takes set released = released + back, expires_at = case when released + back = units then null else expires_at end,
         state = case when released + back = units then 'released' else state end
   where tenant_id = p_tenant and id = p_take;
  update quotas set taken = taken - back where tenant_id = p_tenant and kind = t.kind and id = t.quota_id;
  return back;
end $$;

grant execute on function take_quota, release_take to mamapu_app;

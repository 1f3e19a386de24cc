-- Campaign pools: counters of a campaign's round. Their own units leave the SKU's shelf when the pool opens and what is
-- left comes home when it closes; units given back after that go straight to the shelf. Conserved: own units and shelf.

alter table quotas
  add column campaign_id uuid,
  add column round text check (length(round) between 1 and 20),
  add column sku_id uuid,
  -- The shelf (counter of kind stock) its units came from and go home to; null: only a ceiling over shared stock.
  add column home text,
  -- When its campaign's round runs, for pages; the rules decide by the campaign itself.
  add column starts_at timestamptz,
  add column ends_at timestamptz,
  add column closed_at timestamptz,
  add check ((campaign_id is null) = (round is null) and (campaign_id is null) = (sku_id is null)),
  add check (home is null or campaign_id is not null),
  -- A closed pool has only what orders still hold of it.
  add check (closed_at is null or limit_units = taken);
-- A person's counter of a SKU in a round: three ids in one.
alter table quotas drop constraint quotas_id_check, add constraint quotas_id_check check (length(id) between 1 and 160);
create index quotas_by_round on quotas (tenant_id, campaign_id, round) where campaign_id is not null;
create index quotas_from_shelf on quotas (tenant_id, home) where home is not null and closed_at is null;

alter table stock_movements
  -- The pool (kind/id) these units went to or came from.
  add column pool text,
  drop constraint stock_movements_reason_check,
  add constraint stock_movements_reason_check
    check (reason in ('initial', 'received', 'counted', 'damaged', 'imported', 'returned', 'moved', 'campaign')),
  add check ((reason = 'campaign') = (pool is not null));

-- Gives units of one take back; more than it still has gives back the rest. Result: {units} that came back, and for a
-- closed pool {home, sku, kind, id}: where the caller puts them, in the same transaction, in the lock order.
-- Locks the take before the counter. Keeps: taken = held + claimed; a closed pool has only what is taken.
drop function release_take(uuid, uuid, bigint);
create function release_take(p_tenant uuid, p_take uuid, p_units bigint) returns json language plpgsql as $$
declare t quota_takes; back bigint; home_of text; sku uuid; closed timestamptz;
begin
  select * into t from quota_takes where tenant_id = p_tenant and id = p_take for update;
  if not found or t.state = 'released' then return json_build_object('units', 0); end if;
  back := least(p_units, t.units - t.released);
  if back <= 0 then return json_build_object('units', 0); end if;
  update quota_takes set released = released + back, expires_at = case when released + back = units then null else expires_at end,
         state = case when released + back = units then 'released' else state end
   where tenant_id = p_tenant and id = p_take;
  update quotas set taken = taken - back, limit_units = case when closed_at is null then limit_units else limit_units - back end
   where tenant_id = p_tenant and kind = t.kind and id = t.quota_id
   returning home, sku_id, closed_at into home_of, sku, closed;
  if closed is null or home_of is null then return json_build_object('units', back); end if;
  return json_build_object('units', back, 'home', home_of, 'sku', sku, 'kind', t.kind, 'id', t.quota_id);
end $$;
grant execute on function release_take(uuid, uuid, bigint) to mamapu_app;

-- The open pools of a SKU, for every basket and page that has it.
drop index quotas_from_shelf;
create index quotas_pools_of_sku on quotas (tenant_id, sku_id) where sku_id is not null and closed_at is null;

-- A phone that an account without one of its own has proved at the checkout: the person is counted together with whoever
-- has that phone, in every later session too.
alter table customers add column proven_hash bytea;

-- Units left per SKU (p_skus: uuids separated by commas) at the default place, with those of campaigns that run at p_at.
create function storefront_stock(p_tenant uuid, p_skus text, p_at timestamptz) returns json language plpgsql
set plan_cache_mode = force_generic_plan as $$
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  return (
    with wanted as materialized (
      select s.id, replace(s.id::text, '-', '') || '@' || replace(l.id::text, '-', '') as stock_id
        from skus s join places l on l.tenant_id = p_tenant and l.is_default
       where s.tenant_id = p_tenant and s.id = any (string_to_array(p_skus, ',')::uuid[]) and s.is_active
    )
    select coalesce(json_object_agg(w.id, q.limit_units - q.taken + (
             select coalesce(sum(o.limit_units - o.taken), 0) from quotas o
              where o.tenant_id = p_tenant and o.sku_id = w.id and o.closed_at is null and o.home is not null
                and o.starts_at <= p_at and o.ends_at > p_at)), '{}')
      from wanted w join quotas q on q.tenant_id = p_tenant and q.kind = 'stock' and q.id = w.stock_id);
end $$;
drop function storefront_stock(uuid, text);
grant execute on function storefront_stock(uuid, text, timestamptz) to mamapu_app;

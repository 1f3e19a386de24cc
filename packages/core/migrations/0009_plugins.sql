-- What plugins may ask about limited things inside their own statements, without touching core's tables.

-- Units left of a counter. Inputs: the store, kind and id, and the limit a counter has that nobody has taken from yet
-- (personal counters are made by their first take). Result: what may still be taken, never below zero.
create function quota_left(p_tenant uuid, p_kind text, p_id text, p_limit bigint) returns bigint
language sql stable as $$
  select coalesce((select greatest(q.limit_units - q.taken, 0) from quotas q
                    where q.tenant_id = p_tenant and q.kind = p_kind and q.id = p_id), p_limit)
$$;

-- What has become of a thing that is taken at most once: 'free', 'held' by an unpaid order, or 'claimed'.
create function quota_state(p_tenant uuid, p_kind text, p_id text) returns text
language sql stable as $$
  select coalesce((select t.state from quota_takes t
                    where t.tenant_id = p_tenant and t.kind = p_kind and t.quota_id = p_id and t.state <> 'released'
                    limit 1), 'free')
$$;

grant execute on function quota_left(uuid, text, text, bigint), quota_state(uuid, text, text) to mamapu_app;

-- Scheduled jobs of plugins run in the stores where they are on: the role sweep finds those, and reads no settings.
select sweep_reads('plugin_switches', 'tenant_id, plugin_id, is_on');
create index plugin_switches_on on plugin_switches (plugin_id, tenant_id) where is_on;

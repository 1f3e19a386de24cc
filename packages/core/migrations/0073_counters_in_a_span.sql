-- What plugins may ask about many limited things at once: how full the slots of a week are.

-- Counters of one kind whose ids lie between two texts, byte by byte. Inputs: the store, the kind, the first id and the one from which on nothing is
-- given. Result: at most 2,000 of them by id, what may be taken and what is; those nobody took from yet are missing.
create function quota_span(p_tenant uuid, p_kind text, p_from text, p_until text)
returns table (id text, limit_units bigint, taken bigint)
language sql stable as $$
  select q.id, q.limit_units, q.taken from quotas q
   where q.tenant_id = p_tenant and q.kind = p_kind and q.id collate "C" >= p_from collate "C" and q.id collate "C" < p_until collate "C"
   order by q.id collate "C" limit 2000
$$;

grant execute on function quota_span(uuid, text, text, text) to mamapu_app;

create index quotas_by_kind on quotas (tenant_id, kind, id collate "C");

-- Functions of the schema platform: the only way to what belongs to no single store. Owned by the role owner, with a
-- fixed search path; each does one thing and is granted by name.

create function platform.create_store(p_id uuid, p_slug text, p_zone text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into stores (id, slug, zone, created_at) values (p_id, p_slug, p_zone, p_at) on conflict (slug) do nothing;
  return found;
end $$;

-- Raises the configuration version of the bound store; every instance notices within a second.
create function platform.raise_config_version(p_store uuid) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare v bigint;
begin
  if p_store is distinct from nullif(current_setting('app.tenant_id', true), '')::uuid then
    raise exception 'not the bound store' using errcode = '42501';
  end if;
  update stores set config_version = nextval('config_versions') where id = p_store returning config_version into v;
  return v;
end $$;

revoke execute on all functions in schema platform from public;
grant execute on function platform.create_store(uuid, text, text, timestamptz), platform.raise_config_version(uuid) to mamapu_app;

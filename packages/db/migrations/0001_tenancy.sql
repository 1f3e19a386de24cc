-- Tenancy: what every tenant table is given, and nothing else.

create schema platform;
grant usage on schema public, platform to mamapu_app;
grant usage on schema public to mamapu_sweep;

-- Gives a table its isolation: row-level security on and forced, one policy for the role app, and the rights named.
-- Input: a table whose first key column is tenant_id. Keeps: no row of another store can be read, written or moved.
create function tenant_table(tbl regclass, rights text default 'select, insert, update, delete') returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  execute format(
    'create policy tenant on %s to mamapu_app
       using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', tbl);
  execute format('grant %s on %s to mamapu_app', rights, tbl);
end $$;

-- Lets the role sweep read the named columns of a table across stores (state and due time, never content).
create function sweep_reads(tbl regclass, columns text) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('create policy sweep on %s for select to mamapu_sweep using (true)', tbl);
  execute format('grant select (%s) on %s to mamapu_sweep', columns, tbl);
end $$;

revoke execute on function tenant_table(regclass, text), sweep_reads(regclass, text) from public;

-- Plans are kept and serve every shop. Made for the average shop they are wrong for the one that matters: where most
-- shops are small, reading all rows of a shop looks as cheap as a lookup by key, and a large shop pays for it with
-- every page and order. Told that tenants are few, the planner takes the share of the largest shop for everyone's, and
-- keys win wherever there is one.

create or replace function tenant_table(tbl regclass, rights text default 'select, insert, update, delete') returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  execute format('alter table %s alter column tenant_id set (n_distinct = 2)', tbl);
  execute format(
    'create policy tenant on %s to mamapu_app
       using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', tbl);
  execute format('grant %s on %s to mamapu_app', rights, tbl);
end $$;

do $$
declare tbl regclass;
begin
  for tbl in select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
              where c.relkind = 'r' and c.relrowsecurity and c.relnamespace = 'public'::regnamespace loop
    execute format('alter table %s alter column tenant_id set (n_distinct = 2)', tbl);
  end loop;
end $$;

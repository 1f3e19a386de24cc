import type { CatalogueRule } from './catalogue.types.js'

/** Rules about roles and what they may do; and about functions and views, which act in somebody's name. */
export const grantRules: readonly CatalogueRule[] = [
  {
    name: 'roles',
    demands:
      'no role of ours is superuser, bypasses row-level security, makes databases or roles, or is a member of another',
    sql: `select format('%s: superuser %s, bypassrls %s, createdb %s, createrole %s, replication %s', rolname, rolsuper,
                        rolbypassrls, rolcreatedb, rolcreaterole, rolreplication) as what
            from pg_roles where rolname like 'mamapu\\_%'
             and (rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication)
          union all
          select format('%s is a member of %s', m.member::regrole, m.roleid::regrole) from pg_auth_members m
           where m.member::regrole::text like 'mamapu\\_%'
          union all
          select format('there is no role %s', n) from unnest(array['mamapu_owner', 'mamapu_app', 'mamapu_queue', 'mamapu_sweep']) n
           where to_regrole(n) is null
          union all
          select 'the role owner can log in' from pg_roles where rolname = 'mamapu_owner' and rolcanlogin`,
  },
  {
    name: 'owners',
    demands:
      'the role owner owns everything in public and platform, the role queue what is in bullmq, and app and sweep nothing',
    sql: `select format('%s is owned by %s', c.oid::regclass, c.relowner::regrole) as what
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relpersistence <> 't'
             and (n.nspname in ('public', 'platform') and c.relowner <> to_regrole('mamapu_owner')
                  or n.nspname = 'bullmq' and c.relowner <> to_regrole('mamapu_queue'))
          union all
          select format('function %s is owned by %s', p.oid::regprocedure, p.proowner::regrole)
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname in ('public', 'platform') and p.proowner <> to_regrole('mamapu_owner')
          union all
          select format('there is the schema %s', nspname) from pg_namespace
           where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'platform', 'migration', 'bullmq')`,
  },
  {
    name: 'schemas',
    demands:
      'app uses public and platform, sweep uses public, queue has bullmq; nobody of them makes anything elsewhere',
    sql: `select format('%s: %s on schema %s', r.name, p.name, n.nspname) as what
            from pg_namespace n, unnest(array['mamapu_app', 'mamapu_sweep', 'mamapu_queue', 'public']) r(name),
                 unnest(array['USAGE', 'CREATE']) p(name)
           where n.nspname in ('public', 'platform', 'migration', 'bullmq') and has_schema_privilege(r.name, n.oid, p.name)
             and (r.name, p.name, n.nspname) not in (
                  ('mamapu_app', 'USAGE', 'public'), ('mamapu_app', 'USAGE', 'platform'), ('mamapu_sweep', 'USAGE', 'public'),
                  ('mamapu_queue', 'USAGE', 'bullmq'), ('mamapu_queue', 'CREATE', 'bullmq'))
          union all
          select format('%s: %s on the database', r.name, p.name)
            from unnest(array['mamapu_app', 'mamapu_sweep', 'mamapu_queue', 'public']) r(name),
                 unnest(array['CREATE', 'TEMPORARY']) p(name)
           where has_database_privilege(r.name, current_database(), p.name)
             -- BullMQ adds jobs in bulk through a temporary table of its own.
             and (r.name, p.name) <> ('mamapu_queue', 'TEMPORARY')
          union all
          select format('default privileges of %s: %s', defaclrole::regrole, defaclacl) from pg_default_acl`,
  },
  {
    name: 'grants-of-tables',
    demands:
      'app has select, insert, update, delete on tables of shops and select on stores and domains, nobody else anything',
    sql: `select format('%s: %s may %s%s', c.relname, coalesce(g.grantee::regrole::text, 'public'), g.privilege_type,
                        case when g.is_grantable then ' and hand it on' else '' end) as what
            from pg_class c, aclexplode(c.relacl) g
           where c.relnamespace in ('public'::regnamespace, 'platform'::regnamespace) and g.grantee <> c.relowner
             and (g.is_grantable or not (
                  g.grantee = to_regrole('mamapu_app') and (
                    c.oid = any(t.tenants) and g.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
                    or c.relname in ('stores', 'domains') and c.oid = any(t.platform) and g.privilege_type = 'SELECT')))`,
  },
  {
    name: 'grants-of-columns',
    demands:
      'on single columns sweep may select those listed for it, and app may update those of tables of shops that it may not update whole',
    sql: `select format('%s.%s: %s may %s%s', a.attrelid::regclass, a.attname, coalesce(g.grantee::regrole::text, 'public'),
                        g.privilege_type, case when g.is_grantable then ' and hand it on' else '' end) as what
            from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace,
                 aclexplode(a.attacl) g
           where (g.is_grantable or g.grantee <> to_regrole('mamapu_sweep') or g.privilege_type <> 'SELECT'
                  or not format('%s.%s', c.relname, a.attname) = any(t.sweep_columns))
             and (g.is_grantable or g.grantee <> to_regrole('mamapu_app') or g.privilege_type <> 'UPDATE' or c.oid <> all(t.tenants)
                  or exists (select from aclexplode(c.relacl) w where w.grantee = g.grantee and w.privilege_type = 'UPDATE'))
          union all
          select format('%s is listed and not granted', s) from unnest(t.sweep_columns) s
           where not exists (select from pg_attribute a, aclexplode(a.attacl) g
                              where a.attrelid = to_regclass('public.' || split_part(s, '.', 1))
                                and a.attname = split_part(s, '.', 2) and g.grantee = to_regrole('mamapu_sweep'))`,
  },
  {
    name: 'definer-functions',
    demands:
      'a security definer function lies in platform, is granted by name and has a fixed search_path that ends in pg_temp',
    sql: `select format('%s: %s', p.oid::regprocedure, coalesce(array_to_string(p.proconfig, '; '), 'no search_path')) as what
            from pg_proc p join pg_namespace n on n.oid = p.pronamespace
           where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and p.prosecdef
             and (n.nspname <> 'platform' or not exists (
                  select from unnest(p.proconfig) s where s ~ '^search_path=(public, )?pg_temp$'))`,
  },
  {
    name: 'function-grants',
    demands: 'functions of platform, and those that make tables, are granted by name: never to everybody',
    sql: `select format('%s: everybody may call it', p.oid::regprocedure) as what
            from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
           where g.grantee = 0 and (p.pronamespace = 'platform'::regnamespace or p.proname in ('tenant_table', 'sweep_reads'))
          union all
          select format('%s: %s may call it', p.oid::regprocedure, r.name)
            from pg_proc p, unnest(array['mamapu_sweep', 'mamapu_queue']) r(name)
           where p.pronamespace = 'platform'::regnamespace and has_function_privilege(r.name, p.oid, 'EXECUTE')`,
  },
  {
    name: 'functions-take-the-tenant',
    demands: 'a function the role app may call takes the tenant first: p_tenant uuid',
    sql: `select p.oid::regprocedure::text as what from pg_proc p
           where p.pronamespace = 'public'::regnamespace and has_function_privilege('mamapu_app', p.oid, 'EXECUTE')
             and (p.proargtypes[0] is distinct from 'uuid'::regtype or p.proargnames[1] is distinct from 'p_tenant')`,
  },
  {
    name: 'views',
    demands: 'a view asks in the name of who looks (security_invoker); there is no materialized view',
    sql: `select format('%s %s', case c.relkind when 'm' then 'materialized view' else 'view' end, c.oid::regclass) as what
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname in ('public', 'platform', 'migration')
             and (c.relkind = 'm' or c.relkind = 'v' and not coalesce('security_invoker=true' = any(c.reloptions), false))`,
  },
]

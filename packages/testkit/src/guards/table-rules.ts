import type { CatalogueRule } from './catalogue.types.js'

/** What the policy `tenant` says, as PostgreSQL prints it: a constant comparison, never a sub-select. */
const BOUND = `(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)`

/** Rules about the shape of tables: keys, policies, types. `t.tenants` and `t.platform` are arrays of table oids. */
export const tableRules: readonly CatalogueRule[] = [
  {
    name: 'tenant-first',
    demands:
      'a table of a shop begins with `tenant_id uuid not null`; another one is on the list of platform tables',
    sql: `select format('%s begins with %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)) as what
            from pg_class c
            join lateral (select * from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                           order by a.attnum limit 1) a on true
           where c.oid = any(t.tenants) and (a.attname <> 'tenant_id' or a.atttypid <> 'uuid'::regtype or not a.attnotnull)`,
  },
  {
    name: 'platform-list',
    demands: 'the list of platform tables names what exists, and each of them knows no tenant',
    sql: `select format('%s is listed and does not exist', n) as what
            from unnest(t.platform_names) n where to_regclass('public.' || n) is null
          union all
          select format('%s has a tenant_id', attrelid::regclass) from pg_attribute
           where attrelid = any(t.platform) and attname = 'tenant_id' and not attisdropped`,
  },
  {
    name: 'primary-key',
    demands: 'the primary key of a table of a shop begins with tenant_id',
    sql: `select format('%s: %s', c.relname, coalesce(pg_get_constraintdef(k.oid), 'no primary key')) as what
            from pg_class c left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
           where c.oid = any(t.tenants) and (k.oid is null or not exists (
                 select from pg_attribute a where a.attrelid = c.oid and a.attnum = k.conkey[1] and a.attname = 'tenant_id'))`,
  },
  {
    name: 'unique-key',
    demands:
      'a unique key of a table of a shop begins with tenant_id: otherwise one shop learns what another has',
    sql: `select pg_get_indexdef(i.indexrelid) as what from pg_index i
           where i.indrelid = any(t.tenants) and (i.indisunique or i.indisexclusion) and not exists (
                 select from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'tenant_id')`,
  },
  {
    name: 'foreign-key',
    demands: 'a foreign key carries tenant_id first on both sides, or is tenant_id itself leading to stores',
    sql: `select format('%s: %s', k.conrelid::regclass, pg_get_constraintdef(k.oid)) as what from pg_constraint k
           where k.contype = 'f' and (k.conrelid = any(t.tenants) or k.confrelid = any(t.tenants)) and not exists (
                 select from pg_attribute a join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
                  where a.attrelid = k.conrelid and a.attnum = k.conkey[1] and a.attname = 'tenant_id'
                    and (b.attname = 'tenant_id' or (k.confrelid = to_regclass('public.stores') and b.attname = 'id'
                                                     and cardinality(k.conkey) = 1)))`,
  },
  {
    name: 'row-security',
    demands: 'row-level security is enabled and forced: select tenant_table(…)',
    sql: `select format('%s: enabled %s, forced %s', relname, relrowsecurity, relforcerowsecurity) as what from pg_class
           where oid = any(t.tenants) and not (relrowsecurity and relforcerowsecurity)`,
  },
  {
    name: 'policy-tenant',
    demands:
      'exactly one policy for the role app, named tenant, for everything, comparing with the setting and nothing else',
    sql: `select format('%s has no policy tenant', c.relname) as what from pg_class c
           where c.oid = any(t.tenants) and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant')
          union all
          select format('%s: policy %s for %s using %s check %s', p.polrelid::regclass, p.polname,
                        array(select rolname from pg_roles r where r.oid = any(p.polroles)),
                        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
            from pg_policy p
           where p.polname <> 'sweep' and not (
                 p.polname = 'tenant' and p.polrelid = any(t.tenants) and p.polcmd = '*' and p.polpermissive
                 and p.polroles = array[to_regrole('mamapu_app')::oid]
                 and pg_get_expr(p.polqual, p.polrelid) = $q$${BOUND}$q$
                 and pg_get_expr(p.polwithcheck, p.polrelid) = $q$${BOUND}$q$)`,
  },
  {
    name: 'policy-sweep',
    demands:
      'the policy sweep is for select, for the role sweep alone, on a table whose columns for it are listed',
    sql: `select format('%s: policy sweep, command %s, for %s', p.polrelid::regclass, p.polcmd,
                        array(select rolname from pg_roles r where r.oid = any(p.polroles))) as what
            from pg_policy p
           where p.polname = 'sweep' and not (
                 p.polrelid = any(t.tenants) and p.polcmd = 'r' and p.polpermissive
                 and p.polroles = array[to_regrole('mamapu_sweep')::oid]
                 and exists (select from unnest(t.sweep_columns) s where split_part(s, '.', 1) = p.polrelid::regclass::text))`,
  },
  {
    name: 'states-are-text',
    demands: 'a state is text with a check: under forced row-level security an enum reaches no index',
    sql: `select format('%s.%s is the enum %s', a.attrelid::regclass, a.attname, y.typname) as what
            from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace
            join pg_type y on y.oid = a.atttypid
           where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p')
             and (y.typtype = 'e' or exists (select from pg_type e where e.oid = y.typelem and e.typtype = 'e'))`,
  },
  {
    name: 'index-kinds',
    demands:
      'an index of a shop is a B-tree over uuid, text, integers, dates, instants or booleans; another is never used',
    sql: `select pg_get_indexdef(i.indexrelid) as what
            from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
           where i.indrelid = any(t.tenants) and (m.amname <> 'btree' or exists (
                 select from pg_attribute a where a.attrelid = i.indexrelid and a.attnum <= i.indnkeyatts
                    and format_type(a.atttypid, null) not in ('uuid', 'text', 'bytea', 'smallint', 'integer', 'bigint', 'date',
                                                              'timestamp with time zone', 'boolean')))`,
  },
  {
    name: 'plain-tables',
    demands:
      'no inheritance, no rewrite rules, no unlogged or foreign tables, no sequence a shop could read another from',
    sql: `select format('%s inherits', inhrelid::regclass) as what from pg_inherits
            join pg_class c on c.oid = inhrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
          union all
          select format('%s has the rule %s', r.ev_class::regclass, r.rulename) from pg_rewrite r
            join pg_class c on c.oid = r.ev_class and c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
          union all
          select format('%s: kind %s, persistence %s', relname, relkind, relpersistence) from pg_class
           where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f') and (relkind = 'f' or relpersistence <> 'p')
          union all
          select format('sequence %s', relname) from pg_class
           where relnamespace = 'public'::regnamespace and relkind = 'S' and relname <> 'config_versions'`,
  },
]

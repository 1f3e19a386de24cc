import { OutsideError } from '@mamapu/kernel'
import type postgres from 'postgres'
import { type Migration, migrationFaults } from './reading/migration-faults.js'
import type { MigrationRule } from './reading/migration-words.js'
import { ROLES } from './roles.js'

type Sql = postgres.Sql | postgres.TransactionSql

/** What stands of the database that is not this plugin's, one line for each thing: what it is, and all that matters of it. */
type Structure = ReadonlyMap<string, string>

/** What a plugin's things are called: `<prefix>_…`, unless a longer prefix of another plugin claims the name. */
export interface OwnNames {
  readonly prefix: string
  readonly longer: readonly string[]
}

const likeOf = (prefix: string) => `${prefix.replaceAll('_', '\\_')}\\_%`

/** How a table of a shop is isolated (packages/db/migrations/0002): for the role app, both ways, by the bound tenant. */
const TENANT_ONLY = `(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)`

/** Faults that reach beyond the plugin; what only its own next version would stumble over is its author's. */
const REFUSED: ReadonlySet<MigrationRule> = new Set(['foreign', 'data', 'rights', 'tenant', 'isolation'])

/** Throws PLUGIN_MIGRATION when the last of these files is not structure of the plugin alone, before any of it is run. */
export function assertStructureOnly(setName: string, prefix: string, files: readonly Migration[]): void {
  const file = files.at(-1)?.file
  const fault = migrationFaults(prefix, files).find((one) => one.file === file && REFUSED.has(one.rule))
  if (fault)
    throw new OutsideError(
      'PLUGIN_MIGRATION',
      `${setName}/${file}:${fault.words['zh-CN']} · ${setName}/${file}: ${fault.words.en}`,
    )
}

/**
 * Runs a plugin's migration and looks at what it did, whatever was written: it runs as the role owner with no way to another
 * role, makes and changes what bears its name and nothing else, writes no rows of others, and isolates its tables by force.
 * Throws PLUGIN_MIGRATION, which undoes all of it.
 */
export async function applyGuarded(
  sql: postgres.TransactionSql,
  {
    own,
    file,
    text,
    outside,
  }: {
    readonly own: OwnNames
    readonly file: string
    readonly text: string
    /** Another connection: a change of roles that it sees as well was made by somebody else on the server. */
    readonly outside: postgres.Sql
  },
): Promise<void> {
  const refuse = (zh: string, en: string) =>
    new OutsideError('PLUGIN_MIGRATION', `${file} ${zh} · ${file} ${en}`)

  const roles = await rolesOf(sql)
  const written = await writesOf(sql, own)
  // A function of the owner's own: within it nobody becomes another role or ends the transaction, however it is written.
  await sql`create function migration.run_plugin(text) returns void language plpgsql security definer set search_path = public
    as 'begin execute $1; end'`
  const before = await structureOf(sql, own)
  await sql`select migration.run_plugin(${text})`.catch((cause: { code?: string; message?: string }) => {
    const { code, message = '' } = cause
    if (code === '0A000' && /transaction commands/.test(message))
      throw refuse('不能自己开始或结束事务', 'may not begin or end a transaction')
    if (code === '42501') throw refuse(`超出了权限(${message})`, `goes beyond its rights (${message})`)
    throw cause
  })
  const [role] = await sql<{ name: string }[]>`select current_user as name`
  if (role?.name !== ROLES.owner) throw refuse('换了数据库角色', 'changed the database role')
  const changed =
    changesOf(before, await structureOf(sql, own))[0] ??
    changesOf(written, await writesOf(sql, own))[0] ??
    (await changedRole(roles, { sql, outside }))
  if (changed)
    throw refuse(
      `改动了不属于它的 ${changed}(它的东西以 ${own.prefix}_ 开头)`,
      `changes ${changed}, which is not its own (what is begins with ${own.prefix}_)`,
    )
  const [open] = await openTables(sql, own.prefix)
  if (open)
    throw refuse(
      `的表 ${open} 没有按店铺隔离；请用 select tenant_table('${open}')`,
      `leaves ${open} without isolation by shop: select tenant_table('${open}')`,
    )
  await sql`drop function migration.run_plugin(text)`
}

/** How many rows of tables that are not the plugin's this transaction has written so far. */
async function writesOf(sql: Sql, own: OwnNames): Promise<Structure> {
  const rows = await sql<{ thing: string; state: string }[]>`
    select 'rows of ' || relname as thing, concat_ws('|', n_tup_ins, n_tup_upd, n_tup_del) as state
      from pg_stat_xact_user_tables
     where n_tup_ins + n_tup_upd + n_tup_del > 0 and not ${isOwnName(sql, sql`relname`, own)}`
  return new Map(rows.map(({ thing, state }) => [thing, state]))
}

/** Whether a name is the plugin's own. */
function isOwnName(sql: Sql, name: postgres.PendingQuery<postgres.Row[]>, { prefix, longer }: OwnNames) {
  return sql`(${name} like ${likeOf(prefix)} and not ${name} like any(${longer.map(likeOf)}::text[]))`
}

/** Roles belong to the whole server, where others change them too; what a transaction did, nobody else sees yet. */
async function changedRole(
  before: Structure,
  { sql, outside }: { readonly sql: Sql; readonly outside: Sql },
): Promise<string | null> {
  const after = await rolesOf(sql)
  const changed = changesOf(before, after)
  const others = changed.length > 0 ? await rolesOf(outside) : before
  return changed.find((role) => others.get(role) !== after.get(role)) ?? null
}

async function rolesOf(sql: Sql): Promise<Structure> {
  const rows = await sql<{ thing: string; state: string }[]>`
    select 'role ' || rolname as thing,
           concat_ws('|', rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb, rolinherit,
             (select string_agg(m.roleid::text, ',' order by m.roleid) from pg_auth_members m where m.member = r.oid)) as state
      from pg_roles r`
  return new Map(rows.map(({ thing, state }) => [thing, state]))
}

function changesOf(before: Structure, after: Structure): string[] {
  const things = new Set([...before.keys(), ...after.keys()])
  return [...things].filter((thing) => before.get(thing) !== after.get(thing))
}

async function structureOf(sql: Sql, own: OwnNames): Promise<Structure> {
  const isOwn = (name: postgres.PendingQuery<postgres.Row[]>) => isOwnName(sql, name, own)
  const rows = await sql<{ thing: string; state: string }[]>`
    with spaces as (
      select oid, nspname, nspowner, nspacl from pg_namespace where nspname !~ '^(pg_|information_schema$)'),
    foreign_relations as (
      select c.* from pg_class c join spaces n on n.oid = c.relnamespace
        left join pg_index i on i.indexrelid = c.oid
        left join pg_class t on t.oid = i.indrelid
       where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f', 'i', 'I')
         and not ${isOwn(sql`coalesce(t.relname, c.relname)`)}
         and not exists (select from pg_depend d join pg_class s on s.oid = d.refobjid
                          where d.objid = c.oid and c.relkind = 'S' and d.deptype in ('a', 'i') and ${isOwn(sql`s.relname`)}))
    select 'table ' || c.relname as thing,
           concat_ws('|', c.relkind, c.relfilenode, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text, c.reloptions::text,
             (select string_agg(concat_ws(':', a.attname, a.atttypid, a.attnotnull, a.attacl::text, a.attisdropped), ',' order by a.attnum)
                from pg_attribute a where a.attrelid = c.oid and a.attnum > 0),
             (select string_agg(concat_ws(':', p.polname, p.polcmd, p.polroles::text, pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)), ',' order by p.polname)
                from pg_policy p where p.polrelid = c.oid),
             (select string_agg(concat_ws(':', g.tgname, g.tgenabled), ',' order by g.tgname) from pg_trigger g where g.tgrelid = c.oid and not g.tgisinternal),
             (select string_agg(concat_ws(':', r.rulename, r.ev_enabled), ',' order by r.rulename) from pg_rewrite r where r.ev_class = c.oid),
             (select string_agg(h.inhrelid::text, ',' order by h.inhrelid) from pg_inherits h where h.inhparent = c.oid and c.relkind not in ('i', 'I')),
             (select string_agg(k.conname || pg_get_constraintdef(k.oid), ',' order by k.conname) from pg_constraint k where k.conrelid = c.oid)) as state
      from foreign_relations c
    union all
    select 'function ' || p.oid::regprocedure::text, concat_ws('|', p.proowner, p.prosecdef, p.proacl::text, p.proconfig::text, md5(p.prosrc))
      from pg_proc p join spaces n on n.oid = p.pronamespace where not ${isOwn(sql`p.proname`)} or p.prosecdef
    union all
    select 'schema ' || nspname, concat_ws('|', nspowner, nspacl::text) from spaces
    union all
    select 'event trigger ' || evtname, evtenabled::text from pg_event_trigger
    union all
    select 'extension ' || extname, extversion from pg_extension
    union all
    select 'settings of ' || setrole::regrole::text, setconfig::text from pg_db_role_setting
     where setrole::regrole::text like 'mamapu%' and setdatabase in (0, (select oid from pg_database where datname = current_database()))
        or setrole = 0 and setdatabase = (select oid from pg_database where datname = current_database())
    union all
    select 'default privileges ' || oid::text, defaclacl::text from pg_default_acl`
  return new Map(rows.map(({ thing, state }) => [thing, state]))
}

/** Tables of the plugin whose rows every shop could read; none when all are isolated by force. */
export async function openTables(sql: Sql, prefix: string): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname !~ '^(pg_|information_schema$)' and c.relname like ${likeOf(prefix)}
       and (c.relkind in ('v', 'm', 'f')
         or (c.relkind in ('r', 'p') and not (
               c.relrowsecurity and c.relforcerowsecurity
               and c.relowner = ${ROLES.owner}::regrole
               and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant')
               and not exists (
                 select from pg_policy p where p.polrelid = c.oid and p.polname <> 'sweep' and (
                      pg_get_expr(p.polqual, c.oid) is distinct from ${TENANT_ONLY}
                   or pg_get_expr(p.polwithcheck, c.oid) is distinct from ${TENANT_ONLY}))
               and not exists (
                 select from pg_policy p where p.polrelid = c.oid and p.polname = 'sweep'
                    and (p.polcmd <> 'r' or p.polroles <> array[${ROLES.sweep}::regrole::oid])))))
     order by c.relname`
  return rows.map(({ name }) => name)
}

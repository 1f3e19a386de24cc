import { withTenant } from '@mamapu/db'
import { createTestStore } from '../../store.js'
import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { migrationsOf, prefixOf } from './statement-checks.js'
import { check } from './words-of.js'

interface Table {
  readonly name: string
  readonly forced: boolean
  readonly policies: number
  readonly key: string | null
  readonly keys: number
}

/** What every table of its migrations keeps, read from the database they made. */
export const TABLE_CHECKS: readonly ConformanceCheck[] = [
  check(
    'tables.prefix',
    ['表名以插件名开头', 'Tables begin with the plugin’s name'],
    ['create table <插件>_…', 'create table <plugin>_…'],
    ({ plugin }) => {
      if (!plugin.migrations) return null
      return createdBy(plugin)
        .filter((name) => !name.startsWith(`${prefixOf(plugin)}_`))
        .map((name) => `table ${name} does not begin with ${prefixOf(plugin)}_`)
    },
  ),
  check(
    'tables.forced-isolation',
    ['每张表都强制行级隔离', 'Every table is isolated by force'],
    ["select tenant_table('…')", "select tenant_table('…')"],
    (subject) =>
      eachTable(subject, ({ name, forced, policies }) =>
        forced && policies > 0
          ? []
          : [`table ${name} has no forced row-level security: select tenant_table('${name}')`],
      ),
  ),
  check(
    'tables.tenant-first',
    ['每个唯一键都以 tenant_id 开头', 'Every key begins with tenant_id'],
    ['primary key (tenant_id, …)', 'primary key (tenant_id, …)'],
    (subject) =>
      eachTable(subject, ({ name, key, keys }) => [
        ...(key === 'tenant_id' ? [] : [`the primary key of ${name} does not begin with tenant_id`]),
        ...(keys === 0 ? [] : [`a unique key of ${name} does not begin with tenant_id`]),
      ]),
  ),
  check(
    'tenancy.rows-invisible',
    ['别的店看不见它的行', 'Another shop sees none of its rows'],
    ['用 tenant_table，别自己 grant', 'Use tenant_table and grant nothing yourself'],
    async (subject) => {
      const { plugin } = subject
      if (!plugin.migrations) return null
      const { db, test } = await subject.filled()
      const other = await createTestStore(db, test.clock.now())
      const faults: string[] = []
      for (const name of createdBy(plugin)) {
        const [row] = await withTenant(db, other.storeId, (tx) =>
          tx.sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name}`),
        )
        if ((row?.n ?? 0) > 0) faults.push(`another shop sees ${row?.n} rows of ${name}`)
      }
      return faults
    },
  ),
]

/** Tables its migrations make. */
export function createdBy(plugin: ConformanceSubject['plugin']): string[] {
  return migrationsOf(plugin).flatMap(({ text }) =>
    [...text.matchAll(/create table (?:if not exists )?([a-z_0-9]+)/gi)].map(([, name]) => name as string),
  )
}

async function eachTable(
  subject: ConformanceSubject,
  look: (table: Table) => readonly string[],
): Promise<Faults> {
  if (!subject.plugin.migrations) return null
  const { database } = await subject.filled()
  const names = createdBy(subject.plugin)
  const tables = await database.admin<Table[]>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
           (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary) as key,
           (select count(*)::int from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisunique and a.attname <> 'tenant_id') as keys
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname = any(${names}) order by c.relname`
  const missing = names.filter((name) => !tables.some((table) => table.name === name))
  return [...missing.map((name) => `table ${name} was not made`), ...tables.flatMap(look)]
}

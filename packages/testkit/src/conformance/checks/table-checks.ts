import { openTables, ownPrefix, withTenant } from '@mamapu/db'
import type { TestDatabase } from '../../database.js'
import { createTestStore } from '../../store.js'
import type { ConformanceCheck, ConformanceSubject } from '../check.types.js'
import { faultsOf } from './migration-checks.js'
import { check } from './words-of.js'

/** What every table of its migrations keeps, read from the database they made. */
export const TABLE_CHECKS: readonly ConformanceCheck[] = [
  check(
    'tables.prefix',
    ['只建、只改以插件名开头的表', 'It makes and changes tables that begin with its name'],
    ['create table <插件>_…', 'create table <plugin>_…'],
    ({ plugin }) => faultsOf(plugin, 'foreign'),
  ),
  check(
    'tables.forced-isolation',
    ['每张表都强制行级隔离', 'Every table is isolated by force'],
    ["select tenant_table('…')", "select tenant_table('…')"],
    async (subject) => {
      const written = faultsOf(subject.plugin, 'isolation')
      if (written === null) return null
      const { database } = await subject.filled()
      const open = await openTables(database.admin, ownPrefix(subject.plugin.id))
      return [...written, ...open.map((name) => `${name} is not isolated by shop in the database`)]
    },
  ),
  check(
    'tables.tenant-first',
    ['每个唯一键都以 tenant_id 开头', 'Every key begins with tenant_id'],
    ['primary key (tenant_id, …)', 'primary key (tenant_id, …)'],
    async (subject) => {
      const written = faultsOf(subject.plugin, 'tenant')
      if (written === null) return null
      return [...written, ...(await keyFaults(subject))]
    },
  ),
  check(
    'tenancy.rows-invisible',
    ['别的店看不见它的行', 'Another shop sees none of its rows'],
    ['用 tenant_table，别自己 grant', 'Use tenant_table and grant nothing yourself'],
    async (subject) => {
      if (!subject.plugin.migrations) return null
      const { db, test, database } = await subject.filled()
      const other = await createTestStore(db, test.clock.now())
      const faults: string[] = []
      for (const name of await tablesOf(subject.plugin, database)) {
        const [row] = await withTenant(db, other.storeId, (tx) =>
          tx.sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name}`),
        )
        if ((row?.n ?? 0) > 0) faults.push(`another shop sees ${row?.n} rows of ${name}`)
      }
      return faults
    },
  ),
]

/** Its tables in the database, however its migrations made them; what a longer name of another plugin claims is not its own. */
export async function tablesOf(
  { id }: ConformanceSubject['plugin'],
  { admin }: TestDatabase,
): Promise<string[]> {
  const prefix = `${ownPrefix(id)}_`
  const sets = await admin<{ id: string }[]>`
    select distinct substr(set_name, 8) as id from migration.applied where starts_with(set_name, 'plugin:')`
  const longer = sets
    .map((other) => `${ownPrefix(other.id)}_`)
    .filter((one) => one !== prefix && one.startsWith(prefix))
  const rows = await admin<{ name: string; bare: string }[]>`
    select c.oid::regclass::text as name, c.relname as bare from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and starts_with(c.relname, ${prefix}) order by c.relname`
  return rows.filter(({ bare }) => !longer.some((one) => bare.startsWith(one))).map(({ name }) => name)
}

async function keyFaults(subject: ConformanceSubject): Promise<string[]> {
  const { database } = await subject.filled()
  const names = await tablesOf(subject.plugin, database)
  const tables = await database.admin<{ name: string; primary: string | null; others: number }[]>`
    select c.oid::regclass::text as name,
           (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary) as primary,
           (select count(*)::int from pg_index i left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and not i.indisprimary and (i.indisunique or i.indisexclusion)
               and a.attname is distinct from 'tenant_id') as others
      from pg_class c where c.oid = any(${names}::regclass[]::oid[]) order by 1`
  return tables.flatMap(({ name, primary, others }) => [
    ...(primary === 'tenant_id' ? [] : [`the primary key of ${name} does not begin with tenant_id`]),
    ...(others === 0 ? [] : [`a unique key of ${name} does not begin with tenant_id`]),
  ])
}

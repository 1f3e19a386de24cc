import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OutsideError } from '@mamapu/kernel'
import postgres from 'postgres'
import { applyGuarded, assertStructureOnly } from './plugin-structure.js'
import { MIGRATION_FILE, type Migration, ownPrefix } from './reading/migration-faults.js'
import { ensureRoles, ROLES } from './roles.js'

/** A folder of `NNNN_name.sql` files, applied in the order of their names, each once. */
export interface MigrationSet {
  /** `db`, `core`, or `plugin:<id>`. */
  readonly name: string
  readonly dir: string
}

export const DB_MIGRATIONS: MigrationSet = {
  name: 'db',
  dir: fileURLToPath(new URL('../migrations', import.meta.url)),
}

export interface MigrationReport {
  readonly applied: readonly string[]
}

/**
 * Brings a database to the newest structure as the role owner. Repeating it does nothing; two at once wait for each
 * other. Throws MIGRATION_CHANGED when a file that was applied has been edited since, and PLUGIN_MIGRATION when one of a
 * plugin changes what is not its own; a test that looks at such a plugin says `plugins: 'unguarded'`, one that
 * looks at the guard itself `'unread'`.
 */
export async function migrate(
  adminUrl: string,
  sets: readonly MigrationSet[],
  { plugins = 'guarded' }: { readonly plugins?: 'guarded' | 'unread' | 'unguarded' } = {},
): Promise<MigrationReport> {
  const login = () => postgres(adminUrl, { max: 1, onnotice: () => {}, connect_timeout: 10 })
  const [admin, outside] = [login(), login()]
  try {
    // Before the roles: what they are granted here is granted by migrations as well.
    await admin`select pg_advisory_lock(72036002)`
    await ensureRoles(admin, adminUrl)
    await admin.unsafe(`set role ${ROLES.owner}`)
    await admin.unsafe(`create schema if not exists migration;
      create table if not exists migration.applied (
        set_name text not null, file text not null, hash text not null, applied_at timestamptz not null default now(),
        primary key (set_name, file))`)
    const applied: string[] = []
    const prefixes = await pluginPrefixes(admin, sets)
    for (const set of [DB_MIGRATIONS, ...sets])
      applied.push(
        ...(await applySet(
          admin,
          set,
          plugins === 'unguarded' ? null : { outside, prefixes, reads: plugins === 'guarded' },
        )),
      )
    return { applied }
  } finally {
    await Promise.all([admin.end({ timeout: 5 }), outside.end({ timeout: 5 })])
  }
}

/** What tables of a plugin begin with, before the underscore; undefined for a set that is no plugin's. */
function prefixOf(setName: string): string | undefined {
  const plugin = /^plugin:(.+)$/.exec(setName)?.[1]
  return plugin && ownPrefix(plugin)
}

/** Of the plugins that are installed and of those that ever were: their tables stay. */
async function pluginPrefixes(
  admin: postgres.Sql,
  sets: readonly MigrationSet[],
): Promise<readonly string[]> {
  const rows = await admin<{ name: string }[]>`select distinct set_name as name from migration.applied`
  return [...sets, ...rows].flatMap(({ name }) => prefixOf(name) ?? [])
}

/** How sets of plugins are looked at. */
interface Guard {
  readonly outside: postgres.Sql
  readonly prefixes: readonly string[]
  /** Whether what is written is judged before it is run; what it did is judged in any case. */
  readonly reads: boolean
}

/** What of a set is applied, in its order. */
async function filesOf({ dir }: MigrationSet): Promise<string[]> {
  return (await readdir(dir)).filter((file) => MIGRATION_FILE.test(file)).sort()
}

async function applySet(admin: postgres.Sql, set: MigrationSet, guard: Guard | null): Promise<string[]> {
  const prefix = prefixOf(set.name)
  const files = await filesOf(set)
  const known = await admin<{ file: string; hash: string }[]>`
    select file, hash from migration.applied where set_name = ${set.name}`
  const done: string[] = []
  const texts: Migration[] = []
  for (const file of files) {
    const text = await readFile(join(set.dir, file), 'utf8')
    texts.push({ file, sql: text })
    const hash = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
    const before = known.find((row) => row.file === file)
    if (before && before.hash !== hash)
      throw new OutsideError(
        'MIGRATION_CHANGED',
        `${set.name}/${file} was edited after it had been applied; add a new file instead`,
      )
    if (before) continue
    await admin.begin(async (sql) => {
      if (prefix !== undefined && guard) {
        const { outside, prefixes, reads } = guard
        if (reads) assertStructureOnly(set.name, prefix, texts)
        const longer = prefixes.filter((other) => other.startsWith(`${prefix}_`))
        await applyGuarded(sql, { own: { prefix, longer }, file: `${set.name}/${file}`, text, outside })
      } else await sql.unsafe(text)
      await sql`insert into migration.applied (set_name, file, hash) values (${set.name}, ${file}, ${hash})`
    })
    done.push(`${set.name}/${file}`)
  }
  return done
}

/** How far a database is: nothing at all, or which files of the sets are still to come. Changes nothing. */
export interface Structure {
  readonly isNew: boolean
  readonly pending: readonly string[]
}

/** Asked by what only reads, and by a process without the migrating login's leave to change the structure. */
export async function readStructure(adminUrl: string, sets: readonly MigrationSet[]): Promise<Structure> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {}, connect_timeout: 10 })
  try {
    const rows = await admin<{ key: string }[]>`
      select set_name || '/' || file as key from migration.applied`.catch(nothingIfNew)
    const known = new Set(rows.map(({ key }) => key))
    const pending: string[] = []
    for (const set of [DB_MIGRATIONS, ...sets])
      for (const file of await filesOf(set))
        if (!known.has(`${set.name}/${file}`)) pending.push(`${set.name}/${file}`)
    return { isNew: known.size === 0, pending }
  } finally {
    await admin.end({ timeout: 5 })
  }
}

const NO_SUCH_TABLE = ['42P01', '3F000']

function nothingIfNew(error: { readonly code?: string }): { key: string }[] {
  if (NO_SUCH_TABLE.includes(error.code ?? '')) return []
  throw error
}

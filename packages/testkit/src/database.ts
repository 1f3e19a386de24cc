import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CORE_MIGRATIONS } from '@mamapu/core'
import {
  type Database,
  DB_MIGRATIONS,
  ensureRoles,
  type MigrationSet,
  migrate,
  openDatabase,
  type RoleUrls,
  roleUrls,
  startEmbedded,
} from '@mamapu/db'
import postgres from 'postgres'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A database of one test file's own, cloned from a template with every migration applied; gone when the file ends. */
export interface TestDatabase {
  readonly db: Database
  readonly urls: RoleUrls
  /** The migrating login on this database, for looking behind the policies. */
  readonly adminUrl: string
  readonly admin: postgres.Sql
}

interface Teardown {
  teardown(work: () => unknown): void
}

let server: Promise<string> | undefined

/** The test server's superuser login: from `npm test`, or our own embedded one for a file run by itself. */
export function testServerUrl(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return Promise.resolve(given)
  server ??= startEmbedded({
    dataDir: join(ROOT, '.data/test/pg'),
    log: () => {},
    settings: { fsync: 'off', max_connections: '200' },
  }).then(async (embedded) => {
    // Only here: whoever runs the suite outside of tests, as the matrix does, gets no reporter with it.
    const { default: tap } = await import('tap')
    tap.teardown(() => embedded.stop())
    return embedded.url
  })
  return server
}

export async function createTestDatabase(
  t: Teardown,
  options: { plugins?: readonly MigrationSet[]; max?: number; serverUrl?: string } = {},
): Promise<TestDatabase> {
  const serverUrl = options.serverUrl ?? (await testServerUrl())
  const sets = [CORE_MIGRATIONS, ...(options.plugins ?? [])]
  const template = `mamapu_tpl_${await hashOf([DB_MIGRATIONS, ...sets])}`
  const name = `mamapu_test_${randomBytes(6).toString('hex')}`
  const root = postgres(serverUrl, { max: 1, onnotice: () => {} })
  try {
    await root`select pg_advisory_lock(72036003)`
    await makeTemplate(root, serverUrl, template, sets)
    // Copied as files: written through the log, page by page, it takes twice the time.
    await root.unsafe(`create database ${name} template ${template} strategy file_copy`)
    await root`select pg_advisory_unlock(72036003)`
  } finally {
    await root.end()
  }
  const adminUrl = onDatabase(serverUrl, name)
  const urls = roleUrls(adminUrl)
  const db = openDatabase({ urls, max: options.max ?? 10, name: 'test' })
  const admin = postgres(adminUrl, { max: 2, onnotice: () => {} })
  // What roles may do to a database itself is not cloned with it.
  await ensureRoles(admin as never, adminUrl)
  t.teardown(async () => {
    await db.close()
    await admin.end()
    const last = postgres(serverUrl, { max: 1, onnotice: () => {} })
    await last.unsafe(`drop database if exists ${name} with (force)`)
    await last.end()
  })
  return { db, urls, adminUrl, admin }
}

function onDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.toString()
}

async function makeTemplate(
  root: postgres.Sql,
  serverUrl: string,
  template: string,
  sets: readonly MigrationSet[],
): Promise<void> {
  const [known] = await root`select datname from pg_database where datname = ${template}`
  if (known) return
  const building = `${template}_building`
  await root.unsafe(`drop database if exists ${building} with (force)`)
  await root.unsafe(`create database ${building}`)
  // What a plugin's migrations do wrong is for the conformance suite to say.
  await migrate(onDatabase(serverUrl, building), sets, { plugins: 'unguarded' })
  await root.unsafe(`alter database ${building} rename to ${template}`)
}

async function hashOf(sets: readonly MigrationSet[]): Promise<string> {
  const hash = createHash('sha256')
  for (const set of sets)
    for (const file of (await readdir(set.dir)).sort())
      hash.update(`${set.name}/${file}\n`).update(await readFile(join(set.dir, file)))
  return hash.digest('hex').slice(0, 16)
}

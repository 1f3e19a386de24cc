import { join } from 'node:path'
import { CORE_MIGRATIONS, type plugins } from '@mamapu/core'
import {
  type Database,
  type MigrationSet,
  migrate,
  openDatabase,
  type RoleUrls,
  readStructure,
  roleUrls,
  startEmbedded,
} from '@mamapu/db'
import { OutsideError } from '@mamapu/kernel'
import { migrateQueue } from '@mamapu/queue'
import postgres from 'postgres'
import type { Config } from './config.js'

/** Where the data is, ready for use: roles made, pools open. */
export interface ProductDatabase {
  readonly db: Database
  readonly urls: RoleUrls
  /** The migrating login; null when only run-time logins were given. */
  readonly adminUrl: string | null
  readonly isEmbedded: boolean
  readonly notes: readonly string[]
  close(): Promise<void>
}

/** `as-is` leaves the structure as it is, for what only reads; `assertMigrated` tells whether that is enough. */
export type StructureWish = 'migrated' | 'as-is'

export async function openProductDatabase(
  config: Config,
  registry: plugins.PluginRegistry,
  say: (line: string) => void,
  wish: StructureWish = 'migrated',
): Promise<ProductDatabase> {
  const { app, queue, sweep } = config.roleUrls
  if (config.databaseUrl === null && app && queue && sweep) return runTimeOnly({ app, queue, sweep })
  if (config.databaseUrl === null && config.isProduction)
    throw new OutsideError(
      'DATABASE_URL_REQUIRED',
      '生产环境请设置 DATABASE_URL(自带的 PostgreSQL 只供试用和测试)· set DATABASE_URL in production: the embedded PostgreSQL is for trying out and tests',
    )
  const embedded =
    config.databaseUrl === null
      ? await startEmbedded({ dataDir: join(config.dataDir, 'pg'), log: say })
      : null
  const adminUrl = config.databaseUrl ?? (embedded?.url as string)
  const urls = roleUrls(adminUrl, config.roleUrls)
  try {
    if (wish === 'migrated') await migrateAll(adminUrl, urls, registry)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  const db = openDatabase({ urls })
  return {
    db,
    urls,
    adminUrl,
    isEmbedded: embedded !== null,
    notes: embedded
      ? [
          `自带的 PostgreSQL ${embedded.version} 只供试用和测试，正式使用请设置 DATABASE_URL · embedded PostgreSQL: for trying out and tests; set DATABASE_URL in production`,
        ]
      : await versionNotes(adminUrl),
    async close() {
      await db.close()
      await embedded?.stop()
    },
  }
}

function runTimeOnly(urls: RoleUrls): ProductDatabase {
  const db = openDatabase({ urls })
  return { db, urls, adminUrl: null, isEmbedded: false, notes: [], close: () => db.close() }
}

/** Structure of core, plugins and queue; repeating it does nothing. */
export async function migrateAll(
  adminUrl: string,
  urls: RoleUrls,
  registry: plugins.PluginRegistry,
): Promise<readonly string[]> {
  const sets: MigrationSet[] = [CORE_MIGRATIONS, ...registry.migrations]
  const { applied } = await migrate(adminUrl, sets)
  await migrateQueue(urls.queue)
  return applied
}

/** Throws MIGRATIONS_PENDING when the installed code and plugins need more than the database has. Changes nothing. */
export async function assertMigrated(
  { adminUrl }: ProductDatabase,
  { migrations }: Pick<plugins.PluginRegistry, 'migrations'>,
): Promise<void> {
  if (adminUrl === null) return
  const { pending } = await readStructure(adminUrl, [CORE_MIGRATIONS, ...migrations])
  if (pending.length === 0) return
  const some = pending.slice(0, PENDING_SHOWN).join(', ') + (pending.length > PENDING_SHOWN ? ' …' : '')
  throw new OutsideError(
    'MIGRATIONS_PENDING',
    `数据库结构还不是最新，这个命令只读不改；请先运行 npm run migrate · the structure of the database is behind and this command only reads; run npm run migrate first (${some})`,
  )
}

const PENDING_SHOWN = 3

/** Minor versions that repaired row-level security (release notes of PostgreSQL, 2026-11-12). */
const SOUND_MINORS: Readonly<Record<number, number>> = { 15: 20, 16: 16, 17: 12, 18: 6 }

async function versionNotes(adminUrl: string): Promise<string[]> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    const [row] = await sql<
      { version: number }[]
    >`select current_setting('server_version_num')::int as version`
    const version = row?.version ?? 0
    const [major, minor] = [Math.floor(version / 10_000), version % 10_000]
    if (major < 15)
      throw new OutsideError(
        'DATABASE_TOO_OLD',
        `需要 PostgreSQL 15 或更新 · PostgreSQL 15 or newer is needed, this is ${major}`,
      )
    const sound = SOUND_MINORS[major]
    return sound !== undefined && minor < sound
      ? [
          `PostgreSQL ${major}.${minor} 的行级安全有已知缺陷，请升级到 ${major}.${sound} · it has known faults in row-level security; move to ${major}.${sound}`,
        ]
      : []
  } finally {
    await sql.end({ timeout: 5 })
  }
}

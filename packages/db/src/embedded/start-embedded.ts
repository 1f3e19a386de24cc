import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { type Binaries, prepareBinaries } from './binaries.js'
import { chooseClusterDir, clusterDirOf, ensureCluster, superuserPassword } from './cluster.js'
import { withDataLock } from './data-lock.js'
import { findRunning, launch, shutDown } from './postmaster.js'
import { chooseRunAs } from './run-as.js'
import { addUser, countUsers, removeUser } from './users.js'

export interface EmbeddedOptions {
  /** Where everything of this server lives; made when missing. */
  dataDir: string
  log: (message: string) => void
  /** Server settings beside ours, e.g. `{ fsync: 'off' }`; without effect on a server that already runs. */
  settings?: Readonly<Record<string, string>>
}

export interface EmbeddedPostgres {
  /** The superuser's address of the database `postgres`. */
  url: string
  /** For example `18.4`. */
  version: string
  /** True when the server ran already. */
  attached: boolean
  /** Takes this user away; the server itself stops when it was the last living one. */
  stop(): Promise<void>
}

/**
 * The one PostgreSQL of this data folder: started, or attached to when it runs already, also after its starter was
 * killed. It listens on 127.0.0.1 alone, by password, and outlives this process while other processes use it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDir, { recursive: true })
  const dataDir = realpathSync(options.dataDir)
  return withDataLock(dataDir, () => startLocked(dataDir, options))
}

async function startLocked(
  dataDir: string,
  { log, settings = {} }: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  const runAs = chooseRunAs(clusterDirOf(dataDir))
  const binaries = prepareBinaries(runAs, log)
  const clusterDir = chooseClusterDir(dataDir, runAs, log)
  const password = superuserPassword(dataDir)
  await ensureCluster({ dir: clusterDir, binaries, runAs, password, sync: settings.fsync !== 'off' }, log)

  const running = await findRunning(clusterDir)
  const { port } =
    running ??
    (await launch({
      clusterDir,
      logFile: join(dataDir, 'postgres.log'),
      portFile: join(dataDir, 'port'),
      binaries,
      runAs,
      settings,
    }))
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  const version = await askVersion(url)
  const mark = addUser(dataDir)
  log(`PostgreSQL ${version} ${running ? 'already runs' : 'started'} on 127.0.0.1:${port}`)

  let stopping: Promise<void> | undefined
  const stop = () => (stopping ??= leave({ dataDir, clusterDir, binaries, mark }))
  return { url, version, attached: running !== null, stop }
}

interface Leaver {
  dataDir: string
  clusterDir: string
  binaries: Binaries
  mark: string
}

function leave({ dataDir, clusterDir, binaries, mark }: Leaver): Promise<void> {
  return withDataLock(dataDir, async () => {
    removeUser(mark)
    if (countUsers(dataDir) === 0) await shutDown(clusterDir, binaries)
  })
}

async function askVersion(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, fetch_types: false, onnotice: () => {} })
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`
    return (row?.version ?? '').split(' ')[0] ?? ''
  } finally {
    await sql.end({ timeout: 2 })
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Binaries } from './binaries.js'
import { EmbeddedPostgresError } from './errors.js'
import { canReach, type RunAs } from './run-as.js'

/** Where root keeps clusters that belong to data folders the server's account cannot reach. */
const ROOT_STORE = '/var/lib/mamapu'

/** The cluster of this data folder: inside it, or where the pointer file `cluster-at` says. */
export function clusterDirOf(dataDir: string): string {
  const pointer = join(dataDir, 'cluster-at')
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'cluster')
}

/** A folder for a new cluster that the server's account can reach; remembered in the data folder. */
export function chooseClusterDir(dataDir: string, runAs: RunAs, log: (message: string) => void): string {
  const current = clusterDirOf(dataDir)
  if (existsSync(current) || canReach(current, runAs)) return current
  mkdirSync(ROOT_STORE, { recursive: true, mode: 0o755 })
  // The name is random, so that a data folder made anew never meets an older cluster with another password.
  const elsewhere = join(ROOT_STORE, `cluster-${randomBytes(8).toString('hex')}`)
  writeFileSync(join(dataDir, 'cluster-at'), elsewhere, { mode: 0o600 })
  log(`the database account cannot reach ${dataDir}; its files are kept in ${elsewhere}`)
  return elsewhere
}

/** The superuser's password, made once and kept in a file only we can read. */
export function superuserPassword(dataDir: string): string {
  const path = join(dataDir, 'superuser.password')
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(path, 'utf8').trim()
}

export interface ClusterPlan {
  dir: string
  binaries: Binaries
  runAs: RunAs
  password: string
  /** False for throw-away clusters: nothing is flushed while it is made. */
  sync: boolean
}

/** Makes the cluster if it is not there, whole or not at all; refuses one of another major version. */
export async function ensureCluster(plan: ClusterPlan, log: (message: string) => void): Promise<void> {
  const versionFile = join(plan.dir, 'PG_VERSION')
  if (!existsSync(versionFile)) return createCluster(plan, log)
  const found = readFileSync(versionFile, 'utf8').trim()
  if (found !== plan.binaries.major) {
    throw new EmbeddedPostgresError(
      'other_major',
      `数据由 PostgreSQL ${found} 创建，当前内置版本是 ${plan.binaries.major}:请用旧版本导出，或换一个 DATA_DIR。\n` +
        `The data was made by PostgreSQL ${found}, this is ${plan.binaries.major}: ` +
        `export it with the older release, or choose another DATA_DIR. ${plan.dir}`,
    )
  }
}

async function createCluster(plan: ClusterPlan, log: (message: string) => void): Promise<void> {
  sweepHalfMade(plan.dir)
  const failures: string[] = []
  for (const locale of localeCandidates()) {
    const half = `${plan.dir}.half-${randomBytes(4).toString('hex')}`
    const failure = await initialise(plan, half, locale)
    if (failure === null) {
      rmSync(plan.dir, { recursive: true, force: true })
      renameSync(half, plan.dir)
      log(`made a new database (${locale})`)
      return
    }
    rmSync(half, { recursive: true, force: true })
    failures.push(`${locale}: ${failure}`)
    if (!/locale|encoding/i.test(failure)) {
      throw new EmbeddedPostgresError(
        'start_failed',
        `无法创建内置数据库，可设置 DATABASE_URL。\nThe embedded database could not be made; you can set DATABASE_URL.\n${failure}`,
      )
    }
  }
  throw new EmbeddedPostgresError(
    'no_utf8_locale',
    '本机没有 UTF-8 区域设置（例如 C.UTF-8），中文搜索会失效:请安装一个，或设置 DATABASE_URL。\n' +
      'This machine has no UTF-8 locale such as C.UTF-8, without which Chinese search finds nothing: ' +
      `install one, or set DATABASE_URL.\n${failures.join('\n')}`,
  )
}

/** Null when the cluster was made, else what initdb said. */
async function initialise(plan: ClusterPlan, dir: string, locale: string): Promise<string | null> {
  const { runAs, binaries } = plan
  const passwordFile = `${dir}.password`
  mkdirSync(dir, { mode: 0o700 })
  writeFileSync(passwordFile, plan.password, { mode: 0o600 })
  if (runAs) for (const path of [dir, passwordFile]) chownSync(path, runAs.uid, runAs.gid)
  const args = [
    `--pgdata=${dir}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Sorting by code point everywhere, so that an index means the same on every machine.
    ...(locale === 'C.UTF-8' ? [`--locale=${locale}`] : ['--locale=C', `--lc-ctype=${locale}`]),
    '--lc-messages=C',
    '--no-instructions',
    ...(plan.sync ? [] : ['--no-sync']),
  ]
  try {
    return await runToEnd(binaries.initdb, args, runAs)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function runToEnd(program: string, args: string[], runAs: RunAs): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...runAs,
      cwd: '/',
      env: serverEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let said = ''
    child.stdout.on('data', (chunk) => (said += String(chunk)))
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code) => resolve(code === 0 ? null : said.trim() || `exit code ${code}`))
  })
}

/** Our own environment without what PostgreSQL would take as settings, and with plain English messages. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

function localeCandidates(): string[] {
  const usual = ['C.UTF-8', 'en_US.UTF-8', 'zh_CN.UTF-8', 'en-US.UTF-8']
  const { stdout } = spawnSync('locale', ['-a'], { encoding: 'utf8' })
  const installed = (stdout ?? '').split('\n').filter((name) => /utf-?8$/i.test(name))
  return [...new Set([...usual, ...installed.slice(0, 4)])]
}

function sweepHalfMade(clusterDir: string): void {
  const folder = dirname(clusterDir)
  const prefix = `${basename(clusterDir)}.half-`
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

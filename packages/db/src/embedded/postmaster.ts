import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.js'
import { serverEnvironment } from './cluster.js'
import { EmbeddedPostgresError } from './errors.js'
import { isRunning, waitUntilGone } from './process-identity.js'
import type { RunAs } from './run-as.js'

const READY_MAX_MS = 120_000
const STOP_MAX_MS = 30_000
const LOG_MAX_BYTES = 10_000_000
const PORT_TRIES_MAX = 5
/** How long backends of a killed server may take to notice before we give up. */
const LEFTOVER_MAX_MS = 20_000

export interface Postmaster {
  pid: number
  port: number
}

export interface LaunchPlan {
  clusterDir: string
  logFile: string
  portFile: string
  binaries: Binaries
  runAs: RunAs
  settings: Readonly<Record<string, string>>
}

/** The running server of this cluster, once it answers; null when there is none. */
export async function findRunning(clusterDir: string): Promise<Postmaster | null> {
  const deadline = performance.now() + READY_MAX_MS
  for (;;) {
    const seen = readPidFile(clusterDir)
    if (seen === null || !isPostmasterOf(seen.pid, clusterDir)) return null
    if (seen.ready) return { pid: seen.pid, port: seen.port }
    if (performance.now() > deadline) throw tookTooLong(clusterDir)
    await sleep(20)
  }
}

/** Starts the server in its own process group, so that it outlives us while others use it, and waits for it. */
export async function launch(plan: LaunchPlan): Promise<Postmaster> {
  const leftoverDeadline = performance.now() + LEFTOVER_MAX_MS
  for (let portTries = 0; ; ) {
    disownPidFile(plan.clusterDir)
    const port = await choosePort(plan.portFile)
    const outcome = await launchOnce(plan, port)
    if (typeof outcome !== 'string') {
      writeFileSync(plan.portFile, String(port), { mode: 0o600 })
      return outcome
    }
    if (/could not create any TCP\/IP sockets/.test(outcome) && ++portTries < PORT_TRIES_MAX) continue
    const isLeftover = /pre-existing shared memory|lock file .* already exists/.test(outcome)
    if (isLeftover && performance.now() < leftoverDeadline) {
      await sleep(100)
      continue
    }
    throw new EmbeddedPostgresError(
      'start_failed',
      `内置数据库没有启动，日志在 ${plan.logFile}；也可设置 DATABASE_URL。\n` +
        `The embedded database did not start; its log is ${plan.logFile}. You can set DATABASE_URL instead.\n${outcome}`,
    )
  }
}

/** Stops the server of this cluster: open transactions are rolled back, everything acknowledged is kept. */
export async function shutDown(clusterDir: string, binaries: Binaries): Promise<void> {
  const seen = readPidFile(clusterDir)
  if (seen === null || !isPostmasterOf(seen.pid, clusterDir)) return
  if (process.platform === 'win32') {
    spawnSync(binaries.pgCtl, ['stop', '-D', clusterDir, '-m', 'fast', '-w'])
  } else {
    process.kill(seen.pid, 'SIGINT')
  }
  if (await waitUntilGone(seen.pid, STOP_MAX_MS)) return
  process.kill(seen.pid, 'SIGQUIT')
  if (await waitUntilGone(seen.pid, STOP_MAX_MS)) return
  throw new EmbeddedPostgresError(
    'stop_failed',
    `内置数据库没有停下 / the embedded database does not stop: pid ${seen.pid}, ${clusterDir}`,
  )
}

/** The running server, or the end of its log when it ended before it was ready. */
async function launchOnce(plan: LaunchPlan, port: number): Promise<Postmaster | string> {
  const logStart = rotateLog(plan.logFile)
  const log = openSync(plan.logFile, 'a', 0o600)
  const child = spawn(plan.binaries.postgres, serverArguments(plan, port), {
    ...plan.runAs,
    cwd: '/',
    env: serverEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
    windowsHide: true,
  })
  let failure: string | null = null
  child.once('error', (error) => {
    failure = error.message
  })
  child.once('exit', (code, signal) => {
    failure ??= `exit ${code ?? signal}\n${logTail(plan.logFile, logStart)}`
  })
  child.unref()
  closeSync(log)

  const deadline = performance.now() + READY_MAX_MS
  while (failure === null) {
    const seen = readPidFile(plan.clusterDir)
    if (seen?.ready && seen.pid === child.pid) {
      // What happens to it later is no failure to start, and its log may be gone by then.
      child.removeAllListeners('exit')
      return { pid: seen.pid, port: seen.port }
    }
    if (performance.now() > deadline) throw tookTooLong(plan.clusterDir)
    await sleep(10)
  }
  return failure
}

function serverArguments({ clusterDir, settings }: LaunchPlan, port: number): string[] {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    ...settings,
  }
  return [
    '-D',
    clusterDir,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([k, v]) => ['-c', `${k}=${v}`]),
  ]
}

function readPidFile(clusterDir: string): (Postmaster & { ready: boolean }) | null {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    if (!Number.isInteger(pid) || pid <= 0) return null
    return { pid, port: Number(lines[3] ?? 0), ready: (lines[7] ?? '').trim() === 'ready' }
  } catch {
    return null
  }
}

function isPostmasterOf(pid: number, clusterDir: string): boolean {
  if (!isRunning(pid)) return false
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir)
    } catch {
      // Not ours to look at, so not our server: we run it under our own account or as root.
      return false
    }
  }
  if (process.platform === 'win32') return true
  return /postgres/.test(spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).stdout)
}

/**
 * A pid file may name a zombie or a stranger that got the same number; PostgreSQL would wait for them for ever.
 * Naming ourselves (its parent, whom it ignores) keeps the rest of the file, by which it still refuses to start
 * while backends of a killed server hold the shared memory.
 */
function disownPidFile(clusterDir: string): void {
  const path = join(clusterDir, 'postmaster.pid')
  if (!existsSync(path) || process.platform === 'win32') return
  const [, ...rest] = readFileSync(path, 'utf8').split('\n')
  writeFileSync(path, [String(process.pid), ...rest].join('\n'))
}

/** The port of last time when it is free, so that those who were connected find the server again. */
async function choosePort(portFile: string): Promise<number> {
  const last = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0
  return (Number.isInteger(last) && last > 0 ? await tryPort(last) : null) ?? (await tryPort(0)) ?? 0
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    server.close()
    await once(server, 'close')
    return typeof address === 'object' && address ? address.port : null
  } catch {
    return null
  }
}

function rotateLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size < LOG_MAX_BYTES) return size
  renameSync(path, `${path}.1`)
  return 0
}

function logTail(path: string, from: number): string {
  const text = existsSync(path) ? readFileSync(path).subarray(from).toString('utf8') : ''
  return text.trim().split('\n').slice(-12).join('\n')
}

function tookTooLong(clusterDir: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'start_failed',
    `内置数据库启动太久 / the embedded database is not ready after ${READY_MAX_MS / 1000} s: ${clusterDir}`,
  )
}

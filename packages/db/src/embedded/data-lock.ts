import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './errors.js'
import { formatIdentity, isAlive, ownIdentity, parseIdentity } from './process-identity.js'

const WAIT_MAX_MS = 180_000
const HALF_WRITTEN_MS = 2_000

/**
 * Runs `work` while no other process starts or stops this data folder's server.
 * A lock left behind by a process that died is taken over.
 */
export async function withDataLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const path = join(dataDir, 'start.lock')
  const mine = `${formatIdentity(ownIdentity())}\n${randomBytes(8).toString('hex')}\n`
  await acquire(path, mine)
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

async function acquire(path: string, mine: string): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS
  while (!createOnce(path, mine)) {
    const holder = read(path)
    if (holder !== null && isAbandoned(path, holder)) breakLock(path, holder)
    else await sleep(25)
    if (performance.now() > deadline) {
      throw new EmbeddedPostgresError(
        'busy',
        `另一个进程一直占用数据目录 / another process keeps the data folder busy: ${path} (${holder?.trim() ?? ''})`,
      )
    }
  }
}

/** Only one process can create the breaker's file of one dead holder, and it looks again before removing. */
function breakLock(path: string, deadHolder: string): void {
  const breaker = `${path}.${deadHolder.trim().replace(/\s+/g, '-') || 'empty'}`
  if (!createOnce(breaker, '')) {
    if (ageMs(breaker) > HALF_WRITTEN_MS) rmSync(breaker, { force: true })
    return
  }
  if (read(path) === deadHolder) rmSync(path, { force: true })
  rmSync(breaker, { force: true })
}

function isAbandoned(path: string, holder: string): boolean {
  const identity = parseIdentity(holder.split('\n')[0] ?? '')
  if (identity === null) return ageMs(path) > HALF_WRITTEN_MS
  return !isAlive(identity)
}

function createOnce(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function ageMs(path: string): number {
  try {
    return performance.timeOrigin + performance.now() - statSync(path).mtimeMs
  } catch {
    return 0
  }
}

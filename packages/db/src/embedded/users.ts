import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatIdentity, isAlive, ownIdentity, parseIdentity } from './process-identity.js'

/** Marks this process as a user of the server; the mark is void once the process is gone, however it ended. */
export function addUser(dataDir: string): string {
  const folder = join(dataDir, 'users')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const mark = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}`)
  writeFileSync(mark, formatIdentity(ownIdentity()), { mode: 0o600 })
  return mark
}

/** Takes one mark back. Call it and {@link countUsers} under the data lock. */
export function removeUser(mark: string): void {
  rmSync(mark, { force: true })
}

/** How many marks belong to living processes; the marks of the dead are swept away. */
export function countUsers(dataDir: string): number {
  const folder = join(dataDir, 'users')
  let alive = 0
  for (const name of listOrEmpty(folder)) {
    const identity = parseIdentity(readFileSync(join(folder, name), 'utf8'))
    if (identity && isAlive(identity)) alive += 1
    else rmSync(join(folder, name), { force: true })
  }
  return alive
}

function listOrEmpty(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

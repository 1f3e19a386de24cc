import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { EmbeddedPostgresError } from './errors.js'

/** The account PostgreSQL runs under; null means our own (it refuses to run as root). */
export type RunAs = { uid: number; gid: number } | null

/**
 * Who runs the server over this cluster folder. As root it is the owner of the cluster that is there, for a new
 * one `postgres`, else `nobody`: an account that appears later must not lock us out of older data.
 */
export function chooseRunAs(clusterDir: string): RunAs {
  if (process.getuid?.() !== 0) {
    refuseForeignCluster(clusterDir)
    return null
  }
  const owner = ownerOf(clusterDir)
  if (owner && owner.uid !== 0) return owner
  for (const name of ['postgres', 'nobody']) {
    const account = lookUp(name)
    if (account) return account
  }
  throw new EmbeddedPostgresError(
    'no_user',
    '内置数据库不能以 root 运行，也没有 postgres 或 nobody 账号:请换普通用户运行，或设置 DATABASE_URL。\n' +
      'The embedded database cannot run as root and there is no account postgres or nobody: ' +
      'run as an ordinary user, or set DATABASE_URL.',
  )
}

/** Whether that account can walk down to this path; our own account always can. */
export function canReach(path: string, runAs: RunAs): boolean {
  if (runAs === null) return true
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!mayEnter(folder, runAs)) return false
    if (folder === dirname(folder)) return true
  }
}

function mayEnter(folder: string, { uid, gid }: { uid: number; gid: number }): boolean {
  const stat = statSync(folder)
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001
  return (stat.mode & bit) !== 0
}

function refuseForeignCluster(clusterDir: string): void {
  const owner = ownerOf(clusterDir)
  const uid = process.getuid?.()
  if (owner && uid !== undefined && owner.uid !== uid) {
    throw new EmbeddedPostgresError(
      'other_owner',
      `数据库目录属于另一个用户(uid ${owner.uid}):请用当初的用户运行，或换一个 DATA_DIR。\n` +
        `The database folder belongs to another user (uid ${owner.uid}): run as the user who made it, ` +
        `or choose another DATA_DIR. ${clusterDir}`,
    )
  }
}

function ownerOf(path: string): { uid: number; gid: number } | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat ? { uid: stat.uid, gid: stat.gid } : null
}

function lookUp(name: string): { uid: number; gid: number } | null {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: ask('-u'), gid: ask('-g') }
  } catch {
    return null
  }
}

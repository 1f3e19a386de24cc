import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { workspaceRoot } from './workspace.js'

/** For tests: a small workspace around the set-up script, with stand-ins for npx, the compiler and the command line. */
interface Workspace {
  root: string
  write(path: string, text: string): void
  /** What the stand-ins were called with, in order. */
  calls(): string[]
  start(...args: string[]): ChildProcess
  run(...args: string[]): Promise<{ code: number | null; output: string }>
}

export function workspace(t: Test, env: Readonly<Record<string, string>> = {}): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'mamapu-setup-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const note = (name: string) =>
    `require('fs').appendFileSync(${JSON.stringify(join(root, 'calls'))}, '${name} ' + process.argv.slice(2).join(' ') + '\\n')`
  write('package.json', '{}')
  write('pnpm-lock.yaml', 'one')
  write('npm/npm-cli.js', '')
  write('npm/npx-cli.js', `${note('npx')}; process.exitCode = Number(process.env.NPX_CODE ?? 0)`)
  write(
    'node_modules/typescript/bin/tsc',
    `${note('tsc')}; process.exitCode = Number(process.env.TSC_CODE ?? 0)`,
  )
  write('packages/cli/dist/main.js', note('main'))
  mkdirSync(join(root, 'packages', 'cli'), { recursive: true })
  cpSync(join(workspaceRoot, 'packages', 'cli', 'setup.mjs'), join(root, 'packages', 'cli', 'setup.mjs'))

  const start = (...args: string[]) =>
    spawn(process.execPath, [join(root, 'packages', 'cli', 'setup.mjs'), ...args], {
      env: { ...process.env, ...env, npm_execpath: join(root, 'npm', 'npm-cli.js') },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  return {
    root,
    write,
    calls: () =>
      existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [],
    start,
    async run(...args) {
      const child = start(...args)
      let output = ''
      child.stdout?.on('data', (chunk) => (output += String(chunk)))
      child.stderr?.on('data', (chunk) => (output += String(chunk)))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, output }
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '@mamapu/db'
import { workspaceRoot } from '../workspace.js'

interface Teardown {
  teardown(work: () => unknown): void
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Since it was told to. */
  readonly tookMs: number
}

/** For tests: one process of the product, as a person starts it. */
export class ProductProcess {
  readonly #child: ChildProcess
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  output = ''

  constructor(t: Teardown, command: readonly string[], env: Readonly<Record<string, string>>) {
    const { PATH = '', HOME = '', LANG = '' } = process.env
    this.#child = spawn(process.execPath, [join(workspaceRoot, 'packages/cli/dist/main.js'), ...command], {
      cwd: workspaceRoot,
      env: { PATH, HOME, LANG, BIND: '127.0.0.1', DEMO: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk) => {
        this.output += String(chunk)
      })
    this.ended = new Promise((resolve) => {
      this.#child.once('exit', (code, signal) => resolve({ code, signal }))
    })
    t.teardown(async () => {
      if (this.isAlive) this.#child.kill('SIGKILL')
      await this.ended
    })
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Until it says that it is ready; throws with what it said when it ends before. */
  async ready(): Promise<this> {
    const isReady = () => this.output.includes('Mamapu is ready')
    await until(() => isReady() || !this.isAlive, 40_000)
    if (!isReady()) throw new Error(`ended before it was ready:\n${this.output}`)
    return this
  }

  async end(signal: NodeJS.Signals): Promise<Ending> {
    const began = performance.now()
    this.#child.kill(signal)
    return { ...(await this.ended), tookMs: performance.now() - began }
  }
}

/** Looks every 20 ms; throws when the state has not come in time. */
export async function until(isSo: () => boolean | Promise<boolean>, maxMs: number): Promise<number> {
  const began = performance.now()
  while (!(await isSo())) {
    if (performance.now() - began > maxMs) throw new Error(`has not come within ${maxMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - began
}

/** A data folder of the test's own; an embedded server that is left there is stopped. */
export function dataFolder(t: Teardown): string {
  const folder = mkdtempSync(join(tmpdir(), 'mamapu-process-'))
  chmodSync(folder, 0o755)
  t.teardown(async () => {
    // As its last user we stop it.
    const last = await startEmbedded({ dataDir: join(folder, 'pg'), log: () => {} })
    await last.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

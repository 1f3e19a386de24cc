import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { workspaceRoot } from '../workspace.js'
import { freePort } from './front-door.js'

const STOP_MS = 5000

/** One run of the product behind the front door. */
export interface WebProcess {
  readonly port: number
  /** True once it serves; false when it ended before. */
  readonly ready: Promise<boolean>
  /** Its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>
  /** Lets it finish what is in hand. */
  stop(): Promise<void>
}

/** Starts `npm start` as a child on a port of its own; quiet once people have read the addresses. */
export async function startWebProcess(
  env: NodeJS.ProcessEnv,
  { quiet }: { quiet: boolean },
): Promise<WebProcess> {
  const port = await freePort()
  const main = join(workspaceRoot, 'packages', 'cli', 'dist', 'main.js')
  const args = ['--enable-source-maps', main, 'start', ...(quiet ? ['--quiet'] : [])]
  const child = spawn(process.execPath, args, {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...env, PORT: String(port), BIND: '127.0.0.1' },
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const ready = Promise.race([once(child, 'message').then(() => true), ended.then(() => false)])
  return { port, ready, ended, stop: () => stop(child, ended) }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '../free-port.js'
import { workspaceRoot } from '../workspace.js'

const STOP_MS = 5000

/** One run of the product behind the front door. */
export interface WebProcess {
  readonly port: number
  /** Its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>
  /** Reads plugins and themes as they are now and serves; false when it ended before. */
  begin(): Promise<boolean>
  /** Lets it finish what is in hand. */
  stop(): Promise<void>
}

/** A child that has loaded the packages and waits to begin: what takes longest is done before anything changes. */
export async function prepareWebProcess(
  env: NodeJS.ProcessEnv,
  { quiet }: { quiet: boolean },
): Promise<WebProcess> {
  const port = await freePort()
  const main = join(workspaceRoot, 'packages', 'cli', 'dist', 'main.js')
  const args = ['--enable-source-maps', main, 'start', '--when-told', ...(quiet ? ['--quiet'] : [])]
  const child = spawn(process.execPath, args, {
    cwd: workspaceRoot,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...env, PORT: String(port), BIND: '127.0.0.1' },
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    port,
    ended,
    begin() {
      const serving = once(child, 'message').then(() => true)
      if (child.connected) child.send('begin')
      return Promise.race([serving, ended.then(() => false)])
    },
    stop: () => stop(child, ended),
  }
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(timer)
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { OutsideError } from '@mamapu/kernel'
import { askOnce } from './wire.js'

export interface Server {
  readonly port: number
  readonly pid: number
  /** From the start of the process to its first good answer. */
  readonly readyMs: number
  stop(): Promise<void>
}

const READY_MS = 30_000
const STOP_MS = 10_000
const PRODUCT = fileURLToPath(new URL('../main.js', import.meta.url))
const LIMITS = fileURLToPath(new URL('./limits-main.js', import.meta.url))

/** The product as `npm start` runs it, in a process of its own. */
export function startProduct(port: number, env: NodeJS.ProcessEnv): Promise<Server> {
  return startServer([PRODUCT, 'start'], port, env)
}

/** The product as `npm run dev` runs it. */
export function startDev(port: number, env: NodeJS.ProcessEnv): Promise<Server> {
  return startServer([PRODUCT, 'dev'], port, env)
}

/** What the product is compared with, in a process of its own. */
export function startLimits(port: number, env: NodeJS.ProcessEnv): Promise<Server> {
  return startServer([LIMITS], port, env)
}

const running = new Set<ChildProcess>()

/** Ends whatever this process has started and that still runs. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map(stop))
}

async function startServer(args: readonly string[], port: number, env: NodeJS.ProcessEnv): Promise<Server> {
  const began = performance.now()
  const profile = process.env.BENCH_NODE_ARGS?.split(' ').filter(Boolean) ?? []
  const child = spawn(process.execPath, [...profile, ...args], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PAYMENT_SANDBOX: '1',
      ...env,
      PORT: String(port),
      BIND: '127.0.0.1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() - began > READY_MS) {
      await stop(child)
      throw new OutsideError('BENCH_START', `${args.at(-1)} did not start`)
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const readyMs = performance.now() - began
  return { port, pid: child.pid as number, readyMs, stop: () => stop(child) }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await askOnce(port, { host: `localhost:${port}`, path: '/readyz' })).status === 200
  } catch {
    return false
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.kill('SIGTERM')
  await gone
  clearTimeout(timer)
}

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { startEmbedded } from '@mamapu/db'
import { freePort } from '../free-port.js'
import { workspaceRoot } from '../workspace.js'

type Log = (message: string) => void

export interface TestServices {
  /** The environment of the tests: TEST_DATABASE_URL, TEST_REDIS_URL and CHROMIUM_PATH where there are such. */
  env: NodeJS.ProcessEnv
  /** Stops what was started here and nothing else. */
  stop(): Promise<void>
}

const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Brings up what the tests need; Redis and Chromium only where they are installed. */
export async function startServices(log: Log): Promise<TestServices> {
  const database = await startDatabase(log)
  const redis = await startRedis(log)
  const chromium = findChromium()
  if (!chromium)
    log('没有找到 Chromium，浏览器测试会跳过 · no Chromium: browser tests skip (set CHROMIUM_PATH)')
  return {
    env: {
      ...process.env,
      TEST_DATABASE_URL: database.url,
      ...(redis ? { TEST_REDIS_URL: redis.url } : {}),
      ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
    },
    async stop() {
      await Promise.all([database.stop(), redis?.stop()])
    },
  }
}

interface Service {
  url: string
  stop(): Promise<void>
}

async function startDatabase(log: Log): Promise<Service> {
  const given = process.env.DATABASE_URL
  if (given) return { url: given, stop: async () => {} }
  return startEmbedded({
    dataDir: join(workspaceRoot, '.data', 'test', 'pg'),
    log,
    // Throw-away data: speed before safety. No database lives long enough to be vacuumed.
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      max_wal_size: '4GB',
      autovacuum: 'off',
      jit: 'off',
      // Every test signs in anew some ten times.
      scram_iterations: '1',
      max_connections: '300',
    },
  })
}

async function startRedis(log: Log): Promise<Service | null> {
  const given = process.env.TEST_REDIS_URL
  if (given) return { url: given, stop: async () => {} }
  if (spawnSync('redis-server', ['--version']).error) {
    log('没有找到 redis-server，相关测试会跳过 · no redis-server: its tests skip')
    return null
  }
  const folder = join(workspaceRoot, '.data', 'test', 'redis')
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', [...settings, '--dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    if (/Ready to accept connections/.test(line)) break
  }
  child.stdout.resume()
  if (child.exitCode !== null) throw new Error(`redis-server did not start on port ${port}`)
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  return given ?? CHROMIUM_PLACES.find((path) => existsSync(path))
}

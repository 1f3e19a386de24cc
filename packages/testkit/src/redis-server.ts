import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For a test's `skip`: false where there is a redis-server, else the reason that is shown. */
export const skipWithoutRedis: false | string =
  spawnSync('redis-server', ['--version']).status === 0 ? false : 'no redis-server here'

/** A Redis of the test's own, which ends with it. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  /** It forgets everything. */
  flush(): void
  /** It is gone as by a cut of power; resolves when it is. */
  kill(): Promise<void>
}

interface Teardown {
  teardown(work: () => unknown): void
}

/** Starts an empty Redis on loopback; on the port of one that was killed, it is that one come back. */
export async function startRedis(t: Teardown, onPort?: number): Promise<RedisServer> {
  const port = onPort ?? (await freePort())
  const folder = await mkdtemp(join(tmpdir(), 'mamapu-redis-'))
  const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const server = spawn('redis-server', [...address, '--save', '', '--maxmemory-policy', 'noeviction'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(server, 'exit')
  const kill = async () => {
    server.kill('SIGKILL')
    await ended
  }
  t.teardown(async () => {
    await kill()
    await rm(folder, { recursive: true, force: true })
  })
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept connections')) break
  server.stdout.resume()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    flush() {
      spawnSync('redis-cli', ['-p', String(port), 'flushall'])
    },
    kill,
  }
}

/** A port of loopback nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

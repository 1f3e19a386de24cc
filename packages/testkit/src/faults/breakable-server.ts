import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbedded } from '@mamapu/db'
import postgres from 'postgres'

/** A PostgreSQL of one's own that may be killed and stopped, and comes back on the same port with the same data. */
export interface BreakableServer {
  readonly url: string
  /** Ends the server (SIGKILL: as a crash does; SIGINT: a fast shutdown that cuts every session) and starts it again. */
  restart(signal: 'SIGKILL' | 'SIGINT'): Promise<void>
  stop(): Promise<void>
}

export async function startBreakable(): Promise<BreakableServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mamapu-breakable-'))
  const start = () => startEmbedded({ dataDir, log: () => {}, settings: { max_connections: '60' } })
  let server: EmbeddedPostgres = await start()
  const { url } = server
  return {
    url,
    async restart(signal) {
      const pid = await postmasterOf(url)
      process.kill(pid, signal)
      await gone(pid)
      server = await start()
      if (server.url !== url) throw new Error('it came back under another address')
    },
    async stop() {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The process that started every backend, as the server's own folder names it. */
async function postmasterOf(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [row] = await sql<{ data_directory: string }[]>`show data_directory`
    const file = await readFile(join(row?.data_directory ?? '', 'postmaster.pid'), 'utf8')
    return Number(file.split('\n', 1)[0])
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const GONE_MAX_MS = 20_000

async function gone(pid: number): Promise<void> {
  const deadline = performance.now() + GONE_MAX_MS
  while (performance.now() < deadline) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    // A killed child of ours stays as a zombie until node has reaped it, which needs a turn of the loop.
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    if (stat === '' || /\) Z /.test(stat)) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`process ${pid} does not end`)
}

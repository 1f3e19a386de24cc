import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbedded } from '@mamapu/db'
import { must } from '@mamapu/kernel'
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
  // Each start counts this process as one more user: the server ends when all of them have left.
  const starts: EmbeddedPostgres[] = [await start()]
  const { url } = must(starts[0], 'the first start')
  const folder = await folderOf(url)
  return {
    url,
    async restart(signal) {
      const pid = await postmasterOf(folder)
      process.kill(pid, signal)
      await gone(pid)
      const server = await start()
      starts.push(server)
      if (server.url !== url) throw new Error('it came back under another address')
    },
    async stop() {
      for (const server of starts) await server.stop()
      for (const path of [dataDir, folder]) await rm(path, { recursive: true, force: true })
    },
  }
}

/** Where the server keeps its data: outside of the folder that was asked for when that one cannot be reached by its account. */
async function folderOf(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [row] = await sql<{ data_directory: string }[]>`show data_directory`
    return must(row, 'a setting').data_directory
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** The process that started every backend, as the server's own folder names it. */
async function postmasterOf(folder: string): Promise<number> {
  const file = await readFile(join(folder, 'postmaster.pid'), 'utf8')
  return Number(file.split('\n', 1)[0])
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

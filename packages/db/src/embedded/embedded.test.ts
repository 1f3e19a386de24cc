import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { type EmbeddedPostgres, startEmbedded } from './index.js'
import { isRunning, waitUntilGone } from './process-identity.js'

const throwAway = { fsync: 'off', shared_buffers: '16MB' }
const said: string[] = []
const log = (message: string) => said.push(message)

/** A folder the server's account can reach, gone after the test together with what still runs in it. */
function dataFolder(t: Test, name = '数据 folder'): string {
  const base = mkdtempSync(join(tmpdir(), 'mamapu-embedded-'))
  chmodSync(base, 0o755)
  const dataDir = join(base, name)
  t.teardown(async () => {
    const pid = postmasterPid(dataDir)
    if (pid && isPostgres(pid)) {
      process.kill(pid, 'SIGQUIT')
      await waitUntilGone(pid, 10_000)
    }
    rmSync(base, { recursive: true, force: true })
  })
  return dataDir
}

const clusterDir = (dataDir: string) =>
  existsSync(join(dataDir, 'cluster-at'))
    ? readFileSync(join(dataDir, 'cluster-at'), 'utf8')
    : join(dataDir, 'cluster')

const pidFile = (dataDir: string) => join(clusterDir(dataDir), 'postmaster.pid')

const isPostgres = (pid: number) =>
  isRunning(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')

function postmasterPid(dataDir: string): number | null {
  return existsSync(pidFile(dataDir)) ? Number.parseInt(readFileSync(pidFile(dataDir), 'utf8'), 10) : null
}

async function ask<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

interface OtherProcess {
  child: ChildProcess
  /** What the other process said first: its server, or the code of its failure. */
  first: { url: string; attached: boolean; code?: string }
  send(command: 'stop'): Promise<void>
}

/** Another Node process that starts the server and waits to be told to stop using it. */
async function otherProcess(
  dataDir: string,
  { env = process.env, arch = process.arch }: { env?: NodeJS.ProcessEnv; arch?: string } = {},
): Promise<OtherProcess> {
  const program = `
    Object.defineProperty(process, 'arch', { value: ${JSON.stringify(arch)} })
    const { startEmbedded } = await import(${JSON.stringify(import.meta.resolve('./index.js'))})
    const say = (value) => console.log(JSON.stringify(value))
    try {
      const pg = await startEmbedded(${JSON.stringify({ dataDir, settings: throwAway })
        .slice(0, -1)
        .concat(', log() {} }')})
      say({ url: pg.url, attached: pg.attached })
      process.stdin.once('data', async () => { await pg.stop(); process.exit(0) })
    } catch (error) { say({ code: error.code }) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    child,
    first: JSON.parse(String(line)) as OtherProcess['first'],
    async send(command) {
      child.stdin.write(`${command}\n`)
      await once(child, 'exit')
    },
  }
}

async function killHard(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await waitUntilGone(pid, 10_000)
}

t.test('first start, in a path with Chinese and a space: UTF-8, by password, on loopback only', async (t) => {
  const dataDir = dataFolder(t, '妈妈铺 数据')
  const pg = await startEmbedded({ dataDir, log, settings: throwAway })
  t.equal(pg.attached, false)
  t.match(pg.version, /^18\.\d+$/)
  await ask(pg.url, async (sql) => {
    await sql`create extension pg_trgm`
    const [row] = await sql`
      select current_setting('server_encoding') as encoding, datctype as ctype,
             cardinality(show_trgm('爱他美奶粉')) as grams, current_setting('timezone') as zone,
             current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets,
             current_setting('max_connections') as connections, current_setting('fsync') as fsync
      from pg_database where datname = current_database()`
    t.same(
      { ...row, grams: Number(row?.grams) > 0 },
      {
        encoding: 'UTF8',
        ctype: 'C.UTF-8',
        grams: true,
        zone: 'UTC',
        listens: '127.0.0.1',
        sockets: '',
        connections: '100',
        fsync: 'off',
      },
    )
  })
  const wrong = pg.url.replace(/:[^:@]+@/, ':wrong@')
  await t.rejects(
    ask(wrong, (sql) => sql`select 1`),
    { code: '28P01' },
  )
  t.equal(statSync(join(dataDir, 'superuser.password')).mode & 0o777, 0o600)

  const pid = postmasterPid(dataDir) ?? 0
  await pg.stop()
  await pg.stop()
  t.notOk(isRunning(pid), 'the only user left, so it stopped')
})

t.test('encoding and character type do not depend on the environment', async (t) => {
  const dataDir = dataFolder(t)
  const bare = await otherProcess(dataDir, {
    env: { PATH: process.env.PATH ?? '', PGPORT: '1', PGDATA: '/' },
  })
  const [row] = await ask(
    bare.first.url,
    (sql) => sql`select pg_encoding_to_char(encoding) as encoding, datctype from pg_database limit 1`,
  )
  t.same(row, { encoding: 'UTF8', datctype: 'C.UTF-8' })
  await bare.send('stop')
})

t.test('users are counted across processes, and only the last living one stops the server', async (t) => {
  const dataDir = dataFolder(t)
  const starter = await otherProcess(dataDir)
  t.equal(starter.first.attached, false)
  const second = await startEmbedded({ dataDir, log, settings: throwAway })
  const third = await otherProcess(dataDir)
  t.ok(second.attached && third.first.attached, 'the later ones attach')
  t.equal(second.url, starter.first.url)
  const pid = postmasterPid(dataDir) ?? 0

  await starter.send('stop')
  t.ok(isRunning(pid), 'outlives the process that started it')
  t.same([...(await ask(second.url, (sql) => sql`select 1 as one`))], [{ one: 1 }])

  await killHard(third.child.pid ?? 0)
  await second.stop()
  t.notOk(isRunning(pid), 'a user killed by -9 does not count')
})

t.test('processes that start together on nothing share one server', async (t) => {
  const dataDir = dataFolder(t)
  const both = await Promise.all([otherProcess(dataDir), otherProcess(dataDir)])
  t.same(both.map(({ first }) => first.attached).sort(), [false, true])
  t.equal(both[0].first.url, both[1].first.url)
  await Promise.all(both.map((one) => one.send('stop')))
  t.equal(postmasterPid(dataDir), null)
})

t.test('kill -9 of the process that started it: the next start attaches', async (t) => {
  const dataDir = dataFolder(t)
  const starter = await otherProcess(dataDir)
  await ask(starter.first.url, (sql) => sql`create table kept (n int)`)
  await killHard(starter.child.pid ?? 0)

  const pg = await startEmbedded({ dataDir, log, settings: throwAway })
  t.equal(pg.attached, true)
  await ask(pg.url, (sql) => sql`select * from kept`)
  const pid = postmasterPid(dataDir) ?? 0
  await pg.stop()
  t.notOk(isRunning(pid), 'the orphan stops with its last user')
})

t.test('kill -9 of the server: the next start recovers what was committed, on the same port', async (t) => {
  const dataDir = dataFolder(t)
  const before = await startEmbedded({ dataDir, log, settings: { shared_buffers: '16MB' } })
  await ask(before.url, (sql) => sql`create table kept as select generate_series(1, 3) as n`)
  await killHard(postmasterPid(dataDir) ?? 0)

  const after = await startEmbedded({ dataDir, log, settings: throwAway })
  t.equal(after.attached, false)
  t.equal(after.url, before.url, 'those who were connected find it again')
  t.equal((await ask(after.url, (sql) => sql`select n from kept`)).length, 3)
  await before.stop()
  t.ok(isRunning(postmasterPid(dataDir) ?? 0), 'the stop of an earlier user leaves it running')
  await after.stop()
})

t.test('a pid file that names a stranger or a zombie does not stop a start', async (t) => {
  const dataDir = dataFolder(t)
  const first = await startEmbedded({ dataDir, log, settings: throwAway })
  const crashed = readFileSync(pidFile(dataDir), 'utf8')
  await first.stop()
  const { uid, gid } = statSync(clusterDir(dataDir))

  // The server's own account, because PostgreSQL ignores the processes of others by itself.
  const stranger = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
  // `exec` keeps a parent that never asks for its child's end.
  const careless = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { uid, gid })
  t.teardown(() => [stranger, careless].map((child) => child.kill('SIGKILL')))
  const [zombie] = await once(createInterface({ input: careless.stdout }), 'line')

  for (const [kind, pid] of [
    ['stranger', stranger.pid],
    ['zombie', Number(zombie)],
    ['nobody', 4_194_303],
  ] as const) {
    writeFileSync(pidFile(dataDir), crashed.replace(/^\d+/, String(pid)))
    const pg: EmbeddedPostgres = await startEmbedded({ dataDir, log, settings: throwAway })
    t.equal(pg.attached, false, kind)
    t.equal((await ask(pg.url, (sql) => sql`select 1 as one`)).length, 1, kind)
    await pg.stop()
  }
})

t.test('a lock and a half-made cluster left by a killed process are swept away', async (t) => {
  const dataDir = dataFolder(t)
  mkdirSync(join(dataDir, 'cluster.half-00000000'), { recursive: true })
  writeFileSync(join(dataDir, 'start.lock'), '4194303 1\ndead\n')
  const pg = await startEmbedded({ dataDir, log, settings: throwAway })
  t.notOk(existsSync(join(dataDir, 'cluster.half-00000000')))
  await pg.stop()
  t.notOk(existsSync(join(dataDir, 'start.lock')))
})

t.test('a port taken meanwhile is left to its owner', async (t) => {
  const one = await startEmbedded({ dataDir: dataFolder(t, 'one'), log, settings: throwAway })
  const twoDir = dataFolder(t, 'two')
  mkdirSync(twoDir)
  writeFileSync(join(twoDir, 'port'), new URL(one.url).port)
  const two = await startEmbedded({ dataDir: twoDir, log, settings: throwAway })
  t.not(new URL(one.url).port, new URL(two.url).port, 'two instances, two ports')
  await ask(one.url, (sql) => sql`create table mine (n int)`)
  await t.rejects(
    ask(two.url, (sql) => sql`select * from mine`),
    { code: '42P01' },
  )
  await Promise.all([one.stop(), two.stop()])
})

t.test('a data folder the server account cannot reach', { skip: whyNotRoot() }, async (t) => {
  const dataDir = dataFolder(t)
  mkdirSync(dataDir, { mode: 0o700 })
  const pg = await startEmbedded({ dataDir, log, settings: throwAway })
  t.teardown(() => rmSync(clusterDir(dataDir), { recursive: true, force: true }))
  t.equal((await ask(pg.url, (sql) => sql`select 1 as one`)).length, 1)
  t.match(said.join('\n'), /cannot reach/)
  await pg.stop()
  const again = await startEmbedded({ dataDir, log, settings: throwAway })
  t.equal(again.url, pg.url, 'found again')
  await again.stop()
})

t.test('a machine without packaged programs is told to set DATABASE_URL', async (t) => {
  const other = await otherProcess(dataFolder(t), { arch: 'riscv64' })
  t.equal(other.first.code, 'no_package')
})

function whyNotRoot(): string | false {
  return process.getuid?.() === 0 ? false : 'only root runs the server under another account'
}

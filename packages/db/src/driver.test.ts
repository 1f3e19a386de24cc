// What the patched postgres.js (patches/postgres@3.4.9.patch) promises when connections are lost.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import t, { type Test } from 'tap'
import { type EmbeddedPostgres, startEmbedded } from './index.js'

const folder = mkdtempSync(join(tmpdir(), 'mamapu-driver-'))
chmodSync(folder, 0o755)
const options = {
  dataDir: join(folder, 'pg'),
  log: () => {},
  settings: { fsync: 'off', shared_buffers: '16MB' },
}
let server: EmbeddedPostgres

t.before(async () => {
  server = await startEmbedded(options)
  await withSql(async (sql) => {
    await sql`create table marks (n serial primary key, who text not null)`
  })
})

t.teardown(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A pool with the settings the product uses. */
function pool(max: number): postgres.Sql {
  return postgres(server.url, {
    max,
    connect_timeout: 3,
    backoff: () => 0.1 + Math.random() * 0.2,
    onnotice: () => {},
  })
}

async function withSql<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = pool(1)
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const terminateOthers = () =>
  withSql(
    (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity
                 where pid <> pg_backend_pid() and backend_type = 'client backend'`,
  )

async function restart(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
  const pidFile = join(options.dataDir, 'cluster', 'postmaster.pid')
  process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), signal)
  const stopped = server
  for (;;) {
    // Attaching succeeds for as long as the old server still answers.
    const next = await startEmbedded(options).catch(() => null)
    if (next && !next.attached) {
      server = next
      await stopped.stop()
      return
    }
    await next?.stop()
  }
}

async function waitFor(what: () => boolean): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!what()) {
    if (performance.now() > deadline) throw new Error('waited in vain')
    await sleep(5)
  }
}

/** What comes within five seconds; throws when it does not. */
function soon<T>(what: Promise<T>): Promise<T> {
  const { promise: late, stop } = timer(5000)
  return Promise.race([what, late]).finally(stop)
}

function timer(milliseconds: number): { promise: Promise<never>; stop: () => void } {
  const abort = new AbortController()
  const promise = sleep(milliseconds, undefined, { signal: abort.signal }).then(() => {
    throw new Error('it does not come')
  })
  promise.catch(() => {})
  return { promise, stop: () => abort.abort() }
}

/** Twenty shoppers who order again and again while `disturb` runs. */
async function loadWhile(t: Test, disturb: () => Promise<void>): Promise<void> {
  const sql = pool(10)
  const seen = { done: 0, failed: 0, slowestMs: 0 }
  const acknowledged: number[] = []
  let isOver = false
  const shopper = async () => {
    while (!isOver) {
      const began = performance.now()
      try {
        const n = await sql.begin(async (tx) => {
          const [row] = await tx<{ n: number }[]>`insert into marks (who) values ('load') returning n`
          await tx`select pg_sleep(0.002)`
          await tx`select count(*) from marks where n = ${row?.n ?? 0}`
          return row?.n ?? 0
        })
        acknowledged.push(n)
        seen.done += 1
      } catch {
        seen.failed += 1
        await sleep(10)
      }
      seen.slowestMs = Math.max(seen.slowestMs, performance.now() - began)
    }
  }
  const shoppers = Promise.all(Array.from({ length: 20 }, shopper))
  for (let round = 0; round < 3; round += 1) {
    const { done, failed } = seen
    await waitFor(() => seen.done > done + 20)
    await disturb()
    await waitFor(() => seen.failed > failed)
  }
  const before = seen.done
  await waitFor(() => seen.done > before + 20)
  isOver = true
  await shoppers

  t.ok(seen.failed > 0, 'some transactions were cut')
  t.ok(seen.slowestMs < 6_000, `every one settled soon: ${Math.round(seen.slowestMs)} ms`)
  const kept = await sql<{ n: number }[]>`select n from marks where who = 'load'`
  const there = new Set(kept.map(({ n }) => n))
  t.same(
    acknowledged.filter((n) => !there.has(n)),
    [],
    'nothing acknowledged is lost',
  )
  await sql.end({ timeout: 1 })
}

t.test('connections terminated under twenty transactions', (t) =>
  loadWhile(t, async () => {
    await terminateOthers()
  }),
)
t.test('the server restarted fast under twenty transactions', (t) => loadWhile(t, () => restart('SIGINT')))
t.test('the server restarted at once under twenty transactions', (t) =>
  loadWhile(t, () => restart('SIGQUIT')),
)
t.test('the server killed under twenty transactions', (t) => loadWhile(t, () => restart('SIGKILL')))

const mark = (sql: postgres.Sql | postgres.TransactionSql, who: string) =>
  sql`insert into marks (who) values (${who})`

const marksOf = (who: string) =>
  withSql((sql) => sql<{ who: string }[]>`select who from marks where who like ${`${who}%`} order by n`)

t.test('a transaction that lost its connection cannot reach the next user of it', async (t) => {
  const sql = pool(1)
  let goOn = () => {}
  const meanwhile = new Promise<void>((resolve) => {
    goOn = resolve
  })
  let straggler: unknown
  const lost = sql.begin(async (tx) => {
    await mark(tx, 'lost-before')
    await meanwhile
    straggler = await mark(tx, 'lost-after').catch((error: unknown) => error)
  })
  const isLost = t.rejects(lost, { code: 'CONNECTION_CLOSED' })
  await waitForBackend('insert into marks')
  await terminateOthers()
  await isLost

  await sql.begin(async (tx) => {
    await mark(tx, 'lost-next')
    goOn()
    await waitFor(() => straggler !== undefined)
    await tx`select 1`
  })
  t.match(straggler, { code: 'CONNECTION_CLOSED' })
  t.same(await marksOf('lost-'), [{ who: 'lost-next' }])
  await sql.end({ timeout: 1 })
})

t.test('what runs on after its transaction was rolled back cannot reach the next one', async (t) => {
  const sql = pool(1)
  let straggler: unknown
  let goOn = () => {}
  const meanwhile = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await t.rejects(
    sql.begin((tx) =>
      Promise.all([
        tx`select 1 / 0`,
        meanwhile.then(async () => {
          straggler = await mark(tx, 'over-straggler').catch((error: unknown) => error)
        }),
      ]),
    ),
    { code: '22012' },
  )
  await sql.begin(async (tx) => {
    await mark(tx, 'over-next')
    goOn()
    await waitFor(() => straggler !== undefined)
  })
  t.match(straggler, { code: 'TRANSACTION_ENDED' })
  t.same(await marksOf('over-'), [{ who: 'over-next' }])
  await sql.end({ timeout: 1 })
})

t.test('a reserved connection that is lost, and one given back, answer no more', async (t) => {
  const sql = pool(1)
  const lost = await sql.reserve()
  await lost`select 1`
  const pending = t.rejects(lost`select pg_sleep(30)`, { code: 'CONNECTION_CLOSED' })
  await waitForBackend('pg_sleep')
  await terminateOthers()
  await pending
  await t.rejects(lost`select 1`, { code: 'CONNECTION_CLOSED' })
  lost.release()
  t.same([...(await sql`select 1 as one`)], [{ one: 1 }], 'the pool goes on')

  const given = await sql.reserve()
  given.release()
  given.release()
  await t.rejects(given`select 1`, { code: 'CONNECTION_RELEASED' })
  t.same([...(await sql`select 1 as one`)], [{ one: 1 }])
  await sql.end({ timeout: 1 })
})

t.test(
  'whoever waits for a connection of their own gets one, also when the one they wait for is lost',
  async (t) => {
    const sql = pool(1)
    const first = await sql.reserve()
    await first`select 1`
    const waiting = sql.reserve()
    await terminateOthers()
    const second = await soon(waiting)
    t.same([...(await second`select 2 as two`)], [{ two: 2 }])
    second.release()
    await sql.end({ timeout: 1 })
  },
)

t.test('whoever was told that nobody answers does not get a connection meant for the next one', async (t) => {
  const target = new URL(server.url)
  const serverPort = Number(target.port)
  const spare = createServer((client) => {
    const behind = connect(serverPort, '127.0.0.1')
    client.pipe(behind).pipe(client)
    for (const socket of [client, behind]) socket.on('error', () => socket.destroy())
  })
  const listen = (port: number) => new Promise<void>((resolve) => spare.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = spare.address() as AddressInfo
  await new Promise((resolve) => spare.close(resolve))
  target.port = String(port)
  const sql = postgres(target.toString(), {
    max: 1,
    connect_timeout: 3,
    backoff: () => 0.05,
    onnotice: () => {},
  })
  await t.rejects(sql.reserve(), { code: 'ECONNREFUSED' })
  await listen(port)
  const reserved = await soon(sql.reserve())
  t.same([...(await reserved`select 1 as one`)], [{ one: 1 }])
  reserved.release()
  await sql.end({ timeout: 1 })
  await new Promise((resolve) => spare.close(resolve))
})

t.test('savepoints, refusals and pipelines work as ever', async (t) => {
  const sql = pool(2)
  const sum = await sql.begin(async (tx) => {
    await tx.savepoint(async (inner) => mark(inner, 'save-in')).catch(() => {})
    await tx.savepoint(async (inner) => inner`select 1 / 0`).catch(() => {})
    const parts = await Promise.all([tx`select 1 as n`, tx`select 2 as n`, tx`select 3 as n`])
    return parts.reduce((total, rows) => total + Number(rows[0]?.n), 0)
  })
  t.equal(sum, 6)
  t.same(await marksOf('save-'), [{ who: 'save-in' }])
  await sql.end({ timeout: 1 })
})

t.test('a proxy that hangs up at once is an error, not a wait', async (t) => {
  const proxy = createServer((socket) => socket.end())
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  const port = typeof address === 'object' ? address?.port : 0
  const sql = postgres(`postgres://nobody@127.0.0.1:${port}/none`, { max: 1, backoff: () => 0.1 })
  await t.rejects(sql`select 1`, { code: 'CONNECTION_CLOSED' })
  await sql.end({ timeout: 0 })
  proxy.close()
})

/** Waits until the pool's one connection is seen by the server, in a statement that holds this text. */
async function waitForBackend(text = ''): Promise<void> {
  await withSql(async (admin) => {
    for (;;) {
      const rows = await admin`
        select 1 from pg_stat_activity
        where pid <> pg_backend_pid() and backend_type = 'client backend'
          and state in ('active', 'idle in transaction') and query like ${`%${text}%`}`
      if (rows.length > 0) return
    }
  })
}

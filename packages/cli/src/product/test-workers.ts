import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RoleUrls } from '@mamapu/db'
import { must, SECOND } from '@mamapu/kernel'
import postgres from 'postgres'
import type { Test } from 'tap'
import { until } from './test-process.js'

/** Workers one after another; what they hold at the database is seen from outside. */
export function workersOf(
  t: Test,
  { urls, admin }: { readonly urls: RoleUrls; readonly admin: postgres.Sql },
  { entry, secret, at }: { entry: string; secret: Buffer; at: Date },
) {
  const { PATH = '' } = process.env
  const env = {
    PATH,
    ROLE: 'worker',
    DATA_DIR: t.testdir(),
    DATABASE_APP_URL: urls.app,
    DATABASE_QUEUE_URL: urls.queue,
    DATABASE_SWEEP_URL: urls.sweep,
    SECRET_KEY: secret.toString('base64'),
    LOG_LEVEL: 'silent',
  }
  let now = at
  let worker: ChildProcess | undefined
  t.teardown(() => worker?.kill('SIGKILL'))
  return {
    start() {
      worker = spawn(process.execPath, [entry, 'child'], {
        env,
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      worker.send(now.toISOString())
    },
    setClock(instant: Date) {
      now = instant
      worker?.send(instant.toISOString())
    },
    /** Until the worker waits for a lock with a statement like this. */
    waits: (statement: RegExp) =>
      until(async () => {
        const rows = await admin<{ query: string }[]>`
          select query from pg_stat_activity where datname = current_database() and usename = 'mamapu_app'
             and wait_event_type = 'Lock'`
        return rows.some(({ query }) => statement.test(query))
      }, 12 * SECOND),
    /** Kills it and returns when the database has heard of it: nothing of it is in a transaction any more. */
    async kill(release: () => Promise<void>) {
      const dead = must(worker, 'a worker')
      const ended = once(dead, 'exit')
      dead.kill('SIGKILL')
      const [, signal] = await ended
      await release()
      await until(async () => {
        const [row] = await admin<{ left: number }[]>`
          select count(*)::int as left from pg_stat_activity where datname = current_database()
             and usename = 'mamapu_app' and application_name = 'mamapu' and state <> 'idle'`
        return row?.left === 0
      }, 5 * SECOND)
      return signal
    },
  }
}

/** Holds something of the database until it is let go, on a connection of its own. */
export async function holdAt(t: Test, url: string, statement: string): Promise<() => Promise<void>> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  t.teardown(() => sql.end())
  const connection = await sql.reserve()
  await connection.unsafe('begin')
  await connection.unsafe(statement)
  return async () => {
    await connection.unsafe('rollback')
    connection.release()
    await sql.end()
  }
}

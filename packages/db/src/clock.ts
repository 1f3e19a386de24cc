import { performance } from 'node:perf_hooks'
import type { Clock } from '@mamapu/kernel'
import type { Sql } from './database.js'

/** A clock in step with PostgreSQL's: set at start and every ten seconds, running on this machine's monotonic time. */
export interface DatabaseClock extends Clock {
  stop(): void
}

const RESYNC_MS = 10_000

/** Starts the clock; throws when the database cannot be asked even once. */
export async function startDatabaseClock(sql: Sql): Promise<DatabaseClock> {
  let offset = await measureOffset(sql)
  const timer = setInterval(() => {
    measureOffset(sql).then(
      (measured) => {
        offset = measured
      },
      () => {}, // the database is away: the monotonic clock carries on until it is back
    )
  }, RESYNC_MS)
  timer.unref()
  return {
    now: () => new Date(performance.now() + offset),
    stop: () => clearInterval(timer),
  }
}

/** Database time minus monotonic time, taken at the middle of the round trip. */
async function measureOffset(sql: Sql): Promise<number> {
  const before = performance.now()
  const [row] = await sql<{ at: Date }[]>`select clock_timestamp() as at`
  const after = performance.now()
  return (row as { at: Date }).at.getTime() - (before + after) / 2
}

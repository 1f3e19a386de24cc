import { OutsideError } from '@mamapu/kernel'
import {
  createPostgresBackend,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  runMigrations,
} from 'bullmq'
import pg from 'pg'
import { type Backend, type LaneQueue, type LaneWorker, laneName, type ReportTrouble } from './backend.js'
import { PatientWorker } from './patient-worker.js'
import type { JobPayload } from './queue.types.js'

const SCHEMA = 'bullmq'
/** Each worker pins one connection to listen; the rest is shared by everything else. */
const CONNECTIONS = 10

/** Makes or raises the schema bullmq, as its owner, the role queue. Repeating it does nothing. */
export async function migrateQueue(queueUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: queueUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {}) // the query that runs reports it
  await client.connect()
  try {
    await runMigrations(inExistingSchema(client), SCHEMA)
  } finally {
    await client.end()
  }
}

/**
 * The schema was made together with the roles. PostgreSQL asks for the right to make schemas even where one exists, and
 * the role queue shall not have it; so that one statement is left out.
 */
function inExistingSchema(client: pg.Client): Parameters<typeof runMigrations>[0] {
  return {
    query: <R>(text: string, params?: readonly unknown[]): Promise<{ rows: R[] }> =>
      text.startsWith('CREATE SCHEMA IF NOT EXISTS')
        ? Promise.resolve({ rows: [] })
        : (client.query(text, params && [...params]) as Promise<{ rows: unknown[] }> as Promise<{
            rows: R[]
          }>),
  }
}

/** Jobs in PostgreSQL: one pool for everything, on a direct connection (LISTEN does not pass through a pooler). */
export async function openPostgresBackend(queueUrl: string, report: ReportTrouble): Promise<Backend> {
  const pool = new pg.Pool({
    connectionString: queueUrl,
    max: CONNECTIONS,
    keepAlive: true,
    // A failed first contact is remembered for good, and a busy machine that starts several processes is slow.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: 'mamapu-queue',
    options: `-c search_path=${SCHEMA} -c statement_timeout=15000 -c timezone=UTC`,
  })
  pool.on('error', (error) => report(error, 'postgres'))
  // A connection that is lent out has no listener of the pool's: one that is cut between two queries would end the process.
  pool.on('connect', (client) => client.on('error', (error) => report(error, 'postgres')))
  // One EventEmitter for every queue and worker of the process, each listening for trouble.
  pool.setMaxListeners(50)
  try {
    await assertMigrated(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  // The driver's type lacks the loose index signature that BullMQ's own type of it has.
  const connection = pool as unknown as PostgresConnectionOptions
  return {
    kind: 'postgres',
    isUp: () => true,
    openQueue: (lane, options) =>
      new Queue<
        JobPayload,
        void,
        string,
        JobPayload,
        void,
        string,
        PostgresQueueBackend,
        PostgresConnectionOptions
      >(laneName(lane), { ...options, connection }, createPostgresBackend) as unknown as LaneQueue,
    openWorker: (lane, process, options) =>
      new PatientWorker<PostgresQueueBackend, PostgresConnectionOptions>(
        laneName(lane),
        process,
        { ...options, connection },
        createPostgresBackend,
      ) as unknown as LaneWorker,
    close: () => pool.end(),
  }
}

/** The backend remembers a failed first contact for good, so the first contact is ours. */
async function assertMigrated(pool: pg.Pool): Promise<void> {
  const known = await pool
    .query<{ found: string | null }>(`select to_regclass('${SCHEMA}.job')::text as found`)
    .catch((cause: unknown) => {
      throw new OutsideError('QUEUE_UNREACHABLE', 'PostgreSQL does not answer the role queue', { cause })
    })
  if (!known.rows[0]?.found)
    throw new OutsideError(
      'QUEUE_NOT_MIGRATED',
      'The schema of the queue is missing; run the migrations first',
    )
}

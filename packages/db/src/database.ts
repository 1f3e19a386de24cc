import postgres, { type Options, type PostgresType } from 'postgres'
import type { RoleUrls } from './roles.js'

/** bigint columns hold fen, counters and versions: all safe integers, so they arrive as numbers. */
const types = {
  bigint: { to: 20, from: [20], parse: Number, serialize: String },
} satisfies Record<string, PostgresType>

export type Sql = postgres.Sql<{ bigint: number }>
export type TransactionSql = postgres.TransactionSql<{ bigint: number }>

/** The connections of one process: the role app for everything, the role sweep for finding what is due. */
export interface Database {
  readonly sql: Sql
  readonly sweep: Sql
  /** Ends every connection; running queries get up to five seconds. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly urls: Pick<RoleUrls, 'app' | 'sweep'>
  /** Connections of the role app; small pools win on few cores (research/performance.md §5). */
  readonly max?: number
  readonly name?: string
  readonly statementTimeoutMs?: number
  /** A commit does not wait for the disk: for work that can be done again, never for a shopper's. */
  readonly isRepeatable?: boolean
}

/** Settings measured in research/reliability-security.md §8.3: reconnect fast, give up on what hangs. */
function settings(options: DatabaseOptions, max: number): Options<{ bigint: PostgresType<number> }> {
  return {
    max,
    types,
    // A server that takes connections and says nothing is given up on before a shopper gives up on us.
    connect_timeout: 1.8,
    idle_timeout: 60,
    max_lifetime: null,
    backoff: () => 0.1 + Math.random() * 0.2,
    onnotice: () => {},
    connection: {
      application_name: options.name ?? 'mamapu',
      statement_timeout: options.statementTimeoutMs ?? 5000,
      lock_timeout: 2000,
      idle_in_transaction_session_timeout: 10_000,
      timezone: 'UTC',
      ...(options.isRepeatable ? { synchronous_commit: 'off' } : {}),
    } as NonNullable<Options<Record<string, never>>['connection']>,
  }
}

/** Opens the pools; connections are made when first needed. */
export function openDatabase(options: DatabaseOptions): Database {
  const sql = postgres(options.urls.app, settings(options, options.max ?? 10)) as Sql
  const sweep = postgres(
    options.urls.sweep,
    settings({ ...options, name: `${options.name ?? 'mamapu'}-sweep` }, 1),
  ) as Sql
  return {
    sql,
    sweep,
    async close() {
      await Promise.all([sql.end({ timeout: 5 }), sweep.end({ timeout: 5 })])
    },
  }
}

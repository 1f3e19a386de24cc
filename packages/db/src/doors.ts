import { assert, parseId, type StoreId, uuidOf } from '@mamapu/kernel'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Database, Sql, TransactionSql } from './database.js'
import { type MakeQueries, type Outcome, type Queries, SharedReads } from './shared-reads.js'

declare const tenantBrand: unique symbol

/**
 * A transaction bound to one store: the only thing a query of tenant rows takes. It comes from `withTenant` alone.
 * `sql` is the tagged-template driver, `orm` Drizzle's builder on the same connection.
 */
export interface TenantTx {
  readonly [tenantBrand]: true
  readonly storeId: StoreId
  /** The store's uuid, for `tenant_id = ${tx.tenantId}` in every statement. */
  readonly tenantId: string
  readonly sql: TransactionSql
  readonly orm: PostgresJsDatabase
  /** Runs once the transaction is committed, never when it is not: for what this process remembers. */
  afterCommit(work: () => void): void
}

/** The statement that binds a transaction to a store; a literal, because only SET LOCAL reaches the shards of Citus. */
function bindTo(storeId: StoreId): string {
  assert(parseId('sto', storeId) !== null, 'not a store id')
  return `set local app.tenant_id = '${uuidOf(storeId)}'`
}

export interface WorkOptions {
  /**
   * Does not wait for the disk: what a crash of the server in the next second may lose without harm to anybody (a
   * cart's line, a guest's new session). Never for money, stock or what somebody was told is done.
   */
  readonly mayBeLost?: boolean
}

/** Interactive work in one transaction of one store; rolled back when `work` throws. */
export async function withTenant<T>(
  db: Database,
  storeId: StoreId,
  work: (tx: TenantTx) => Promise<T>,
  { mayBeLost = false }: WorkOptions = {},
): Promise<T> {
  const bind = mayBeLost ? `${bindTo(storeId)}; set local synchronous_commit = off` : bindTo(storeId)
  const after: (() => void)[] = []
  const result = await db.sql.begin(async (sql) => {
    // Sent before the work begins (a query of the driver is lazy: merely made first, it would follow the work's first
    // statement) and not awaited on its own: it travels together with that statement.
    const bound = sql.unsafe(bind).execute()
    const [, value] = await Promise.all([bound, work(tenantTx(sql as TransactionSql, storeId, after))])
    return { value }
  })
  for (const tell of after) tell()
  return (result as { value: T }).value
}

function tenantTx(sql: TransactionSql, storeId: StoreId, after: (() => void)[]): TenantTx {
  let orm: PostgresJsDatabase | undefined
  return {
    storeId,
    tenantId: uuidOf(storeId),
    sql,
    get orm() {
      // Drizzle rewrites the parsers of the client it is given; it gets a list of its own, the driver keeps Dates.
      orm ??= drizzle(Object.assign(sql, { options: { parsers: {}, serializers: {} } }) as unknown as Sql)
      return orm
    },
    afterCommit: (tell: () => void) => void after.push(tell),
  } as TenantTx
}

/**
 * The reads of every request are planned once per connection and not again: to plan a join costs several times what it
 * costs to run it. Their plans look rows up by key whatever the values are (0002_large_tenants.sql).
 */
const KEEP_PLANS = 'set local plan_cache_mode = force_generic_plan'

type Results<Q extends Queries> = { -readonly [K in keyof Q]: Awaited<Q[K]> }

const reads = new WeakMap<Database, SharedReads>()

/**
 * Several reads of one store in one flush: begin read only, bind, the queries, commit. Nothing can be written. Reads that come
 * while others of the store are under way may share one; what fails in one of them never fails another.
 */
export async function readTenant<const Q extends Queries>(
  db: Database,
  storeId: StoreId,
  queries: (sql: Sql, tenantId: string) => Q,
): Promise<Results<Q>> {
  const shared = reads.get(db) ?? new SharedReads((id, asks) => flush(db, id, asks))
  reads.set(db, shared)
  return (await shared.read(storeId, queries)) as Results<Q>
}

async function flush(
  db: Database,
  storeId: StoreId,
  asks: readonly MakeQueries[],
): Promise<readonly Outcome[]> {
  const bind = bindTo(storeId)
  const connection = await db.sql.reserve()
  let isLost = false
  try {
    const made = asks.map((ask) => tryMake(() => ask(connection as unknown as Sql, uuidOf(storeId))))
    const settled: readonly PromiseSettledResult<unknown>[] = await Promise.allSettled([
      connection.unsafe(`begin read only; ${bind}; ${KEEP_PLANS}`),
      ...made.flatMap((one) => ('queries' in one ? one.queries : [])),
      connection.unsafe('commit'),
    ])
    const loss = settled.find((one) => one.status === 'rejected' && isConnectionLoss(one.reason))
    isLost = loss !== undefined
    if (loss) throw (loss as PromiseRejectedResult).reason
    const results = settled.slice(1, -1)
    const [begin, end] = [settled[0], settled.at(-1)] as [
      PromiseSettledResult<unknown>,
      PromiseSettledResult<unknown>,
    ]
    return made.map((one) => {
      if ('error' in one) return one
      return outcomeOf([begin, ...results.splice(0, one.queries.length), end])
    })
  } finally {
    // A lost connection has left the pool by itself; giving it back would offer a dead one to the next request.
    if (!isLost) connection.release()
  }
}

function tryMake(make: () => Queries): { readonly queries: Queries } | { readonly error: unknown } {
  try {
    return { queries: make() }
  } catch (error) {
    return { error }
  }
}

/** The results between begin and commit, when all of them came. */
function outcomeOf(settled: readonly PromiseSettledResult<unknown>[]): Outcome {
  const failure = settled.find((one) => one.status === 'rejected')
  if (failure) return { error: failure.reason }
  return { values: settled.slice(1, -1).map((one) => (one as PromiseFulfilledResult<unknown>).value) }
}

/**
 * One SQL function (security invoker, tenant first) in one round trip; its first statement binds the store. Arguments
 * are scalars; JSON goes in as text. Returns the function's value.
 */
export async function callTenant<T>(
  db: Database,
  fn: string,
  storeId: StoreId,
  ...args: readonly (string | number | boolean | Date | Uint8Array | null)[]
): Promise<T> {
  assert(/^[a-z_]+$/.test(fn), 'not a function name')
  assert(parseId('sto', storeId) !== null, 'not a store id')
  const places = args.map((_, index) => `, $${index + 2}`).join('')
  const rows = await db.sql.unsafe<{ result: T }[]>(
    `select ${fn}($1${places}) as result`,
    [uuidOf(storeId), ...args] as never[],
    { prepare: true },
  )
  return (rows[0] as { result: T }).result
}

/** One function of the schema `platform`: stores, staff and memberships are reached through these and nothing else. */
export async function callPlatform<T>(
  db: Database,
  fn: string,
  ...args: readonly (string | number | boolean | Date | Uint8Array | null)[]
): Promise<T> {
  assert(/^[a-z_]+$/.test(fn), 'not a function name')
  const places = args.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await db.sql.unsafe<{ result: T }[]>(
    `select platform.${fn}(${places}) as result`,
    args as never[],
    {
      prepare: true,
    },
  )
  return (rows[0] as { result: T }).result
}

const LOSSES: ReadonlySet<string> = new Set([
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  // The server had gone before the query was written.
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** True when a query failed because its connection went away, not because of what it said. */
export function isConnectionLoss(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return (
    typeof code === 'string' &&
    (code.startsWith('CONNECTION_') || code.startsWith('57P') || code.startsWith('08') || LOSSES.has(code))
  )
}

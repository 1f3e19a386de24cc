import { type Database, type TransactionSql, withTenant } from '@mamapu/db'
import { type StoreId, uuidOf } from '@mamapu/kernel'
import type postgres from 'postgres'
import type { PlantedRows } from './rows.js'

export interface Crossing {
  readonly table: string
  readonly attempt: string
  /** What should have happened and what did. */
  readonly what: string
}

export interface CrossingTry {
  readonly db: Database
  readonly admin: postgres.Sql
  /** Whose rows are reached for. */
  readonly victim: StoreId
  /** Who reaches for them; null: a transaction bound to no store at all. */
  readonly intruder: StoreId | null
  /** The victim's rows. */
  readonly rows: PlantedRows
}

interface Attempt {
  readonly name: string
  /** Wanted: nothing seen or touched, or refused by PostgreSQL with 42501. */
  readonly wanted: 'nothing' | 'refusal' | 'either'
  run(sql: TransactionSql, table: string, attempt: Reach): PromiseLike<{ readonly count: number }>
}

interface Reach {
  readonly victim: string
  readonly intruder: string | null
  readonly row: Readonly<Record<string, unknown>>
}

const ATTEMPTS: readonly Attempt[] = [
  {
    name: 'read',
    wanted: 'nothing',
    run: (sql, table, { victim }) => sql`select * from ${sql(table)} where tenant_id = ${victim}`,
  },
  {
    name: 'read everything',
    wanted: 'nothing',
    run: (sql, table, { intruder }) =>
      sql`select * from ${sql(table)} where tenant_id is distinct from ${intruder}`,
  },
  {
    name: 'lock',
    wanted: 'either',
    run: (sql, table, { victim }) => sql`select * from ${sql(table)} where tenant_id = ${victim} for update`,
  },
  {
    name: 'update',
    wanted: 'either',
    run: (sql, table, { victim }) =>
      sql`update ${sql(table)} set tenant_id = tenant_id where tenant_id = ${victim}`,
  },
  {
    name: 'take over',
    wanted: 'either',
    run: (sql, table, { victim, intruder }) =>
      sql`update ${sql(table)} set tenant_id = ${intruder ?? victim} where tenant_id = ${victim}`,
  },
  {
    name: 'delete',
    wanted: 'either',
    run: (sql, table, { victim }) => sql`delete from ${sql(table)} where tenant_id = ${victim}`,
  },
  {
    name: 'insert',
    wanted: 'refusal',
    run: (sql, table, { row }) =>
      sql`insert into ${sql(table)} select * from jsonb_populate_record(null::${sql(table)}, ${sql.json(row as never)})`,
  },
  {
    name: 'truncate',
    wanted: 'refusal',
    run: (sql, table) => sql`truncate ${sql(table)} cascade`,
  },
]

/** The intruder's own rows are there to be given away. */
const GIVE_AWAY: Attempt = {
  name: 'give away',
  wanted: 'refusal',
  run: (sql, table, { victim, intruder }) =>
    sql`update ${sql(table)} set tenant_id = ${victim} where tenant_id = ${intruder}`,
}

/** Tries every way across to another shop's rows, in every table, as the role app. What comes back is a hole. */
export async function tryToCross(attempted: CrossingTry): Promise<readonly Crossing[]> {
  const holes: Crossing[] = []
  for (const [table, row] of attempted.rows) {
    const before = await fingerprint(attempted, table)
    for (const attempt of attempted.intruder ? [...ATTEMPTS, GIVE_AWAY] : ATTEMPTS) {
      const what = await tryOnce(attempted, { table, row, attempt })
      if (what) holes.push({ table, attempt: attempt.name, what })
    }
    if ((await fingerprint(attempted, table)) !== before)
      holes.push({ table, attempt: 'all', what: 'rows have changed' })
  }
  return holes
}

async function tryOnce(
  { db, victim, intruder }: CrossingTry,
  { table, row, attempt }: { table: string; row: Readonly<Record<string, unknown>>; attempt: Attempt },
): Promise<string | null> {
  const reach = { victim: uuidOf(victim), intruder: intruder && uuidOf(intruder), row }
  try {
    const work = (sql: TransactionSql) => attempt.run(sql, table, reach)
    const result = intruder
      ? await withTenant(db, intruder, async (tx) => work(tx.sql))
      : await db.sql.begin(async (sql) => work(sql as TransactionSql))
    if (attempt.wanted === 'refusal') return `was not refused, touched ${result.count}`
    return result.count === 0 ? null : `touched ${result.count}`
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code === '42501' && attempt.wanted !== 'nothing') return null
    return `ended with ${String(code)}: ${(error as Error).message}`
  }
}

/** Every row of the victim in a table, in one number. */
async function fingerprint({ admin, victim }: CrossingTry, table: string): Promise<string> {
  const [row] = await admin<{ all: string }[]>`
    select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as all
      from ${admin(table)} t where tenant_id = ${uuidOf(victim)}`
  return row?.all ?? ''
}

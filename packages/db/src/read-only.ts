import type { Database, Sql } from './database.js'

/**
 * The same database through doors that only read: every transaction begins read only, so that any write fails by itself
 * (25006), whoever tries. For previews.
 */
export function readOnly(db: Database): Database {
  const { sql } = db
  const alone = (strings: TemplateStringsArray, ...values: unknown[]) =>
    sql.begin('read only', (tx) => tx(strings as never, ...(values as never[])))
  const only = Object.assign(alone, {
    begin: (...args: readonly unknown[]) => sql.begin('read only', args.at(-1) as never),
    unsafe: (text: string, values?: never[], options?: never) =>
      sql.begin('read only', (tx) => tx.unsafe(text, values, options)),
    // `readTenant` says itself that it only reads.
    reserve: () => sql.reserve(),
  })
  return { ...db, sql: only as unknown as Sql }
}

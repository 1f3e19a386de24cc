/** A connection that sees every shop: the migrating login's, used by `verify` alone. */
export interface AdminSql {
  unsafe(query: string): PromiseLike<readonly Record<string, unknown>[]>
}

/** One invariant: how many things there are to hold it, and those that do not. */
export interface Check {
  readonly name: string
  /** One row with `count`. */
  readonly count: string
  /** A row for each thing that breaks it. */
  readonly broken: string
}

export interface Verified {
  readonly name: string
  readonly count: number
  /** The first of what is broken; empty when it holds. */
  readonly broken: readonly Record<string, unknown>[]
}

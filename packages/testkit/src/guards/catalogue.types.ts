/** One thing the database's own catalogue must show, asked of it in SQL: each row is a fault. */
export interface CatalogueRule {
  readonly name: string
  readonly demands: string
  /** Sees `t` with the arrays tenants, platform (oids), platform_names and sweep_columns ('table.column'). */
  readonly sql: string
}

export interface CatalogueFault {
  readonly rule: string
  readonly demands: string
  readonly what: string
}

/** What was decided about tables by hand; everything else in public belongs to shops. */
export interface CatalogueLists {
  readonly platformTables: readonly string[]
  /** `table.column` the role sweep may read across shops. */
  readonly sweepColumns: readonly string[]
}

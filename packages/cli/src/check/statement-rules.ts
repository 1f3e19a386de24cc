import {
  type Fault,
  foreignUses,
  type Known,
  migrationFaults,
  ownPrefix,
  statementsOfFunctions,
  statementsOfSource,
  unnamedTenants,
  unreadableStatements,
  unsoundInserts,
  type WrittenStatement,
} from '@mamapu/db'
import { knownTo } from './known-to.js'
import type { Finding, LayerRule } from './rule.js'
import { lineAt, type SourceFile } from './sources.js'

const isQueries = (file: SourceFile) =>
  file.kind === 'ts' &&
  !file.isTest &&
  (file.group === 'plugins' || file.owner === 'core') &&
  /\.queries\.ts$/.test(file.path) &&
  // Asks across shops on purpose, as the migrating login, for `npm run verify`.
  !/\.verify\.queries\.ts$/.test(file.path)
const isMigration = (file: SourceFile) =>
  file.kind === 'sql' && /\/migrations\//.test(file.path) && file.owner !== 'db'

/** Every statement of a file: the templates of its queries, or the bodies of its functions. */
const statementsOf = (file: SourceFile) =>
  file.kind === 'sql' ? statementsOfFunctions(file.text) : statementsOfSource(file.uncommented)

const locate = (file: SourceFile, faults: readonly Fault[]): Finding[] =>
  faults.map(({ at, what }) => ({ line: lineAt(file.text, at), what }))

const isSweep = ({ template }: WrittenStatement) => template?.tag === 'sweep'

function sweepFaults({ statement, template }: WrittenStatement, known: Known): Fault[] {
  const at = template?.at ?? 0
  const written = template?.pieces[0]?.text ?? ''
  const uses = statement.segments.flatMap((segment) => segment.uses)
  return [
    ...(/^\s*select\b/i.test(written) ? [] : [{ at, what: 'the role sweep only looks: select' }]),
    ...uses
      .filter(({ table, schema }) => schema !== null || !known.swept.has(table))
      .map((use) => ({ at: use.at, what: `the role sweep does not read ${use.table}` })),
  ]
}

export const statementRules: readonly LayerRule[] = [
  {
    name: 'statement-names-tenant',
    remedy:
      'Every statement says whose rows it means: tenant_id = tx.tenantId as a value (in a function p_tenant) for each table of a shop, with its ' +
      'alias where there are several; row-level security guards, it does not route. A function of ours gets the tenant as its first argument.',
    appliesTo: (file) => isQueries(file) || isMigration(file),
    find: (file, files) => {
      const known = knownTo(files)
      return locate(
        file,
        statementsOf(file).flatMap((read) =>
          isSweep(read) ? sweepFaults(read, known) : unnamedTenants(read.statement, known),
        ),
      )
    },
  },
  {
    name: 'insert-names-tenant',
    remedy:
      'Rows are written by `insert into t (tenant_id, …) values (tx.tenantId, …)`, or from a row that has `tenant_id: tx.tenantId` as its ' +
      'first field; never by `insert … select`, which wrote another shop’s row on a sharded cluster.',
    appliesTo: (file) => isQueries(file) || isMigration(file),
    find: (file, files) =>
      locate(
        file,
        statementsOf(file).flatMap((written) => unsoundInserts(written, knownTo(files))),
      ),
  },
  {
    name: 'statement-is-readable',
    remedy:
      'A query file writes its statements as sql`…` templates (sweep`…` for the role sweep), so that they can be read and checked: no unsafe, ' +
      'no statement put together from text.',
    appliesTo: isQueries,
    find: (file) => locate(file, unreadableStatements(file)),
  },
  {
    name: 'plugin-own-tables',
    remedy:
      'A plugin makes and touches only tables and functions that begin with its own name (coupons_…, group_buy_…); whatever else it needs ' +
      'comes through its context, or by quota_left, quota_state and quota_span.',
    appliesTo: (file) => file.group === 'plugins' && (isQueries(file) || isMigration(file)),
    find: (file, files) => {
      const prefix = ownPrefix(file.owner)
      const known = knownTo(files)
      const touched = statementsOf(file).flatMap(({ statement }) => foreignUses(statement, prefix, known))
      return locate(file, [...touched, ...(file.kind === 'sql' ? structureFaults(file, prefix) : [])])
    },
  },
]

/** Names in the structure a plugin makes or changes. */
function structureFaults({ path, text }: SourceFile, prefix: string): Fault[] {
  return migrationFaults(prefix, [{ file: path, sql: text }])
    .filter(({ rule }) => rule === 'foreign' || rule === 'rights')
    .map(({ at, words }) => ({ at, what: words.en }))
}

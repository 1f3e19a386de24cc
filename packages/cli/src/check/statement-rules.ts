import {
  type Fault,
  functionsOf,
  type Known,
  type Leaf,
  migrationFaults,
  ownPrefix,
  readStatement,
  readTemplates,
  readTokens,
  type Statement,
  type Template,
  unnamedTenants,
  unsoundInserts,
} from '@mamapu/db'
import { knownTo } from './known-to.js'
import type { Finding, LayerRule } from './rule.js'
import { lineAt, type SourceFile } from './sources.js'

/** Functions of core a plugin may call inside its statements. */
const FOR_PLUGINS = new Set(['quota_left', 'quota_state'])
const BEGINS_SQL =
  /^\s*(?:select|insert\s+into|update|delete\s+from|with|truncate|merge|copy|create|alter|drop)\b/i

const isQueries = (file: SourceFile) =>
  file.kind === 'ts' &&
  !file.isTest &&
  (file.group === 'plugins' || file.owner === 'core') &&
  /\.queries\.ts$/.test(file.path) &&
  // Asks across shops on purpose, as the migrating login, for `npm run verify`.
  !/\.verify\.queries\.ts$/.test(file.path)
const isMigration = (file: SourceFile) =>
  file.kind === 'sql' && /\/migrations\//.test(file.path) && file.owner !== 'db'

interface Read {
  readonly statement: Statement
  /** Text of the function around a template; empty in SQL. */
  readonly around: string
  readonly template: Template | null
}

/** Every statement of a file: the templates of its queries, or the bodies of its functions. */
function statementsOf(file: SourceFile): Read[] {
  if (file.kind === 'sql')
    return functionsOf(file.text).map(({ body, at }) => ({
      statement: readStatement(readTokens([{ kind: 'sql', text: body, at }]), { body: true }),
      around: '',
      template: null,
    }))
  return readTemplates(file.uncommented)
    .filter(({ tag }) => tag === 'sql' || tag === 'sweep')
    .map((template) => ({
      statement: readStatement(readTokens(template.pieces)),
      around: functionAround(file.uncommented, template.at),
      template,
    }))
}

/** From the last declaration at the left margin to here. */
function functionAround(text: string, at: number): string {
  const before = text.slice(0, at)
  const start = [...before.matchAll(/^(?:export|async|function|const)\b/gm)].at(-1)
  return before.slice(start?.index ?? 0)
}

const locate = (file: SourceFile, faults: readonly Fault[]): Finding[] =>
  faults.map(({ at, what }) => ({ line: lineAt(file.text, at), what }))

const isSweep = ({ template }: Read) => template?.tag === 'sweep'

function sweepFaults({ statement, template }: Read, known: Known): Fault[] {
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

/** `${tx.sql(row)}` of a row that this function gave `tenant_id: tx.tenantId` first. */
const isRowOfTenant = (around: string) => (hole: Leaf) =>
  /^(?:[\w$]+\.)*sql\s*\(/.test(hole.text) && /\{\s*tenant_id:\s*(?:[\w$]+\.)*tenantId\s*,/.test(around)

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
        statementsOf(file).flatMap(({ statement, around }) =>
          unsoundInserts(statement, knownTo(files), isRowOfTenant(around)),
        ),
      ),
  },
  {
    name: 'statement-is-readable',
    remedy:
      'A query file writes its statements as sql`…` templates (sweep`…` for the role sweep), so that they can be read and checked: no unsafe, ' +
      'no statement put together from text.',
    appliesTo: isQueries,
    find: (file) => [
      ...locate(
        file,
        readTemplates(file.uncommented)
          .filter(
            ({ tag, pieces }) => tag !== 'sql' && tag !== 'sweep' && BEGINS_SQL.test(pieces[0]?.text ?? ''),
          )
          .map(({ at }) => ({ at, what: 'a statement that is no sql template' })),
      ),
      ...[...file.code.matchAll(/\.\s*(?:unsafe|file)\s*\(|\borm\b/g)].map((match) => ({
        line: lineAt(file.code, match.index),
        what: `uses ${match[0].replace(/[\s(]/g, '')}`,
      })),
      ...[
        ...file.uncommented.matchAll(
          /(['"])\s*(?:select\s[^'"]*\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b/gi,
        ),
      ].map((match) => ({ line: lineAt(file.uncommented, match.index), what: 'a statement in quotes' })),
    ],
  },
  {
    name: 'plugin-own-tables',
    remedy:
      'A plugin makes and touches only tables and functions that begin with its own name (coupons_…, group_buy_…); whatever else it needs ' +
      'comes through its context, or by quota_left and quota_state.',
    appliesTo: (file) => file.group === 'plugins' && (isQueries(file) || isMigration(file)),
    find: (file, files) => {
      const prefix = ownPrefix(file.owner)
      const isForeign = (name: string) => !name.startsWith(`${prefix}_`)
      const known = knownTo(files)
      const touched = statementsOf(file).flatMap(({ statement }) => [
        ...statement.segments
          .flatMap(({ uses }) => uses)
          .filter(({ table, schema }) => schema !== null || isForeign(table))
          .map(({ table, at }) => ({ at, what: `touches ${table}` })),
        ...statement.calls
          .filter(
            ({ name, schema }) =>
              schema === 'platform' ||
              (known.functions.has(name) && isForeign(name) && !FOR_PLUGINS.has(name)),
          )
          .map(({ name, at }) => ({ at, what: `calls ${name}` })),
      ])
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

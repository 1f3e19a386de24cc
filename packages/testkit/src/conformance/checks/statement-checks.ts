import {
  type Fault,
  foreignUses,
  ownPrefix,
  renamedSql,
  statementsOfFunctions,
  statementsOfSource,
  type Token,
  unnamedTenants,
  unreadableStatements,
  unsoundInserts,
  type WrittenStatement,
} from '@mamapu/db'
import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { knownTo, migrationsOf, type PluginSource, sourcesOf } from './plugin-sources.js'
import { check } from './words-of.js'

const isQueries = ({ path }: PluginSource) => /\.queries\.[cm]?[jt]s$/.test(path)
/** Holds texts for `npm run verify`, which asks across shops; none of them is sent by the plugin. */
const isVerify = ({ path }: PluginSource) => /\.verify\.queries\.[cm]?[jt]s$/.test(path)

/** What every statement of its `*.queries.ts` and of its functions keeps, read by the rules of `npm run check`. */
export const STATEMENT_CHECKS: readonly ConformanceCheck[] = [
  check(
    'statements.own-tables',
    ['只碰自己的表', 'Statements touch its own tables alone'],
    ['核心的数据经 ctx 取得', 'What is core’s comes through ctx'],
    (subject) => {
      const known = knownTo(subject.plugin)
      const prefix = ownPrefix(subject.plugin.id)
      return eachStatement(subject, ({ statement }) => foreignUses(statement, prefix, known))
    },
  ),
  check(
    'statements.name-tenant',
    ['每条语句都写明 tenant_id', 'Each statement names the tenant of each table'],
    [
      '每张表各写 x.tenant_id = tx.tenantId，不经别的表、行值、using 或片段；插入用 values',
      'Say x.tenant_id = tx.tenantId for each table by itself, not through another table, a row, using or a fragment; insert values',
    ],
    (subject) => {
      const known = knownTo(subject.plugin)
      return eachStatement(subject, (written) => [
        ...unnamedTenants(written.statement, known),
        ...unsoundInserts(written, known),
      ])
    },
  ),
  check(
    'statements.readable',
    ['语句都是 sql 模板', 'Statements are sql templates'],
    [
      '写 tx.sql`…`：sql 不换名字，不用 unsafe，不拼字符串',
      'Write tx.sql`…`: no other name for sql, no unsafe, no text put together',
    ],
    ({ plugin }) => {
      const sources = sourcesOf(plugin)
      if (sources.length === 0) return null
      return sources.flatMap((source) => {
        const texts = isQueries(source) && !isVerify(source) ? unreadableStatements(source) : []
        return told(source.path, source.text, [...renamedSql(source), ...texts])
      })
    },
  ),
  check(
    'statements.no-settings',
    ['不改连接的设置', 'No statement sets anything of the connection'],
    ['删掉它：租户由平台绑定', 'Take it away: the platform binds the tenant'],
    (subject) =>
      eachStatement(subject, ({ tokens }) =>
        [...wordsIn(tokens, SETS), ...wordsIn(tokens.slice(0, 1), ['set', 'reset'])].map(({ at }) => ({
          at,
          what: 'sets something of the connection',
        })),
      ),
  ),
  check(
    'statements.no-clock',
    ['语句不看数据库的时钟', 'No statement asks the clock'],
    ['把 ctx.at 作为参数传入', 'Pass ctx.at as a parameter'],
    (subject) =>
      eachStatement(subject, ({ tokens }) =>
        wordsIn(tokens, CLOCKS).map(({ at, text }) => ({ at, what: `asks the clock by ${text}` })),
      ),
  ),
  check(
    'statements.in-queries-files',
    ['SQL 只在 *.queries.ts 里', 'SQL stands in *.queries.ts alone'],
    ['移到 *.queries.ts', 'Move it to a *.queries.ts'],
    ({ plugin }) => {
      const sources = sourcesOf(plugin)
      if (sources.length === 0) return null
      return sources
        .filter((source) => !isQueries(source))
        .flatMap((source) => told(source.path, source.text, strayStatements(source)))
    },
  ),
]

const SETS = ['set_config']
const CLOCKS = [
  'now',
  'current_timestamp',
  'current_date',
  'current_time',
  'localtimestamp',
  'localtime',
  'clock_timestamp',
  'statement_timestamp',
  'transaction_timestamp',
  'timeofday',
]

function strayStatements({ uncommented }: PluginSource): Fault[] {
  return statementsOfSource(uncommented).map(({ template }) => ({
    at: template?.at ?? 0,
    what: 'SQL outside of a *.queries.ts',
  }))
}

/** These words, wherever they stand in it. */
function wordsIn(tokens: readonly Token[], words: readonly string[]): { at: number; text: string }[] {
  return tokens.flatMap((token) => {
    if (token.kind === 'group') return wordsIn(token.items, words)
    return token.kind === 'word' && words.includes(token.text) ? [token] : []
  })
}

function eachStatement(
  { plugin }: ConformanceSubject,
  look: (written: WrittenStatement) => readonly Fault[],
): Faults {
  const found = [
    ...sourcesOf(plugin).map(({ path, text, uncommented }) => ({
      path,
      text,
      statements: statementsOfSource(uncommented),
    })),
    ...(migrationsOf(plugin) ?? []).map(({ file, sql }) => ({
      path: `migrations/${file}`,
      text: sql,
      statements: statementsOfFunctions(sql),
    })),
  ].filter(({ statements }) => statements.length > 0)
  if (found.length === 0) return null
  return found.flatMap(({ path, text, statements }) => told(path, text, statements.flatMap(look)))
}

/** `src/notes.queries.ts:12: touches orders` */
function told(path: string, text: string, faults: readonly Fault[]): string[] {
  return faults.map(({ at, what }) => `${path}:${text.slice(0, at).split('\n').length}: ${what}`)
}

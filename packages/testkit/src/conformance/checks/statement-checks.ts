import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ownPrefix } from '@mamapu/db'
import type { Plugin } from '@mamapu/plugin-sdk'
import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import { check } from './words-of.js'

const NO_TABLES = new Set([
  'set',
  'skip',
  'nowait',
  'lateral',
  'unnest',
  'jsonb_array_elements',
  'generate_series',
])

interface Statement {
  readonly file: string
  readonly text: string
}

/** What every statement of its `*.queries.ts` keeps, read from the source. */
export const STATEMENT_CHECKS: readonly ConformanceCheck[] = [
  check(
    'statements.own-tables',
    ['只碰自己的表', 'Statements touch its own tables alone'],
    ['核心的数据经 ctx 取得', 'What is core’s comes through ctx'],
    (subject) =>
      eachStatement(subject, (text) =>
        [...text.matchAll(/\b(?:from|join|into|update)\s+([a-z_]+)\b/gi)].flatMap(([, table]) => {
          const name = (table as string).toLowerCase()
          const isOwn = NO_TABLES.has(name) || name.startsWith(`${ownPrefix(subject.plugin.id)}_`)
          return isOwn ? [] : [`touches ${name}, which is not its own`]
        }),
      ),
  ),
  check(
    'statements.name-tenant',
    ['每条语句都写明 tenant_id', 'Each statement names tenant_id'],
    ['在 where 里写 tenant_id = tx.tenantId', 'Say tenant_id = tx.tenantId in its where'],
    (subject) =>
      eachStatement(subject, (text) => (text.includes('tenant_id') ? [] : ['does not name tenant_id'])),
  ),
  check(
    'statements.no-settings',
    ['不改连接的设置', 'No statement sets anything of the connection'],
    ['删掉它：租户由平台绑定', 'Take it away: the platform binds the tenant'],
    (subject) =>
      eachStatement(subject, (text) =>
        /\bset_config\b|\bset\s+(local|session|role)\b/i.test(text)
          ? ['sets something of the connection']
          : [],
      ),
  ),
  check(
    'statements.no-clock',
    ['语句不看数据库的时钟', 'No statement asks the clock'],
    ['把 ctx.at 作为参数传入', 'Pass ctx.at as a parameter'],
    (subject) =>
      eachStatement(subject, (text) =>
        /\bnow\s*\(|\bcurrent_(timestamp|date|time)\b|clock_timestamp/i.test(text) ? ['asks the clock'] : [],
      ),
  ),
  check(
    'statements.in-queries-files',
    ['SQL 只在 *.queries.ts 里', 'SQL stands in *.queries.ts alone'],
    ['移到 *.queries.ts', 'Move it to a *.queries.ts'],
    ({ plugin }) => {
      if (!plugin.migrations) return null
      return statementsOf(plugin)
        .filter(({ file }) => !file.endsWith('.queries.ts'))
        .map(({ file }) => `${file}: SQL outside of a *.queries.ts`)
    },
  ),
]

function eachStatement({ plugin }: ConformanceSubject, look: (text: string) => readonly string[]): Faults {
  const statements = statementsOf(plugin)
  if (statements.length === 0) return null
  return statements.flatMap(({ file, text }) => look(text).map((fault) => `${file}: ${fault}`))
}

/** Sources stand beside the compiled files in `src`, or not at all where only `dist` is shipped. */
function statementsOf({ migrations }: Plugin): Statement[] {
  if (!migrations) return []
  const dir = fileURLToPath(new URL('../src/', migrations))
  return filesIn(dir).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bsql(?:<[^`]*?>)?`((?:[^`\\]|\\.)*)`/g)].map(([, text]) => ({
      file: file.slice(dir.length),
      text: text as string,
    })),
  )
}

function filesIn(dir: string): string[] {
  try {
    return readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.(test|samples)\.ts$/.test(name))
      .map((name) => `${dir}${name}`)
  } catch {
    return []
  }
}

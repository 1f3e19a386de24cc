import type { Finding, LayerRule } from './rule.js'
import { lineAt, type SourceFile } from './sources.js'

const LINES_MAX = 400
const CLOCK_OWNERS = new Set(['server', 'worker', 'cli', 'testkit', 'admin'])
const CLOCK_MODULE = 'packages/db/src/clock.ts'

const isTs = (file: SourceFile) => file.kind === 'ts'
const isShopCode = (file: SourceFile) => file.group === 'plugins' || file.owner === 'core'
const isMigration = (file: SourceFile) => file.kind === 'sql' && /\/migrations\//.test(file.path)

function findText(text: string, pattern: RegExp, what: (found: string) => string): Finding[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: lineAt(text, match.index),
    what: what(match[0].trim()),
  }))
}

/** SQL without comments and quoted text; with `bodies: false` without function bodies too. Same lines. */
function bareSql(text: string, { bodies }: { bodies: boolean }): string {
  const blank = (found: string) => found.replace(/[^\n]/g, ' ')
  const uncommented = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, blank)
  const shown = bodies ? uncommented : uncommented.replace(/(\$\w*\$)[\s\S]*?\1/g, blank)
  return shown.replace(/'(?:[^']|'')*'/g, blank)
}

const clockPattern = /\bDate\.now\s*\(|\bnew\s+Date\s*\(\s*\)/g
const changesRows =
  /\b(?:insert\s+into|update\s+(?:only\s+)?[\w."]+(?:\s+(?:as\s+)?\w+)?\s+set|delete\s+from|merge\s+into|truncate|copy)\b/i

export const contentRules: readonly LayerRule[] = [
  {
    name: 'sql-home',
    remedy:
      'Only *.queries.ts speaks SQL (and *.tables.ts describes it): move the statement there and call it by a name of the shop.',
    appliesTo: (file) =>
      isTs(file) && isShopCode(file) && !file.isTest && !/\.(queries|tables)\.ts$/.test(file.path),
    find: (file) => [
      ...file.imports
        .filter(({ specifier }) => /^(drizzle-orm|postgres)(\/|$)/.test(specifier))
        .map(({ specifier, line }) => ({ line, what: `imports ${specifier}` })),
      ...findText(file.uncommented, /\bsql(?:<[^`;(]*>)?`|\bsql\.unsafe\s*\(/g, () => 'writes SQL').filter(
        ({ line }) => /\bsql\b/.test(file.code.split('\n')[line - 1] ?? ''),
      ),
    ],
  },
  {
    name: 'rules-know-no-clock',
    remedy:
      'A *.rules.ts gives the same answer for the same input: take the instant (or the random number) as an argument.',
    appliesTo: (file) => isTs(file) && /\.rules\.ts$/.test(file.path),
    find: (file) =>
      findText(
        file.code,
        new RegExp(`${clockPattern.source}|\\bMath\\.random\\s*\\(|\\bperformance\\.now\\s*\\(`, 'g'),
        (found) => `calls ${found}…)`,
      ),
  },
  {
    name: 'one-clock',
    remedy:
      'Ask the clock once per request or job and pass it on as `at`: the only clock is packages/db/src/clock.ts.',
    appliesTo: (file) =>
      isTs(file) &&
      !file.isTest &&
      !CLOCK_OWNERS.has(file.owner) &&
      file.path !== CLOCK_MODULE &&
      !/\.rules\.ts$/.test(file.path),
    find: (file) => findText(file.code, clockPattern, (found) => `calls ${found}`),
  },
  {
    name: 'tenant-sql-clock',
    remedy:
      'SQL of a shop takes the instant as a parameter (`at`), so that tests and previews can set it; now() is for nobody.',
    appliesTo: (file) => isMigration(file) || /\.queries\.ts$/.test(file.path),
    find: (file) =>
      findText(
        file.kind === 'sql' ? bareSql(file.text, { bodies: true }) : file.uncommented,
        /(?<![\w.])(?:now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(\s*\)|\b(?:current_timestamp|localtimestamp|current_date)\b/gi,
        (found) => `uses ${found}`,
      ),
  },
  {
    name: 'settings-by-doors',
    remedy:
      'Only the doors of packages/db set the tenant or any other setting; a function called through callTenant begins with exactly ' +
      "execute format('set local app.tenant_id = %L', <its tenant>).",
    appliesTo: (file) => !file.isTest && isShopFile(file),
    find: (file) => {
      const text = file.kind === 'sql' ? bareComments(file.text) : file.uncommented
      return findText(
        withoutTheAllowedForm(text, file),
        /\bset_config\s*\(|\b(?:set|reset)\s+(?:local|session|role|all)\b(?!\s*=)|['"`;]\s*set\s+[\w.]+\s*(?:=|to)\s/gi,
        (found) => `sets by ${found}`,
      )
    },
  },
  {
    name: 'migrations-are-structure',
    remedy:
      'Under forced row-level security a data change in a migration touches nothing and says nothing: write a bounded job per store.',
    appliesTo: isMigration,
    find: (file) => [
      ...findText(
        bareSql(file.text, { bodies: false }),
        new RegExp(changesRows, 'gi'),
        (found) => `changes rows: ${found}`,
      ),
      ...[...file.text.matchAll(/^\s*do\s+(\$\w*\$)([\s\S]*?)\1/gim)]
        .filter((match) => changesRows.test(bareSql(match[2] ?? '', { bodies: true })))
        .map((match) => ({ line: lineAt(file.text, match.index + 1), what: 'changes rows in a do block' })),
    ],
  },
  {
    name: 'no-suppressions',
    remedy:
      'Nothing is silenced in place: mend the code, or change the rule for everybody in biome.json or tsconfig.json.',
    appliesTo: isTs,
    find: (file) =>
      findText(
        file.text,
        /biome-ignore|@ts-(?:ignore|expect-error|nocheck)|eslint-disable/g,
        (found) => found,
      ).filter(({ line, what }) => file.uncommented.split('\n')[line - 1]?.includes(what) === false),
  },
  {
    name: 'file-size',
    remedy: `No file above ${LINES_MAX} lines: split by use case, not by layer.`,
    appliesTo: (file) => file.kind !== 'sql',
    find: (file) => {
      const lines = file.text.trimEnd().split('\n').length
      return lines > LINES_MAX ? [{ line: lines, what: `${lines} lines` }] : []
    },
  },
]

function isShopFile(file: SourceFile): boolean {
  return (
    (isTs(file) || isMigration(file)) &&
    file.owner !== 'db' &&
    file.owner !== 'testkit' &&
    file.owner !== 'cli'
  )
}

function bareComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (found) => found.replace(/[^\n]/g, ' '))
}

/** Functions of core set their own tenant; nobody else's may. */
function withoutTheAllowedForm(text: string, file: SourceFile): string {
  if (file.kind !== 'sql') return text
  const attribute = /\bset\s+search_path\s*(?:=|to)\s*[\w, ."']+/gi
  const bare = text.replace(attribute, (found) => ' '.repeat(found.length))
  if (file.owner !== 'core') return bare
  return bare.replace(/execute\s+format\('set local app\.tenant_id = %L', \w+\)/gi, (found) =>
    ' '.repeat(found.length),
  )
}

import type { Blanked } from './blank-out.js'
import type { Fault } from './judge.js'
import { functionsOf } from './known.js'
import { readStatement, type Statement } from './statements.js'
import { readTemplates, type Template } from './templates.js'
import { readTokens, type Token } from './tokens.js'

/** A statement as it stands in a source or in a function of a migration. */
export interface WrittenStatement {
  readonly statement: Statement
  readonly tokens: readonly Token[]
  /** Text of the function around a template; empty in SQL. */
  readonly around: string
  readonly template: Template | null
}

/** The templates of a source without comments that are statements. */
export function statementsOfSource(uncommented: string): readonly WrittenStatement[] {
  return readTemplates(uncommented)
    .filter(({ tag }) => tag === 'sql' || tag === 'sweep')
    .map((template) => {
      const tokens = readTokens(template.pieces)
      return {
        statement: readStatement(tokens),
        tokens,
        around: functionAround(uncommented, template.at),
        template,
      }
    })
}

/** The bodies of the functions a migration makes. */
export function statementsOfFunctions(sql: string): readonly WrittenStatement[] {
  return functionsOf(sql).map(({ body, at }) => {
    const tokens = readTokens([{ kind: 'sql', text: body, at }])
    return { statement: readStatement(tokens, { body: true }), tokens, around: '', template: null }
  })
}

/** From the last declaration at the left margin to here. */
function functionAround(text: string, at: number): string {
  const before = text.slice(0, at)
  const start = [...before.matchAll(/^(?:export|async|function|const)\b/gm)].at(-1)
  return before.slice(start?.index ?? 0)
}

const BEGINS_SQL =
  /^\s*(?:select|insert\s+into|update|delete\s+from|with|truncate|merge|copy|create|alter|drop)\b/i
const QUOTED_SQL = /(['"])\s*(?:select\s[^'"]*\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b/gi

/** Statements of a source that are no `sql` templates, so that nobody can read what they do. */
export function unreadableStatements({ code, uncommented }: Blanked): readonly Fault[] {
  return [
    ...readTemplates(uncommented)
      .filter(({ tag, pieces }) => tag !== 'sql' && tag !== 'sweep' && BEGINS_SQL.test(pieces[0]?.text ?? ''))
      .map(({ at }) => ({ at, what: 'a statement that is no sql template' })),
    ...[...code.matchAll(/\.\s*(?:unsafe|file)\s*\(|\borm\b/g)].map((match) => ({
      at: match.index,
      what: `uses ${match[0].replace(/[\s(]/g, '')}`,
    })),
    ...[...uncommented.matchAll(QUOTED_SQL)].map((match) => ({
      at: match.index,
      what: 'a statement in quotes',
    })),
  ]
}

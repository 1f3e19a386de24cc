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

/** A statement in lower case; what follows its first word tells it from a sentence. */
const SQL =
  /^[\s(]*(?:select\s+(?:[\s\S]*?\sfrom\s|[\w.]+\(|\$1)|insert\s+into\s|update\s+[\w."$]+(?:\s+as)?(?:\s+\w+)?\s+set\s|delete\s+from\s|with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s|truncate\s+\w|merge\s+into\s|copy\s+[\w."]+\s+(?:from|to)\b|table\s+[\w."]+\s*$|do\s+\$|lock\s+table\b|(?:create|alter|drop)\s+(?:table|index|function|role|policy)\b)/

function isSql(text: string): boolean {
  const bare = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  return SQL.test(bare) || (/^[\s(]*[A-Z]+\s/.test(bare) && SQL.test(bare.toLowerCase()))
}

const textOf = ({ pieces }: Template) =>
  pieces.map(({ kind, text }) => (kind === 'sql' ? text : ' $1 ')).join('')

const QUOTED =
  /(['"])\s*(?:select\s[^'"]*\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from|SELECT\s[^'"]*\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\s/g

/** Statements of a source that are no `sql` templates, so that nobody can read what they do. */
export function unreadableStatements({ code, uncommented }: Blanked): readonly Fault[] {
  return [
    ...readTemplates(uncommented)
      .filter((template) => template.tag !== 'sql' && template.tag !== 'sweep' && isSql(textOf(template)))
      .map(({ at }) => ({ at, what: 'a statement that is no sql template' })),
    ...[...code.matchAll(/\.\s*(?:unsafe|file)\s*\(|\borm\b/g)].map((match) => ({
      at: match.index,
      what: `uses ${match[0].replace(/[\s(]/g, '')}`,
    })),
    ...[...uncommented.matchAll(QUOTED)].map((match) => ({
      at: match.index,
      what: 'a statement in quotes',
    })),
  ]
}

/** What may follow `sql`: a template, a helper's call, a list it is handed on in under its own name, its type. */
const USED = /^\s*(?:`|<|\(|,|\)|\}|\?|:\s*[A-Z('{]|\??\.\s*(?:savepoint|json)\b)/

/** Where `sql` gets another name, or sends a text: whatever is written there is not read. */
export function renamedSql({ code, uncommented }: Blanked): readonly Fault[] {
  const words = [...code.matchAll(/(?<![\w$])sql(?![\w$])/g)]
    .filter((match) => !USED.test(uncommented.slice(match.index + 3)))
    .map(({ index }) => ({ at: index, what: 'sql has one name: write sql`…` where it is' }))
  const tagged = readTemplates(uncommented)
    .filter((template) => !['', 'sql', 'sweep'].includes(template.tag) && isSql(textOf(template)))
    .map(({ at, tag }) => ({ at, what: `a statement under the name ${tag}` }))
  const texts = [
    ...code.matchAll(/(?<![\w$])unsafe(?![\w$])/g),
    ...uncommented.matchAll(/\[\s*(['"`])(?:sql|unsafe)\1\s*\]/g),
  ].map((match) => ({ at: match.index, what: `uses ${match[0]}` }))
  return [...words, ...tagged, ...texts]
}

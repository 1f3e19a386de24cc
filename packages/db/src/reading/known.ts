import type { Known } from './judge.js'

const CREATE =
  /create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(?:public\.)?"?([\w.]+)"?\s*\(\s*"?(\w+)/gi
const RENAME = /alter\s+table\s+(\w+)\s+rename\s+to\s+(\w+)/gi
/** What a trigger calls the rows its statement wrote; they are nobody's table. */
const TRANSITION = /referencing\s+((?:(?:old|new)\s+table\s+(?:as\s+)?\w+\s*)+)/gi

/** What these migrations make. */
export function knownOf(migrations: readonly string[]): Known {
  const tables = new Map<string, { ofShops: boolean }>()
  const functions = new Set<string>()
  const swept = new Set<string>()
  const ofTriggers = new Set<string>()
  for (const text of migrations) {
    const bare = text.replace(/--[^\n]*/g, '')
    for (const [, name = '', first] of bare.matchAll(CREATE))
      tables.set(name, { ofShops: first === 'tenant_id' })
    for (const [, from = '', to = ''] of bare.matchAll(RENAME)) {
      const renamed = tables.get(from)
      if (renamed) tables.set(to, renamed)
      tables.delete(from)
    }
    for (const { name, takesTenant } of functionsOf(bare)) if (takesTenant) functions.add(name)
    for (const [, name = ''] of bare.matchAll(/sweep_reads\('(\w+)'/gi)) swept.add(name)
    for (const [, names = ''] of bare.matchAll(TRANSITION))
      for (const [, name = ''] of names.matchAll(/table\s+(?:as\s+)?(\w+)/gi)) ofTriggers.add(name)
  }
  for (const name of ofTriggers) if (!tables.has(name)) tables.set(name, { ofShops: false })
  return { tables, functions, swept }
}

export interface SqlFunction {
  readonly name: string
  readonly takesTenant: boolean
  readonly body: string
  /** Where the body begins. */
  readonly at: number
}

/** The functions a migration makes, with what they do. */
export function functionsOf(text: string): SqlFunction[] {
  const pattern =
    /create\s+(?:or\s+replace\s+)?function\s+([\w.]+)\s*\(\s*(\w*)[\s\S]*?(\$\w*\$)([\s\S]*?)\3/gi
  return [...text.matchAll(pattern)].map((match) => ({
    name: match[1] ?? '',
    takesTenant: match[2] === 'p_tenant',
    body: match[4] ?? '',
    at: match.index + match[0].length - (match[4]?.length ?? 0) - (match[3]?.length ?? 0),
  }))
}

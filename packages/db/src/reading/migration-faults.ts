import { lookFor, type Made, type MigrationFault } from './migration-look.js'
import { lookAtStatement } from './migration-statements.js'
import { MIGRATION_WORDS } from './migration-words.js'
import { splitAt } from './reader.js'
import { readTokens } from './tokens.js'

/** A migration of a plugin, in the order they are applied. */
export interface Migration {
  readonly file: string
  readonly sql: string
}

/** A file that is applied; others in the folder never are. */
export const MIGRATION_FILE = /^\d{4}_[a-z0-9_]+\.sql$/

/** What everything in the database that is a plugin's begins with, without the line after it. */
export const ownPrefix = (id: string): string => id.replaceAll('-', '_')

/**
 * What in a plugin's structure is not its own, is not as every shop's rows need it, or breaks the version that still runs.
 * Only statements known to be structure pass. What a migration does is looked at again when it is applied (plugin-structure.ts).
 */
export function migrationFaults(prefix: string, migrations: readonly Migration[]): readonly MigrationFault[] {
  const made: Made = { inFile: new Map(), tables: new Map(), isolated: new Set() }
  const faults = migrations.flatMap((migration, index) => {
    const found: MigrationFault[] = []
    const look = lookFor(prefix, { made, index, file: migration.file, found })
    if (isMisnamed(migration, index, migrations)) look.say('name', 0)
    const tokens = readTokens([{ kind: 'sql', text: migration.sql, at: 0 }])
    for (const statement of splitAt(tokens, ';')) lookAtStatement(look, statement)
    return found
  })
  const open = [...made.tables].filter(([table]) => !made.isolated.has(table))
  for (const [table, { file, at }] of open) {
    const [rule, words] = MIGRATION_WORDS.notIsolated(table)
    faults.push({ rule, file, at, words })
  }
  const order = migrations.map(({ file }) => file)
  return faults.sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.at - b.at)
}

function isMisnamed({ file }: Migration, index: number, all: readonly Migration[]): boolean {
  const name = (path: string) => path.slice(path.lastIndexOf('/') + 1)
  const first = all.findIndex((other) => name(other.file).slice(0, 5) === name(file).slice(0, 5))
  return !MIGRATION_FILE.test(name(file)) || first !== index
}

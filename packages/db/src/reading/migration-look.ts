import type { Words } from '@mamapu/kernel'
import { MIGRATION_WORDS, type MigrationRule } from './migration-words.js'
import type { Name } from './reader.js'

export interface MigrationFault {
  readonly rule: MigrationRule
  readonly file: string
  readonly at: number
  readonly words: Words
}

/** What the migrations made up to here. */
export interface Made {
  /** Tables, functions and the like: the number of their file. */
  readonly inFile: Map<string, number>
  readonly tables: Map<string, { readonly file: string; readonly at: number }>
  readonly isolated: Set<string>
}

/** How one migration is looked at. */
export interface Look {
  readonly prefix: string
  readonly made: Made
  say<K extends keyof typeof MIGRATION_WORDS>(
    what: K,
    at: number,
    ...words: Parameters<(typeof MIGRATION_WORDS)[K]>
  ): void
  /** False, and a fault, when it does not bear the plugin's name. */
  own(name: Name | null, at: number): name is Name
  /** A fault when an older version knows this table. */
  breaks(table: string, at: number, how: readonly [string, string]): void
  makes(name: Name): void
  makesTable(name: Name): void
}

export function lookFor(
  prefix: string,
  {
    made,
    index,
    file,
    found,
  }: {
    readonly made: Made
    readonly index: number
    readonly file: string
    readonly found: MigrationFault[]
  },
): Look {
  const look: Look = {
    prefix,
    made,
    say(what, at, ...given) {
      const [rule, words] = (MIGRATION_WORDS[what] as (...all: string[]) => readonly [MigrationRule, Words])(
        ...given,
      )
      found.push({ rule, file, at, words })
    },
    own(name, at): name is Name {
      const isOwn = name?.text.startsWith(`${prefix}_`) === true
      if (!isOwn) look.say('foreign', at, name?.text ?? '?', prefix)
      return isOwn
    },
    breaks(table, at, [zh, en]) {
      if ((made.inFile.get(table) ?? index) < index) look.say('breaking', at, table, zh, en)
    },
    makes(name) {
      if (!made.inFile.has(name.text)) made.inFile.set(name.text, index)
    },
    makesTable(name) {
      look.makes(name)
      if (!made.tables.has(name.text)) made.tables.set(name.text, { file, at: name.at })
    },
  }
  return look
}

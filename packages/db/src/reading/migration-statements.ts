import type { Look } from './migration-look.js'
import { lookAtChanges, lookAtNewTable } from './migration-tables.js'
import { hasWords, type Name, type Reader, readerOf, splitAt } from './reader.js'
import { isWord, type Token } from './tokens.js'

/** What one statement of a migration makes, changes or takes away. Whatever is not known to be structure is a fault. */
export function lookAtStatement(look: Look, statement: readonly Token[]): void {
  const reader = readerOf(statement)
  const [first] = statement
  const at = first?.at ?? 0
  if (reader.take('create')) lookAtCreate(look, reader, at)
  else if (reader.take('alter')) lookAtAlter(look, reader, at)
  else if (reader.take('drop')) lookAtDrop(look, reader, at)
  else if (reader.take('select')) lookAtCalls(look, reader.rest(), at)
  else if (isWord(first, 'grant', 'revoke', 'reassign')) look.say('rights', at)
  else if (!isWord(first, 'comment')) look.say('data', at, first?.kind === 'word' ? first.text : '?')
}

/** Besides tables, indexes, functions and triggers. */
const NAMED = ['type', 'domain', 'sequence']

function lookAtCreate(look: Look, reader: Reader, at: number): void {
  reader.take('or', 'replace')
  if (reader.take('unlogged')) look.say('unlogged', at)
  const isUnique = reader.take('unique')
  reader.take('constraint')
  if (reader.take('table')) lookAtCreateTable(look, reader, at)
  else if (reader.take('index')) lookAtIndex(look, reader, { at, isUnique })
  else if (reader.take('function')) lookAtFunction(look, reader, at)
  else if (reader.take('trigger')) lookAtTrigger(look, reader.rest(), at)
  else if (hasWords(reader.rest().slice(0, 2), 'view')) look.say('view', at)
  else if (reader.take('policy')) look.say('rights', at)
  else lookAtNamed(look, reader, at)
}

function lookAtNamed(look: Look, reader: Reader, at: number): void {
  if (!NAMED.some((word) => reader.take(word))) sayForeign(look, reader.rest(), at)
  else {
    reader.take('if', 'not', 'exists')
    const name = reader.name()
    if (look.own(name, at)) look.makes(name)
  }
}

/** What no plugin makes or changes, whatever its name. */
function sayForeign(look: Look, items: readonly Token[], at: number): void {
  const words = items.slice(0, 2).map((item) => (item.kind === 'word' ? item.text : '…'))
  look.say('foreign', at, words.join(' '), look.prefix)
}

function lookAtCreateTable(look: Look, reader: Reader, at: number): void {
  reader.take('if', 'not', 'exists')
  const name = reader.name()
  const isOwn = look.own(name, at)
  const [columns, ...after] = reader.rest()
  if (columns?.kind !== 'group' || after.some((item) => isWord(item, 'as', 'inherits', 'partition')))
    look.say('noColumns', at)
  else if (name) lookAtNewTable(look, name.text, { ...columns, at })
  if (isOwn) look.makesTable(name)
}

function lookAtIndex(
  look: Look,
  reader: Reader,
  { at, isUnique }: { readonly at: number; readonly isUnique: boolean },
): void {
  reader.take('concurrently')
  reader.take('if', 'not', 'exists')
  const index = reader.take('on') ? null : reader.name()
  if (index) reader.take('on')
  reader.take('only')
  if (look.own(reader.name(), at) && index) look.makes(index)
  const columns = reader.rest().find((item) => item.kind === 'group')
  const isOfTenant = columns?.kind === 'group' && isWord(columns.items[0], 'tenant_id')
  if (isUnique && !isOfTenant) look.say('uniqueKey', at)
}

function lookAtFunction(look: Look, reader: Reader, at: number): void {
  const name = reader.name()
  if (look.own(name, at)) look.makes(name)
  if (hasWords(reader.rest(), 'security', 'definer')) look.say('rights', at)
}

/** `… on t … execute function f()` */
function lookAtTrigger(look: Look, items: readonly Token[], at: number): void {
  for (const [before, after] of [
    [['on'], 1],
    [['execute', 'function'], 2],
  ] as const) {
    const start = items.findIndex((_, index) => before.every((word, n) => isWord(items[index + n], word)))
    look.own(readerOf(items.slice(start + after)).name(), at)
  }
}

function lookAtAlter(look: Look, reader: Reader, at: number): void {
  const isTable = reader.take('table')
  const isKnown = isTable || ['index', 'function', ...NAMED].some((word) => reader.take(word))
  reader.take('if', 'exists')
  reader.take('only')
  const items = reader.rest()
  const name = reader.name()
  if (!isKnown || name === null) sayForeign(look, items, at)
  else if (!isOfPlugin(look, name, at)) return
  else if (isTable) lookAtChanges(look, name.text, reader.rest())
  else {
    if (hasWords(items, 'security', 'definer') || hasWords(items, 'owner', 'to')) look.say('rights', at)
    if (hasWords(items, 'rename')) look.breaks(name.text, at, ['改名', 'renames'])
  }
}

/** Indexes of the plugin's tables may be called anything. */
const isOfPlugin = (look: Look, name: Name, at: number) =>
  look.made.inFile.has(name.text) || look.own(name, at)

function lookAtDrop(look: Look, reader: Reader, at: number): void {
  const isIndex = reader.take('index')
  const isTable = reader.take('table')
  if (reader.take('policy') || reader.take('owned')) look.say('rights', at)
  else if (reader.take('trigger')) lookAtDropTrigger(look, reader.rest(), at)
  else if (!isIndex && !isTable && !['function', ...NAMED].some((word) => reader.take(word)))
    sayForeign(look, reader.rest(), at)
  else {
    reader.take('concurrently')
    reader.take('if', 'exists')
    const names = splitAt(reader.rest(), ',').flatMap((part) => readerOf(part).name() ?? [])
    for (const name of names.filter((one) => isOfPlugin(look, one, at))) {
      const how = isTable ? (['删表', 'drops a table'] as const) : (['删除', 'drops'] as const)
      if (!isIndex) look.breaks(name.text, at, how)
      look.made.tables.delete(name.text)
    }
  }
}

function lookAtDropTrigger(look: Look, items: readonly Token[], at: number): void {
  const on = items.findIndex((item) => isWord(item, 'on'))
  look.own(readerOf(items.slice(on + 1)).name(), at)
}

const RIGHTS = ['select', 'insert', 'update', 'delete']

/** `select tenant_table('t', 'select, insert')`, `select sweep_reads('t', 'columns')`; any other select is no structure. */
function lookAtCalls(look: Look, items: readonly Token[], at: number): void {
  for (const call of splitAt(items, ',')) {
    const reader = readerOf(call)
    const called = reader.name()?.text ?? ''
    const [given, ...more] = reader.rest()
    const [table, , rights] = given?.kind === 'group' ? given.items : []
    if (!['tenant_table', 'sweep_reads'].includes(called) || table?.kind !== 'text' || more.length > 0)
      look.say('data', at, 'select')
    else {
      const name = { text: table.text.replace(/^public\./, '').replaceAll('"', ''), at: table.at }
      if (look.own(name, at) && called === 'tenant_table') look.made.isolated.add(name.text)
      if (called === 'tenant_table' && !areUsual(rights)) look.say('rights', at)
    }
  }
}

function areUsual(rights: Token | undefined): boolean {
  const asked = rights?.kind === 'text' ? rights.text.split(',') : []
  return asked.every((right) => RIGHTS.includes(right.trim()))
}

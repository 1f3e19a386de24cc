import type { Look } from './migration-look.js'
import { hasWords, readerOf, splitAt } from './reader.js'
import { type Group, isSign, isWord, type Token } from './tokens.js'

const CONSTRAINTS = ['constraint', 'primary', 'unique', 'check', 'foreign', 'exclude', 'like']

/** The columns and keys of a new table. */
export function lookAtNewTable(look: Look, table: string, { at, items }: Group): void {
  const parts = splitAt(items, ',')
  if (!isTenantColumn(parts[0] ?? [])) look.say('firstColumn', at, table)
  for (const part of parts) lookAtKeys(look, part)
}

function isTenantColumn(column: readonly Token[]): boolean {
  const isFilled = hasWords(column, 'not', 'null') || hasWords(column, 'primary', 'key')
  return isWord(column[0], 'tenant_id') && isWord(column[1], 'uuid') && isFilled
}

/** Keys and references of one column or constraint. */
function lookAtKeys(look: Look, part: readonly Token[]): void {
  const own = isWord(part[0], 'tenant_id')
  part.forEach((item, index) => {
    if (isWord(item, 'primary') && isWord(part[index + 1], 'key')) {
      if (!isOfTenant(part, index + 2, own)) look.say('primaryKey', item.at)
    } else if (isWord(item, 'unique', 'exclude')) {
      if (!isOfTenant(part, index + 1, own)) look.say('uniqueKey', item.at)
    } else if (isWord(item, 'references') || (index === 0 && isWord(item, 'like')))
      look.own(readerOf(part.slice(index + 1)).name(), item.at)
  })
}

/** A key's columns begin with the tenant's; one without columns is of its own column, or of an index that is looked at itself. */
function isOfTenant(part: readonly Token[], start: number, own: boolean): boolean {
  const columns = part
    .slice(start)
    .find((item) => !isWord(item, 'nulls', 'not', 'distinct', 'using', 'gist', 'btree'))
  if (columns?.kind === 'group') return isWord(columns.items[0], 'tenant_id')
  return own || hasWords(part.slice(start), 'using', 'index')
}

/** `alter table t …`: what each of its changes does. */
export function lookAtChanges(look: Look, table: string, items: readonly Token[]): void {
  for (const action of splitAt(isSign(items[0], '*') ? items.slice(1) : items, ',')) {
    const at = action[0]?.at ?? 0
    const breaks = howItBreaks(action)
    if (breaks) look.breaks(table, at, breaks)
    if (isWord(action[0], 'add')) lookAtKeys(look, added(action))
    if (hasWords(action, 'set', 'schema')) look.say('foreign', at, 'schema', look.prefix)
    if (hasWords(action, 'set', 'unlogged')) look.say('unlogged', at)
    if (!isWord(action[0], ...CHANGES)) look.say('rights', at)
  }
}

/** What else there is gives rights away, or another table's rows. */
const CHANGES = ['add', 'alter', 'drop', 'rename', 'validate', 'set', 'reset', 'cluster']

/** What versions before would stumble over in this change of a table; null when there is nothing. */
function howItBreaks(action: readonly Token[]): readonly [string, string] | null {
  const reader = readerOf(action)
  if (reader.take('rename')) return reader.take('constraint') ? null : ['改名', 'renames']
  if (reader.take('drop')) return reader.take('constraint') ? null : ['删列', 'drops a column']
  if (reader.take('add'))
    return isRequired(added(action))
      ? ['加没有默认值的必填列', 'adds a column that is not null and has no default']
      : null
  if (!reader.take('alter')) return null
  reader.take('column')
  reader.name()
  if (reader.take('type') || reader.take('set', 'data', 'type')) return ['改类型', 'changes a type']
  return reader.take('set', 'not', 'null') ? ['加 not null', 'sets not null'] : null
}

function added(action: readonly Token[]): readonly Token[] {
  const reader = readerOf(action)
  reader.take('add')
  reader.take('column')
  reader.take('if', 'not', 'exists')
  return reader.rest()
}

function isRequired(part: readonly Token[]): boolean {
  const isFilled = part.some((item) => isWord(item, 'default', 'generated'))
  if (isWord(part[0], ...CONSTRAINTS) || isFilled) return false
  return hasWords(part, 'not', 'null') || hasWords(part, 'primary', 'key')
}

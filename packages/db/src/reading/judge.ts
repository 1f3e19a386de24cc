import type { WrittenStatement } from './source-statements.js'
import { isStatement, type Segment, type Statement, type TableUse } from './statements.js'
import { type Group, isSign, isWord, type Leaf, type Token } from './tokens.js'

/** What the migrations of all packages make. */
export interface Known {
  /** Tables, of shops or of the platform. */
  readonly tables: ReadonlyMap<string, { readonly ofShops: boolean }>
  /** Functions that take the tenant first. */
  readonly functions: ReadonlySet<string>
  /** Tables the role sweep reads. */
  readonly swept: ReadonlySet<string>
}

export interface Fault {
  readonly at: number
  readonly what: string
}

/** The value that is a statement's tenant: `${tx.tenantId}` in TypeScript, `p_tenant` in a function. */
export function isTenantTerm(token: Token | undefined): boolean {
  if (token?.kind === 'hole') return /^(?:[\w$]+\.)*tenantId$/.test(token.text)
  return isWord(token, 'p_tenant')
}

/** Where a statement does not say by itself whose rows it means. */
export function unnamedTenants({ segments, calls }: Statement, known: Known): Fault[] {
  return [
    ...segments.flatMap((segment) => faultsOf(segment, known)),
    ...calls
      .filter(
        ({ name, schema, first }) => schema === null && known.functions.has(name) && !isTenantTerm(first),
      )
      .map(({ name, at }) => ({ at, what: `calls ${name} without the tenant first` })),
  ]
}

function faultsOf(segment: Segment, known: Known): Fault[] {
  const ofShops = segment.uses.filter(
    ({ table, schema }) => schema === null && known.tables.get(table)?.ofShops,
  )
  const found = ofShops.filter(({ isInsert }) => !isInsert)
  const conditions = readConditions(segment)
  const isGuarded = (use: TableUse) =>
    conditions.aliases.has(use.alias) || (conditions.isBare && found.length === 1 && !conditions.isOpen)
  return [
    ...unreadCommands(segment),
    ...segment.hidden.map((at) => ({ at, what: 'reads a table nobody can read here' })),
    ...unknownTables(segment, known),
    ...found
      .filter((use) => !isGuarded(use) || conditions.isOpen)
      .map(({ table, alias, at }) => ({
        at,
        what: conditions.isOpen
          ? `an "or" beside the tenant of ${table} opens it; put it in parentheses`
          : `does not name the tenant of ${alias === table ? table : `${table} ${alias}`}`,
      })),
    ...setsTenant(segment.items),
  ]
}

const COMMANDS =
  'truncate do copy lock execute prepare call grant revoke create alter drop merge set reset listen notify begin commit rollback'.split(
    ' ',
  )

/** Statements whose tables are not read here. */
function unreadCommands({ items: [first, second], isOutermost }: Segment): Fault[] {
  const isCommand = isOutermost && first !== undefined && isWord(first, ...COMMANDS)
  if (!isCommand || second?.kind === 'sign' || second?.kind === 'group') return []
  return [{ at: first.at, what: `${(first as Leaf).text} is no select, insert, update or delete` }]
}

function unknownTables({ uses }: Segment, { tables }: Known): Fault[] {
  return uses
    .filter(({ table, schema }) => !(schema === null && tables.has(table)))
    .map(({ table, schema, at }) => ({
      at,
      what: `names ${schema ? `${schema}.` : ''}${table}, which no migration makes`,
    }))
}

/** Functions of core a plugin may call inside its statements. */
const FOR_PLUGINS = new Set(['quota_left', 'quota_state', 'quota_span'])

/** Where a statement of a plugin touches or calls what does not begin with its name. */
export function foreignUses({ segments, calls }: Statement, prefix: string, known: Known): Fault[] {
  const isForeign = (name: string) => !name.startsWith(`${prefix}_`)
  return [
    ...segments
      .flatMap(({ uses }) => uses)
      .filter(({ table, schema }) => schema !== null || isForeign(table))
      .map(({ table, at }) => ({ at, what: `touches ${table}` })),
    ...calls
      .filter(
        ({ name, schema }) =>
          schema === 'platform' || (known.functions.has(name) && isForeign(name) && !FOR_PLUGINS.has(name)),
      )
      .map(({ name, at }) => ({ at, what: `calls ${name}` })),
  ]
}

interface Conditions {
  /** `alias.tenant_id = <tenant>` */
  readonly aliases: ReadonlySet<string>
  /** `tenant_id = <tenant>` */
  readonly isBare: boolean
  /** An `or` on the level of the conditions. */
  readonly isOpen: boolean
}

/** What must hold for every row: conjunctions after `where` and `on`, those in parentheses too. */
function readConditions({ items, uses }: Segment): Conditions {
  return joined(
    clausesOf(items).map(({ clause, join }) => {
      const read = readClause(clause)
      if (join === null) return read
      // The `on` of an outer join chooses rows of what is joined; those of the other side all stay.
      const bound = uses.find(({ at }) => at === join)?.alias
      return { ...read, isBare: false, aliases: new Set([...read.aliases].filter((one) => one === bound)) }
    }),
  )
}

function joined(parts: readonly Conditions[]): Conditions {
  return {
    aliases: new Set(parts.flatMap(({ aliases }) => [...aliases])),
    isBare: parts.some(({ isBare }) => isBare),
    isOpen: parts.some(({ isOpen }) => isOpen),
  }
}

interface Clause {
  readonly clause: Token[]
  /** Where the table stands whose outer join it is of; -1 when none of its rows is chosen by it. */
  readonly join: number | null
}

/** What follows each `where` and `on`, up to the next clause; `case … end` is a value and left out. */
function clausesOf(items: readonly Token[]): Clause[] {
  const clauses: Clause[] = []
  let isIn = false
  let cases = 0
  let join: number | null = null
  items.forEach((item, index) => {
    if (isWord(item, 'case')) cases += 1
    const isValue = cases > 0
    if (isWord(item, 'end') && cases > 0) cases -= 1
    if (isValue) return
    if (isWord(item, 'join')) join = outerJoin(items, index)
    if (isWord(item, 'where', 'on')) {
      isIn = !isWord(items[index + 1], 'conflict')
      if (isIn) clauses.push({ clause: [], join: isWord(item, 'on') ? join : null })
    } else if (isWord(item, ...ENDS_CLAUSE)) isIn = false
    else if (isIn) clauses.at(-1)?.clause.push(item)
  })
  return clauses
}

function outerJoin(items: readonly Token[], at: number): number | null {
  const side = isWord(items[at - 1], 'outer') ? items[at - 2] : items[at - 1]
  if (isWord(side, 'left')) return items[at + 1]?.at ?? -1
  return isWord(side, 'right', 'full') ? -1 : null
}

const ENDS_CLAUSE =
  'select set order group having limit returning from for join left right inner full cross'.split(' ')

function readClause(clause: readonly Token[]): Conditions {
  const parts = clause.flatMap((item, index): Conditions[] => {
    if (index > 0 && !isWord(clause[index - 1], 'and')) return []
    const alias = tenantAt(clause, index)
    if (alias !== null)
      return [{ aliases: new Set(alias === '' ? [] : [alias]), isBare: alias === '', isOpen: false }]
    if (item.kind !== 'group' || isStatement(item)) return []
    const inner = readClause(item.items)
    return inner.isOpen ? [] : [inner]
  })
  return { ...joined(parts), isOpen: clause.some((item) => isWord(item, 'or')) }
}

/** The alias whose tenant is compared here, '' when none is named, null when this is another condition. */
function tenantAt(items: readonly Token[], at: number): string | null {
  const hasAlias = isSign(items[at + 1], '.')
  const place = hasAlias ? at + 2 : at
  const isNamed =
    isWord(items[place], 'tenant_id') && isSign(items[place + 1], '=') && isTenantTerm(items[place + 2])
  return isNamed ? (hasAlias ? (items[at] as Leaf).text : '') : null
}

/** A row never changes its shop. */
function setsTenant(items: readonly Token[]): Fault[] {
  return items
    .filter((item, index) => {
      const before = items[index - 1]
      const list = items.slice(0, index).findLast((one) => isWord(one, 'set', 'where', 'on', 'values'))
      return (
        isWord(item, 'tenant_id') &&
        isSign(items[index + 1], '=') &&
        (isWord(before, 'set') || isSign(before, ',')) &&
        isWord(list, 'set')
      )
    })
    .map(({ at }) => ({ at, what: 'sets tenant_id' }))
}

/** Inserts that are not `insert into t (tenant_id, …) values (<tenant>, …)`. */
export function unsoundInserts(
  { statement, around }: Pick<WrittenStatement, 'statement' | 'around'>,
  known: Known,
): Fault[] {
  const isSoundValue = (hole: Leaf) => isRowOfTenant(hole, around)
  return statement.segments.flatMap(({ items, uses }) =>
    uses
      .filter(({ isInsert, table }) => isInsert && known.tables.get(table)?.ofShops)
      .flatMap((use) => insertFaults(items, use, isSoundValue)),
  )
}

/** `${tx.sql(row)}` of a row that this function gave `tenant_id: tx.tenantId` first. */
const isRowOfTenant = (hole: Leaf, around: string) =>
  /^(?:[\w$]+\.)*sql\s*\(/.test(hole.text) && /\{\s*tenant_id:\s*(?:[\w$]+\.)*tenantId\s*,/.test(around)

function insertFaults(
  items: readonly Token[],
  { table, at }: TableUse,
  isSoundValue: (hole: Leaf) => boolean,
): Fault[] {
  const rest = items.slice(items.findIndex((item) => item.at === at) + 1)
  const skipped = isWord(rest[0], 'as') ? 2 : 0
  const columns = rest[skipped]
  const target = rest.find((_, index) => isWord(rest[index - 1], 'conflict'))
  const conflict =
    target?.kind === 'group' && !isWord(target.items[0], 'tenant_id')
      ? [{ at, what: `on conflict in ${table} does not begin with tenant_id` }]
      : []
  if (columns?.kind === 'hole')
    return isSoundValue(columns)
      ? conflict
      : [{ at, what: `writes ${table} from a value whose tenant_id is not tx.tenantId` }]
  if (columns?.kind !== 'group' || !isWord(columns.items[0], 'tenant_id'))
    return [{ at, what: `the columns of ${table} do not begin with tenant_id` }, ...conflict]
  const after = rest.slice(skipped + 1)
  if (!isWord(after[0], 'values'))
    return [{ at, what: `writes ${table} by something else than values` }, ...conflict]
  const rows = rowsOf(after)
  return rows.length > 0 && rows.every(({ items: [first] }) => isTenantTerm(first))
    ? conflict
    : [{ at, what: `the values for ${table} do not begin with the tenant` }, ...conflict]
}

function rowsOf(after: readonly Token[]): Group[] {
  const rows: Group[] = []
  for (let at = 1; after[at]?.kind === 'group'; at += isSign(after[at + 1], ',') ? 2 : 1)
    rows.push(after[at] as Group)
  return rows
}

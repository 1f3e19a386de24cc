import { randomBytes } from 'node:crypto'
import { newId, type StoreId, uuidOf } from '@mamapu/kernel'
import type postgres from 'postgres'
import { listTenantTables } from './catalogue.js'

/** One row of each table of shops, as JSON by column. */
export type PlantedRows = ReadonlyMap<string, Readonly<Record<string, unknown>>>

interface Column {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
}

interface Foreign {
  readonly table: string
  readonly columns: readonly string[]
  readonly others: readonly string[]
}

interface Shape {
  readonly name: string
  readonly columns: readonly Column[]
  readonly checks: readonly { readonly sql: string; readonly columns: readonly string[] }[]
  readonly foreign: readonly Foreign[]
  /** Columns that name another row of the same table: there is none. */
  readonly own: readonly string[]
}

interface Planting {
  readonly admin: postgres.Sql
  readonly storeId: StoreId
  readonly mark: string
  readonly at: Date
}

/** More values than this of one column are not combined with those of others. */
const TRIED_MAX = 3

/**
 * Gives a store a row in every table of shops, made from the database catalogue: types, checks and foreign keys. Free text
 * holds `mark`. A table where the store has a row keeps it. Throws for a table whose checks nothing here satisfies.
 */
export async function plantRows(
  admin: postgres.Sql,
  storeId: StoreId,
  { mark, at }: { mark: string; at: Date },
): Promise<PlantedRows> {
  const shapes = await readShapes(admin)
  const rows = new Map<string, Record<string, unknown>>()
  for (const shape of inOrder(shapes))
    rows.set(shape.name, await plantRow({ admin, storeId, mark, at }, shape, rows))
  return rows
}

async function readShapes(admin: postgres.Sql): Promise<Shape[]> {
  const names = await listTenantTables(admin)
  return admin<Shape[]>`
    select c.relname as name,
      (select jsonb_agg(jsonb_build_object('name', attname, 'type', format_type(atttypid, atttypmod), 'nullable', not attnotnull)
                        order by attnum)
         from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (select coalesce(jsonb_agg(jsonb_build_object('sql', pg_get_expr(k.conbin, k.conrelid), 'columns',
                (select jsonb_agg(attname) from pg_attribute where attrelid = c.oid and attnum = any(k.conkey)))), '[]')
         from pg_constraint k where k.conrelid = c.oid and k.contype = 'c') as checks,
      (select coalesce(jsonb_agg(jsonb_build_object('table', f.relname, 'columns',
                (select jsonb_agg(a.attname order by o) from unnest(k.conkey) with ordinality u(n, o)
                   join pg_attribute a on a.attrelid = c.oid and a.attnum = u.n), 'others',
                (select jsonb_agg(a.attname order by o) from unnest(k.confkey) with ordinality u(n, o)
                   join pg_attribute a on a.attrelid = f.oid and a.attnum = u.n))), '[]')
         from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid and f.relname = any(${names})) as foreign,
      (select coalesce(jsonb_agg(a.attname), '[]') from pg_constraint k
         join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey) and not a.attnotnull
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = c.oid) as own
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname = any(${names})`
}

/** Parents before children. */
function inOrder(shapes: readonly Shape[]): Shape[] {
  const done: Shape[] = []
  while (done.length < shapes.length) {
    const ready = shapes.filter(
      (shape) =>
        !done.includes(shape) && shape.foreign.every(({ table }) => done.some(({ name }) => name === table)),
    )
    if (ready.length === 0) throw new Error('tables refer to each other in a circle')
    done.push(...ready)
  }
  return done
}

async function plantRow(
  planting: Planting,
  shape: Shape,
  rows: ReadonlyMap<string, Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { admin, storeId } = planting
  const table = admin(shape.name)
  const [known] = await admin<{ row: Record<string, unknown> }[]>`
    select to_jsonb(t) as row from ${table} t where tenant_id = ${uuidOf(storeId)} limit 1`
  if (known) return known.row
  const found = await searchRow(planting, shape, rows)
  if (!found) throw new Error(`no row of ${shape.name} satisfies its checks: widen candidates() in rows.ts`)
  await admin`insert into ${table} select * from jsonb_populate_record(null::${table}, ${admin.json(found as never)})`
  return found
}

/** Lets PostgreSQL itself find values that satisfy every check. */
async function searchRow(
  planting: Planting,
  shape: Shape,
  rows: ReadonlyMap<string, Record<string, unknown>>,
): Promise<Record<string, unknown> | null> {
  const sources = shape.columns.map((column, index) => {
    const own = shape.checks.filter(({ columns }) => columns.length === 1 && columns[0] === column.name)
    const values = valuesOf(planting, { shape, column, rows }, own.map(({ sql }) => sql).join(' '))
    const where = own.map(({ sql }) => `(${sql})`).join(' and ') || 'true'
    const list = values.map(quoted).join(', ')
    // By way of text: an array of arrays would be taken apart to the last element.
    const some = `(select "${column.name}" from (select v::${column.type} as "${column.name}" from unnest(array[${list}]::text[]) v) v
                    where ${where} limit ${TRIED_MAX})`
    return `(${some}${column.nullable ? ` union all select null::${column.type}` : ''}) c${index}`
  })
  const between = shape.checks
    .filter(({ columns }) => columns.length > 1)
    .map(({ sql }) => `(${sql}) is not false`)
  const [row] = await planting.admin.unsafe<{ row: Record<string, unknown> }[]>(
    `select to_jsonb(x) as row from (select * from ${sources.join(',\n')}
      ${between.length > 0 ? `where ${between.join(' and ')}` : ''} limit 1) x`,
  )
  return row?.row ?? null
}

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`

function valuesOf(
  { storeId, mark, at }: Planting,
  of: { shape: Shape; column: Column; rows: ReadonlyMap<string, Record<string, unknown>> },
  checks: string,
): string[] {
  const { column } = of
  if (column.name === 'tenant_id') return [uuidOf(storeId)]
  if (of.shape.own.includes(column.name)) return []
  for (const { table, columns, others } of of.shape.foreign) {
    const place = columns.indexOf(column.name)
    const parent = of.rows.get(table)?.[others[place] ?? '']
    if (place >= 0 && parent !== undefined) return parent === null ? [] : [String(parent)]
  }
  return candidates(column.type, { mark, at, checks })
}

/** What may stand in a column of this type, the likeliest first. */
function candidates(
  type: string,
  { mark, at, checks }: { mark: string; at: Date; checks: string },
): string[] {
  const later = (days: number) => new Date(at.getTime() + days * 86_400_000).toISOString()
  const random = randomBytes(32).toString('hex')
  const written = [...checks.matchAll(/'((?:[^']|'')*)'::text/g)].map((match) => match[1] ?? '')
  switch (type) {
    case 'uuid':
      return [uuidOf(newId('plg', at))]
    case 'uuid[]':
      return [`{${uuidOf(newId('plg', at))}}`, '{}']
    case 'text':
      return [
        `${mark} 字`,
        mark,
        ...written,
        ...written.map((start) => `${start}${mark}`),
        mark.toLowerCase(),
        mark.toUpperCase().replace(/[^A-Z0-9]/g, ''),
        '330106',
        '20260304000001',
        '20260304T2000',
        '20:30',
        '2026-03-04',
        'plant',
        random.slice(0, 32),
        random.slice(0, 8).replace(/[01]/g, '2'),
        random.slice(0, 8).replace(/[01]/g, '2').toUpperCase(),
        `/${mark}`,
        '/plant',
        'TEXT_PLANT',
        'https://plant.example/video',
        '#a1b2c3',
        'CNY',
        random,
      ]
    case 'text[]':
      return [`{${mark}}`, '{}', '{,,,,,,}'.replaceAll(/(?<=[{,])/g, '""')]
    case 'double precision':
      return ['1.5', '0']
    case 'smallint':
    case 'integer':
    case 'bigint':
      return ['1', '0', '2', '10', '60']
    case 'boolean':
      return ['true', 'false']
    case 'timestamp with time zone':
      return [later(0), later(1)]
    case 'date':
      return [later(0).slice(0, 10), later(1).slice(0, 10)]
    case 'bytea':
      return [`\\x${random}`]
    case 'jsonb':
      // The length of what is no list is an error, not a no.
      return checks.includes('jsonb_array_length')
        ? [JSON.stringify([mark]), '[]']
        : [JSON.stringify({ note: mark }), JSON.stringify([{ note: mark }]), '[]', '{}']
    default:
      return []
  }
}

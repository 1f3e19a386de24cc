import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { plainCell } from './cell.rules.js'
import { type Header, type ReadColumn, readHeader } from './columns.rules.js'

export const CSV_ROWS_MAX = 20_000
const CELL_LENGTH_MAX = 200_000

/** One row by column; a column the table lacks reads as empty. */
export interface TableRow {
  readonly number: number
  readonly isWhole: boolean
  cell(column: ReadColumn): string
}

/** The rows of one handle, in their order. */
export interface RowGroup {
  readonly handle: string
  readonly rows: readonly TableRow[]
}

export interface Table {
  readonly header: Header
  readonly groups: readonly RowGroup[]
  readonly rows: number
}

export type TableObstacle =
  | 'CSV_BROKEN'
  | 'CSV_COLUMNS_MISSING'
  | 'CSV_COLUMNS_REPEATED'
  | 'CSV_TOO_MANY_ROWS'
  | 'CSV_EMPTY'

export type ReadTableResult =
  | { readonly read: true; readonly table: Table }
  | { readonly read: false; readonly reason: TableObstacle; readonly detail: string }

/** Reads a table of products: quoted as the format says, separated by comma, semicolon or tab, grouped by handle. */
export async function readTable(text: string): Promise<ReadTableResult> {
  const all = await readRecords(text, CSV_ROWS_MAX)
  if (!all.read) return all
  const [first, ...rest] = all.records
  if (!first || rest.length === 0) return { read: false, reason: 'CSV_EMPTY', detail: '' }
  const header = readHeader(first)
  if (header.missing.length > 0)
    return { read: false, reason: 'CSV_COLUMNS_MISSING', detail: header.missing.join(', ') }
  if (header.repeated.length > 0)
    return { read: false, reason: 'CSV_COLUMNS_REPEATED', detail: header.repeated.join(', ') }
  const rows = rest.map((cells, index) => rowOf(header, cells, index + 2)).filter((row) => row !== null)
  return { read: true, table: { header, groups: groupsOf(rows), rows: rows.length } }
}

export type ReadRecordsResult =
  | { readonly read: true; readonly records: readonly (readonly string[])[] }
  | { readonly read: false; readonly reason: 'CSV_BROKEN' | 'CSV_TOO_MANY_ROWS'; readonly detail: string }

/** The cells of a table, its header first: quoted as the format says, separated by comma, semicolon or tab. */
export async function readRecords(text: string, rowsMax: number): Promise<ReadRecordsResult> {
  const records: string[][] = []
  const parser = parse({
    delimiter: delimiterOf(text),
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: CELL_LENGTH_MAX,
    bom: true,
  })
  try {
    for await (const record of Readable.from([text]).pipe(parser)) {
      records.push(record as string[])
      if (records.length > rowsMax + 1)
        return { read: false, reason: 'CSV_TOO_MANY_ROWS', detail: `${rowsMax}` }
    }
  } catch (error) {
    return { read: false, reason: 'CSV_BROKEN', detail: lineOf(error) }
  }
  return { read: true, records }
}

function delimiterOf(text: string): string {
  const line = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? ''
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: line.split(mark).length }))
  return counts.toSorted((a, b) => b.count - a.count)[0]?.mark ?? ','
}

function lineOf(error: unknown): string {
  const { code, lines } = error as { code?: unknown; lines?: unknown }
  return [typeof lines === 'number' ? `line ${lines}` : '', typeof code === 'string' ? code : '']
    .filter(Boolean)
    .join(' ')
}

function rowOf(header: Header, cells: readonly string[], number: number): TableRow | null {
  if (cells.every((cell) => cell.trim() === '')) return null
  const values = new Map(header.columns.map((column, index) => [column, plainCell(cells[index] ?? '')]))
  return {
    number,
    isWhole: cells.length === header.columns.length,
    cell: (column) => values.get(column) ?? '',
  }
}

function groupsOf(rows: readonly TableRow[]): RowGroup[] {
  const groups = new Map<string, TableRow[]>()
  for (const row of rows) {
    const handle = row.cell('Handle').trim()
    const group = groups.get(handle)
    if (group) group.push(row)
    else groups.set(handle, [row])
  }
  return [...groups].map(([handle, list]) => ({ handle, rows: list }))
}

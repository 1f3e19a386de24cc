import { createHash } from 'node:crypto'
import type { Fen } from '@mamapu/kernel'
import { FIRST_STOCK_MAX, PICTURES_MAX, STAGES, TAGS_MAX } from '../product.rules.js'
import { isSlug, slugFrom } from '../slug.rules.js'
import { amountOf, gramsOfWeight, wholeOf } from './cell.rules.js'
import type { CsvColumn, Header } from './columns.rules.js'
import type { RowGroup, TableRow } from './read-table.js'

export interface ImportProblem {
  readonly row: number
  readonly level: 'error' | 'warning'
  readonly code: string
  readonly detail: string
}

/** One SKU as the table says it; undefined where the table says nothing. */
export interface PlannedSku {
  readonly row: number
  readonly code: string | null
  readonly values: readonly string[]
  readonly priceFen: Fen | undefined
  readonly compareAtFen: Fen | null | undefined
  readonly costFen: Fen | null | undefined
  readonly floorFen: Fen | undefined
  readonly weightGram: number | undefined
  readonly barcode: string | undefined
  readonly quantity: number | null
  readonly pictureUrl: string | null
}

export interface PlannedPicture {
  readonly row: number
  readonly url: string
  readonly alt: string
}

/** What the rows of one handle ask for. With an error among the problems nothing of it is saved. */
export interface ProductPlan {
  readonly slug: string
  readonly row: number
  /** Texts and numbers of the product by column; only columns the table has. */
  readonly facts: ReadonlyMap<CsvColumn, string>
  readonly tags: readonly string[] | undefined
  readonly status: 'draft' | 'active' | 'archived' | undefined
  readonly categoryNames: readonly string[] | undefined
  /** The names are all categories of the product, not one to add. */
  readonly namesAllCategories: boolean
  readonly options: readonly string[]
  readonly skus: readonly PlannedSku[]
  readonly pictures: readonly PlannedPicture[]
  readonly problems: readonly ImportProblem[]
}

const LENGTHS: Partial<Record<CsvColumn, number>> = {
  Title: 120,
  Vendor: 60,
  'Mamapu / Title En': 200,
  'Mamapu / Selling Point': 120,
  'Mamapu / Size': 60,
  'Mamapu / Standard': 120,
}
const FACTS: readonly CsvColumn[] = [
  'Title',
  'Body (HTML)',
  'Vendor',
  'Mamapu / Title En',
  'Mamapu / Selling Point',
  'Mamapu / Age From Months',
  'Mamapu / Age To Months',
  'Mamapu / Stage',
  'Mamapu / Size',
  'Mamapu / Standard',
  'Mamapu / Shelf Life Days',
  'Mamapu / Limit Units',
  'Mamapu / Limit Days',
  'Mamapu / Listed From',
  'Mamapu / Listed Until',
]

/** The slug a handle becomes: the same for the same handle, so that a second import finds the product again. */
export function slugOfHandle(handle: string): string {
  if (isSlug(handle)) return handle
  return slugFrom(handle, 100) ?? `h-${createHash('sha256').update(handle).digest('hex').slice(0, 12)}`
}

/** What the rows of one handle ask for, with everything that is wrong about them. Pure. */
export function planProduct(group: RowGroup, header: Header): ProductPlan {
  const problems: ImportProblem[] = []
  const say = (row: number, level: 'error' | 'warning', code: string, detail = '') =>
    problems.push({ row, level, code, detail: detail.slice(0, 300) })
  const first = group.rows[0] as TableRow
  if (group.handle === '') for (const row of group.rows) say(row.number, 'error', 'ROW_HANDLE')
  for (const row of group.rows) if (!row.isWhole) say(row.number, 'error', 'ROW_COLUMNS')
  const lead = group.rows.find((row) => row.cell('Title').trim() !== '') ?? first
  const options = optionsOf(lead)
  const skus = group.rows
    .filter((row, index) => isSkuRow(row, index))
    .map((row) => planSku(row, options, header, say))
  return {
    slug: slugOfHandle(group.handle),
    row: first.number,
    facts: factsOf(lead, header, say),
    tags: header.has('Tags') ? tagsOf(lead, say) : undefined,
    status: statusOf(lead, header, say),
    categoryNames: categoriesOf(lead, header),
    namesAllCategories: header.has('Mamapu / Categories'),
    options,
    skus,
    pictures: picturesOf(group.rows, say),
    problems,
  }
}

type Say = (row: number, level: 'error' | 'warning', code: string, detail?: string) => unknown

/** Without a name of its own an option is none: Shopify writes `Title` and `Default Title` for a product without. */
function optionsOf(row: TableRow): string[] {
  const names = [row.cell('Option1 Name'), row.cell('Option2 Name'), row.cell('Option3 Name')].map((name) =>
    name.trim(),
  )
  const used = names.filter((name) => name !== '')
  const isDefault =
    used.length === 1 && used[0] === 'Title' && row.cell('Option1 Value').trim() === 'Default Title'
  return isDefault ? [] : used
}

function isSkuRow(row: TableRow, index: number): boolean {
  return (
    index === 0 ||
    ['Option1 Value', 'Variant Price', 'Variant SKU'].some(
      (column) => row.cell(column as CsvColumn).trim() !== '',
    )
  )
}

function planSku(row: TableRow, options: readonly string[], header: Header, say: Say): PlannedSku {
  const values = [row.cell('Option1 Value'), row.cell('Option2 Value'), row.cell('Option3 Value')]
    .slice(0, options.length)
    .map((value) => value.trim())
  if (values.some((value) => value === '')) say(row.number, 'error', 'ROW_OPTION_VALUE')
  const amount = (column: CsvColumn, code: string) => {
    if (!header.has(column)) return undefined
    const value = amountOf(row.cell(column))
    if (value === undefined) say(row.number, 'error', code, row.cell(column))
    return value
  }
  const priceFen = amount('Variant Price', 'ROW_PRICE')
  if (priceFen === null) say(row.number, 'error', 'ROW_PRICE')
  const compareAtFen = amount('Variant Compare At Price', 'ROW_COMPARE_AT')
  const barcode = header.has('Variant Barcode')
    ? row.cell('Variant Barcode').trim().replace(/^'/, '')
    : undefined
  return {
    row: row.number,
    code: row.cell('Variant SKU').trim().replace(/^'/, '').slice(0, 60) || null,
    values,
    priceFen: priceFen ?? undefined,
    compareAtFen: compareAtFen === 0 ? null : compareAtFen,
    costFen: amount('Cost per item', 'ROW_COST'),
    floorFen: amount('Mamapu / Floor Price', 'ROW_FLOOR') ?? undefined,
    weightGram: weightOf(row, header, say),
    barcode: barcode?.slice(0, 60),
    quantity: quantityOf(row, say),
    pictureUrl: row.cell('Variant Image').trim() || null,
  }
}

function weightOf(row: TableRow, header: Header, say: Say): number | undefined {
  const grams = row.cell('Variant Grams').trim()
  const weight = row.cell('Variant Weight').trim()
  if (grams === '' && weight === '') return header.has('Variant Grams') ? 0 : undefined
  const value =
    grams === '' ? gramsOfWeight(weight, row.cell('Variant Weight Unit')) : gramsOfWeight(grams, 'g')
  if (value === null || value > 1_000_000) say(row.number, 'error', 'ROW_WEIGHT', grams || weight)
  return value ?? undefined
}

function quantityOf(row: TableRow, say: Say): number | null {
  const quantity = wholeOf(row.cell('Variant Inventory Qty'))
  if (quantity === undefined || (quantity !== null && quantity > FIRST_STOCK_MAX)) {
    say(row.number, 'error', 'ROW_QUANTITY', row.cell('Variant Inventory Qty'))
    return null
  }
  if (quantity !== null && quantity < 0) say(row.number, 'warning', 'ROW_QUANTITY_NEGATIVE', `${quantity}`)
  return quantity === null ? null : Math.max(0, quantity)
}

function factsOf(row: TableRow, header: Header, say: Say): Map<CsvColumn, string> {
  const facts = new Map<CsvColumn, string>()
  for (const column of FACTS) {
    if (!header.has(column)) continue
    const characters = [...row.cell(column).trim()]
    const max = LENGTHS[column] ?? 100_000
    if (characters.length > max) say(row.number, 'warning', 'ROW_TEXT_CUT', column)
    facts.set(column, characters.slice(0, max).join(''))
  }
  const stage = facts.get('Mamapu / Stage')
  if (stage && !STAGES.some((known) => known === stage)) say(row.number, 'error', 'ROW_STAGE', stage)
  for (const column of ['Mamapu / Listed From', 'Mamapu / Listed Until'] as const)
    if (facts.get(column) && Number.isNaN(Date.parse(facts.get(column) as string)))
      say(row.number, 'error', 'ROW_DATE', column)
  for (const column of FACTS.filter((one) => /Months|Days|Units/.test(one)))
    if (wholeOf(facts.get(column) ?? '') === undefined) say(row.number, 'error', 'ROW_NUMBER', column)
  return facts
}

function tagsOf(row: TableRow, say: Say): string[] {
  const tags = row
    .cell('Tags')
    .split(',')
    .map((tag) => [...tag.trim()].slice(0, 30).join(''))
    .filter(Boolean)
  const unique = [...new Set(tags)]
  if (unique.length > TAGS_MAX) say(row.number, 'warning', 'ROW_TAGS_CUT', `${unique.length}`)
  return unique.slice(0, TAGS_MAX)
}

function statusOf(row: TableRow, header: Header, say: Say): ProductPlan['status'] {
  const status = row.cell('Status').trim().toLowerCase()
  if (status === 'active' || status === 'draft' || status === 'archived') return status
  if (status !== '') say(row.number, 'error', 'ROW_STATUS', status)
  if (!header.has('Published')) return undefined
  return /^(false|no|0)$/i.test(row.cell('Published').trim()) ? 'draft' : 'active'
}

function categoriesOf(row: TableRow, header: Header): string[] | undefined {
  if (header.has('Mamapu / Categories'))
    return row
      .cell('Mamapu / Categories')
      .split('\n')
      .map((name) => name.trim())
      .filter(Boolean)
  if (!header.has('Type')) return undefined
  const type = row.cell('Type').trim()
  return type === '' ? undefined : [type]
}

function picturesOf(rows: readonly TableRow[], say: Say): PlannedPicture[] {
  const pictures = rows
    .map((row) => ({
      row: row.number,
      url: row.cell('Image Src').trim(),
      alt: row.cell('Image Alt Text').trim(),
      position: wholeOf(row.cell('Image Position')) ?? rows.length + row.number,
    }))
    .filter((picture) => picture.url !== '')
    .toSorted((a, b) => a.position - b.position || a.row - b.row)
  const unique = pictures.filter(
    (one, index) => pictures.findIndex((other) => other.url === one.url) === index,
  )
  const over = unique[PICTURES_MAX]
  if (over) say(over.row, 'warning', 'ROW_PICTURES_CUT', `${unique.length}`)
  return unique.slice(0, PICTURES_MAX).map(({ position: _position, ...picture }) => picture)
}

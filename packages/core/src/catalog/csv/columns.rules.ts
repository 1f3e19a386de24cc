/** Columns of Shopify's product table that mean something here, in its order, then our own. */
export const CSV_COLUMNS = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Grams',
  'Variant Inventory Tracker',
  'Variant Inventory Qty',
  'Variant Inventory Policy',
  'Variant Fulfillment Service',
  'Variant Price',
  'Variant Compare At Price',
  'Variant Requires Shipping',
  'Variant Taxable',
  'Variant Barcode',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Gift Card',
  'Variant Image',
  'Variant Weight Unit',
  'Cost per item',
  'Status',
  'Mamapu / Title En',
  'Mamapu / Selling Point',
  'Mamapu / Categories',
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
  'Mamapu / Floor Price',
] as const
export type CsvColumn = (typeof CSV_COLUMNS)[number]

/** Read when they are there, but not written by our export. */
const ALSO_READ = ['Variant Weight'] as const
export type ReadColumn = CsvColumn | (typeof ALSO_READ)[number]

const REQUIRED: readonly CsvColumn[] = ['Handle', 'Title', 'Variant Price']

export interface Header {
  readonly columns: readonly string[]
  readonly has: (column: ReadColumn) => boolean
  /** Columns without a meaning here; told, never guessed at. */
  readonly ignored: readonly string[]
  readonly missing: readonly string[]
  readonly repeated: readonly string[]
}

/** What a table can tell, by its first row. */
export function readHeader(cells: readonly string[]): Header {
  const columns = cells.map((cell) => cell.trim())
  const known = new Set<string>([...CSV_COLUMNS, ...ALSO_READ])
  const seen = new Set(columns)
  return {
    columns,
    has: (column) => seen.has(column),
    ignored: columns.filter((column) => column !== '' && !known.has(column)),
    missing: REQUIRED.filter((column) => !seen.has(column)),
    repeated: columns.filter((column, index) => known.has(column) && columns.indexOf(column) !== index),
  }
}

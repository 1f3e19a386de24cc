import { withTenant } from '@mamapu/db'
import { formatFen, type ProductId, type StoreId } from '@mamapu/kernel'
import { stringify } from 'csv-stringify/sync'
import type { App } from '../../app.js'
import { mediaUrl, sizesFor } from '../../media/index.js'
import { listCategories } from '../categories.js'
import { listProductsById, type ProductView, type SkuView } from '../product.view.js'
import { neutralCell } from './cell.rules.js'
import { CSV_COLUMNS, type CsvColumn } from './columns.rules.js'
import { listMissingPictures, listProductIds, type MissingPicture } from './import.queries.js'

const PAGE = 50
type Cells = Partial<Record<CsvColumn, string>>

/**
 * All products of a shop in Shopify's format, piece by piece: what the import reads gives the same products again.
 * Formulas are neutralised. `origin` is where the shop's pictures are.
 */
export async function* exportProducts(app: App, storeId: StoreId, origin: string): AsyncGenerator<string> {
  yield `\uFEFF${stringify([[...CSV_COLUMNS]])}`
  const names = await withTenant(
    app.db,
    storeId,
    async (tx) => new Map((await listCategories(tx)).map((category) => [category.id, category.name])),
  )
  let after: ProductId | null = null
  for (;;) {
    const page: { products: ProductView[]; missing: MissingPicture[]; ids: ProductId[] } = await withTenant(
      app.db,
      storeId,
      async (tx) => {
        const ids = await listProductIds(tx, after, PAGE)
        return { ids, products: await listProductsById(tx, ids), missing: await listMissingPictures(tx, ids) }
      },
    )
    for (const product of page.products) {
      const categories = product.categoryIds.flatMap((id) => names.get(id) ?? [])
      const missing = page.missing.filter((picture) => picture.productId === product.id)
      const rows = rowsOf(product, { categories, missing, origin })
      yield stringify(rows.map((row) => CSV_COLUMNS.map((column) => neutralCell(row[column] ?? ''))))
    }
    after = page.ids.at(-1) ?? null
    if (page.ids.length < PAGE) return
  }
}

interface Around {
  readonly categories: readonly string[]
  readonly missing: readonly MissingPicture[]
  readonly origin: string
}

/** One row per SKU on sale, more when there are more pictures. */
function rowsOf(product: ProductView, around: Around): Cells[] {
  const skus = product.skus.filter((sku) => sku.isActive)
  const pictures = picturesOf(product, around)
  const count = Math.max(skus.length, pictures.length, 1)
  return Array.from({ length: count }, (_, index) => ({
    Handle: product.slug,
    ...(index === 0 ? leadCells(product, around) : {}),
    ...(skus[index] ? skuCells(product, skus[index], around) : {}),
    ...pictures[index],
  }))
}

const numberCell = (value: number | null) => (value === null ? '' : String(value))

function leadCells(product: ProductView, { categories }: Around): Cells {
  return {
    Title: product.title,
    'Body (HTML)': product.descriptionHtml,
    Vendor: product.brand,
    Type: categories[0] ?? '',
    Tags: product.tags.join(', '),
    Published: product.status === 'active' ? 'true' : 'false',
    Status: product.status,
    'Gift Card': 'false',
    'Mamapu / Title En': product.titleEn,
    'Mamapu / Selling Point': product.sellingPoint,
    'Mamapu / Categories': categories.join('\n'),
    'Mamapu / Age From Months': numberCell(product.ageMinMonths),
    'Mamapu / Age To Months': numberCell(product.ageMaxMonths),
    'Mamapu / Stage': product.stage ?? '',
    'Mamapu / Size': product.sizeNote,
    'Mamapu / Standard': product.standard,
    'Mamapu / Shelf Life Days': numberCell(product.shelfLifeDays),
    'Mamapu / Limit Units': numberCell(product.limitUnits),
    'Mamapu / Limit Days': numberCell(product.limitDays),
    'Mamapu / Listed From': product.listedFrom?.toISOString() ?? '',
    'Mamapu / Listed Until': product.listedUntil?.toISOString() ?? '',
    ...optionNames(product),
  }
}

function optionNames({ options }: ProductView): Cells {
  const [one = 'Title', two = '', three = ''] = options
  return { 'Option1 Name': one, 'Option2 Name': two, 'Option3 Name': three }
}

function skuCells(product: ProductView, sku: SkuView, { missing, origin }: Around): Cells {
  const [one = 'Default Title', two = '', three = ''] = sku.values
  const ownPicture = missing.find((picture) => picture.skuId === sku.id)?.url
  return {
    'Option1 Value': product.options.length === 0 ? 'Default Title' : one,
    'Option2 Value': two,
    'Option3 Value': three,
    'Variant SKU': sku.code,
    'Variant Grams': String(sku.weightGram),
    'Variant Weight Unit': 'g',
    'Variant Inventory Qty': String(sku.stock[0]?.available ?? 0),
    'Variant Inventory Policy': 'deny',
    'Variant Fulfillment Service': 'manual',
    'Variant Requires Shipping': 'true',
    'Variant Taxable': 'true',
    'Variant Price': formatFen(sku.priceFen),
    'Variant Compare At Price': sku.compareAtFen === null ? '' : formatFen(sku.compareAtFen),
    'Cost per item': sku.costFen === null ? '' : formatFen(sku.costFen),
    'Mamapu / Floor Price': formatFen(sku.floorFen),
    'Variant Barcode': sku.barcode,
    'Variant Image': ownPicture ?? (sku.mediaHash ? `${origin}${mediaUrl(sku.mediaHash, 240)}` : ''),
  }
}

/** Pictures the shop has by their address here, those it is still missing by the address they should come from. */
function picturesOf(product: ProductView, { missing, origin }: Around): Cells[] {
  const kept = product.pictures.map((picture) => ({
    url: `${origin}${mediaUrl(picture.hash, sizesFor(picture.width).at(-1) ?? 240)}`,
    alt: picture.alt,
  }))
  const wanted = missing.filter((picture) => picture.skuId === null).map(({ url }) => ({ url, alt: '' }))
  return [...kept, ...wanted].map(({ url, alt }, index) => ({
    'Image Src': url,
    'Image Position': String(index + 1),
    'Image Alt Text': alt,
  }))
}

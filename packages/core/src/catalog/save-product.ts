import type { TenantTx } from '@mamapu/db'
import { newId, type ProductId, uuidOf } from '@mamapu/kernel'
import type { GuardRefusal } from '@mamapu/plugin-sdk'
import { audit } from '../audit/index.js'
import { emit, type PricedProduct } from '../events/index.js'
import { shelveNew } from '../quotas/index.js'
import { decideSkus } from './decide-skus.js'
import { gramsOf } from './grams.rules.js'
import { whyNotWords } from './guarded-product.js'
import {
  countCategories,
  countMedia,
  freeCode,
  insertProduct,
  insertSkus,
  isSlugFree,
  lockCatalog,
  raiseConfigVersion,
  raiseSkuVersions,
  type SkuToWrite,
  updateProductRow,
  updateSku,
  updateStatusRow,
  writeCategories,
  writeGrams,
  writePictures,
  writeTags,
} from './product.queries.js'
import {
  type ProductInput,
  type ProductObstacle,
  priceRange,
  type SkuInput,
  whyNotProduct,
} from './product.rules.js'
import { findProduct, type ProductView, type SkuView } from './product.view.js'
import { sanitizeDescription } from './rich-text.js'
import { slugChoices } from './slug.rules.js'

/** Who edits, and when. */
export interface EditContext {
  readonly actor: string
  readonly at: Date
  /** Rules about words whose findings the editor stands by. */
  readonly acknowledged?: readonly string[]
}

export type SaveRefusal =
  | ProductObstacle
  | GuardRefusal['refused']
  | 'PRODUCT_NOT_FOUND'
  | 'PRODUCT_CHANGED'
  | 'PRODUCT_SLUG_TAKEN'
  | 'PRODUCT_SKU_UNKNOWN'
  | 'PRODUCT_CODE_TAKEN'

export type SaveResult =
  | { readonly saved: true; readonly productId: ProductId; readonly version: number }
  | {
      readonly saved: false
      readonly reason: SaveRefusal
      readonly data?: Readonly<Record<string, unknown>>
      /** What may not be said where. */
      readonly words?: GuardRefusal
    }

const noWords = (words: GuardRefusal): SaveResult => ({ saved: false, reason: words.refused, words })
const no = (reason: SaveRefusal, data?: Readonly<Record<string, unknown>>): SaveResult =>
  data ? { saved: false, reason, data } : { saved: false, reason }

/** Makes a product with its SKUs, their shelves and their first stock. Every refusal comes before anything is written. */
export async function createProduct(
  tx: TenantTx,
  given: ProductInput,
  context: EditContext,
): Promise<SaveResult> {
  const input = tidy(given)
  const obstacle = whyNotProduct(input)
  if (obstacle) return no(obstacle)
  await lockCatalog(tx)
  const missing = await whyNotReferences(tx, input)
  if (missing) return no(missing)

  const productId: ProductId = newId('prd', context.at)
  const words = await whyNotWords(tx, { ...input, id: productId }, standing(context))
  if (words) return noWords(words)
  const slug = await chooseSlug(tx, input, productId, null)
  if (slug === null) return no('PRODUCT_SLUG_TAKEN')
  const skus = await decideSkus(tx, input, { productId: null, slug, existing: [], at: context.at })
  if (!skus.decided) return no(skus.reason, { codes: skus.codes })

  await insertProduct(tx, productId, input, { slug, range: priceRange(input.skus), at: context.at })
  await writeBelongings(tx, productId, input, skus.list)
  await insertSkus(tx, productId, skus.list)
  await fillShelves(tx, skus.list, context)
  await tellPrices(tx, pricesOf(productId, input, skus.list), null, context)
  await tell(
    tx,
    { productId, action: 'product.created', data: { title: input.title, status: input.status } },
    context,
  )
  return { saved: true, productId, version: 1 }
}

/**
 * Saves a product as a whole, on the version its editor saw. SKUs that are no longer named go off sale and stay, because
 * orders know them. Every SKU whose order would differ gets a new version, so that a stale order is refused.
 */
export async function updateProduct(
  tx: TenantTx,
  edit: { productId: ProductId; version: number; input: ProductInput },
  context: EditContext,
): Promise<SaveResult> {
  const input = tidy(edit.input)
  const obstacle = whyNotProduct(input)
  if (obstacle) return no(obstacle)
  await lockCatalog(tx)
  const product = await findProduct(tx, edit.productId)
  if (!product) return no('PRODUCT_NOT_FOUND')
  if (product.version !== edit.version) return no('PRODUCT_CHANGED', { version: product.version })
  const missing = await whyNotReferences(tx, input)
  if (missing) return no(missing)
  const words = await whyNotWords(tx, { ...input, id: product.id }, standing(context))
  if (words) return noWords(words)
  const slug = await chooseSlug(tx, input, product.id, product)
  if (slug === null) return no('PRODUCT_SLUG_TAKEN')
  const place = { productId: product.id, slug, existing: product.skus, at: context.at }
  const skus = await decideSkus(tx, input, place)
  if (!skus.decided) return no(skus.reason, { codes: skus.codes })

  const range = priceRange(input.skus)
  const saved = { slug, range, at: context.at, version: edit.version }
  const version = await updateProductRow(tx, product.id, input, saved)
  if (version === null) return no('PRODUCT_CHANGED')
  await writeBelongings(tx, product.id, input, skus.list)
  await writeSkus(tx, product, skus.list, context)
  if (concernsOrders(product, input, slug)) await raiseSkuVersions(tx, product.id)
  const after = [...skus.list, ...goneOf(product, skus.list)]
  await tellPrices(
    tx,
    pricesOf(product.id, input, after),
    pricesOf(product.id, product, product.skus),
    context,
  )
  const data = { version, before: essence(product), after: essence({ ...input, slug }) }
  await tell(tx, { productId: product.id, action: 'product.updated', data }, context)
  return { saved: true, productId: product.id, version }
}

/** Publishes, takes off sale or archives a product, on the version its editor saw. */
export async function setProductStatus(
  tx: TenantTx,
  change: { productId: ProductId; version: number; status: ProductInput['status'] },
  context: EditContext,
): Promise<SaveResult> {
  await lockCatalog(tx)
  const product = await findProduct(tx, change.productId)
  if (!product) return no('PRODUCT_NOT_FOUND')
  if (change.status === 'active') {
    const words = await whyNotWords(tx, { ...product, status: 'active' }, standing(context))
    if (words) return noWords(words)
  }
  const version = await updateStatusRow(tx, product.id, { ...change, at: context.at })
  if (version === null) return no('PRODUCT_CHANGED', { version: product.version })
  await raiseSkuVersions(tx, product.id)
  await tellPrices(
    tx,
    pricesOf(product.id, { ...product, status: change.status }, product.skus),
    null,
    context,
  )
  const data = { version, before: product.status, after: change.status }
  await tell(tx, { productId: product.id, action: 'product.status_set', data }, context)
  return { saved: true, productId: product.id, version }
}

const standing = ({ actor, at, acknowledged = [] }: EditContext) => ({ actor, at, acknowledged })

/** What every edit ends with: pages look again, plugins hear of it, and it is written down who did it. */
async function tell(
  tx: TenantTx,
  edit: { productId: ProductId; action: string; data: Readonly<Record<string, unknown>> },
  { actor, at }: EditContext,
): Promise<void> {
  await raiseConfigVersion(tx)
  await emit(tx, 'product.changed', { productId: edit.productId }, at)
  await audit(tx, { actor, action: edit.action, subject: edit.productId, data: edit.data, at })
}

type Priced = Pick<SkuView, 'id' | 'priceFen' | 'isActive'>
type Listed = Pick<ProductInput, 'status' | 'listedFrom' | 'listedUntil'>

/** What variants cost everyone, and whether they are on sale. */
function pricesOf(
  productId: ProductId,
  { status, listedFrom, listedUntil }: Listed,
  skus: readonly Priced[],
): PricedProduct {
  return {
    productId,
    listedFrom: listedFrom?.toISOString() ?? null,
    listedUntil: listedUntil?.toISOString() ?? null,
    skus: skus.map(({ id, priceFen, isActive }) => ({
      skuId: id,
      priceFen,
      isOffered: status === 'active' && isActive,
    })),
  }
}

/** Variants an edit no longer names. */
function goneOf({ skus }: ProductView, kept: readonly { id: SkuView['id'] }[]): Priced[] {
  const named = new Set(kept.map(({ id }) => id))
  return skus.filter(({ id }) => !named.has(id)).map((sku) => ({ ...sku, isActive: false }))
}

/** Tells prices when they are not what they were. */
async function tellPrices(
  tx: TenantTx,
  after: PricedProduct,
  before: PricedProduct | null,
  { at }: EditContext,
): Promise<void> {
  const told = (priced: PricedProduct) =>
    JSON.stringify({ ...priced, skus: priced.skus.toSorted((a, b) => (a.skuId < b.skuId ? -1 : 1)) })
  if (!before || told(before) !== told(after)) await emit(tx, 'product.priced', after, at)
}

/** What the audit log keeps of a product before and after: enough to explain a price or a listing. */
function essence(
  product: Omit<ProductInput, 'skus' | 'mediaIds'> & { skus: readonly (SkuInput | SkuView)[] },
) {
  const { slug, title, status, listedFrom, listedUntil, limitUnits, limitDays } = product
  const skus = product.skus.map(({ code, values, priceFen, compareAtFen, floorFen, isActive }) => [
    code,
    values.join('/'),
    priceFen,
    compareAtFen,
    floorFen,
    isActive,
  ])
  return { slug, title, status, listedFrom, listedUntil, limitUnits, limitDays, skus }
}

/** Spaces trimmed, the description made safe: what is checked is what is written. */
function tidy(input: ProductInput): ProductInput {
  return {
    ...input,
    title: input.title.trim(),
    titleEn: input.titleEn.trim(),
    sellingPoint: input.sellingPoint.trim(),
    brand: input.brand.trim(),
    sizeNote: input.sizeNote.trim(),
    standard: input.standard.trim(),
    descriptionHtml: sanitizeDescription(input.descriptionHtml),
    options: input.options.map((name) => name.trim()),
    tags: input.tags.map((tag) => tag.trim()),
    skus: input.skus.map((sku) => ({
      ...sku,
      code: sku.code?.trim() || null,
      barcode: sku.barcode.trim(),
      values: sku.values.map((value) => value.trim()),
    })),
  }
}

async function whyNotReferences(tx: TenantTx, input: ProductInput): Promise<ProductObstacle | null> {
  if ((await countCategories(tx, input.categoryIds)) !== input.categoryIds.length) return 'PRODUCT_CATEGORIES'
  const media = new Set([...input.mediaIds, ...input.skus.flatMap((sku) => sku.mediaId ?? [])])
  return (await countMedia(tx, [...media])) === media.size ? null : 'PRODUCT_PICTURES'
}

async function chooseSlug(
  tx: TenantTx,
  input: ProductInput,
  productId: ProductId,
  product: ProductView | null,
): Promise<string | null> {
  if (input.slug === null && product) return product.slug
  const choices =
    input.slug === null ? slugChoices([input.titleEn, input.title], uuidOf(productId)) : [input.slug]
  for (const slug of choices) if (await isSlugFree(tx, slug, product?.id ?? null)) return slug
  return null
}

async function writeBelongings(
  tx: TenantTx,
  productId: ProductId,
  input: ProductInput,
  skus: readonly SkuToWrite[],
): Promise<void> {
  const texts = [
    input.title,
    input.titleEn,
    input.brand,
    ...input.tags,
    input.sellingPoint,
    ...skus.map((sku) => sku.code),
  ]
  await Promise.all([
    writeCategories(tx, productId, input.categoryIds),
    writeTags(tx, productId, input.tags),
    writePictures(tx, productId, input.mediaIds),
    writeGrams(tx, productId, gramsOf(texts)),
  ])
}

async function fillShelves(tx: TenantTx, skus: readonly SkuToWrite[], context: EditContext): Promise<void> {
  if (skus.length === 0) return
  const shelves = skus.map(({ id, initialStock }) => ({ skuId: id, units: initialStock }))
  await shelveNew(tx, shelves, context)
}

async function writeSkus(
  tx: TenantTx,
  product: ProductView,
  skus: readonly SkuToWrite[],
  context: EditContext,
): Promise<void> {
  const old = new Map(product.skus.map((sku) => [sku.id, sku]))
  const changed = skus.filter((sku, index) => {
    const before = old.get(sku.id)
    return before !== undefined && !isSameSku(before, sku, product.skus.indexOf(before) === index)
  })
  for (const sku of changed) if (old.get(sku.id)?.code !== sku.code) await freeCode(tx, sku.id)
  for (const sku of changed.toSorted((a, b) => (a.id < b.id ? -1 : 1))) await updateSku(tx, sku)
  const named = new Set(skus.map((sku) => sku.id))
  for (const gone of product.skus)
    if (!named.has(gone.id) && gone.isActive)
      await updateSku(tx, { ...gone, isActive: false, initialStock: 0, position: skus.length })
  const added = skus.filter((sku) => !old.has(sku.id))
  await insertSkus(tx, product.id, added)
  await fillShelves(tx, added, context)
}

function isSameSku(before: SkuView, after: SkuToWrite, isSamePlace: boolean): boolean {
  return (
    isSamePlace &&
    before.code === after.code &&
    before.values.join('\0') === after.values.join('\0') &&
    before.priceFen === after.priceFen &&
    before.compareAtFen === after.compareAtFen &&
    before.costFen === after.costFen &&
    before.floorFen === after.floorFen &&
    before.weightGram === after.weightGram &&
    before.barcode === after.barcode &&
    before.mediaId === after.mediaId &&
    before.isActive === after.isActive
  )
}

/** True when an order decided on the product as it was would be another one now. */
function concernsOrders(before: ProductView, after: ProductInput, slug: string): boolean {
  const facts = (product: Omit<ProductInput, 'skus' | 'mediaIds' | 'slug'>) =>
    JSON.stringify([
      product.title,
      product.titleEn,
      product.status,
      product.listedFrom,
      product.listedUntil,
      product.limitUnits,
      product.limitDays,
      product.options,
      product.categoryIds.toSorted(),
      product.tags.toSorted(),
    ])
  return before.slug !== slug || facts(before) !== facts(after)
}

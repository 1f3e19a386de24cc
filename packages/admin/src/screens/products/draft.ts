import type { Picture, Product, ProductDraft, ProductStatus, Sku, Stage, Stock } from '../../api/catalog.js'
import { type Option, optionsOf } from '../../ui/matrix.js'

/** One variant while it is being edited; money in fen, null while nothing is typed. */
export interface SkuFields {
  readonly id: string | null
  readonly values: readonly string[]
  readonly code: string
  readonly barcode: string
  readonly price: number | null
  readonly compareAt: number | null
  readonly cost: number | null
  readonly floor: number | null
  readonly weightGram: number | null
  readonly mediaId: string | null
  readonly initialStock: number | null
  /** What an existing variant has; changed by movements, not by saving the form. */
  readonly stock: readonly Stock[]
}

export interface Variants {
  readonly options: readonly Option[]
  readonly skus: readonly SkuFields[]
}

export interface PictureItem {
  readonly mediaId: string
  /** A path on the shop's host. */
  readonly url: string
}

/** The fields of the product form. */
export interface ProductFields {
  readonly title: string
  readonly titleEn: string
  readonly sellingPoint: string
  readonly brand: string
  readonly categoryIds: readonly string[]
  readonly tags: readonly string[]
  readonly pictures: readonly PictureItem[]
  readonly variants: Variants
  readonly descriptionHtml: string
  readonly listedFrom: string | null
  readonly listedUntil: string | null
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
  readonly stage: Stage | null
  readonly sizeNote: string
  readonly standard: string
  readonly shelfLifeDays: number | null
  readonly limitUnits: number | null
  readonly limitDays: number | null
}

export const VARIANTS_MAX = 100

export function blankSku(values: readonly string[]): SkuFields {
  return {
    id: null,
    values,
    code: '',
    barcode: '',
    price: null,
    compareAt: null,
    cost: null,
    floor: null,
    weightGram: null,
    mediaId: null,
    initialStock: null,
    stock: [],
  }
}

export function blankProduct(): ProductFields {
  return {
    title: '',
    titleEn: '',
    sellingPoint: '',
    brand: '',
    categoryIds: [],
    tags: [],
    pictures: [],
    variants: { options: [], skus: [blankSku([])] },
    descriptionHtml: '',
    listedFrom: null,
    listedUntil: null,
    ageMinMonths: null,
    ageMaxMonths: null,
    stage: null,
    sizeNote: '',
    standard: '',
    shelfLifeDays: null,
    limitUnits: null,
    limitDays: null,
  }
}

/** The form as it opens on a product; variants taken off sale are left out. */
export function fieldsOf(product: Product): ProductFields {
  const active = product.skus.filter(({ isActive }) => isActive)
  return {
    ...pick(product),
    pictures: product.pictures.map(itemOf),
    variants: {
      options: optionsOf(
        product.options,
        active.map(({ values }) => values),
      ),
      skus: active.map(skuFieldsOf),
    },
  }
}

function pick(product: Product): Omit<ProductFields, 'pictures' | 'variants'> {
  const { title, titleEn, sellingPoint, brand, categoryIds, tags, descriptionHtml } = product
  const { listedFrom, listedUntil, ageMinMonths, ageMaxMonths, stage, sizeNote, standard } = product
  const { shelfLifeDays, limitUnits, limitDays } = product
  return {
    title,
    titleEn,
    sellingPoint,
    brand,
    categoryIds,
    tags,
    descriptionHtml,
    listedFrom,
    listedUntil,
    ageMinMonths,
    ageMaxMonths,
    stage,
    sizeNote,
    standard,
    shelfLifeDays,
    limitUnits,
    limitDays,
  }
}

function itemOf({ mediaId, hash }: Picture): PictureItem {
  return { mediaId, url: `/media/${hash}-240.webp` }
}

function skuFieldsOf(sku: Sku): SkuFields {
  const { id, values, code, barcode, price, compareAt, cost, floor, weightGram, mediaId, stock } = sku
  return {
    id,
    values,
    code,
    barcode,
    price: price.amount,
    compareAt: compareAt?.amount ?? null,
    cost: cost?.amount ?? null,
    floor: floor.amount === 0 ? null : floor.amount,
    weightGram,
    mediaId,
    initialStock: null,
    stock,
  }
}

interface Saving {
  readonly status: ProductStatus
  readonly slug: string | null
  readonly currency: string
}

/** What is sent when the form is saved. */
export function draftOf(fields: ProductFields, { status, slug, currency }: Saving): ProductDraft {
  const { pictures, variants, ...facts } = fields
  const money = (amount: number) => ({ amount, currency })
  const moneyOrNull = (amount: number | null) => (amount === null ? null : money(amount))
  return {
    ...facts,
    status,
    slug,
    options: variants.options.map(({ name }) => name),
    mediaIds: pictures.map(({ mediaId }) => mediaId),
    skus: variants.skus.map((sku) => ({
      id: sku.id,
      code: sku.code.trim() || null,
      values: sku.values,
      price: money(sku.price ?? 0),
      compareAt: moneyOrNull(sku.compareAt),
      cost: moneyOrNull(sku.cost),
      floor: money(sku.floor ?? 0),
      weightGram: sku.weightGram ?? 0,
      barcode: sku.barcode.trim(),
      mediaId: sku.mediaId,
      isActive: true,
      initialStock: sku.id === null ? (sku.initialStock ?? 0) : 0,
    })),
  }
}

export type VariantObstacle = 'values' | 'prices' | 'too_many'

/** Why these variants cannot be saved; null when they can. */
export function whyNotVariants({ options, skus }: Variants): VariantObstacle | null {
  if (options.some(({ name, values }) => name.trim() === '' || values.length === 0)) return 'values'
  if (skus.length > VARIANTS_MAX) return 'too_many'
  const isAmount = (fen: number | null) => fen !== null && Number.isSafeInteger(fen) && fen >= 0
  const isPriced = skus.every(
    (sku) =>
      isAmount(sku.price) &&
      [sku.compareAt, sku.cost, sku.floor].every((amount) => amount === null || isAmount(amount)),
  )
  return isPriced ? null : 'prices'
}

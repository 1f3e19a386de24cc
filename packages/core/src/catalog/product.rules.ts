import type { Fen, Id, SkuId } from '@mamapu/kernel'
import { isSlug } from './slug.rules.js'

export const OPTIONS_MAX = 3
export const SKUS_MAX = 100
export const PICTURES_MAX = 20
export const TAGS_MAX = 20
export const CATEGORIES_MAX = 20
/** First stock of an SKU; more is a slip of the finger. */
export const FIRST_STOCK_MAX = 10_000_000
export const PRICE_MAX_FEN = 100_000_000_00
export const STAGES = ['pregnancy', 'newborn', 'infant', 'toddler', 'preschool', 'school', 'mother'] as const
export type Stage = (typeof STAGES)[number]

export interface SkuInput {
  /** An SKU of this product to change; null finds it by code, else by its values, else makes it. */
  readonly id: SkuId | null
  /** The merchant's own number, unique in the shop; null makes one. */
  readonly code: string | null
  readonly values: readonly string[]
  readonly priceFen: Fen
  readonly compareAtFen: Fen | null
  readonly costFen: Fen | null
  readonly floorFen: Fen
  readonly weightGram: number
  readonly barcode: string
  readonly mediaId: Id<'med'> | null
  readonly isActive: boolean
  /** Units put on the shelf when the SKU is made; later only movements change stock. */
  readonly initialStock: number
}

/** A product with its SKUs as a merchant writes it: saved whole or not at all. */
export interface ProductInput {
  /** Null makes one from the title. */
  readonly slug: string | null
  readonly title: string
  readonly titleEn: string
  readonly sellingPoint: string
  readonly descriptionHtml: string
  readonly brand: string
  readonly status: 'draft' | 'active' | 'archived'
  readonly listedFrom: Date | null
  readonly listedUntil: Date | null
  readonly options: readonly string[]
  readonly ageMinMonths: number | null
  readonly ageMaxMonths: number | null
  readonly stage: Stage | null
  readonly sizeNote: string
  readonly standard: string
  readonly shelfLifeDays: number | null
  readonly limitUnits: number | null
  readonly limitDays: number | null
  readonly categoryIds: readonly Id<'cat'>[]
  readonly tags: readonly string[]
  readonly mediaIds: readonly Id<'med'>[]
  readonly skus: readonly SkuInput[]
}

export type ProductObstacle =
  | 'PRODUCT_TITLE'
  | 'PRODUCT_TEXT_TOO_LONG'
  | 'PRODUCT_SLUG'
  | 'PRODUCT_OPTIONS'
  | 'PRODUCT_SKUS'
  | 'PRODUCT_SKU_VALUES'
  | 'PRODUCT_SKU_CODE'
  | 'PRODUCT_PRICE'
  | 'PRODUCT_FLOOR'
  | 'PRODUCT_WEIGHT'
  | 'PRODUCT_STOCK'
  | 'PRODUCT_WINDOW'
  | 'PRODUCT_AGE'
  | 'PRODUCT_LIMIT'
  | 'PRODUCT_TAGS'
  | 'PRODUCT_CATEGORIES'
  | 'PRODUCT_PICTURES'

const isWhole = (value: number, min: number, max: number) =>
  Number.isSafeInteger(value) && value >= min && value <= max

const isWholeOrNull = (value: number | null, min: number, max: number) =>
  value === null || isWhole(value, min, max)

const isText = (text: string, min: number, max: number) => {
  const length = [...text.trim()].length
  return length >= min && length <= max && !text.includes('\0')
}

const areUnique = (values: readonly string[]) => new Set(values).size === values.length

/** Why this product cannot be saved; null when it can. Checks numbers too: nothing from outside is trusted. */
export function whyNotProduct(input: ProductInput): ProductObstacle | null {
  return whyNotTexts(input) ?? whyNotRules(input) ?? whyNotSkus(input)
}

function whyNotTexts(input: ProductInput): ProductObstacle | null {
  if (!isText(input.title, 1, 120)) return 'PRODUCT_TITLE'
  const limits: readonly (readonly [string, number])[] = [
    [input.titleEn, 200],
    [input.sellingPoint, 120],
    [input.brand, 60],
    [input.sizeNote, 60],
    [input.standard, 120],
    [input.descriptionHtml, 40_000],
  ]
  if (!limits.every(([text, max]) => isText(text, 0, max))) return 'PRODUCT_TEXT_TOO_LONG'
  if (input.slug !== null && !isSlug(input.slug)) return 'PRODUCT_SLUG'
  if (
    input.tags.length > TAGS_MAX ||
    !areUnique(input.tags) ||
    !input.tags.every((tag) => isText(tag, 1, 30) && !tag.includes(','))
  )
    return 'PRODUCT_TAGS'
  if (input.categoryIds.length > CATEGORIES_MAX || !areUnique(input.categoryIds)) return 'PRODUCT_CATEGORIES'
  if (input.mediaIds.length > PICTURES_MAX) return 'PRODUCT_PICTURES'
  return null
}

function whyNotRules(input: ProductInput): ProductObstacle | null {
  const { listedFrom, listedUntil, ageMinMonths, ageMaxMonths, limitUnits, limitDays } = input
  for (const edge of [listedFrom, listedUntil])
    if (edge !== null && Number.isNaN(edge.getTime())) return 'PRODUCT_WINDOW'
  if (listedFrom !== null && listedUntil !== null && listedUntil <= listedFrom) return 'PRODUCT_WINDOW'
  if (!isWholeOrNull(ageMinMonths, 0, 240) || !isWholeOrNull(ageMaxMonths, 0, 240)) return 'PRODUCT_AGE'
  if (ageMinMonths !== null && ageMaxMonths !== null && ageMaxMonths < ageMinMonths) return 'PRODUCT_AGE'
  if (!isWholeOrNull(input.shelfLifeDays, 1, 36_500)) return 'PRODUCT_AGE'
  if ((limitUnits === null) !== (limitDays === null)) return 'PRODUCT_LIMIT'
  if (!isWholeOrNull(limitUnits, 1, 9999) || !isWholeOrNull(limitDays, 1, 3650)) return 'PRODUCT_LIMIT'
  return null
}

function whyNotSkus(input: ProductInput): ProductObstacle | null {
  const { options, skus } = input
  if (options.length > OPTIONS_MAX || !areUnique(options) || !options.every((name) => isText(name, 1, 30)))
    return 'PRODUCT_OPTIONS'
  if (skus.length < 1 || skus.length > SKUS_MAX) return 'PRODUCT_SKUS'
  if (
    !skus.every(
      ({ values }) => values.length === options.length && values.every((value) => isText(value, 1, 60)),
    )
  )
    return 'PRODUCT_SKU_VALUES'
  if (!areUnique(skus.map((sku) => JSON.stringify(sku.values)))) return 'PRODUCT_SKU_VALUES'
  const codes = skus.flatMap((sku) => (sku.code === null ? [] : [sku.code]))
  const ids = skus.flatMap((sku) => (sku.id === null ? [] : [sku.id]))
  if (!areUnique(codes) || !areUnique(ids) || !codes.every((code) => isText(code, 1, 60)))
    return 'PRODUCT_SKU_CODE'
  for (const sku of skus) {
    const obstacle = whyNotSku(sku)
    if (obstacle) return obstacle
  }
  return null
}

function whyNotSku(sku: SkuInput): ProductObstacle | null {
  if (!isWhole(sku.priceFen, 0, PRICE_MAX_FEN)) return 'PRODUCT_PRICE'
  if (!isWholeOrNull(sku.compareAtFen, 1, PRICE_MAX_FEN)) return 'PRODUCT_PRICE'
  if (!isWholeOrNull(sku.costFen, 0, PRICE_MAX_FEN)) return 'PRODUCT_PRICE'
  if (!isWhole(sku.floorFen, 0, sku.priceFen)) return 'PRODUCT_FLOOR'
  if (!isWhole(sku.weightGram, 0, 1_000_000)) return 'PRODUCT_WEIGHT'
  if (!isWhole(sku.initialStock, 0, FIRST_STOCK_MAX)) return 'PRODUCT_STOCK'
  if (!isText(sku.barcode, 0, 60)) return 'PRODUCT_SKU_CODE'
  return null
}

export interface PriceRange {
  readonly minFen: number
  readonly maxFen: number
  /** What the cheapest SKU is compared with, when that is more. */
  readonly compareAtFen: number | null
}

/** What lists show: the range over the SKUs on sale, or over all when none is. */
export function priceRange(
  skus: readonly Pick<SkuInput, 'priceFen' | 'compareAtFen' | 'isActive'>[],
): PriceRange {
  const onSale = skus.filter((sku) => sku.isActive)
  const counted = onSale.length > 0 ? onSale : skus
  const minFen = Math.min(...counted.map((sku) => sku.priceFen))
  const cheapest = counted.find((sku) => sku.priceFen === minFen)
  const compareAtFen = cheapest?.compareAtFen ?? null
  return {
    minFen,
    maxFen: Math.max(...counted.map((sku) => sku.priceFen)),
    compareAtFen: compareAtFen !== null && compareAtFen > minFen ? compareAtFen : null,
  }
}

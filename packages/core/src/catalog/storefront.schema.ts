import type { Fen } from '@mamapu/kernel'
import { Type } from 'typebox'
import { PageQuery, pageOf } from '../http/index.js'
import { pictureOf } from '../media/index.js'
import type { StorefrontCard, StorefrontPicture, StorefrontProduct } from './storefront.queries.js'
import { LIST_SORTS } from './storefront.queries.js'

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const Picture = Type.Object({
  url: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  alt: Type.String(),
  sources: Type.Array(Type.Object({ url: Type.String(), width: Type.Integer() })),
})
const Months = Nullable(Type.Integer())

/** A product in a list. `price` is what one unit costs everybody now, `everydayPrice` without running offers. */
export const CardReply = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  title: Type.String(),
  titleEn: Type.String(),
  sellingPoint: Type.String(),
  brand: Type.String(),
  price: Money,
  everydayPrice: Money,
  /** Some of its SKUs cost more. */
  priceFrom: Type.Boolean(),
  ageFromMonths: Months,
  ageToMonths: Months,
  picture: Nullable(Picture),
  categoryIds: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
})

const Sku = Type.Object({
  id: Type.String(),
  code: Type.String(),
  values: Type.Array(Type.String()),
  price: Money,
  everydayPrice: Money,
  weightGram: Type.Integer(),
  available: Type.Integer(),
  picture: Nullable(Picture),
})

/** A product with everything its page shows. */
export const ProductReply = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  title: Type.String(),
  titleEn: Type.String(),
  sellingPoint: Type.String(),
  /** Sanitised HTML. */
  description: Type.String(),
  brand: Type.String(),
  availability: Type.String(),
  listedFrom: Nullable(Type.String()),
  listedUntil: Nullable(Type.String()),
  optionNames: Type.Array(Type.String()),
  baby: Type.Object({
    ageFromMonths: Months,
    ageToMonths: Months,
    stage: Nullable(Type.String()),
    size: Type.String(),
    standard: Type.String(),
    shelfLifeDays: Nullable(Type.Integer()),
  }),
  limit: Nullable(Type.Object({ units: Type.Integer(), days: Type.Integer() })),
  pictures: Type.Array(Picture),
  skus: Type.Array(Sku),
  categories: Type.Array(
    Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String(), nameEn: Type.String() }),
  ),
  tags: Type.Array(Type.String()),
})

export const ProductParams = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 200 }) })
export const ProductsQuery = Type.Object({
  ...PageQuery,
  category: Type.Optional(Type.String({ maxLength: 80 })),
  /** Words to search for. */
  q: Type.Optional(Type.String({ maxLength: 60 })),
  sort: Type.Optional(Type.Enum([...LIST_SORTS])),
})
export const ProductsReply = pageOf(CardReply)

/** What one unit costs everybody just now, and without running offers. */
export interface UnitPrice {
  readonly unitFen: Fen
  readonly everydayFen: Fen
}

const money = (amount: number, currency: string) => ({ amount, currency })

function picture(stored: StorefrontPicture | null) {
  if (!stored) return null
  const { sources, ...view } = pictureOf(stored)
  return { ...view, sources: [...sources] }
}

const shown = (stored: readonly StorefrontPicture[]) =>
  stored.map((one) => picture(one)).filter((one) => one !== null)

export function cardReply(card: StorefrontCard, price: UnitPrice, currency: string) {
  return {
    id: card.id,
    slug: card.slug,
    title: card.title,
    titleEn: card.titleEn,
    sellingPoint: card.sellingPoint,
    brand: card.brand,
    price: money(price.unitFen, currency),
    everydayPrice: money(price.everydayFen, currency),
    priceFrom: card.maxFen > card.minFen,
    ageFromMonths: card.ageMinMonths,
    ageToMonths: card.ageMaxMonths,
    picture: picture(card.picture),
    categoryIds: [...card.categoryIds],
    tags: [...card.tags],
  }
}

export function productReply(
  product: StorefrontProduct,
  facts: {
    readonly prices: ReadonlyMap<string, UnitPrice>
    readonly stock: ReadonlyMap<string, number>
    readonly currency: string
  },
) {
  const { prices, stock, currency } = facts
  return {
    id: product.id,
    slug: product.slug,
    title: product.title,
    titleEn: product.titleEn,
    sellingPoint: product.sellingPoint,
    description: product.descriptionHtml,
    brand: product.brand,
    availability: product.availability,
    listedFrom: product.listedFrom,
    listedUntil: product.listedUntil,
    optionNames: [...product.options],
    baby: {
      ageFromMonths: product.ageMinMonths,
      ageToMonths: product.ageMaxMonths,
      stage: product.stage,
      size: product.sizeNote,
      standard: product.standard,
      shelfLifeDays: product.shelfLifeDays,
    },
    limit:
      product.limitUnits === null || product.limitDays === null
        ? null
        : { units: product.limitUnits, days: product.limitDays },
    pictures: shown(product.pictures),
    skus: product.skus.map((sku) => {
      const price = prices.get(sku.id) ?? { unitFen: sku.priceFen, everydayFen: sku.priceFen }
      return {
        id: sku.id,
        code: sku.code,
        values: [...sku.values],
        price: money(price.unitFen, currency),
        everydayPrice: money(price.everydayFen, currency),
        weightGram: sku.weightGram,
        available: Math.max(0, stock.get(sku.id) ?? 0),
        picture: picture(sku.picture),
      }
    }),
    categories: product.categories.map((category) => ({ ...category })),
    tags: [...product.tags],
  }
}

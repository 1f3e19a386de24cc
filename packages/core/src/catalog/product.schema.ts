import { asId, type Fen, idPattern, parseId } from '@mamapu/kernel'
import { type Static, type TSchema, Type } from 'typebox'
import type { ProductSummary } from './list-products.js'
import {
  OPTIONS_MAX,
  PICTURES_MAX,
  PRICE_MAX_FEN,
  type ProductInput,
  SKUS_MAX,
  STAGES,
} from './product.rules.js'
import type { ProductView } from './product.view.js'

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const IdOf = (prefix: Parameters<typeof idPattern>[0]) => Type.String({ pattern: idPattern(prefix) })
const closed = { additionalProperties: false }

export const Money = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: PRICE_MAX_FEN }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  closed,
)
const Instant = Type.String({ maxLength: 40 })
const Months = Nullable(Type.Integer({ minimum: 0, maximum: 240 }))
const Status = Type.Union([Type.Literal('draft'), Type.Literal('active'), Type.Literal('archived')])

const SkuBody = Type.Object(
  {
    id: Type.Optional(Nullable(IdOf('sku'))),
    code: Type.Optional(Nullable(Type.String({ maxLength: 60 }))),
    values: Type.Array(Type.String({ maxLength: 60 }), { maxItems: OPTIONS_MAX }),
    price: Money,
    compareAt: Type.Optional(Nullable(Money)),
    cost: Type.Optional(Nullable(Money)),
    floor: Type.Optional(Money),
    weightGram: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    barcode: Type.Optional(Type.String({ maxLength: 60 })),
    mediaId: Type.Optional(Nullable(IdOf('med'))),
    isActive: Type.Optional(Type.Boolean()),
    /** Units on the shelf when the SKU is made; ignored for one that exists. */
    initialStock: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
  },
  closed,
)

export const ProductBody = Type.Object(
  {
    slug: Type.Optional(Nullable(Type.String({ maxLength: 121 }))),
    title: Type.String({ minLength: 1, maxLength: 240 }),
    titleEn: Type.Optional(Type.String({ maxLength: 400 })),
    sellingPoint: Type.Optional(Type.String({ maxLength: 240 })),
    descriptionHtml: Type.Optional(Type.String({ maxLength: 200_000 })),
    brand: Type.Optional(Type.String({ maxLength: 120 })),
    status: Type.Optional(Status),
    listedFrom: Type.Optional(Nullable(Instant)),
    listedUntil: Type.Optional(Nullable(Instant)),
    options: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: OPTIONS_MAX })),
    ageMinMonths: Type.Optional(Months),
    ageMaxMonths: Type.Optional(Months),
    stage: Type.Optional(Nullable(Type.Enum([...STAGES]))),
    sizeNote: Type.Optional(Type.String({ maxLength: 120 })),
    standard: Type.Optional(Type.String({ maxLength: 240 })),
    shelfLifeDays: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 36_500 }))),
    limitUnits: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 9999 }))),
    limitDays: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 3650 }))),
    categoryIds: Type.Optional(Type.Array(IdOf('cat'), { maxItems: 20 })),
    tags: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 20 })),
    mediaIds: Type.Optional(Type.Array(IdOf('med'), { maxItems: PICTURES_MAX })),
    skus: Type.Array(SkuBody, { minItems: 1, maxItems: SKUS_MAX }),
  },
  closed,
)
export type ProductBody = Static<typeof ProductBody>

/** Codes of rules about words whose findings the merchant has read and stands by. */
const acknowledged = Type.Optional(
  Type.Array(Type.String({ pattern: '^TEXT_[A-Z_]{1,40}$' }), { maxItems: 20 }),
)
export const NewProduct = Type.Object({ ...ProductBody.properties, acknowledged }, closed)
export const ProductUpdate = Type.Object(
  { version: Type.Integer({ minimum: 1 }), product: ProductBody, acknowledged },
  closed,
)
export const StatusBody = Type.Object(
  { version: Type.Integer({ minimum: 1 }), status: Status, acknowledged },
  closed,
)
export const Saved = Type.Object({ id: Type.String(), version: Type.Integer() })

const SkuReply = Type.Object({
  id: Type.String(),
  code: Type.String(),
  values: Type.Array(Type.String()),
  price: Money,
  compareAt: Nullable(Money),
  cost: Nullable(Money),
  floor: Money,
  weightGram: Type.Integer(),
  barcode: Type.String(),
  mediaId: Nullable(Type.String()),
  isActive: Type.Boolean(),
  version: Type.Integer(),
  stock: Type.Array(
    Type.Object({ placeId: Type.String(), available: Type.Integer(), taken: Type.Integer() }),
  ),
})

export const ProductReply = Type.Object({
  ...Type.Required(Type.Omit(ProductBody, ['skus', 'slug', 'mediaIds'])).properties,
  id: Type.String(),
  slug: Type.String(),
  version: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  pictures: Type.Array(
    Type.Object({
      mediaId: Type.String(),
      hash: Type.String(),
      width: Type.Integer(),
      height: Type.Integer(),
      alt: Type.String(),
    }),
  ),
  skus: Type.Array(SkuReply),
})

export const SummaryReply = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  title: Type.String(),
  brand: Type.String(),
  status: Status,
  /** Why shoppers cannot buy it now; null when they can. */
  obstacle: Nullable(Type.String()),
  priceFrom: Money,
  priceTo: Money,
  mediaHash: Nullable(Type.String()),
  skus: Type.Integer(),
  available: Type.Integer(),
  version: Type.Integer(),
  updatedAt: Type.String(),
})

const instantOf = (text: string | null | undefined) => (text ? new Date(text) : null)

/** The use case's input of a request; null when an amount is not in the store's currency. */
export function productInputOf(body: ProductBody, currency: string): ProductInput | null {
  const amounts = body.skus.flatMap((sku) => [sku.price, sku.compareAt, sku.cost, sku.floor])
  if (amounts.some((money) => money && money.currency !== currency)) return null
  return {
    slug: body.slug ?? null,
    title: body.title,
    titleEn: body.titleEn ?? '',
    sellingPoint: body.sellingPoint ?? '',
    descriptionHtml: body.descriptionHtml ?? '',
    brand: body.brand ?? '',
    status: body.status ?? 'draft',
    listedFrom: instantOf(body.listedFrom),
    listedUntil: instantOf(body.listedUntil),
    options: body.options ?? [],
    ageMinMonths: body.ageMinMonths ?? null,
    ageMaxMonths: body.ageMaxMonths ?? null,
    stage: body.stage ?? null,
    sizeNote: body.sizeNote ?? '',
    standard: body.standard ?? '',
    shelfLifeDays: body.shelfLifeDays ?? null,
    limitUnits: body.limitUnits ?? null,
    limitDays: body.limitDays ?? null,
    categoryIds: (body.categoryIds ?? []).map((id) => asId('cat', id)),
    tags: body.tags ?? [],
    mediaIds: (body.mediaIds ?? []).map((id) => asId('med', id)),
    skus: body.skus.map((sku) => ({
      id: sku.id ? asId('sku', sku.id) : null,
      code: sku.code ?? null,
      values: sku.values,
      priceFen: sku.price.amount as Fen,
      compareAtFen: (sku.compareAt?.amount ?? null) as Fen | null,
      costFen: (sku.cost?.amount ?? null) as Fen | null,
      floorFen: (sku.floor?.amount ?? 0) as Fen,
      weightGram: sku.weightGram ?? 0,
      barcode: sku.barcode ?? '',
      mediaId: parseId('med', sku.mediaId ?? ''),
      isActive: sku.isActive ?? true,
      initialStock: sku.initialStock ?? 0,
    })),
  }
}

/** A product as the admin API shows it. */
export function productReplyOf(product: ProductView, currency: string): Static<typeof ProductReply> {
  const money = (amount: number) => ({ amount, currency })
  const moneyOrNull = (amount: number | null) => (amount === null ? null : money(amount))
  return {
    ...product,
    listedFrom: product.listedFrom?.toISOString() ?? null,
    listedUntil: product.listedUntil?.toISOString() ?? null,
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
    options: [...product.options],
    categoryIds: [...product.categoryIds],
    tags: [...product.tags],
    pictures: [...product.pictures],
    skus: product.skus.map(({ priceFen, compareAtFen, costFen, floorFen, ...sku }) => ({
      ...sku,
      values: [...sku.values],
      stock: [...sku.stock],
      price: money(priceFen),
      compareAt: moneyOrNull(compareAtFen),
      cost: moneyOrNull(costFen),
      floor: money(floorFen),
    })),
  }
}

export function summaryReplyOf(product: ProductSummary, currency: string): Static<typeof SummaryReply> {
  const { minFen, maxFen, updatedAt, ...summary } = product
  return {
    ...summary,
    priceFrom: { amount: minFen, currency },
    priceTo: { amount: maxFen, currency },
    updatedAt: updatedAt.toISOString(),
  }
}

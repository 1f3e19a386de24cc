import type { Fen, Id, ProductId, SkuId } from '@mamapu/kernel'

export type ProductStatus = 'draft' | 'active' | 'archived'

/** What decides whether a product is on sale: its status and its window. Never a flag that a job must flip. */
export interface Listing {
  readonly productStatus: ProductStatus
  readonly listedFrom: Date | null
  readonly listedUntil: Date | null
}

/** What a campaign has left of a SKU: units of its own, or a ceiling over the shelf's. */
export interface SkuPool {
  readonly kind: string
  readonly id: string
  readonly left: number
  readonly isOwn: boolean
}

/** Everything the arbiter and an order need to know of one SKU, read in one statement. */
export interface SkuFacts extends Listing {
  readonly skuId: SkuId
  readonly productId: ProductId
  readonly code: string
  readonly title: string
  readonly titleEn: string
  readonly slug: string
  /** One value per option of the product; empty when it has none. */
  readonly values: readonly string[]
  /** The values in one line, as an order keeps them. */
  readonly optionText: string
  /** Its own picture, else the product's first. */
  readonly mediaHash: string | null
  readonly priceFen: Fen
  readonly compareAtFen: Fen | null
  readonly costFen: Fen | null
  readonly floorFen: Fen
  readonly weightGram: number
  /** Virtual goods are nothing to send: they come by themselves once paid. */
  readonly deliveryKind: 'physical' | 'virtual'
  /** Which express template it goes by; empty for the shop's usual one. */
  readonly deliveryTemplate: string
  /** Raised by every change that matters to an order; an order commits only on the version it was decided with. */
  readonly version: number
  readonly isActive: boolean
  /** How many one person may buy within `limitDays`; null when there is no limit. */
  readonly limitUnits: number | null
  readonly limitDays: number | null
  readonly categoryIds: readonly Id<'cat'>[]
  readonly tags: readonly string[]
  /** The default place, from which this shop sells. */
  readonly placeId: Id<'plc'>
  /** The quota (kind `stock`) to take. */
  readonly stockId: string
  /** Units that are neither held nor sold. */
  readonly available: number
  /** The open pools of campaigns that sell it. */
  readonly pools: readonly SkuPool[]
}

export type SaleObstacle = 'not_listed' | 'not_started' | 'ended' | 'sku_inactive'

/** Why this product is not on sale at `at`; null when it is. */
export function whyNotListed(listing: Listing, at: Date): Exclude<SaleObstacle, 'sku_inactive'> | null {
  if (listing.productStatus !== 'active') return 'not_listed'
  if (listing.listedFrom !== null && at < listing.listedFrom) return 'not_started'
  if (listing.listedUntil !== null && at >= listing.listedUntil) return 'ended'
  return null
}

/** Why this SKU cannot be bought at `at`, stock apart; null when it can. */
export function whyNotForSale(facts: Listing & Pick<SkuFacts, 'isActive'>, at: Date): SaleObstacle | null {
  return whyNotListed(facts, at) ?? (facts.isActive ? null : 'sku_inactive')
}

import { mulBps, toFen } from '@mamapu/kernel'
import type { CampaignCommission } from '@mamapu/plugin-sdk'
import type { DistributorSettings, Level } from '../distributor.settings.js'

/** A rate of a product's or category's own; with neither a share nor an amount it earns nothing. */
export interface Rate {
  readonly target: 'product' | 'category'
  readonly targetId: string
  readonly bps: number | null
  readonly perUnitFen: number | null
  /** A level's own rate does not replace it. */
  readonly isFirm: boolean
}

export interface RateBook {
  readonly products: Readonly<Record<string, Rate>>
  readonly categories: Readonly<Record<string, Rate>>
}

export function bookOf(rates: readonly Rate[]): RateBook {
  const of = (target: Rate['target']) =>
    Object.fromEntries(rates.filter((rate) => rate.target === target).map((rate) => [rate.targetId, rate]))
  return { products: of('product'), categories: of('category') }
}

/** What is sold, as far as its commission goes. */
export interface Sold {
  readonly productId: string
  readonly categoryIds: readonly string[]
  readonly campaign: CampaignCommission
}

/** A share of what is paid, or an amount for each unit. */
export type Terms = { readonly bps: number } | { readonly perUnitFen: number }

export interface Earned {
  readonly terms: Terms
  readonly basis: string
}

/** What every promoter may have: the shop's usual rate, rates of goods, and of levels. */
export interface Scale {
  readonly usual: Terms
  readonly book: RateBook
  readonly levels: readonly Level[]
}

/** The scale of a shop as its settings and the rates of its goods have it. */
export function scaleOf(settings: DistributorSettings, book: RateBook): Scale {
  const { defaultBps, perUnitFen, levels } = settings
  return { usual: perUnitFen > 0 ? { perUnitFen } : { bps: defaultBps }, book, levels }
}

/** What a level has of its own; null for what everybody has. */
function termsOf(level: Level | undefined): Terms | null {
  if (!level) return null
  if (level.perUnitFen > 0) return { perUnitFen: level.perUnitFen }
  return level.bps > 0 ? { bps: level.bps } : null
}

/**
 * What a promoter of a level earns by a line; null for nothing. The shop's usual rate, replaced by the category's, by the
 * product's, and by the level's own unless the one before it is firm. What the campaign says goes before all of them, but
 * goods that earn nothing earn nothing. Pure.
 */
export function earnedBy(sold: Sold, level: string, scale: Scale): Earned | null {
  const { campaign } = sold
  const own = ownRate(sold, scale.book)
  if (campaign.mode === 'none' || (own !== null && own.bps === null && own.perUnitFen === null)) return null
  if (campaign.mode === 'rate') return { terms: { bps: campaign.bps }, basis: 'campaign' }
  const leveled = termsOf(scale.levels.find((one) => one.level === level))
  if (leveled !== null && !own?.isFirm) return { terms: leveled, basis: `level:${level}` }
  if (own === null) return { terms: scale.usual, basis: 'shop' }
  return {
    terms: own.bps === null ? { perUnitFen: own.perUnitFen ?? 0 } : { bps: own.bps },
    basis: own.target,
  }
}

function ownRate({ productId, categoryIds }: Sold, book: RateBook): Rate | null {
  const product = book.products[productId]
  if (product) return product
  const category = categoryIds.find((id) => book.categories[id] !== undefined)
  return category === undefined ? null : (book.categories[category] ?? null)
}

/** What one unit at a price brings, as core reckons it: rounded down, never above the price. Pure. */
export function shareOf(earned: Earned, unitFen: number): number {
  const { terms } = earned
  if ('perUnitFen' in terms) return Math.min(terms.perUnitFen, unitFen)
  return mulBps(toFen(unitFen), terms.bps, 'down')
}

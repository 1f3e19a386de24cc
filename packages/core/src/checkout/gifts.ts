import { asId, type Id, newId, type SkuId } from '@mamapu/kernel'
import type { Offer, PricedCart, PricedGift } from '@mamapu/pricing'
import type { SkuFacts } from '../catalog/index.js'
import type { BasketLine } from './basket.js'

/** A gift of a basket as it will stand on the order. */
export interface BasketGift {
  readonly lineId: Id<'cln'>
  readonly facts: SkuFacts
  readonly gift: PricedGift
}

/** Gifts that are not to be had now, by offer and SKU. */
export type GoneGifts = ReadonlySet<string>

const keyOf = (offerId: string, skuId: string) => `${offerId} ${skuId}`

/** Every SKU these offers would give away. */
export function giftSkusOf(offers: readonly Offer[]): SkuId[] {
  const gifts = offers.flatMap((offer) =>
    offer.stage === 'order' ? offer.tiers.flatMap((tier) => tier.gifts ?? []) : [],
  )
  return [...new Set(gifts.map(({ skuId }) => asId('sku', skuId)))]
}

/** The offer without the gifts that are gone: what cannot be sent is not promised. */
export function withoutGone(offer: Offer, gone: GoneGifts): Offer {
  if (gone.size === 0 || offer.stage !== 'order') return offer
  return {
    ...offer,
    tiers: offer.tiers.map(({ gifts, ...tier }) => {
      const left = gifts?.filter(({ skuId }) => !gone.has(keyOf(offer.id, skuId)))
      return left?.length ? { ...tier, gifts: left } : tier
    }),
  }
}

/** Those of the gifts given that are not there in the units promised, beside what the cart itself takes. */
export function goneGifts(
  { gifts }: Pick<PricedCart, 'gifts'>,
  { lines, facts }: { lines: readonly BasketLine[]; facts: ReadonlyMap<SkuId, SkuFacts> },
): string[] {
  return gifts
    .filter((gift) => !isAtHand(gift, facts.get(asId('sku', gift.skuId)), lines))
    .map(({ offerId, skuId }) => keyOf(offerId, skuId))
}

function isAtHand(gift: PricedGift, facts: SkuFacts | undefined, lines: readonly BasketLine[]): boolean {
  if (!facts) return false
  const own = gift.takes.filter(({ insteadOfStock }) => insteadOfStock)
  const hasPools = own.every(({ kind, id, units }) =>
    facts.pools.some((pool) => pool.kind === kind && pool.id === id && pool.left >= units),
  )
  const shelf = gift.units - own.reduce((sum, { units }) => sum + units, 0)
  const inCart = lines.filter((line) => line.facts.stockId === facts.stockId)
  const taken = inCart.reduce((sum, { quantity }) => sum + quantity, 0)
  return hasPools && (shelf <= 0 || facts.available >= shelf + taken)
}

/** The gifts that were won, each as a line of its own. */
export function giftsOf(
  { gifts }: Pick<PricedCart, 'gifts'>,
  facts: ReadonlyMap<SkuId, SkuFacts>,
  at: Date,
): BasketGift[] {
  return gifts.flatMap((gift) => {
    const sku = facts.get(asId('sku', gift.skuId))
    return sku ? [{ lineId: newId('cln', at), facts: sku, gift }] : []
  })
}

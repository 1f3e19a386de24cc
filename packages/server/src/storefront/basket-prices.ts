import { campaigns, type checkout, plugins, type stores } from '@mamapu/core'
import { formatFen, type Locale, subFen } from '@mamapu/kernel'
import { price } from '@mamapu/pricing'
import type { CompareAt, Message } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import { compareAtOf } from './cards.js'
import { basesOf, basisName, refOf } from './prices.js'
import type { Storefront } from './storefront.js'

/** The numbers beside the lines of a basket, in their order: struck only where that is proved. */
export async function basketCompareAts(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  { basket, at, locale }: { basket: checkout.Basket; at: Date; locale: Locale },
): Promise<(CompareAt | null)[]> {
  const winners = plugins.winnersOf(basket.priced, basket.offers)
  const refs = basket.priced.lines.map(({ lineId, skuId }) =>
    refOf(basket.plugins, { skuId, offer: winners.get(lineId) ?? null }, at),
  )
  const bases = await basesOf(
    storefront,
    store,
    refs.filter((ref) => ref !== null),
  )
  return basket.priced.lines.map(({ unitFen, everydayUnitFen }, index) => {
    const ref = refs[index]
    const basis = (ref && bases.get(basisName(ref))) ?? null
    return compareAtOf({ unitFen, everydayFen: everydayUnitFen, basis }, locale)
  })
}

/** What a guest would save by joining, with the way to do it and back; null when nothing. */
export function joinMessage(
  { host }: Storefront,
  { basket, request, locale }: { basket: checkout.Basket; request: FastifyRequest; locale: Locale },
): Message | null {
  const { cart, plugins: active, pluginFacts: facts, policy, priced } = basket
  const opened = campaigns.asIfJoined(active.campaigns)
  if (request.shopper?.customerId || opened === active.campaigns || cart.lines.length === 0) return null
  const store = plugins.withCampaigns(active, opened)
  const offers = plugins.collectOffers(host, store, { cart, facts, at: request.at, customer: null })
  const joined = price(cart, offers, policy)
  if (joined.payableFen >= priced.payableFen) return null
  const saved = formatFen(subFen(priced.payableFen, joined.payableFen))
  return {
    level: 'info',
    text: locale === 'en' ? `Members pay ¥${saved} less for this` : `会员价再省 ¥${saved}`,
    link: {
      text: locale === 'en' ? 'Join with your phone' : '手机号加入',
      url: `/login?next=${encodeURIComponent('/cart')}`,
    },
  }
}

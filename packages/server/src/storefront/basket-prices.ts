import { campaigns, type checkout, plugins, type stores } from '@mamapu/core'
import { type Fen, formatFen, type Locale, subFen } from '@mamapu/kernel'
import { price } from '@mamapu/pricing'
import type { CompareAt, JoinPanel } from '@mamapu/theme-engine'
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

/** How far a guest has come with joining on this page. */
export type Joining = Omit<JoinPanel, 'text'>

const NOT_BEGUN: Joining = { step: 'phone', phone: '', phoneMasked: '', resendInSeconds: 0, errors: {} }

/** Joining right on the cart, with what a guest would save by it; null when nothing and it has not begun. */
export function joinPanel(
  storefront: Storefront,
  asked: { basket: checkout.Basket; request: FastifyRequest; locale: Locale; joining: Joining | null },
): JoinPanel | null {
  const { request, locale, joining } = asked
  if (request.shopper?.customerId) return null
  const savedFen = savedByJoining(storefront, asked)
  if (savedFen === null && joining === null) return null
  const saved = savedFen === null ? '' : formatFen(savedFen)
  const isEnglish = locale === 'en'
  const text = saved
    ? isEnglish
      ? `Become a member and save ¥${saved} on this order`
      : `成为会员，这一单再省 ¥${saved}`
    : isEnglish
      ? 'Become a member'
      : '成为会员'
  return { ...(joining ?? NOT_BEGUN), text }
}

function savedByJoining(
  { host }: Storefront,
  { basket, request }: { basket: checkout.Basket; request: FastifyRequest },
): Fen | null {
  const { cart, plugins: active, pluginFacts: facts, policy, priced } = basket
  const opened = campaigns.asIfJoined(active.campaigns)
  if (opened === active.campaigns || cart.lines.length === 0) return null
  const store = plugins.withCampaigns(active, opened)
  const offers = plugins.collectOffers(host, store, { cart, facts, at: request.at, customer: null })
  const joined = price(cart, offers, policy)
  return joined.payableFen < priced.payableFen ? subFen(priced.payableFen, joined.payableFen) : null
}

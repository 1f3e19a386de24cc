import { type checkout, plugins } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import type { Storefront } from './storefront.js'

/** What plugins show beside a priced basket. */
export function shownSlot(
  storefront: Storefront,
  slot: 'cart.above' | 'checkout.choices' | 'checkout.delivery',
  { basket, request, locale }: { basket: checkout.Basket; request: FastifyRequest; locale: Locale },
): readonly plugins.ShownPart[] {
  const customerId = request.shopper?.customerId ?? null
  return plugins.collectSlot(storefront.host, basket.plugins, slot, {
    subject: { cart: basket.cart, priced: basket.priced },
    at: request.at,
    locale,
    customer: customerId && { id: customerId },
    facts: basket.pluginFacts,
  }).parts
}

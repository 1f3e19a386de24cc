import { type checkout, plugins } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { SlotWords } from '@mamapu/plugin-sdk'
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

/** What plugins say beside one line of it. */
export function lineWords(
  { host }: Storefront,
  input: { basket: checkout.Basket; index: number; request: FastifyRequest; locale: Locale },
): readonly SlotWords[] {
  const { basket, index, request, locale } = input
  const line = basket.cart.lines[index]
  const priced = basket.priced.lines[index]
  if (!line || !priced) return []
  const customerId = request.shopper?.customerId ?? null
  return plugins.collectWords(host, basket.plugins, 'cart.line', {
    subject: { line, priced },
    at: request.at,
    locale,
    customer: customerId && { id: customerId },
    facts: basket.pluginFacts,
  }).words
}

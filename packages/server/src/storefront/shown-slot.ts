import { type checkout, plugins } from '@mamapu/core'
import { type Locale, type OrderId, uuidOf } from '@mamapu/kernel'
import type { SlotSubjects, SlotWords } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { type Storefront, storeOf } from './storefront.js'

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

/** What plugins show on a page of one person's own, with what they read about whoever asks; nobody's for a guest. */
export async function personalSlot<N extends 'account.links' | 'order.below' | 'payment.done'>(
  { host, place }: Storefront,
  request: FastifyRequest,
  slot: N,
  { subject, locale }: { subject: SlotSubjects[N]; locale: Locale },
): Promise<readonly plugins.ShownPart[]> {
  const { at } = request
  const active = await plugins.storePluginsOf(host, place.pluginsPart, storeOf(request), at)
  const plan = plugins.slotPlan(active, [slot])
  const {
    customerId = null,
    sessionHash = null,
    visitorKey = null,
    came = null,
    verifiedPhoneHash = null,
  } = request.shopper ?? {}
  const reader = {
    customerId: customerId && uuidOf(customerId),
    sessionKey: sessionHash,
    visitorKey,
    cameByLink: came !== null,
    at,
    guestPhoneHash: verifiedPhoneHash,
    orderId: 'orderId' in subject ? uuidOf(subject.orderId as OrderId) : null,
  }
  const { facts } = await plugins.readWithFacts(host, active, { plan, reader }, () => [])
  const customer = customerId && { id: customerId }
  return plugins.collectSlot(host, active, slot, { subject, at, locale, customer, facts }).parts
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

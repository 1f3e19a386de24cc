import { carts, catalog, checkout, customers, http, media } from '@mamapu/core'
import { type Locale, parseId } from '@mamapu/kernel'
import type { CartPage, LineItem, Picture } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { basketCompareAts, type Joining, joinPanel } from './basket-prices.js'
import { cardsOf } from './cards.js'
import { cartOwnerOf, ownerKeyOf } from './gap-values.js'
import { layoutOf, slotParts } from './layout.js'
import { lookOf } from './look.js'
import { noticeOf, withNotice } from './notices.js'
import { factsOf, shownBy } from './preview.js'
import { previewView } from './preview-view.js'
import { pageLocale, sendOwn } from './send-page.js'
import { lineWords, shownSlot } from './shown-slot.js'
import { type Storefront, storeOf } from './storefront.js'
import { breakdownOf, giftLines, obstacleText, sellingMessages, whyLines } from './words.js'

type Fields = Readonly<Record<string, unknown>>

export const fieldsOf = (request: FastifyRequest): Fields =>
  typeof request.body === 'object' && request.body !== null ? (request.body as Fields) : {}

export const textOf = (fields: Fields, name: string, max = 200): string => {
  const value = fields[name]
  return typeof value === 'string' ? value.slice(0, max) : ''
}

/** The cart and the forms that change it. Everything works without script. */
export function cartPages(ordinary: Storefront) {
  const storefront = ordinary
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get(
      '/cart',
      { schema: {}, config: { audience: 'shopper', inPreview: true } },
      async (request, reply) => {
        return sendCart(shownBy(ordinary, request), request, reply)
      },
    )

    server.post('/cart/lines', options, async (request, reply) => {
      const store = storeOf(request)
      const fields = fieldsOf(request)
      const skuId = parseId('sku', textOf(fields, 'skuId'))
      const quantity = wholeOf(textOf(fields, 'quantity') || '1')
      if (!skuId || quantity === null || quantity < 1)
        return reply.redirect(withNotice('/cart', 'cart_invalid'), 303)
      if (textOf(fields, 'next') === 'checkout')
        return reply.redirect(`/checkout?sku=${skuId}&quantity=${quantity}`, 303)
      const shopper = await customers.ensureShopper(storefront.app, request, reply)
      const result = await carts.addToCart(storefront.app, store.storeId, {
        owner: cartOwnerOf(shopper),
        skuId,
        quantity,
        at: request.at,
      })
      storefront.gaps.cartChanged(ownerKeyOf(shopper))
      return reply.redirect(withNotice('/cart', result.changed ? 'cart_added' : `cart_${result.reason}`), 303)
    })

    const change = async (request: FastifyRequest, quantity: number | null) => {
      const { id } = request.params as { id: string }
      const lineId = parseId('cln', id)
      if (!request.shopper || !lineId || quantity === null) return 'cart_invalid'
      const owner = cartOwnerOf(request.shopper)
      const result = await carts.setLineQuantity(storefront.app, storeOf(request).storeId, {
        owner,
        lineId,
        quantity,
      })
      storefront.gaps.cartChanged(ownerKeyOf(request.shopper))
      return result.changed ? null : `cart_${result.reason}`
    }

    server.post('/cart/lines/:id', options, async (request, reply) =>
      reply.redirect(
        withNotice('/cart', await change(request, wholeOf(textOf(fieldsOf(request), 'quantity')))),
        303,
      ),
    )
    server.post('/cart/lines/:id/remove', options, async (request, reply) =>
      reply.redirect(withNotice('/cart', await change(request, 0)), 303),
    )
  }
}

/** A count as typed; null for anything but one to four digits. */
export function wholeOf(text: string): number | null {
  return /^\d{1,4}$/.test(text) ? Number(text) : null
}

/** The cart as it stands, with how far joining on it has come. */
export async function sendCart(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  joining: Joining | null = null,
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const model = await cart(storefront, request, { locale, joining })
  const hasErrors = joining !== null && Object.keys(joining.errors).length > 0
  return sendOwn(storefront, request, reply, { page: 'cart', locale, model, status: hasErrors ? 422 : 200 })
}

async function cart(
  storefront: Storefront,
  request: FastifyRequest,
  { locale, joining }: { locale: Locale; joining: Joining | null },
): Promise<CartPage> {
  const store = storeOf(request)
  const { shopper, at } = request
  const basket = await checkout.readBasket(storefront.place, store, {
    source: shopper ? { cart: cartOwnerOf(shopper) } : { lines: [] },
    shopper: shopperOf(request),
    regionCode: null,
    choices: 'best',
    at,
    ...insteadOf(request),
  })
  const above = shownSlot(storefront, 'cart.above', { basket, request, locale })
  const { newest } =
    basket.lines.length === 0
      ? await catalog.readStorefrontHome(storefront.app.db, store.storeId, { limit: 6, sections: 0, at })
      : { newest: [] }
  const look = await lookOf(storefront, request)
  const compareAts = await basketCompareAts(storefront, store, { basket, at, locale })
  const join = joinPanel(storefront, { basket, request, locale, joining })
  const suggestions = await cardsOf(storefront, store, newest, { look, locale })
  return {
    layout: await layoutOf(storefront, store, {
      locale,
      path: '/cart',
      tab: 'cart',
      title: locale === 'en' ? 'Cart' : '购物车',
      noindex: true,
      slots: { 'cart.above': slotParts(storefront, above) },
      notice: noticeOf(storefront, request, locale),
    }),
    join,
    lines: basket.lines.map((line, index) => ({
      ...lineItem(
        line,
        basket.priced.lines[index]?.payableFen ?? 0,
        basket.priced.lines[index]?.unitFen ?? 0,
        locale,
      ),
      quantityMax: Math.max(1, Math.min(carts.LINE_QUANTITY_MAX, line.facts.available)),
      compareAt: compareAts[index] ?? null,
      tags: lineWords(storefront, { basket, index, request, locale }),
      messages: lineMessages(line, locale),
    })),
    invalid: basket.broken.map((line) => ({
      id: line.lineId,
      title: line.facts?.title ?? (locale === 'en' ? 'Gone' : '已下架的商品'),
      url: line.facts ? `/p/${line.facts.slug}` : '/',
      picture: pictureOfHash(line.facts?.mediaHash ?? null, line.facts?.title ?? ''),
      skuName: line.facts?.optionText || null,
      quantity: line.quantity,
      reason: obstacleText(line.obstacle, locale),
    })),
    breakdown: breakdownOf(basket.priced, locale),
    messages: sellingMessages(basket.priced, locale),
    gifts: giftLines(basket.priced, locale),
    why: whyLines(basket.priced, locale),
    quantity: basket.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    totalFen: basket.priced.payableFen,
    savedFen: basket.priced.savedFen,
    suggestions: suggestions.cards,
  }
}

/** In a preview, what stands in the place of the shop's campaigns and the shopper's facts. */
function insteadOf(request: FastifyRequest): Pick<checkout.BasketAsk, 'instead' | 'assumesPools'> {
  const view = previewView(request)
  const { look } = view ?? {}
  if (!look?.campaigns || !request.preview) return {}
  return { instead: { campaigns: look.campaigns, facts: factsOf(request.preview) }, assumesPools: true }
}

export function shopperOf(request: FastifyRequest): checkout.Shopper {
  const { shopper } = request
  return {
    channel: http.channelOf(request),
    customerId: shopper?.customerId ?? null,
    sessionHash: shopper?.sessionHash ?? null,
    visitorKey: shopper?.visitorKey ?? null,
    cameByLink: (shopper?.came ?? null) !== null,
    verifiedPhoneHash: shopper?.verifiedPhoneHash ?? null,
  }
}

/** A product picture of which only the hash travelled; catalogue pictures are square. */
export function pictureOfHash(hash: string | null, alt: string): Picture | null {
  return hash === null ? null : media.pictureOf({ hash, width: 800, height: 800, alt })
}

export function lineItem(
  line: checkout.BasketLine,
  payableFen: number,
  unitFen: number,
  locale: Locale,
): LineItem {
  const { facts } = line
  const title = (locale === 'en' && facts.titleEn) || facts.title
  return {
    id: line.lineId,
    title,
    url: `/p/${facts.slug}`,
    picture: pictureOfHash(facts.mediaHash, title),
    skuName: facts.optionText || null,
    quantity: line.quantity,
    unitPriceFen: unitFen,
    compareAt: null,
    payableFen,
    tags: [],
  }
}

function lineMessages({ facts, seenUnitFen }: checkout.BasketLine, locale: Locale): string[] {
  const messages: string[] = []
  if (seenUnitFen !== null && seenUnitFen !== facts.priceFen)
    messages.push(
      facts.priceFen < seenUnitFen
        ? locale === 'en'
          ? 'Cheaper than when you put it in'
          : '比加入时便宜了'
        : locale === 'en'
          ? 'Dearer than when you put it in'
          : '比加入时贵了',
    )
  if (facts.limitUnits !== null)
    messages.push(
      locale === 'en' ? `At most ${facts.limitUnits} per person` : `每人限购 ${facts.limitUnits} 件`,
    )
  return messages
}

import { customers, orders, parcels, virtual } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { OrderPage, PriceLine, Tag } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OWN_SITE_ONLY } from '../security.js'
import { fieldsOf, pictureOfHash, textOf } from './cart-pages.js'
import { layoutOf, slotParts } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { orderTimeline, parcelCards } from './order-parcels.js'
import { virtualItems } from './order-virtual.js'
import { orderStateOf, stageText } from './order-words.js'
import { PageNotFound, pageLocale, sendOwn } from './send-page.js'
import { personalSlot } from './shown-slot.js'
import { type Storefront, storeOf } from './storefront.js'
import { breakdownOf, whyBought } from './words.js'

/** The order's own page, and what its shopper may still do. Opened by link; a new device names four digits. */
export function orderPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }
    const { app, providers } = storefront

    server.get('/o/:token', options, (request, reply) => showOpened(storefront, request, reply, orderPage))

    server.post('/o/:token/verify', options, async (request, reply) => {
      const { token } = request.params as { token: string }
      reply.header('referrer-policy', OWN_SITE_ONLY)
      const shopper = await customers.ensureShopper(app, request, reply)
      const lastFour = textOf(fieldsOf(request), 'last4', 8)
      const result = await orders.unlockOrder(app, storeOf(request), {
        token,
        lastFour,
        sessionHash: shopper.sessionHash,
        at: request.at,
      })
      if (result.unlocked) return reply.redirect(`/o/${token}`, 303)
      if (result.reason === 'not_found') throw new PageNotFound()
      return askLast4(storefront, request, reply, {
        token,
        number: null,
        code: result.reason === 'wrong' ? 'LAST4_WRONG' : 'LAST4_LOCKED',
      })
    })

    const act = (
      path: string,
      work: (request: FastifyRequest, orderId: `ord_${string}`) => Promise<string>,
    ) =>
      server.post(path, options, async (request, reply) => {
        const { token } = request.params as { token: string }
        const opened = await openByLink(storefront, request, token)
        if (!opened.opened) return reply.redirect(`/o/${token}`, 303)
        return reply.redirect(await work(request, opened.orderId), 303)
      })

    act('/o/:token/cancel', async (request, orderId) => {
      const { token } = request.params as { token: string }
      const storeId = storeOf(request).storeId
      const result = await orders.cancelOrder(app, providers, storeId, {
        orderId,
        actor: 'shopper',
        reason: 'shopper',
        at: request.at,
      })
      if (result.ended) return withNotice(`/o/${token}`, 'order_cancelled')
      return withNotice(
        `/o/${token}`,
        result.reason === 'already_paid' ? 'ORDER_ALREADY_PAID' : 'ORDER_STATE',
      )
    })
    server.get('/o/:token/receipt', options, (request, reply) =>
      showOpened(storefront, request, reply, async (_storefront, _request, _reply, view) => {
        const { settings, zone } = storeOf(request)
        const shop = settings.name
        return parcels.sendPage(
          reply,
          parcels.receiptPage([view], { shop, zone, locale: pageLocale(request) }),
        )
      }),
    )
    act('/o/:token/codes', async (request, orderId) => {
      const { token } = request.params as { token: string }
      await virtual.markSeen(app, storeOf(request).storeId, orderId)
      return `/o/${token}`
    })
    act('/o/:token/confirm', async (request, orderId) => {
      const { token } = request.params as { token: string }
      const result = await orders.receiveOrder(app, storeOf(request).storeId, {
        orderId,
        actor: 'shopper',
        at: request.at,
      })
      return withNotice(`/o/${token}`, result.moved ? 'order_received' : 'ORDER_STATE')
    })
  }
}

/** Whether whoever asks may see the order behind a link. */
export function openByLink(
  storefront: Storefront,
  request: FastifyRequest,
  token: string,
): Promise<orders.OpenResult> {
  const { shopper } = request
  return orders.openOrder(storefront.app, storeOf(request), {
    token,
    opener: { customerId: shopper?.customerId ?? null, sessionHash: shopper?.sessionHash ?? null },
  })
}

export type Show = (
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  view: orders.OrderView,
) => Promise<FastifyReply>

/** Shows an order to who may see it; a new device is asked for four digits first. */
export async function showOpened(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  show: Show,
): Promise<FastifyReply> {
  const { token } = request.params as { token: string }
  reply.header('referrer-policy', OWN_SITE_ONLY)
  const opened = await openByLink(storefront, request, token)
  if (!opened.opened) {
    if (opened.reason === 'not_found') throw new PageNotFound()
    return askLast4(storefront, request, reply, { token, number: opened.number, code: null })
  }
  const view = await orders.getOrderView(storefront.app, storeOf(request), {
    orderId: opened.orderId,
    opensAddress: true,
  })
  if (!view) throw new PageNotFound()
  return show(storefront, request, reply, view)
}

async function askLast4(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    token,
    number,
    code,
  }: { token: string; number: string | null; code: 'LAST4_WRONG' | 'LAST4_LOCKED' | null },
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const layout = await layoutOf(storefront, storeOf(request), {
    locale,
    path: '/account',
    tab: 'account',
    title: locale === 'en' ? 'Your order' : '查看订单',
    noindex: true,
  })
  const entry = code && orders.ORDER_ERRORS[code]
  return sendOwn(storefront, request, reply, {
    page: 'order-verify',
    locale,
    status: entry ? entry.status : 403,
    model: {
      layout,
      orderNumber: number,
      verifyUrl: `/o/${token}/verify`,
      error: entry ? entry[locale] : null,
    },
  })
}

/** What plugins put on an order's page, with what they read about whoever opened it. */
export async function orderSlot(
  storefront: Storefront,
  request: FastifyRequest,
  slot: 'payment.done' | 'order.below',
  view: orders.OrderView,
  locale: Locale,
) {
  const shown = await personalSlot(storefront, request, slot, {
    subject: { orderId: view.id, token: view.token },
    locale,
  })
  return slotParts(storefront, shown)
}

const orderPage: Show = async (storefront, request, reply, view) => {
  const locale = pageLocale(request)
  const url = `/o/${view.token}`
  const cards = await parcelCards(storefront, request, view)
  const model: OrderPage = {
    layout: await layoutOf(storefront, storeOf(request), {
      locale,
      path: url,
      tab: 'account',
      title: locale === 'en' ? 'Order' : '订单详情',
      noindex: true,
      notice: noticeOf(storefront, request, locale),
      slots: { 'order.below': await orderSlot(storefront, request, 'order.below', view, locale) },
    }),
    order: {
      number: view.number,
      state: orderStateOf({ state: view.state, isPartShipped: view.isPartShipped && isAnyCarried(view) }),
      stage: stageText(view.says, locale),
      url: `${storeOf(request).origin}${url}`,
      placedAt: view.placedAt.toISOString(),
      payUrl: view.state === 'unpaid' ? `/pay/${view.token}` : null,
      expiresAt: view.state === 'unpaid' ? view.payBefore.toISOString() : null,
      cancelUrl: view.state === 'unpaid' ? `${url}/cancel` : null,
      confirmUrl: view.state === 'shipped' ? `${url}/confirm` : null,
      aftersaleUrl: view.paidAt && view.state !== 'cancelled' ? `${url}/aftersale` : null,
      autoCompletesAt: view.state === 'shipped' ? (view.completeAfter?.toISOString() ?? null) : null,
      delivery: view.delivery.words[locale],
      receiver: view.says?.receiver[locale] ?? null,
      remark: view.remark || null,
      badges: view.badges.map((words) => words[locale]),
      cancelReason: view.cancelReason && cancelText(view.cancelReason, locale),
    },
    timeline: orderTimeline(view, cards, locale),
    receiptUrl: view.paidAt ? `${url}/receipt` : null,
    invoiceUrl: view.paidAt ? `${url}/invoice` : null,
    virtual: await virtualItems(storefront, request, view),
    parcels: cards,
    address: view.address?.name
      ? {
          name: view.address.name,
          phoneMasked: view.contactMasked.split(' ').at(-1) ?? '',
          text: `${view.address.region} ${view.address.street}`.trim(),
        }
      : null,
    lines: view.lines.map((line) => ({
      id: line.id,
      title: line.title,
      url: `/search?q=${encodeURIComponent(line.title)}`,
      picture: pictureOfHash(line.mediaHash, line.title),
      skuName: line.options || null,
      quantity: line.quantity,
      unitPriceFen: line.unitFen,
      compareAt: null,
      payableFen: line.paidFen,
      tags: giftTags(line, locale),
    })),
    breakdown: [
      ...breakdownOf(view.priced, locale).filter(({ kind }) => kind !== 'total'),
      ...cutByHand(view, locale),
    ],
    why: whyBought(view.priced, locale),
    totalFen: view.payableFen,
    savedFen: view.savedFen,
    refunds: view.refunds.map((refund) => ({
      amountFen: refund.amountFen,
      state: refund.state === 'done' || refund.state === 'failed' ? refund.state : 'processing',
      at: refund.createdAt.toISOString(),
      reason: refundReason(refund, locale),
    })),
  }
  return sendOwn(storefront, request, reply, { page: 'order', locale, model })
}

/** Codes and links alone are no parcel on its way. */
const isAnyCarried = ({ parcels: sent }: orders.OrderView) => sent.some(({ kind }) => kind !== 'virtual')

/** What the shop took off by hand, as a line of its own. */
function cutByHand({ cutFen }: orders.OrderView, locale: Locale): PriceLine[] {
  if (cutFen === 0) return []
  const label = locale === 'en' ? 'Lowered by the shop' : '商家改价'
  return [{ kind: 'discount', label, amountFen: -cutFen, note: null }]
}

/** 赠品, with the words of the plugin that added it. */
function giftTags({ gift }: orders.OrderLine, locale: Locale): Tag[] {
  if (!gift) return []
  const words = gift.added?.words[locale]
  return [
    { text: locale === 'en' ? 'Gift' : '赠品', kind: 'sale' },
    ...(words ? [{ text: words, kind: 'plain' as const }] : []),
  ]
}

function cancelText(reason: string, locale: Locale): string {
  const words: Readonly<Record<string, readonly [zh: string, en: string]>> = {
    expired: ['超时未付款，已自动关闭', 'Closed because it was not paid in time'],
    shopper: ['你取消了订单', 'You cancelled this order'],
  }
  const entry = words[reason]
  if (!entry) return reason
  return locale === 'en' ? entry[1] : entry[0]
}

function refundReason(refund: orders.OrderRefund, locale: Locale): string | null {
  if (refund.kind === 'merchant') return refund.reason || null
  return locale === 'en' ? 'The money came after the order had closed' : '付款到账时订单已关闭，已原路退回'
}

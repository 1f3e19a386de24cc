import { customers, http, ledger, notifications, orders, payouts } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type Fen, formatFen, type Locale, parseId } from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import type { AccountPage, MessagesPage, OrderCard, OrderListPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { pictureOfHash } from './cart-pages.js'
import { layoutOf, slotParts } from './layout.js'
import { noticeOf } from './notices.js'
import { orderStateOf, stageText } from './order-words.js'
import { pageLocale, sendOwn } from './send-page.js'
import { personalSlot } from './shown-slot.js'
import { type Storefront, storeOf } from './storefront.js'

const PAGE_SIZE = 10

/** The customer's own corner: who she is, and her orders by tabs. */
export function orderListPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }
    server.get('/account', options, (request, reply) => account(storefront, request, reply))
    server.get('/account/orders', options, (request, reply) => list(storefront, request, reply))
    server.get('/account/messages', options, (request, reply) => inbox(storefront, request, reply))
  }
}

function toLogin(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.redirect(`/login?next=${encodeURIComponent(http.safeNext(request.url, '/account'))}`, 303)
}

async function account(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const customerId = request.shopper?.customerId
  if (!customerId) return toLogin(request, reply)
  const { app } = storefront
  const store = storeOf(request)
  const locale = pageLocale(request)
  const [who, counts, { cards }, { unread }, parts, money] = await Promise.all([
    withTenant(app.db, store.storeId, (tx) => customers.getCustomerView(tx, store.keys, customerId)),
    orders.countShopperTabs(app, store, customerId),
    orders.listShopperOrders(app, store, { customerId, tab: 'all', after: null, limit: 3 }),
    notifications.listInbox(app.db, store.storeId, { customerId, after: null, limit: 1 }),
    personalSlot(storefront, request, 'account.links', { subject: {}, locale }),
    withTenant(app.db, store.storeId, async (tx) => ({
      ...(await ledger.balanceOf(tx, `payee:${customerId}`, 'CNY')),
      paid: (await payouts.sumsOfPayee(tx, customerId)).paidFen,
    })),
  ])
  const isEnglish = locale === 'en'
  const model: AccountPage = {
    layout: await layoutOf(storefront, store, {
      locale,
      path: '/account',
      tab: 'account',
      title: isEnglish ? 'Me' : '我的',
      noindex: true,
      notice: noticeOf(storefront, request, locale),
      slots: { 'account.links': slotParts(storefront, parts) },
    }),
    customer: {
      name: who?.name || (isEnglish ? 'Welcome' : '你好'),
      phoneMasked: who?.phoneMasked ?? '',
      // A level has a code here; its name stands on the card of the plugin that gave it.
      levelName: null,
    },
    tabs: orders.SHOPPER_TABS.map((key) => ({
      key,
      url: `/account/orders?tab=${key}`,
      count: counts[key] || null,
    })),
    orders: cards.map((card) => cardOf(card, locale)),
    links: [
      ...earningsLink(isEnglish, money),
      { text: messagesText(isEnglish, unread), url: '/account/messages' },
      { text: isEnglish ? 'Notifications' : '通知设置', url: '/account/notify' },
      { text: isEnglish ? 'About me · birthday' : '我的资料 · 生日', url: '/account/profile' },
    ],
  }
  return sendOwn(storefront, request, reply, { page: 'account', locale, model })
}

/** For whoever has earned something here, also when all of it is paid; nobody else is shown a purse. */
function earningsLink(
  isEnglish: boolean,
  { available, pending, reserved, paid }: ledger.Balance & { readonly paid: number },
) {
  if (available === 0 && pending === 0 && reserved === 0 && paid === 0) return []
  const money = formatFen(Math.abs(available) as Fen)
  if (available < 0) {
    const text = isEnglish ? `My earnings · balance −¥${money}` : `我的收益 · 余额 −¥${money}`
    return [{ text, url: EARNINGS_PATH }]
  }
  return [{ text: isEnglish ? `My earnings · ¥${money}` : `我的收益 · 可提现 ¥${money}`, url: EARNINGS_PATH }]
}

function messagesText(isEnglish: boolean, unread: number): string {
  if (unread === 0) return isEnglish ? 'Messages' : '消息'
  return isEnglish ? `Messages (${unread} new)` : `消息（${unread} 条新的）`
}

async function inbox(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const customerId = request.shopper?.customerId
  if (!customerId) return toLogin(request, reply)
  const store = storeOf(request)
  const locale = pageLocale(request)
  const { after } = request.query as { after?: unknown }
  const { items, nextCursor } = await notifications.openInbox(storefront.app.db, store.storeId, {
    customerId,
    after: typeof after === 'string' ? notifications.parseMessageCursor(after) : null,
    limit: PAGE_SIZE,
    at: request.at,
  })
  const paths = await orders.orderPathsOf(storefront.app.db, store, {
    customerId,
    numbers: items.flatMap(({ data }) => (typeof data.number === 'string' ? [data.number] : [])),
  })
  const model: MessagesPage = {
    layout: await layoutOf(storefront, store, {
      locale,
      path: '/account/messages',
      tab: 'account',
      title: locale === 'en' ? 'Messages' : '消息',
      noindex: true,
    }),
    messages: items.map((item) => messageOf(item, paths)),
    nextUrl: nextCursor && `/account/messages?after=${encodeURIComponent(nextCursor)}`,
  }
  return sendOwn(storefront, request, reply, { page: 'messages', locale, model })
}

/** A place in the shop that a message names at its end becomes its button; what is about an order of hers leads there. */
function messageOf(
  { text, data, createdAt, readAt }: notifications.MessageRow,
  paths: ReadonlyMap<string, string>,
): MessagesPage['messages'][number] {
  const path = typeof data.path === 'string' ? http.safeNext(data.path, '') : ''
  const isLast = path !== '' && text.endsWith(path)
  return {
    text: isLast ? text.slice(0, -path.length).replace(/[：:，,]?\s*$/, '') : text,
    at: createdAt.toISOString(),
    isNew: readAt === null,
    url: path || paths.get(String(data.number)) || null,
  }
}

async function list(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const customerId = request.shopper?.customerId
  if (!customerId) return toLogin(request, reply)
  const store = storeOf(request)
  const locale: Locale = pageLocale(request)
  const { tab: asked, after } = request.query as { tab?: unknown; after?: unknown }
  const tab = orders.SHOPPER_TABS.find((one) => one === asked) ?? 'all'
  const { cards, next } = await orders.listShopperOrders(storefront.app, store, {
    customerId,
    tab,
    after: cursorOf(after),
    limit: PAGE_SIZE,
  })
  const model: OrderListPage = {
    layout: await layoutOf(storefront, store, {
      locale,
      path: '/account/orders',
      tab: 'account',
      title: locale === 'en' ? 'My orders' : '我的订单',
      noindex: true,
    }),
    tabs: orders.SHOPPER_TABS.map((key) => ({
      key,
      url: `/account/orders?tab=${key}`,
      current: key === tab,
      count: null,
    })),
    orders: cards.map((card) => cardOf(card, locale)),
    nextUrl: next && `/account/orders?tab=${tab}&after=${http.makeCursor([next.at.toISOString(), next.id])}`,
  }
  return sendOwn(storefront, request, reply, { page: 'orders', locale, model })
}

function cursorOf(text: unknown): orders.OrderCursor | null {
  const [at, id] = http.parseCursor(text) ?? []
  const orderId = typeof id === 'string' ? parseId('ord', id) : null
  const date = typeof at === 'string' ? new Date(at) : null
  return orderId && date && !Number.isNaN(date.getTime()) ? { at: date, id: orderId } : null
}

function cardOf(card: orders.OrderCard, locale: Locale): OrderCard {
  const url = `/o/${card.token}`
  return {
    number: card.number,
    url,
    state: orderStateOf(card),
    stage: stageText(card.says, locale),
    placedAt: card.placedAt.toISOString(),
    lines: card.lines.map(({ title, options, quantity, mediaHash }) => ({
      title,
      skuName: options || null,
      quantity,
      picture: pictureOfHash(mediaHash, title),
    })),
    quantity: card.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    totalFen: card.payableFen,
    refundedFen: card.refundedFen,
    action: actionOf(card, url),
  }
}

function actionOf(card: orders.OrderCard, url: string): OrderCard['action'] {
  if (card.state === 'unpaid') return { kind: 'pay', url: `/pay/${card.token}` }
  return card.state === 'shipped' ? { kind: 'confirm', url } : null
}

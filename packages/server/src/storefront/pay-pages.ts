import { createHmac, timingSafeEqual } from 'node:crypto'
import { orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { type Locale, OutsideError } from '@mamapu/kernel'
import type { PaymentPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import QRCode from 'qrcode'
import { ORIGIN_ONLY } from '../security.js'
import { fieldsOf, textOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { openByLink, orderSlot, showOpened } from './order-pages.js'
import { stageText } from './order-words.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'
import { whyBought } from './words.js'

type Way = payments.PaymentProvider
type Going = Pick<PaymentPage, 'leadUrl' | 'code' | 'call' | 'methodTitle' | 'isOutside'>

const NOWHERE: Going = { leadUrl: null, code: null, call: null, methodTitle: null, isOutside: false }

/** Paying for an order: the ways a shop offers, what a way needs of the shopper's device, and whether the money is there. */
export function payPages(storefront: Storefront) {
  const { app, providers } = storefront
  const askNow = orders.createAskNow(app, providers)
  const cashierOrigin = `${app.hosts.protocol}://cashier.${app.hosts.base}`
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get('/pay/:token', options, (request, reply) =>
      showOpened(storefront, request, reply, async (_, ...rest) => {
        const [, , seen] = rest
        const isBack = seen.state === 'unpaid' && queryOf(request).back === '1'
        if (!isBack) return payPage(storefront, rest, { isBack: false, going: null })
        await askNow(storeOf(request).storeId, seen.id)
        const now = await orders.getOrderView(app, storeOf(request), { orderId: seen.id, opensAddress: true })
        const view = now ?? seen
        const parts: Parts = [rest[0], rest[1], view]
        return payPage(storefront, parts, { isBack: view.state === 'unpaid', going: null })
      }),
    )

    server.get('/pay/:token/status', options, async (request, reply) => {
      const opened = await openByLink(storefront, request, tokenOf(request))
      if (!opened.opened) return reply.code(404).send({ state: 'unknown' })
      const { storeId } = storeOf(request)
      await askNow(storeId, opened.orderId)
      const view = await orders.getOrderView(app, storeOf(request), {
        orderId: opened.orderId,
        opensAddress: false,
      })
      return reply
        .header('cache-control', 'no-store')
        .send({ state: view ? payState(view, request) : 'unknown' })
    })

    server.get('/pay/:token/code.svg', options, async (request, reply) => {
      const link = await openByLink(storefront, request, tokenOf(request))
      const way = await chosenWay(storefront, request, queryOf(request).method ?? '')
      const opened = link.opened && way ? await openedBy(storefront, request, { ...link, way }) : null
      if (opened?.by !== 'code') return reply.code(404).send()
      const svg = await QRCode.toString(opened.text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
      return reply.header('cache-control', 'no-store').type('image/svg+xml').send(svg)
    })

    server.post('/pay/:token/start', options, async (request, reply) => {
      const token = tokenOf(request)
      const opened = await openByLink(storefront, request, token)
      if (!opened.opened) return reply.redirect(`/o/${token}`, 303)
      const device = payments.deviceOf(request)
      const way = await chosenWay(storefront, request, textOf(fieldsOf(request), 'method', 30))
      const page = `/pay/${token}`
      if (!way) return reply.redirect(withNotice(page, 'PAYMENT_PROVIDER_UNKNOWN'), 303)
      const on = `${page}?method=${way.id}`
      if (way.askPayer?.isNeeded(device)) return reply.redirect(on, 303)
      const started = await start(storefront, request, { orderId: opened.orderId, way, device })
      if (typeof started === 'string') return reply.redirect(withNotice(page, started), 303)
      // Browsers follow a form only to our own cashier; everywhere else the page leads on.
      const isOurs = started?.by === 'redirect' && new URL(started.url).origin === cashierOrigin
      return reply.redirect(isOurs ? started.url : started ? on : page, 303)
    })

    server.get('/pay/:token/payer', options, (request, reply) =>
      showOpened(storefront, request, reply, async (_, ...parts) => {
        const [, , view] = parts
        const { code = '', state = '', method = '' } = queryOf(request)
        const page = `/pay/${tokenOf(request)}`
        const way = await chosenWay(storefront, request, method)
        if (!way?.askPayer || !isOwnState(request, method, state) || !/^[\w-]{4,200}$/.test(code))
          return reply.redirect(page, 303)
        try {
          const openid = await way.askPayer.finish(storeOf(request).storeId, code)
          const device = { ...payments.deviceOf(request), openid }
          const started = await start(storefront, request, { orderId: view.id, way, device })
          if (started === null || typeof started === 'string')
            return reply.redirect(withNotice(page, started), 303)
          const going = goingOf(way, started, { page, locale: pageLocale(request) })
          return await payPage(storefront, parts, { isBack: false, going })
        } catch (error) {
          return reply.redirect(withNotice(page, noticeFor(storefront, request, error)), 303)
        }
      }),
    )
  }
}

type Parts = [request: FastifyRequest, reply: FastifyReply, view: orders.OrderView]

const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token

function queryOf(request: FastifyRequest): Readonly<Record<string, string | undefined>> {
  const entries = Object.entries(request.query as Record<string, unknown>)
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

async function waysOf({ app, providers }: Storefront, request: FastifyRequest): Promise<readonly Way[]> {
  const { accountsOn } = await withTenant(app.db, storeOf(request).storeId, payments.readWays)
  return payments.offeredWays(providers, accountsOn)
}

/** The first way of the shop when none is named; null for one it does not offer. */
async function chosenWay(storefront: Storefront, request: FastifyRequest, name: string): Promise<Way | null> {
  const ways = await waysOf(storefront, request)
  return (name === '' ? ways[0] : ways.find(({ id }) => id === name)) ?? null
}

/** How the payment opens; the code of a notice when it does not; null when there is nothing to pay any more. */
async function start(
  { app, providers }: Storefront,
  request: FastifyRequest,
  { orderId, way, device }: { orderId: orders.OrderView['id']; way: Way; device: payments.PayerDevice },
): Promise<payments.Opened | string | null> {
  try {
    const ask = { orderId, provider: way.id, device, at: request.at }
    const result = await orders.startPayment(app, providers, storeOf(request), ask)
    return result.started ? result.opened : null
  } catch (error) {
    return noticeFor({ app }, request, error)
  }
}

/** Failures of a provider become a notice; everything else is a fault of ours. */
function noticeFor({ app }: Pick<Storefront, 'app'>, request: FastifyRequest, error: unknown): string {
  if (!(error instanceof OutsideError)) throw error
  const { code, message } = error
  app.log.warn({ storeId: request.storeId, code, err: message }, 'a payment could not be started')
  return Object.hasOwn(payments.PAYMENT_ERRORS, code) ? code : 'PAYMENT_PROVIDER_DOWN'
}

/** Binds what comes back from a provider to this order, this way and this browser's session. */
function stateFor(request: FastifyRequest, method: string): string {
  const session = request.shopper?.sessionHash ?? ''
  return createHmac('sha256', storeOf(request).keys.token)
    .update(`payer/${tokenOf(request)}/${method}/${session}`)
    .digest('hex')
    .slice(0, 32)
}

function isOwnState(request: FastifyRequest, method: string, given: string): boolean {
  const expected = Buffer.from(stateFor(request, method))
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, expected)
}

/** Where a way chosen a moment ago goes on: by the payment that is open, or by asking who pays. */
async function goingOn(
  storefront: Storefront,
  request: FastifyRequest,
  view: orders.OrderView,
): Promise<Going | { readonly notice: string }> {
  const { method } = queryOf(request)
  if (view.state !== 'unpaid' || !method) return NOWHERE
  const way = await chosenWay(storefront, request, method)
  if (!way) return NOWHERE
  const { storeId, origin } = storeOf(request)
  const locale = pageLocale(request)
  if (way.askPayer?.isNeeded(payments.deviceOf(request))) {
    const url = `${origin}/pay/${tokenOf(request)}/payer?method=${way.id}`
    try {
      const leadUrl = await way.askPayer.begin(storeId, { url, state: stateFor(request, way.id) })
      return { ...NOWHERE, leadUrl, methodTitle: way.title[locale] }
    } catch (error) {
      return { notice: noticeFor(storefront, request, error) }
    }
  }
  const opened = await openedBy(storefront, request, { orderId: view.id, way })
  if (opened && way.needsBrowser?.(payments.deviceOf(request)))
    return { ...NOWHERE, isOutside: true, methodTitle: way.title[locale] }
  return opened ? goingOf(way, opened, { page: `/pay/${tokenOf(request)}`, locale }) : NOWHERE
}

/** How the open payment of this way is gone on with on this device; null when there is none that fits. */
async function openedBy(
  { app }: Storefront,
  request: FastifyRequest,
  { orderId, way }: { readonly orderId: orders.OrderView['id']; readonly way: Way },
): Promise<payments.Opened | null> {
  const { storeId } = storeOf(request)
  const rows = await withTenant(app.db, storeId, (tx) => payments.listPayments(tx, orderId))
  const opened = rows.find(({ state, provider }) => state === 'created' && provider === way.id)?.opened
  if (!opened) return null
  const fit = way.fits?.(opened, payments.deviceOf(request), request.at) ?? 'as opened'
  return fit === 'as opened' ? opened : null
}

function goingOf(
  way: Way,
  opened: payments.Opened,
  { page, locale }: { readonly page: string; readonly locale: Locale },
): Going {
  const named = { ...NOWHERE, methodTitle: way.title[locale] }
  if (opened.by === 'redirect') return { ...named, leadUrl: opened.url }
  if (opened.by === 'browser') return { ...named, call: JSON.stringify(opened.call) }
  return { ...named, code: `${page}/code.svg?method=${way.id}` }
}

async function payPage(
  storefront: Storefront,
  [request, reply, view]: Parts,
  { isBack, going: given }: { readonly isBack: boolean; readonly going: Going | null },
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const state = payState(view, request)
  const found = given ?? (await goingOn(storefront, request, view))
  const page = `/pay/${view.token}`
  if ('notice' in found) return reply.redirect(withNotice(page, found.notice), 303)
  const ways = state === 'waiting' ? await waysOf(storefront, request) : []
  const method = queryOf(request).method ?? ways[0]?.id
  const isGoing = found.isOutside || found.leadUrl !== null || found.code !== null || found.call !== null
  const model: PaymentPage = {
    layout: await layoutOf(storefront, storeOf(request), {
      locale,
      path: page,
      tab: null,
      title: locale === 'en' ? 'Payment' : '支付订单',
      noindex: true,
      notice: noticeOf(storefront, request, locale),
      slots:
        state === 'paid'
          ? { 'payment.done': await orderSlot(storefront, request, 'payment.done', view, locale) }
          : {},
    }),
    state,
    orderNumber: view.number,
    orderUrl: `/o/${view.token}`,
    startUrl: `${page}/start`,
    next: state === 'paid' ? (stageText(view.says, locale)?.text ?? null) : null,
    totalFen: view.payableFen,
    savedFen: state === 'paid' ? view.savedFen : 0,
    why: state === 'paid' ? whyBought(view.priced, locale) : [],
    expiresAt: state === 'waiting' ? view.payBefore.toISOString() : null,
    methods: ways.map(({ id, title }) => ({ code: id, name: title[locale], selected: id === method })),
    ...found,
    isBack,
    pageUrl: page,
    statusUrl: state === 'waiting' && (isBack || isGoing) ? `${page}/status` : null,
    recommended: [],
  }
  // Providers outside refuse a payer who does not say which shop she comes from.
  reply.header('referrer-policy', ORIGIN_ONLY)
  return sendOwn(storefront, request, reply, { page: 'payment', locale, model })
}

/** Back from the cashier without its notification the page waits; the deadline ends that. */
function payState(view: orders.OrderView, request: FastifyRequest): PaymentPage['state'] {
  if (view.state === 'cancelled')
    return view.refunds.some(({ kind }) => kind === 'late') ? 'refunded' : 'expired'
  if (view.state === 'refunded') return 'refunded'
  if (view.state !== 'unpaid') return 'paid'
  return view.payBefore <= request.at ? 'processing' : 'waiting'
}

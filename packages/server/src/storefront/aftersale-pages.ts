import multipart from '@fastify/multipart'
import { aftersale, customers, http, media, orders } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type Locale, MINUTE, type OrderId, parseId } from '@mamapu/kernel'
import type { AftersalePage, CasePage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OWN_SITE_ONLY } from '../security.js'
import { FORM_LIMITS, readForm } from './aftersale-form.js'
import { fieldsOf, pictureOfHash, textOf, wholeOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { PageNotFound, pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

/** Asking for an order: reading pictures is the dearest thing a shopper can have us do. */
const ASKS = { max: 20, windowMs: 10 * MINUTE }
const KINDS = ['return', 'exchange', 'refund'] as const

/** After-sale for whoever may see the order: asking, how it stands, what she may do. Works without script, on a phone. */
export function aftersalePages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }
    await server.register(multipart, { limits: FORM_LIMITS, throwFileSizeLimit: false })

    server.get('/o/:token/aftersale', options, async (request, reply) => {
      const orderId = await opened(storefront, request, reply)
      return orderId ? askPage(storefront, request, reply, { orderId, error: null }) : reply
    })
    server.post('/o/:token/aftersale', options, async (request, reply) => {
      const orderId = await opened(storefront, request, reply)
      return orderId ? ask(storefront, request, reply, orderId) : reply
    })
    server.get('/o/:token/aftersale/:caseId', options, async (request, reply) => {
      const orderId = await opened(storefront, request, reply)
      return orderId ? casePage(storefront, request, reply, orderId) : reply
    })

    const step = (name: string, work: Work) =>
      server.post(`/o/:token/aftersale/:caseId/${name}`, options, async (request, reply) => {
        const orderId = await opened(storefront, request, reply)
        if (!orderId) return reply
        const said = { fields: fieldsOf(request), at: request.at }
        const result = await act(storefront, request, orderId, (tx, ground, id) => work(tx, ground, id, said))
        return reply.redirect(withNotice(caseUrl(request), result), 303)
      })
    server.post('/o/:token/aftersale/:caseId/escalate', options, async (request, reply) => {
      const orderId = await opened(storefront, request, reply)
      if (!orderId) return reply
      return reply.redirect(withNotice(caseUrl(request), await escalate(storefront, request, orderId)), 303)
    })
    step('send', (tx, ground, id, { fields, at }) =>
      aftersale.sendCase(tx, ground, id, {
        carrier: textOf(fields, 'carrier', 40),
        trackingNumber: textOf(fields, 'tracking', 60),
        at,
      }),
    )
    step('withdraw', (tx, ground, id, { at }) => aftersale.withdrawCase(tx, ground, id, { at }))
    step('note', (tx, ground, id, { fields, at }) =>
      aftersale.noteCase(tx, ground, id, { note: textOf(fields, 'note', 500), actor: 'shopper', at }),
    )
  }
}

type CaseId = `asc_${string}`
type Ground = ReturnType<typeof aftersale.groundOf>
type Decide = (
  tx: TenantTx,
  ground: Ground,
  id: CaseId,
) => Promise<{ readonly done: boolean; readonly code?: string }>
type Work = (
  ...about: [...Parameters<Decide>, said: { readonly fields: ReturnType<typeof fieldsOf>; readonly at: Date }]
) => ReturnType<Decide>

const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token
const caseUrl = (request: FastifyRequest) =>
  `/o/${tokenOf(request)}/aftersale/${(request.params as { caseId: string }).caseId}`

/** The order behind the link; null when the reply has been sent because this browser has to prove itself first. */
async function opened(
  { app }: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OrderId | null> {
  const token = tokenOf(request)
  const { shopper } = request
  const opener = { customerId: shopper?.customerId ?? null, sessionHash: shopper?.sessionHash ?? null }
  const result = await orders.openOrder(app, storeOf(request), { token, opener })
  if (result.opened) {
    reply.header('referrer-policy', OWN_SITE_ONLY)
    return result.orderId
  }
  if (result.reason === 'not_found') throw new PageNotFound()
  reply.redirect(`/o/${token}`, 303)
  return null
}

async function layout(storefront: Storefront, request: FastifyRequest, path: string, title: string) {
  const locale = pageLocale(request)
  return layoutOf(storefront, storeOf(request), {
    locale,
    path,
    tab: 'account',
    title,
    noindex: true,
    notice: noticeOf(storefront, request, locale),
  })
}

interface Wanted {
  readonly kind: (typeof KINDS)[number]
  readonly wasSent: boolean
}

function wantedOf(text: unknown): Wanted | null {
  if (text === 'unsent') return { kind: 'refund', wasSent: false }
  const kind = KINDS.find((one) => one === text)
  return kind ? { kind, wasSent: true } : null
}

const nameOf = ({ kind, wasSent }: Wanted) => (wasSent ? kind : 'unsent')

interface AskShown {
  readonly orderId: OrderId
  readonly error: string | null
  readonly wanted?: Wanted | null
  readonly text?: string
}

async function askPage(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  { orderId, error, ...shown }: AskShown,
): Promise<FastifyReply> {
  const { app } = storefront
  const store = storeOf(request)
  const locale = pageLocale(request)
  const url = `/o/${tokenOf(request)}/aftersale`
  const askable = await withTenant(app.db, store.storeId, (tx) =>
    aftersale.getAskable(tx, store, orderId, request.at),
  )
  if (!askable) throw new PageNotFound()
  const open: Wanted[] = [
    ...(askable.unsent.length > 0 ? [{ kind: 'refund' as const, wasSent: false }] : []),
    ...KINDS.map((kind) => ({ kind, wasSent: true })).filter((one) => sentLines(askable, one).length > 0),
  ]
  const asked = shown.wanted ?? wantedOf((request.query as { want?: string }).want)
  const wanted =
    open.find((one) => asked && nameOf(one) === nameOf(asked)) ?? (open.length === 1 ? open[0] : undefined)
  const model: AftersalePage = {
    layout: await layout(storefront, request, url, locale === 'en' ? 'After-sale' : '申请售后'),
    orderUrl: `/o/${tokenOf(request)}`,
    choices: open.map((one) => {
      const { title, hint } = aftersale.KIND_WORDS[nameOf(one)]
      const isCurrent = wanted !== undefined && nameOf(one) === nameOf(wanted)
      return { title: title[locale], hint: hint[locale], url: `${url}?want=${nameOf(one)}`, isCurrent }
    }),
    form: wanted ? formOf(askable, wanted, { url, locale, text: shown.text ?? '', at: request.at }) : null,
    cases: askable.cases.map((one) => ({
      url: `${url}/${one.id}`,
      title: aftersale.standingWords(one.state, one).title[locale],
      at: one.openedAt.toISOString(),
    })),
    error,
  }
  return sendOwn(storefront, request, reply, { page: 'aftersale', locale, model, status: error ? 422 : 200 })
}

/** Gifts are made good, not paid back; what is virtual is paid back, and cannot be sent. */
const sentLines = ({ sent }: aftersale.Askable, { kind }: Wanted) =>
  sent.filter(
    ({ line }) =>
      (line.gift === null || kind === 'exchange') && (line.deliveryKind === 'physical' || kind === 'refund'),
  )

function formOf(
  askable: aftersale.Askable,
  wanted: Wanted,
  { url, locale, text, at }: { url: string; locale: Locale; text: string; at: Date },
): AftersalePage['form'] {
  const lines = wanted.wasSent ? sentLines(askable, wanted) : askable.unsent
  const isOver = askable.noReasonUntil !== null && at >= askable.noReasonUntil
  return {
    url,
    want: nameOf(wanted),
    hint: aftersale.KIND_WORDS[nameOf(wanted)].hint[locale],
    noReasonUntil: wanted.kind === 'refund' || isOver ? null : (askable.noReasonUntil?.toISOString() ?? null),
    lines: lines.map(({ line, units, upToFen, rule, variants }) => ({
      id: line.id,
      title: line.title,
      skuName: line.options || null,
      picture: pictureOfHash(line.mediaHash, line.title),
      units,
      // One line is what she means; of several she chooses.
      chosen: lines.length === 1 ? units : 0,
      choices: Array.from({ length: Math.min(units, 99) + 1 }, (_, n) => n),
      upToFen,
      note: rule.rule === 'seven_days' ? null : aftersale.returnText(rule, 7)[locale],
      variants:
        wanted.kind === 'exchange'
          ? variants.map(({ skuId, options }) => ({ id: skuId, name: options }))
          : [],
    })),
    reasons: aftersale.reasonsFor(wanted.kind, wanted.wasSent).map((code) => ({
      code,
      text: aftersale.REASONS[code].words[locale],
    })),
    text,
  }
}

const asking = new http.RateLimiter()

/** Why a form is not read at all: there is nothing to ask of the order, or it was asked too often lately. */
async function whyNotRead(
  { app }: Storefront,
  request: FastifyRequest,
  orderId: OrderId,
): Promise<Readonly<Record<Locale, string>> | null> {
  if (asking.take(orderId, ASKS, request.at) > 0) return http.HTTP_ERRORS.TOO_MANY_REQUESTS
  const store = storeOf(request)
  const askable = await withTenant(app.db, store.storeId, (tx) =>
    aftersale.getAskable(tx, store, orderId, request.at),
  )
  const isAny = askable !== null && askable.unsent.length + askable.sent.length > 0
  return isAny ? null : orders.ORDER_ERRORS.ORDER_STATE
}

async function ask(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  orderId: OrderId,
): Promise<FastifyReply> {
  const { app } = storefront
  const store = storeOf(request)
  const locale = pageLocale(request)
  await customers.ensureShopper(app, request, reply)
  const closed = await whyNotRead(storefront, request, orderId)
  if (closed) return askPage(storefront, request, reply, { orderId, error: closed[locale] })
  const { fields, pictures, fault } = await readForm(storefront, request)
  const wanted = wantedOf(fields.want)
  const text = (fields.text ?? '').slice(0, 500)
  const again = (error: string) => askPage(storefront, request, reply, { orderId, error, wanted, text })
  if (!wanted) return again(aftersale.AFTERSALE_ERRORS.CASE_KIND[locale])
  if (fault) return again(aftersale.AFTERSALE_ERRORS.CASE_PICTURE[locale])
  const lines = Object.entries(fields).flatMap(([name, value]) => {
    const lineId = name.startsWith('units_') ? parseId('lin', name.slice(6)) : null
    const units = wholeOf(value)
    if (!lineId || !units) return []
    const wantedSku = parseId('sku', fields[`sku_${lineId}`] ?? '')
    return [{ lineId, units, wantedSku }]
  })
  const result = await withTenant(app.db, store.storeId, async (tx) => {
    const asked = await aftersale.askCase(tx, aftersale.groundOf(app, store), {
      orderId,
      ...wanted,
      reason: fields.reason ?? '',
      text,
      lines,
      pictures,
      at: request.at,
    })
    // Pictures are there before the case shows them, and none are without a case.
    if (asked.asked) await media.keepApart(app, store.storeId, pictures)
    return asked
  })
  if (!result.asked)
    return again({ ...orders.ORDER_ERRORS, ...aftersale.AFTERSALE_ERRORS }[result.code][locale])
  app.nudge(store.storeId)
  if (result.case.refundId) await orders.followRefund(app, store.storeId, result.case.refundId)
  return reply.redirect(withNotice(`/o/${tokenOf(request)}/aftersale/${result.case.id}`, 'case_asked'), 303)
}

/** She asks once more, with a word and pictures; read only where she may, and not too often. */
async function escalate(storefront: Storefront, request: FastifyRequest, orderId: OrderId): Promise<string> {
  const { app } = storefront
  const { at } = request
  if (asking.take(orderId, ASKS, at) > 0) return 'TOO_MANY_REQUESTS'
  const isOpen = await act(storefront, request, orderId, async (tx, _, id) => {
    const view = await aftersale.getCaseView(tx, storeOf(request).keys, id)
    return { done: view !== null && aftersale.moveOf(view.case, 'escalate') !== null }
  })
  if (isOpen !== DONE) return isOpen
  const { fields, pictures, fault } = await readForm(storefront, request)
  if (fault) return 'CASE_PICTURE'
  return act(storefront, request, orderId, async (tx, ground, id) => {
    const ask = { note: (fields.note ?? '').slice(0, 500), pictures, at }
    const asked = await aftersale.escalateCase(tx, ground, id, ask)
    if (asked.done) await media.keepApart(app, storeOf(request).storeId, pictures)
    return asked
  })
}

const DONE = 'case_done'

async function act(
  { app }: Storefront,
  request: FastifyRequest,
  orderId: OrderId,
  work: Decide,
): Promise<string> {
  const store = storeOf(request)
  const id = parseId('asc', (request.params as { caseId: string }).caseId)
  if (!id) throw new PageNotFound()
  const result = await withTenant(app.db, store.storeId, async (tx) => {
    const view = await aftersale.getCaseView(tx, store.keys, id)
    if (view?.order.id !== orderId) throw new PageNotFound()
    return work(tx, aftersale.groundOf(app, store), id)
  })
  app.nudge(store.storeId)
  return result.done ? DONE : (result.code ?? 'CASE_STATE')
}

async function casePage(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  orderId: OrderId,
): Promise<FastifyReply> {
  const { app } = storefront
  const store = storeOf(request)
  const locale = pageLocale(request)
  const id = parseId('asc', (request.params as { caseId: string }).caseId)
  const view =
    id &&
    (await withTenant(app.db, store.storeId, (tx) => aftersale.getCaseView(tx, store.keys, asId('asc', id))))
  if (!view || view.order.id !== orderId) throw new PageNotFound()
  const { case: one } = view
  const url = caseUrl(request)
  const { title, next } = aftersale.standingWords(one.state, one)
  const may = (action: aftersale.CaseAction) => aftersale.moveOf(one, action) !== null
  const due = one.dueAt ? aftersale.dayText(one.dueAt, store.zone, locale) : ''
  const kind = aftersale.KIND_WORDS[one.wasSent ? one.kind : 'unsent'].title[locale]
  const model: CasePage = {
    layout: await layout(storefront, request, url, locale === 'en' ? 'After-sale' : '售后详情'),
    title: title[locale],
    next: next[locale].replace('{until}', due),
    isGood: one.state === 'refunded' || one.state === 'exchanged',
    isOver: one.dueAt === null,
    kind,
    reason: aftersale.REASONS[one.reason as aftersale.ReasonCode]?.words[locale] ?? one.reason,
    amountFen: view.amountFen,
    isEstimate: one.refundId === null && one.dueAt !== null && one.kind !== 'exchange',
    lessFen: view.lessFen,
    lines: one.lines.flatMap((line) => {
      const goods = view.goods.find(({ lineId }) => lineId === line.lineId)
      if (!goods) return []
      return [
        {
          title: goods.title,
          skuName: goods.options || null,
          picture: pictureOfHash(goods.mediaHash, goods.title),
          units: line.units,
          lessFen: line.lessFen,
        },
      ]
    }),
    text: view.text,
    pictures: view.pictures.map((picture) => media.pictureOf({ ...picture, alt: '' })),
    returnTo:
      one.state === 'sending' || one.state === 'sent'
        ? view.returnTo && {
            name: view.returnTo.name,
            phone: view.returnTo.phone,
            text: `${view.returnTo.region} ${view.returnTo.street}`,
            hint: view.returnTo.hint,
            copy: `${view.returnTo.name} ${view.returnTo.phone} ${view.returnTo.region} ${view.returnTo.street}`,
          }
        : null,
    hasNoAddress: one.state === 'sending' && view.returnTo === null,
    carrier: one.carrier,
    tracking: one.trackingNumber,
    sendUrl: may('send') ? `${url}/send` : null,
    withdrawUrl: may('withdraw') ? `${url}/withdraw` : null,
    escalateUrl: may('escalate') ? `${url}/escalate` : null,
    noteUrl: may('note') ? `${url}/note` : null,
    replacementUrl: view.replacementToken && `/o/${view.replacementToken}`,
    orderUrl: `/o/${view.token}`,
    orderNumber: view.order.number,
    timeline: view.steps
      .map((step) => ({
        text: aftersale.stepWords(step)[locale],
        note: step.note,
        by:
          step.actor === 'shopper'
            ? ('shopper' as const)
            : step.actor === 'system'
              ? ('system' as const)
              : ('shop' as const),
        at: step.at.toISOString(),
      }))
      .reverse(),
  }
  return sendOwn(storefront, request, reply, { page: 'case', locale, model })
}

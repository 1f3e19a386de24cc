import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { must, type OrderId, parseId } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../../app.js'
import { audit } from '../../audit/index.js'
import { plannedParcels } from '../../desk/index.js'
import { IdText, localeOf, ProblemReply, refuse } from '../../http/index.js'
import { getOrderView, type OrderView } from '../../orders/index.js'
import { PARCEL_ERRORS } from '../parcel.errors.js'
import { type PrintPage, printPage, printPolicy, say } from './print-page.js'
import {
  LABEL_STYLE,
  label,
  packingSlip,
  RECEIPT_STYLE,
  receipt,
  SLIP_STYLE,
  type SlipPart,
} from './sheets.js'

/** Orders printed in one go at most. */
const PRINT_MAX = 50

const InStore = Type.Object({ storeId: IdText('sto') })
const Orders = Type.String({ minLength: 1, maxLength: PRINT_MAX * 37 })

const Html = {
  200: { content: { 'text/html': { schema: Type.Unsafe<FastifyReply>(Type.String()) } } },
  default: ProblemReply,
}

/** Pages staff print: packing slips, labels, receipts. Who prints addresses is written down. */
export function printRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/print/packing-slips',
      {
        schema: {
          summary: '打印装箱单 Packing slips of several orders as a page, one for each planned parcel',
          params: InStore,
          querystring: Type.Object({ orders: Orders, prices: Type.Optional(Type.String({ maxLength: 1 })) }),
          response: Html,
        },
        config: { audience: 'staff', scope: 'orders:ship' },
      },
      async (request, reply) => {
        const views = await openAll(app, request, 'packing-slip')
        if (!views) return refuse(request, reply, PARCEL_ERRORS, 'PRINT_ORDERS')
        const look = { ...lookOf(request), hasPrices: request.query.prices === '1' }
        const { storeId } = must(request.store, 'the route has its store')
        const sheets = await withTenant(app.db, storeId, async (tx) => {
          const slips: string[] = []
          for (const view of views)
            for (const part of await slipParts(tx, view.id)) slips.push(packingSlip(view, { ...look, part }))
          return slips
        })
        return sendPage(reply, {
          title: say(look.locale, ['装箱单', 'Packing slips']),
          locale: look.locale,
          style: SLIP_STYLE,
          sheets,
        })
      },
    )
    server.get(
      '/print/labels',
      {
        schema: {
          summary: '打印面单 Labels of 10 × 15 cm, one for each parcel',
          params: InStore,
          querystring: Type.Object({ orders: Orders }),
          response: Html,
        },
        config: { audience: 'staff', scope: 'orders:ship' },
      },
      async (request, reply) => {
        const views = await openAll(app, request, 'label')
        if (!views) return refuse(request, reply, PARCEL_ERRORS, 'PRINT_ORDERS')
        const look = lookOf(request)
        const sheets = views.flatMap((view) => {
          const parcels = view.parcels.filter(({ kind }) => kind === 'parcel')
          return parcels.length > 0
            ? parcels.map((parcel) => label(view, parcel, look))
            : [label(view, null, look)]
        })
        return sendPage(reply, {
          title: say(look.locale, ['面单 10×15', 'Labels 10 × 15']),
          locale: look.locale,
          style: LABEL_STYLE,
          sheets,
        })
      },
    )
    server.get(
      '/print/receipts',
      {
        schema: {
          summary: '打印收据 Receipts of orders as a page, without addresses',
          params: InStore,
          querystring: Type.Object({ orders: Orders }),
          response: Html,
        },
        config: { audience: 'staff', scope: 'orders:read' },
      },
      async (request, reply) => {
        const views = await openAll(app, request, null)
        if (!views) return refuse(request, reply, PARCEL_ERRORS, 'PRINT_ORDERS')
        return sendPage(reply, receiptPage(views, lookOf(request)))
      },
    )
  }
}

/** A slip for each parcel the order is planned to go in and one for the rest; a single one where nothing is planned. */
async function slipParts(tx: TenantTx, orderId: OrderId): Promise<readonly (SlipPart | null)[]> {
  const plan = await plannedParcels(tx, orderId)
  if (!plan) return [null]
  const of = plan.packs.length
  const parts: SlipPart[] = plan.packs.map(({ lines }, index) => {
    const own = lines.filter((line) => line.orderId === orderId)
    const others = lines.filter((line) => line.orderId !== orderId)
    return {
      index: index + 1,
      of,
      units: new Map(own.map(({ lineId, units }) => [lineId, units])),
      together: [...new Set(others.map(({ orderNumber }) => orderNumber))],
    }
  })
  const rest = new Map(plan.open.map(({ lineId, units }) => [lineId, units]))
  return rest.size > 0 ? [...parts, { index: null, of, units: rest, together: [] }] : parts
}

/** What shopper and staff are given as a receipt. */
export function receiptPage(
  views: readonly OrderView[],
  look: ReturnType<typeof lookOf>,
): Omit<PrintPage, 'nonce'> {
  return {
    title: say(look.locale, ['订单收据', 'Receipt']),
    locale: look.locale,
    style: RECEIPT_STYLE,
    sheets: views.map((view) => receipt(view, look)),
  }
}

function lookOf(request: FastifyRequest) {
  const { settings, zone } = must(request.store, 'the route has its store')
  return { shop: settings.name, zone, locale: localeOf(request) }
}

/** Sends a page to print; nobody keeps it. */
export function sendPage(reply: FastifyReply, page: Omit<PrintPage, 'nonce'>): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .header('content-security-policy', printPolicy(nonce))
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .type('text/html; charset=utf-8')
    .send(printPage({ ...page, nonce }))
}

/** The orders named, in that order; null when one is none of the shop's. With addresses it is written down who printed them. */
async function openAll(
  app: App,
  request: FastifyRequest,
  addressesFor: string | null,
): Promise<readonly OrderView[] | null> {
  const store = must(request.store, 'the route has its store')
  const { orders } = request.query as { orders: string }
  const ids = [...new Set(orders.split(','))].map((id) => parseId('ord', id))
  if (ids.length > PRINT_MAX || ids.some((id) => id === null)) return null
  const views: OrderView[] = []
  for (const orderId of ids as OrderId[]) {
    const view = await getOrderView(app, store, { orderId, opensAddress: addressesFor !== null })
    if (!view) return null
    views.push(view)
  }
  if (addressesFor)
    await withTenant(app.db, store.storeId, (tx) =>
      audit(tx, {
        actor: must(request.staff, 'staff').staffId,
        action: 'addresses.printed',
        subject: addressesFor,
        data: { orders: views.map(({ number }) => number) },
        at: request.at,
      }),
    )
  return views
}

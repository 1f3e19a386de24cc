import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, type CustomerId, type IdPrefix, must, parseId } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { getCustomerLabels } from '../customers/index.js'
import {
  HTTP_ERRORS,
  IdText,
  makeCursor,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { traceOf } from '../ledger/index.js'
import { EARNING_ERRORS } from './earning.errors.js'
import {
  DetailReply,
  EARNING_STATES,
  EarningReply,
  earningReply,
  holdReply,
  OpenHold,
  PayeeReply,
  payeeNamed,
} from './earning.schema.js'
import { type EarningId, earningCause } from './earning.types.js'
import { summaryOf } from './earning-summary.js'
import { findPayee, selectEarnings, selectReturns } from './earning-view.queries.js'
import { selectHoldsOf, selectOpenHolds } from './hold.queries.js'

const InStore = { storeId: IdText('sto') }
const config = { audience: 'staff', scope: 'payouts:read' } as const

const payeesOf = (rows: readonly { readonly payee: CustomerId }[]) => [
  ...new Set(rows.map(({ payee }) => payee)),
]

/** Earnings, what holds them, and every row of the ledger behind each: `/earnings` of the console. */
export function earningReadRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/earnings',
      {
        schema: {
          summary: '佣金 Earnings, newest first',
          params: Type.Object(InStore),
          querystring: Type.Object(
            {
              ...PageQuery,
              state: Type.Optional(Type.Enum([...EARNING_STATES])),
              payee: Type.Optional(IdText('cus')),
              order: Type.Optional(Type.String({ pattern: '^[0-9]{14}$' })),
              /** Only what something holds. */
              held: Type.Optional(Type.Enum(['1'])),
            },
            { additionalProperties: false },
          ),
          response: { 200: pageOf(EarningReply), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const { state, payee, order, held } = request.query
        const page = pageAsked('ern', request.query)
        if (!page) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const { storeId, currency, keys } = must(request.store, 'an admin route has its store')
        return withTenant(app.db, storeId, async (tx) => {
          const rows = await selectEarnings(tx, {
            ...page,
            ...(state ? { state } : {}),
            ...(payee ? { payee: asId('cus', payee) } : {}),
            ...(order ? { orderNumber: order } : {}),
            ...(held ? { isHeld: true } : {}),
          })
          const labels = await getCustomerLabels(tx, keys, payeesOf(rows))
          const items = rows.map((row) => earningReply(row, { currency, label: labels.get(row.payee) }))
          return { items, next: nextOf(rows, page.limit) }
        })
      },
    )

    server.get(
      '/earnings/:earningId',
      {
        schema: {
          summary: '佣金明细 One earning, traced to the ledger’s rows',
          params: Type.Object({ ...InStore, earningId: IdText('ern') }),
          response: { 200: DetailReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const id = asId('ern', request.params.earningId)
        const { storeId, currency, keys } = must(request.store, 'an admin route has its store')
        const money = (amount: number) => ({ amount, currency })
        const detail = await withTenant(app.db, storeId, async (tx) => {
          const [row] = await selectEarnings(tx, { id, after: null, limit: 1 })
          if (!row) return null
          const [labels, holds, returns, transfers] = await Promise.all([
            getCustomerLabels(tx, keys, [row.payee]),
            selectHoldsOf(tx, row),
            selectReturns(tx, id),
            traceOf(tx, earningCause(id)),
          ])
          return {
            ...earningReply(row, { currency, label: labels.get(row.payee) }),
            allHolds: holds.map(holdReply),
            returns: returns.map(({ refundId, refundedFen, fen, at }) => ({
              ...{ refundId, refunded: money(refundedFen), returned: money(fen) },
              at: at.toISOString(),
            })),
            transfers: transfers.map(({ amount, at, ...one }) => ({
              ...one,
              amount: money(amount),
              at: at.toISOString(),
            })),
          }
        })
        return detail ?? refuse(request, reply, EARNING_ERRORS, 'EARNING_NOT_FOUND')
      },
    )

    server.get(
      '/earning-holds',
      {
        schema: {
          summary: '待处理的暂缓 Holds that wait for a decision, newest first',
          params: Type.Object(InStore),
          querystring: Type.Object(PageQuery, { additionalProperties: false }),
          response: { 200: pageOf(OpenHold), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const page = pageAsked('hld', request.query)
        if (!page) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const { storeId, currency, keys } = must(request.store, 'an admin route has its store')
        return withTenant(app.db, storeId, async (tx) => {
          const holds = await selectOpenHolds(tx, page)
          const ids = holds.flatMap(({ earningId }) => earningId ?? [])
          const rows = await selectEarnings(tx, { ids, after: null, limit: ids.length })
          const earnings = new Map<EarningId, (typeof rows)[number]>(rows.map((row) => [row.id, row]))
          const labels = await getCustomerLabels(tx, keys, payeesOf(holds))
          const items = holds.map((hold) => {
            const label = labels.get(hold.payee)
            const row = hold.earningId ? earnings.get(hold.earningId) : undefined
            const earning = row ? earningReply(row, { currency, label }) : null
            return { ...holdReply(hold), payeeId: hold.payee, ...payeeNamed(label), earning }
          })
          return { items, next: nextOf(holds, page.limit) }
        })
      },
    )

    server.get(
      '/earning-payees/:customerId',
      {
        schema: {
          summary: '收款人余额 A payee’s money, and whether the shop pauses or trusts her',
          params: Type.Object({ ...InStore, customerId: IdText('cus') }),
          response: { 200: PayeeReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const payee = asId('cus', request.params.customerId)
        const { storeId, currency } = must(request.store, 'an admin route has its store')
        const money = (amount: number) => ({ amount, currency })
        const [known, sums] = await withTenant(app.db, storeId, (tx) =>
          Promise.all([findPayee(tx, payee), summaryOf(tx, payee)]),
        )
        if (!known) return refuse(request, reply, EARNING_ERRORS, 'PAYEE_NOT_FOUND')
        return {
          estimated: money(sums.estimatedFen),
          frozen: money(sums.frozenFen),
          available: money(sums.availableFen),
          withdrawing: money(sums.withdrawingFen),
          paid: money(sums.paidFen),
          isPaused: sums.isPaused,
          isTrusted: known.isTrusted,
        }
      },
    )
  }
}

/** Null when limit or cursor are none of ours. */
function pageAsked<P extends IdPrefix>(prefix: P, query: { limit?: string; cursor?: string }) {
  const limit = parseWhole(query.limit ?? '50', { min: 1, max: 100 })
  const [text] = query.cursor === undefined ? [] : (parseCursor(query.cursor) ?? [''])
  const after = text === undefined ? null : parseId(prefix, String(text))
  return limit === null || (text !== undefined && after === null) ? null : { limit, after }
}

const nextOf = (rows: readonly { readonly id: string }[], limit: number) =>
  rows.length === limit && rows.length > 0 ? makeCursor([(rows.at(-1) as { id: string }).id]) : null

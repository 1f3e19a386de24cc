import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, type Fen, formatFen, must, parseId } from '@mamapu/kernel'
import { stringify } from 'csv-stringify/sync'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { neutralCell } from '../catalog/index.js'
import {
  HTTP_ERRORS,
  IdText,
  localeOf,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { type Providers, providerAware } from '../orders/index.js'
import { compareBill } from './compare-bill.js'
import { countOpen, listDays, listDifferences } from './difference.queries.js'
import { askAgain, type DecideResult, lookAt } from './differences.js'
import { RECONCILIATION_ERRORS } from './reconciliation.errors.js'
import { listClocks, setClock } from './reconciliation.queries.js'
import { isAskable } from './reconciliation.rules.js'
import { DIFFERENCE_KINDS, type Difference } from './reconciliation.types.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const OfDifference = Type.Object({ ...InStore, differenceId: IdText('dif') })
const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(of: T) => Type.Union([of, Type.Null()])
const Money = Type.Object({ amount: Type.Integer(), currency: Type.String() })
const DAYS_SHOWN = 62
const FILE_MAX = 5000

const DifferenceReply = Type.Object({
  id: Type.String(),
  provider: Type.String(),
  day: Type.String(),
  kind: Type.Enum([...DIFFERENCE_KINDS]),
  subject: Type.Enum(['payment', 'refund']),
  name: Type.String(),
  orderId: Nullable(Type.String()),
  orderNumber: Nullable(Type.String()),
  there: Nullable(Money),
  here: Nullable(Money),
  hereState: Type.String(),
  state: Type.Enum(['open', 'solved', 'looked_at']),
  isAskable: Type.Boolean(),
  note: Type.String(),
  actor: Type.String(),
  foundAt: Type.String(),
  decidedAt: Nullable(Type.String()),
})
const BillsReply = Type.Object({
  providers: Type.Array(
    Type.Object({
      provider: Type.String(),
      title: Type.String(),
      /** The next day to be compared, empty before the first; and when. */
      nextDay: Type.String(),
      dueAt: Type.String(),
      /** Why it could not be compared yet: `not_ready`, or the provider's words; empty when all is well. */
      fault: Type.String(),
    }),
  ),
  days: Type.Array(
    Type.Object({
      provider: Type.String(),
      day: Type.String(),
      payments: Type.Integer(),
      paid: Money,
      refunds: Type.Integer(),
      refunded: Money,
      differences: Type.Integer(),
      comparedAt: Type.String(),
    }),
  ),
  open: Type.Integer(),
})

const read = { audience: 'staff', scope: 'payments:read' } as const
const write = { audience: 'staff', scope: 'orders:refund' } as const
const CODES = {
  not_found: 'DIFFERENCE_NOT_FOUND',
  decided_before: 'DIFFERENCE_DECIDED',
  not_askable: 'DIFFERENCE_NOT_ASKABLE',
} as const

const storeOf = (request: FastifyRequest) => must(request.store, 'an admin route has its store')
const staffOf = (request: FastifyRequest) => must(request.staff, 'staff').staffId

/** Comparing with providers' bills: `/bills` and `/bill-differences` of the console. */
export function reconciliationRoutes(app: App, providers: Providers): FastifyPluginAsyncTypebox {
  const answer = (request: FastifyRequest, reply: FastifyReply, result: DecideResult) =>
    result.decided
      ? differenceReply(result.difference, storeOf(request).currency)
      : refuse(request, reply, RECONCILIATION_ERRORS, CODES[result.reason])

  return async (server) => {
    server.get(
      '/bills',
      {
        schema: {
          summary: '对账概况 Days that were compared, what comes next, and how much is open',
          params: Type.Object(InStore),
          response: { 200: BillsReply, default: ProblemReply },
        },
        config: read,
      },
      async (request) => {
        const { storeId, currency } = storeOf(request)
        const locale = localeOf(request)
        const money = (amount: Fen) => ({ amount, currency })
        return withTenant(app.db, storeId, async (tx) => {
          const clocks = await listClocks(tx)
          const days = await listDays(tx, DAYS_SHOWN)
          return {
            providers: clocks.map(({ provider, nextDay, dueAt, fault }) => ({
              ...{ provider, nextDay, fault },
              title: providers.get(provider)?.title[locale] ?? provider,
              dueAt: dueAt.toISOString(),
            })),
            days: days.map(({ paymentsFen, refundsFen, comparedAt, ...day }) => ({
              ...day,
              paid: money(paymentsFen),
              refunded: money(refundsFen),
              comparedAt: comparedAt.toISOString(),
            })),
            open: await countOpen(tx),
          }
        })
      },
    )

    server.post(
      '/bills/:provider/compare',
      {
        schema: {
          summary: '现在再试 Ask for a bill that could not be had again, now',
          params: Type.Object({ ...InStore, provider: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }) }),
          body: NoBody,
          response: { 200: Type.Object({ compared: Type.Boolean() }), default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) => {
        const { storeId } = storeOf(request)
        const clockId = await withTenant(app.db, storeId, async (tx) => {
          const clocks = await listClocks(tx)
          const clock = clocks.find(({ provider }) => provider === request.params.provider)
          // A day that has not come stays in the future; what failed is due again.
          if (clock?.fault && clock.nextDay)
            await setClock(tx, clock.id, { ...clock, nextDay: clock.nextDay, dueAt: request.at })
          return clock?.id ?? null
        })
        if (!clockId) return refuse(request, reply, RECONCILIATION_ERRORS, 'BILL_CLOCK_NOT_FOUND')
        const { compared } = await compareBill(app, providers, storeId, clockId)
        return { compared }
      },
    )

    server.get(
      '/bill-differences',
      {
        schema: {
          summary: '对账差异 Differences, newest first: open ones, or those dealt with',
          params: Type.Object(InStore),
          querystring: Type.Object(
            { ...PageQuery, state: Type.Optional(Type.Enum(['open', 'done'])) },
            closed,
          ),
          response: {
            200: Type.Object({ items: Type.Array(DifferenceReply), next: Nullable(Type.String()) }),
            default: ProblemReply,
          },
        },
        config: read,
      },
      async (request, reply) => {
        const { limit: asked = '50', cursor, state = 'open' } = request.query
        const limit = parseWhole(asked, { min: 1, max: 100 })
        const after = readCursor(cursor)
        if (limit === null || after === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const { storeId, currency } = storeOf(request)
        const ask = { isOpen: state === 'open', after, limit }
        const rows = await withTenant(app.db, storeId, (tx) => listDifferences(tx, ask))
        const last = rows.length === limit ? rows.at(-1) : undefined
        return {
          items: rows.map((row) => differenceReply(row, currency)),
          next: last ? makeCursor([last.foundAt.toISOString(), last.id]) : null,
        }
      },
    )

    server.get(
      '/bill-differences.csv',
      {
        schema: {
          summary: '导出差异 All open differences and the newest of the others, as CSV',
          params: Type.Object(InStore),
          response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
        },
        config: read,
      },
      async (request, reply) => {
        const rows = await withTenant(app.db, storeOf(request).storeId, async (tx) => [
          ...(await listDifferences(tx, { isOpen: true, after: null, limit: FILE_MAX })),
          ...(await listDifferences(tx, { isOpen: false, after: null, limit: FILE_MAX })),
        ])
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="differences.csv"')
          .header('x-content-type-options', 'nosniff')
          .header('cache-control', 'no-store')
          .send(`\uFEFF${stringify([COLUMNS, ...rows.map(lineOf)])}`)
      },
    )

    server.post(
      '/bill-differences/:differenceId/ask',
      {
        schema: {
          summary: '再问一次支付平台 Ask the provider again and book what it says',
          params: OfDifference,
          body: NoBody,
          response: { 200: DifferenceReply, default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) => {
        const id = asId('dif', request.params.differenceId)
        const who = { id, actor: staffOf(request), at: request.at }
        const result = await providerAware(request, reply, () =>
          askAgain(app, providers, storeOf(request).storeId, who),
        )
        return result === null ? reply : answer(request, reply, result)
      },
    )

    server.post(
      '/bill-differences/:differenceId/note',
      {
        schema: {
          summary: '标记为已核对 Mark as looked at, saying why',
          params: OfDifference,
          body: Type.Object({ note: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }) }, closed),
          response: { 200: DifferenceReply, default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) => {
        const id = asId('dif', request.params.differenceId)
        const note = { id, note: request.body.note.trim(), actor: staffOf(request), at: request.at }
        const result = await withTenant(app.db, storeOf(request).storeId, (tx) => lookAt(tx, note))
        return answer(request, reply, result)
      },
    )
  }
}

/** Undefined when it is none of ours. */
function readCursor(text: string | undefined) {
  if (text === undefined) return null
  const [at, id] = parseCursor(text) ?? []
  const found = new Date(String(at))
  const difference = parseId('dif', String(id))
  return difference && !Number.isNaN(+found) ? { at: found, id: difference } : undefined
}

function differenceReply(difference: Difference, currency: string) {
  const { ours: _, thereFen, hereFen, foundAt, decidedAt, ...plain } = difference
  const money = (amount: Fen | null) => (amount === null ? null : { amount, currency })
  return {
    ...plain,
    there: money(thereFen),
    here: money(hereFen),
    isAskable: difference.state === 'open' && isAskable(difference),
    foundAt: foundAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}

const COLUMNS = [
  '账单日',
  '收款方式',
  '类型',
  '差异',
  '支付平台单号',
  '订单号',
  '平台金额（元）',
  '我们的金额（元）',
  '我们的状态',
  '处理',
  '说明',
]

function lineOf(row: Difference): string[] {
  const yuan = (fen: Fen | null) => (fen === null ? '' : formatFen(fen))
  const cells = [row.day, row.provider, row.subject, row.kind, row.name, row.orderNumber ?? '']
  return [...cells, yuan(row.thereFen), yuan(row.hereFen), row.hereState, row.state, row.note].map(
    neutralCell,
  )
}

import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, type CustomerId, must, parseId, type StoreId } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import { findCustomer } from '../customers/index.js'
import {
  HTTP_ERRORS,
  IdText,
  localeOf,
  makeCursor,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  refuse,
} from '../http/index.js'
import { exportMonth, exportStatement } from './export-statements.js'
import { type Month, monthOf, parseMonth } from './month.rules.js'
import { STATEMENT_ERRORS } from './statement.errors.js'
import {
  FiguresReply,
  LineReply,
  lineReply,
  MonthText,
  PayeeMonthReply,
  payeeMonthReply,
  StatementReply,
  statementReply,
} from './statement.schema.js'
import { getStatement, listPayeeMonths, listStatementLines, listStatements, sumMonth } from './statements.js'

const PAGE = 50
const MONTHS_MAX = 12
const InStore = { storeId: Type.Optional(Type.String()) }
const OfPayee = Type.Object({ ...InStore, customerId: IdText('cus') })
const OfMonth = Type.Object({ ...InStore, customerId: IdText('cus'), month: MonthText })
const Query = Type.Object(
  { month: Type.Optional(MonthText), cursor: PageQuery.cursor },
  { additionalProperties: false },
)
const csvReply = { 200: { content: { 'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) } } } }
const config = { audience: 'staff', scope: 'payouts:read' } as const

const storeOf = (request: FastifyRequest) => must(request.store, 'an admin route has its store')

/** What payees earned and were paid, month by month: `/api/admin/v1/…/statements`. */
export function statementRoutes(app: App): FastifyPluginAsyncTypebox {
  const isOurs = (storeId: StoreId, id: CustomerId) =>
    withTenant(app.db, storeId, async (tx) => (await findCustomer(tx, id)) !== null)
  return async (server) => {
    server.get(
      '/statements',
      {
        config,
        schema: {
          summary: '月度结算单 Payees for whom anything moved in a month, with the sums of the whole month',
          params: Type.Object(InStore),
          querystring: Query,
          response: {
            200: Type.Interface([pageOf(PayeeMonthReply)], { month: Type.String(), total: FiguresReply }),
            default: ProblemReply,
          },
        },
      },
      async (request, reply) => {
        const { storeId, zone, keys } = storeOf(request)
        const month = askedMonth(request, zone)
        const after = readAfter(request.query.cursor)
        if (!month) return refuse(request, reply, STATEMENT_ERRORS, 'STATEMENT_MONTH_UNKNOWN')
        if (after === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        return withTenant(app.db, storeId, async (tx) => {
          const payees = await listPayeeMonths(tx, { month, zone, keys, after, limit: PAGE + 1 })
          const page = payees.slice(0, PAGE)
          const last = payees.length > PAGE ? page.at(-1) : undefined
          return {
            month,
            total: await sumMonth(tx, { month, zone }),
            items: page.map(payeeMonthReply),
            next: last ? makeCursor([last.payeeId]) : null,
          }
        })
      },
    )

    server.get(
      '/statements.csv',
      {
        config,
        schema: {
          summary: '导出月度结算单 A month of all payees as CSV',
          params: Type.Object(InStore),
          querystring: Type.Object({ month: MonthText }, { additionalProperties: false }),
          response: csvReply,
        },
      },
      async (request, reply) => {
        const { storeId, zone, keys } = storeOf(request)
        const month = askedMonth(request, zone)
        if (!month) return refuse(request, reply, STATEMENT_ERRORS, 'STATEMENT_MONTH_UNKNOWN')
        const work = { app, storeId, zone, locale: localeOf(request) }
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="statements-${month}.csv"`)
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(exportMonth(work, { month, keys })))
      },
    )

    server.get(
      '/statements/:customerId',
      {
        config,
        schema: {
          summary: '一位收款人的结算单 The latest months of a payee',
          params: OfPayee,
          response: { 200: Type.Object({ items: Type.Array(StatementReply) }), default: ProblemReply },
        },
      },
      async (request, reply) => {
        const { storeId, zone } = storeOf(request)
        const payeeId = asId('cus', request.params.customerId)
        if (!(await isOurs(storeId, payeeId))) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        const reading = { zone, at: request.at, limit: MONTHS_MAX }
        const statements = await withTenant(app.db, storeId, (tx) => listStatements(tx, payeeId, reading))
        return { items: statements.map(statementReply) }
      },
    )

    server.get(
      '/statements/:customerId/:month',
      {
        config,
        schema: {
          summary: '一位收款人的一个月 A payee’s month with its lines',
          params: OfMonth,
          querystring: Type.Object({ cursor: PageQuery.cursor }, { additionalProperties: false }),
          response: {
            200: Type.Interface([pageOf(LineReply)], { statement: StatementReply }),
            default: ProblemReply,
          },
        },
      },
      async (request, reply) => {
        const { storeId, zone } = storeOf(request)
        const payeeId = asId('cus', request.params.customerId)
        if (!(await isOurs(storeId, payeeId))) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        const month = parseMonth(request.params.month)
        if (!month) return refuse(request, reply, STATEMENT_ERRORS, 'STATEMENT_MONTH_UNKNOWN')
        const after = readLine(request.query.cursor)
        if (after === undefined) return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        return withTenant(app.db, storeId, async (tx) => {
          const lines = await listStatementLines(tx, { payeeId, month, zone, after, limit: PAGE + 1 })
          const page = lines.slice(0, PAGE)
          const last = lines.length > PAGE ? page.at(-1) : undefined
          const statement = await getStatement(tx, { payeeId, month }, { zone, at: request.at })
          return {
            statement: statementReply(statement),
            items: page.map(lineReply),
            next: last ? makeCursor([last.at.getTime(), last.id]) : null,
          }
        })
      },
    )

    server.get(
      '/statements/:customerId/:month/lines.csv',
      {
        config,
        schema: {
          summary: '导出一位收款人的明细 A payee’s month as CSV',
          params: OfMonth,
          response: csvReply,
        },
      },
      async (request, reply) => {
        const { storeId, zone } = storeOf(request)
        const payeeId = asId('cus', request.params.customerId)
        if (!(await isOurs(storeId, payeeId))) return refuse(request, reply, HTTP_ERRORS, 'NOT_FOUND')
        const month = parseMonth(request.params.month)
        if (!month) return refuse(request, reply, STATEMENT_ERRORS, 'STATEMENT_MONTH_UNKNOWN')
        const work = { app, storeId, zone, locale: localeOf(request) }
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="statement-${month}-${payeeId.slice(-8)}.csv"`)
          .header('x-content-type-options', 'nosniff')
          .send(Readable.from(exportStatement(work, { payeeId, month })))
      },
    )
  }
}

/** The month asked for; the current one when none is. */
function askedMonth(request: FastifyRequest, zone: string): Month | null {
  const { month } = request.query as { month?: string }
  return month === undefined ? monthOf(request.at, zone) : parseMonth(month)
}

/** Null from the start, undefined when it is no cursor of ours. */
function readAfter(text: string | undefined) {
  if (text === undefined) return null
  const [payee] = parseCursor(text) ?? []
  return typeof payee === 'string' && parseId('cus', payee) ? asId('cus', payee) : undefined
}

/** The same of a line. */
function readLine(text: string | undefined) {
  if (text === undefined) return null
  const [ms, id] = parseCursor(text) ?? []
  const isSound = typeof ms === 'number' && Math.abs(ms) < 8e15 && typeof id === 'string'
  return isSound && parseId('led', id) ? { at: new Date(ms), id: asId('led', id) } : undefined
}

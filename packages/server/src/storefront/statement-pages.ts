import { Readable } from 'node:stream'
import { http, statements } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { asId, type CustomerId, type Locale, parseId } from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import type { StatementPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { layoutOf } from './layout.js'
import { PageNotFound, pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

export const STATEMENTS_PATH = `${EARNINGS_PATH}/statements`
const MONTHS_MAX = 12
const PAGE_SIZE = 30

/** What a payee earned and was paid in each month: a page, and the lines of a month as a file. */
export function statementPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }
    server.get(STATEMENTS_PATH, options, (request, reply) => show(storefront, request, reply))
    server.get(`${STATEMENTS_PATH}/:file`, options, (request, reply) => save(storefront, request, reply))
  }
}

const toLogin = (reply: FastifyReply) => reply.redirect(`/login?next=${STATEMENTS_PATH}`, 303)

async function show(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const customerId = request.shopper?.customerId
  if (!customerId) return toLogin(reply)
  const locale = pageLocale(request)
  const model: StatementPage = {
    layout: await layoutOf(storefront, storeOf(request), {
      locale,
      path: STATEMENTS_PATH,
      tab: 'account',
      title: locale === 'en' ? 'Monthly statements' : '月度结算单',
      noindex: true,
    }),
    earningsUrl: EARNINGS_PATH,
    ...(await read(storefront, request, customerId)),
  }
  return sendOwn(storefront, request, reply, { page: 'statement', locale, model })
}

async function read({ app }: Storefront, request: FastifyRequest, customerId: CustomerId) {
  const { storeId, zone } = storeOf(request)
  const locale = pageLocale(request)
  const { month: asked, after } = request.query as { month?: unknown; after?: unknown }
  return withTenant(app.db, storeId, async (tx) => {
    const reading = { zone, at: request.at, limit: MONTHS_MAX }
    const months = await statements.listStatements(tx, customerId, reading)
    const shown = months.find(({ month }) => month === asked) ?? months[0]
    if (!shown) return { months: [], statement: null, lines: [], nextUrl: null, csvUrl: null }
    const ask = {
      payeeId: customerId,
      month: shown.month,
      zone,
      after: readAfter(after),
      limit: PAGE_SIZE + 1,
    }
    const lines = await statements.listStatementLines(tx, ask)
    const last = lines.length > PAGE_SIZE ? lines[PAGE_SIZE - 1] : undefined
    const here = `${STATEMENTS_PATH}?month=${shown.month}`
    return {
      months: months.map(({ month }) => ({
        text: monthText(month, locale),
        url: `${STATEMENTS_PATH}?month=${month}`,
        current: month === shown.month,
      })),
      statement: statementOf(shown),
      lines: lines.slice(0, PAGE_SIZE).map((line) => lineOf(line, locale)),
      nextUrl: last ? `${here}&after=${http.makeCursor([last.at.getTime(), last.id])}` : null,
      csvUrl: `${STATEMENTS_PATH}/${shown.month}.csv`,
    }
  })
}

function statementOf({ payeeId: _payee, month: _month, ...figures }: statements.Statement) {
  return { ...figures, hasOther: figures.otherFen !== 0 }
}

function lineOf(line: statements.StatementLine, locale: Locale): StatementPage['lines'][number] {
  return {
    kind: line.kind,
    text: statements.MOVEMENT_WORDS[line.kind][locale],
    about: line.productTitle ?? '',
    orderNumber: line.orderNumber,
    at: line.at.toISOString(),
    amountFen: line.amountFen,
    isIn: line.amountFen > 0,
  }
}

/** A month as a page names it. */
export function monthText(month: statements.Month, locale: Locale): string {
  const [year, nth] = month.split('-').map(Number)
  if (locale !== 'en') return `${year} 年 ${nth} 月`
  const first = new Date(`${month}-01T00:00:00Z`)
  return new Intl.DateTimeFormat('en', { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(first)
}

/** Anything that is no cursor of ours begins at the beginning. */
function readAfter(text: unknown) {
  const [ms, id] = http.parseCursor(text) ?? []
  const isSound = typeof ms === 'number' && Math.abs(ms) < 8e15 && typeof id === 'string'
  return isSound && parseId('led', id) ? { at: new Date(ms), id: asId('led', id) } : null
}

async function save(
  { app }: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const payeeId = request.shopper?.customerId
  if (!payeeId) return toLogin(reply)
  const { file } = request.params as { file: string }
  const month = file.endsWith('.csv') ? statements.parseMonth(file.slice(0, -'.csv'.length)) : null
  if (!month) throw new PageNotFound()
  const { storeId, zone } = storeOf(request)
  const work = { app, storeId, zone, locale: pageLocale(request) }
  return reply
    .type('text/csv; charset=utf-8')
    .header('cache-control', 'private, no-store')
    .header('content-disposition', `attachment; filename="statement-${month}.csv"`)
    .header('x-content-type-options', 'nosniff')
    .send(Readable.from(statements.exportStatement(work, { payeeId, month })))
}

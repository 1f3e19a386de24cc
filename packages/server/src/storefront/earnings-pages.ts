import { randomUUID } from 'node:crypto'
import { earnings as earningsOf, http, ledger, payouts, statements } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import {
  type CustomerId,
  type Fen,
  formatFen,
  type Id,
  type Locale,
  parseFen,
  parseId,
  type Words,
} from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import type { EarningsPage, WithdrawPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { withNotice } from './notices.js'
import { PAYEE_PATH, payeeCard } from './payee-pages.js'
import { type PurseAsk as Ask, purseLayout as layout } from './purse-layout.js'
import { pageLocale, sendOwn } from './send-page.js'
import { monthText, STATEMENTS_PATH } from './statement-pages.js'
import { type Storefront, storeOf } from './storefront.js'
import { BACK, decide, dispute, idIn, one, take } from './withdrawal-pages.js'

const WITHDRAW = `${EARNINGS_PATH}/withdraw`
const PAGE_SIZE = 10
const MONTHS_SHOWN = 6
/** More than these she finds in the list. */
const DUE_MAX = 3
const DUE = ['awaiting', 'paid'] as const

/** Her money: what is there, asking for it, and what became of it. Everything works without script. */
export function earningsPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }
    const signedIn =
      (show: (ask: Ask, payeeId: CustomerId) => Promise<FastifyReply>) =>
      (request: FastifyRequest, reply: FastifyReply) => {
        const payeeId = request.shopper?.customerId
        if (!payeeId) {
          const next = request.method === 'GET' ? http.safeNext(request.url, EARNINGS_PATH) : EARNINGS_PATH
          return reply.redirect(`/login?next=${encodeURIComponent(next)}`, 303)
        }
        return show([storefront, request, reply], payeeId)
      }
    const act = (
      name: string,
      work: (ask: Ask, payeeId: CustomerId, id: Id<'wdr'>) => Promise<FastifyReply>,
    ) =>
      server.post(
        `${EARNINGS_PATH}/:id/${name}`,
        options,
        signedIn((ask, payeeId) => work(ask, payeeId, idIn(ask[1]))),
      )

    server.get(EARNINGS_PATH, options, signedIn(earnings))
    server.get(
      WITHDRAW,
      options,
      signedIn((ask, payeeId) => form(ask, payeeId, null)),
    )
    server.post(WITHDRAW, options, signedIn(send))
    server.get(
      `${EARNINGS_PATH}/:id`,
      options,
      signedIn((ask, payeeId) => one(ask, payeeId, {})),
    )
    act('take', take)
    act('confirm', decide(payouts.confirmWithdrawal, 'withdrawal_confirmed'))
    act('cancel', decide(payouts.cancelWithdrawal, 'withdrawal_cancelled'))
    act('dispute', dispute)
  }
}

const moneyOf = ({ app }: Storefront, request: FastifyRequest, payeeId: CustomerId) =>
  withTenant(app.db, storeOf(request).storeId, async (tx) => ({
    balance: await ledger.balanceOf(tx, `payee:${payeeId}`, 'CNY'),
    settings: await payouts.getPayoutSettings(tx),
    payee: await payouts.findPayee(tx, payeeId),
    isPaused: await earningsOf.isPaused(tx, payeeId),
  }))

async function earnings([storefront, request, reply]: Ask, payeeId: CustomerId): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const { after } = request.query as { after?: unknown }
  const before = typeof after === 'string' ? parseId('wdr', after) : null
  const { balance, settings, payee, isPaused } = await moneyOf(storefront, request, payeeId)
  const of = { payeeId, batchId: null }
  const reading = { zone: store.zone, at: request.at, limit: MONTHS_SHOWN }
  const [rows, due, sums, months] = await withTenant(storefront.app.db, store.storeId, (tx) =>
    Promise.all([
      payouts.listWithdrawals(tx, { ...of, states: null, before, limit: PAGE_SIZE + 1 }),
      payouts.listWithdrawals(tx, { ...of, states: DUE, before: null, limit: DUE_MAX }),
      payouts.sumsOfPayee(tx, payeeId),
      statements.listStatements(tx, payeeId, reading),
    ]),
  )
  const last = rows.length > PAGE_SIZE ? rows[PAGE_SIZE - 1] : undefined
  const model: EarningsPage = {
    layout: await layout([storefront, request, reply], EARNINGS_PATH, {
      'zh-CN': '我的收益',
      en: 'My earnings',
    }),
    availableFen: balance.available,
    pendingFen: balance.pending,
    withdrawingFen: balance.reserved,
    paidFen: sums.paidFen,
    withdrawUrl: WITHDRAW,
    canWithdraw: !isPaused && balance.available >= settings.minimumFen,
    isPaused,
    minimumFen: settings.minimumFen,
    payee: payee && payeeCard(payee, EARNINGS_PATH),
    payeeUrl: `${PAYEE_PATH}?next=${encodeURIComponent(EARNINGS_PATH)}`,
    statementsUrl: STATEMENTS_PATH,
    due: due.map(({ id, state, netFen }) => ({ url: payouts.withdrawalPath(id), state, netFen })),
    ...chartOf(months, locale),
    withdrawals: rows.slice(0, PAGE_SIZE).map((row) => ({
      url: payouts.withdrawalPath(row.id),
      state: row.state,
      isBack: BACK.has(row.state),
      amountFen: row.amountFen,
      netFen: row.netFen,
      askedAt: row.askedAt.toISOString(),
    })),
    nextUrl: last ? `${EARNINGS_PATH}?after=${last.id}` : null,
  }
  return sendOwn(storefront, request, reply, { page: 'earnings', locale, model })
}

function chartOf(
  months: readonly statements.Statement[],
  locale: Locale,
): Pick<EarningsPage, 'months' | 'monthMaxFen'> {
  const shown = months.length < 2 ? [] : months
  return {
    months: shown.map(({ month, netFen }) => ({
      text: monthText(month, locale),
      url: `${STATEMENTS_PATH}?month=${month}`,
      netFen,
    })),
    monthMaxFen: Math.max(1, ...shown.map(({ netFen }) => netFen)),
  }
}

interface Refused {
  readonly reason: payouts.AskObstacle | 'amount_malformed'
}

/** The form: an amount, then what it comes to, then asking for it. Who is paid is asked before, the first time. */
async function form(
  [storefront, request, reply]: Ask,
  payeeId: CustomerId,
  refused: Refused | null,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const { balance, settings, payee, isPaused } = await moneyOf(storefront, request, payeeId)
  if (!payee) return reply.redirect(`${PAYEE_PATH}?next=${encodeURIComponent(WITHDRAW)}`, 303)
  const typed = amountIn(request)
  const amountFen = typed === '' ? null : parseFen(typed)
  const wrong: Refused | null =
    refused ?? (typed !== '' && (amountFen === null || amountFen < 1) ? { reason: 'amount_malformed' } : null)
  const quoted =
    amountFen && !wrong
      ? await payouts.quoteWithdrawal(storefront.app, store, { payeeId, amountFen, at: request.at })
      : null
  const reason = wrong?.reason ?? (quoted && !quoted.quoted ? quoted.reason : null)
  const quote = quoted?.quoted ? quoted.quote : null
  const error = reason && obstacleText(reason, settings.minimumFen, balance.available)
  const model: WithdrawPage = {
    layout: await layout([storefront, request, reply], WITHDRAW, { 'zh-CN': '提现', en: 'Withdraw' }),
    step: quote ? 'check' : 'amount',
    canWithdraw: !isPaused && balance.available >= settings.minimumFen,
    isPaused,
    availableFen: balance.available,
    minimumFen: settings.minimumFen,
    amount: typed || (balance.available > 0 ? formatFen(balance.available as Fen) : ''),
    key: randomUUID(),
    payee: payeeCard(payee, WITHDRAW),
    hasFee: settings.feeBps > 0 || settings.feeFixedFen > 0,
    feeBps: settings.feeBps,
    feeFixedFen: settings.feeFixedFen,
    hasTax: settings.tax.kind !== 'none',
    quote: quote && { ...quote, incomeBeforeFen: quote.tax.incomeBeforeFen },
    errors: error ? { amount: error[locale] } : {},
  }
  return sendOwn(storefront, request, reply, {
    page: 'withdraw',
    locale,
    status: error ? 422 : 200,
    model,
  })
}

function amountIn(request: FastifyRequest): string {
  const from = request.method === 'GET' ? (request.query as Record<string, unknown>) : fieldsOf(request)
  return textOf(from, 'amount', 16)
    .normalize('NFKC')
    .replace(/[¥,\s]/g, '')
}

function obstacleText(reason: Refused['reason'], minimumFen: number, availableFen: number): Words {
  if (reason === 'amount_malformed')
    return { 'zh-CN': '请填写金额，最多两位小数，例如 100 或 88.50', en: 'Write an amount like 100 or 88.50' }
  if (reason === 'below_minimum') {
    const least = formatFen(minimumFen as Fen)
    return { 'zh-CN': `至少提 ${least} 元`, en: `At least ${least}` }
  }
  if (reason === 'above_available') {
    const most = formatFen(availableFen as Fen)
    return { 'zh-CN': `最多可提 ${most} 元`, en: `At most ${most}` }
  }
  return payouts.PAYOUT_ERRORS[payouts.ASK_CODES[reason]]
}

async function send(ask: Ask, payeeId: CustomerId): Promise<FastifyReply> {
  const [storefront, request, reply] = ask
  const amountFen = parseFen(amountIn(request))
  const requestId = textOf(fieldsOf(request), 'key', 64)
  if (!amountFen || !/^[\w-]{8,64}$/.test(requestId))
    return form(ask, payeeId, { reason: 'amount_malformed' })
  const wanted = { payeeId, amountFen, requestId, at: request.at }
  const result = await payouts.askWithdrawal(storefront.app, storeOf(request), wanted)
  if (!result.asked) return form(ask, payeeId, { reason: result.reason })
  return reply.redirect(withNotice(payouts.withdrawalPath(result.withdrawal.id), 'withdrawal_asked'), 303)
}

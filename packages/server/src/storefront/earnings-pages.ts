import { randomUUID } from 'node:crypto'
import { earnings as earningsOf, http, ledger, media, payouts, statements } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import {
  type CustomerId,
  type Fen,
  formatFen,
  type Id,
  type Locale,
  must,
  parseFen,
  parseId,
  type Words,
} from '@mamapu/kernel'
import { EARNINGS_PATH } from '@mamapu/plugin-sdk'
import type { EarningsPage, WithdrawalPage, WithdrawPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fieldsOf, textOf } from './cart-pages.js'
import { layoutOf } from './layout.js'
import { noticeOf, withNotice } from './notices.js'
import { PAYEE_PATH, payeeCard } from './payee-pages.js'
import { PageNotFound, pageLocale, sendOwn } from './send-page.js'
import { monthText, STATEMENTS_PATH } from './statement-pages.js'
import { type Storefront, storeOf } from './storefront.js'

const WITHDRAW = `${EARNINGS_PATH}/withdraw`
const PAGE_SIZE = 10
const MONTHS_SHOWN = 6
/** More than these she finds in the list. */
const DUE_MAX = 3
const DUE = ['awaiting', 'paid'] as const
/** In these the money is on the balance again. */
const BACK: ReadonlySet<payouts.WithdrawalState> = new Set([
  'rejected',
  'cancelled',
  'failed',
  'expired',
  'returned',
])
/** In these the reason is somebody’s own words. */
const REASON_BY: Readonly<Partial<Record<payouts.WithdrawalState, 'payee' | 'shop'>>> = {
  disputed: 'payee',
  rejected: 'shop',
  returned: 'shop',
}

type Ask = readonly [Storefront, FastifyRequest, FastifyReply]

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

function idIn(request: FastifyRequest): Id<'wdr'> {
  const { id } = request.params as { id: string }
  const known = parseId('wdr', id)
  if (!known) throw new PageNotFound()
  return known
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

async function one(
  [storefront, request, reply]: Ask,
  payeeId: CustomerId,
  errors: WithdrawalPage['errors'],
): Promise<FastifyReply> {
  const { app } = storefront
  const store = storeOf(request)
  const locale = pageLocale(request)
  const id = idIn(request)
  const found = await withTenant(app.db, store.storeId, async (tx) => {
    const row = await payouts.findWithdrawal(tx, id)
    return row?.payeeId === payeeId ? { row, steps: await payouts.listSteps(tx, id) } : null
  })
  if (!found) throw new PageNotFound()
  const { row, steps } = found
  const url = payouts.withdrawalPath(id)
  const where = (isOpen: boolean, name: string) => (isOpen ? `${url}/${name}` : null)
  const picture =
    row.paidPicture &&
    (await media.findPictures(app.db, store.storeId, [row.paidPicture])).get(row.paidPicture)
  const model: WithdrawalPage = {
    layout: await layout([storefront, request, reply], url, { 'zh-CN': '提现详情', en: 'Withdrawal' }),
    state: row.state,
    isBack: BACK.has(row.state),
    amountFen: row.amountFen,
    feeFen: row.feeFen,
    taxFen: row.taxFen,
    netFen: row.netFen,
    payee: { name: row.nameMasked, way: row.way, account: row.accountMasked },
    askedAt: row.askedAt.toISOString(),
    autoConfirmsAt: row.state === 'paid' ? (row.dueAt?.toISOString() ?? null) : null,
    reference: row.paidReference,
    picture: picture ? media.pictureOf(picture) : null,
    reason: payouts.whyText(row, locale),
    waits: row.waitsFor !== null,
    reasonBy: row.waitsFor ? null : (REASON_BY[row.state] ?? null),
    triesAgainAt: row.waitsFor && (payouts.triesAgainAt(row)?.toISOString() ?? null),
    takeUrl: where(row.state === 'awaiting' && row.confirmUrl !== null, 'take'),
    confirmUrl: where(row.state === 'paid' || row.state === 'disputed', 'confirm'),
    disputeUrl: where(row.state === 'paid', 'dispute'),
    cancelUrl: where(row.state === 'review' || row.state === 'second', 'cancel'),
    timeline: steps
      .map((step) => ({
        text: payouts.stepText(step, locale),
        note: payouts.reasonText(step.note, locale),
        at: step.at.toISOString(),
      }))
      .reverse(),
    errors,
  }
  const status = Object.keys(errors).length > 0 ? 422 : 200
  return sendOwn(storefront, request, reply, { page: 'withdrawal', locale, model, status })
}

/** Leads to the provider's own page, where she takes the money. */
async function take(
  [storefront, request, reply]: Ask,
  payeeId: CustomerId,
  id: Id<'wdr'>,
): Promise<FastifyReply> {
  const row = await withTenant(storefront.app.db, storeOf(request).storeId, (tx) =>
    payouts.findWithdrawal(tx, id),
  )
  if (row?.payeeId !== payeeId) throw new PageNotFound()
  const isOpen = row.state === 'awaiting' && row.confirmUrl !== null
  return reply.redirect(isOpen ? must(row.confirmUrl, 'an address') : payouts.withdrawalPath(id), 303)
}

type Decide = typeof payouts.confirmWithdrawal

const decide =
  (work: Decide, notice: string) =>
  async ([storefront, request, reply]: Ask, payeeId: CustomerId, id: Id<'wdr'>): Promise<FastifyReply> => {
    const result = await withTenant(storefront.app.db, storeOf(request).storeId, (tx) =>
      work(tx, { id, payeeId, at: request.at }),
    )
    if (!result.done && result.reason === 'not_found') throw new PageNotFound()
    return reply.redirect(
      withNotice(payouts.withdrawalPath(id), result.done ? notice : 'WITHDRAWAL_STATE'),
      303,
    )
  }

async function dispute(ask: Ask, payeeId: CustomerId, id: Id<'wdr'>): Promise<FastifyReply> {
  const [, request] = ask
  const reason = textOf(fieldsOf(request), 'reason', 300).trim()
  if (reason === '') {
    const words = {
      'zh-CN': '请写一句，例如：银行卡还没有收到',
      en: 'Please say in a few words, e.g. nothing on my card yet',
    }
    return one(ask, payeeId, { reason: words[pageLocale(request)] })
  }
  return decide(
    (tx, decision) => payouts.disputeWithdrawal(tx, { ...decision, reason }),
    'withdrawal_disputed',
  )(ask, payeeId, id)
}

async function layout([storefront, request]: Ask, path: string, title: Words) {
  const locale = pageLocale(request)
  return layoutOf(storefront, storeOf(request), {
    locale,
    path,
    tab: 'account',
    title: title[locale],
    noindex: true,
    notice: noticeOf(storefront, request, locale),
  })
}

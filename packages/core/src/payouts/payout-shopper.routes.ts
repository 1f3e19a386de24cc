import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, type CustomerId, must, parseId, toFen } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  IdText,
  idempotencyKeyOf,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { balanceOf } from '../ledger/index.js'
import { type AskObstacle, askWithdrawal, quoteWithdrawal } from './ask-withdrawal.js'
import { DECIDE_CODES } from './decide.js'
import { findPayee } from './payee.queries.js'
import { savePayee } from './payees.js'
import { PAYOUT_ERRORS, type PayoutErrorCode } from './payout.errors.js'
import { Money, money, PayeeReply, payeeReply, WithdrawalReply, withdrawalReply } from './payout.schema.js'
import { getPayoutSettings } from './payout-settings.js'
import {
  cancelWithdrawal,
  confirmWithdrawal,
  type DecideResult,
  disputeWithdrawal,
} from './review-withdrawal.js'
import { listWithdrawals, sumsOfPayee } from './withdrawal.queries.js'
import { PAYOUT_WAYS } from './withdrawal.types.js'

const closed = { additionalProperties: false }
const config = { audience: 'shopper' } as const
const Amount = Type.Object({ amountFen: Type.Integer({ minimum: 1, maximum: 100_000_000 }) }, closed)
const OfWithdrawal = Type.Object({ withdrawalId: IdText('wdr') })
const Decided = Type.Object({ withdrawal: WithdrawalReply })

/** What stands in the way of asking, as everybody outside reads it. */
export const ASK_CODES: Readonly<Record<AskObstacle, PayoutErrorCode>> = {
  payee_paused: 'PAYEE_PAUSED',
  nothing_available: 'WITHDRAWAL_NOTHING',
  above_available: 'WITHDRAWAL_ABOVE_BALANCE',
  below_minimum: 'WITHDRAWAL_BELOW_MINIMUM',
  too_many_today: 'WITHDRAWAL_TOO_MANY',
  too_much_today: 'WITHDRAWAL_TOO_MUCH',
  identity_missing: 'IDENTITY_MISSING',
  way_closed: 'WAY_CLOSED',
  nothing_arrives: 'WITHDRAWAL_NOTHING_ARRIVES',
  request_reused: 'REQUEST_REUSED',
}

/** A payee's own money by API: `/api/store/v1/earnings`. */
export function payoutShopperRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/earnings',
      {
        schema: {
          summary: '我的收益 My money: what is there, on the way and paid, and who is paid',
          response: {
            200: Type.Object({
              /** Below zero while refunds of what was paid out are still owed. */
              available: Money,
              pending: Money,
              withdrawing: Money,
              paid: Money,
              minimum: Money,
              payee: Type.Union([PayeeReply, Type.Null()]),
            }),
            default: ProblemReply,
          },
        },
        config,
      },
      async (request, reply) => {
        const payeeId = request.shopper?.customerId
        if (!payeeId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        return withTenant(app.db, must(request.storeId, 'shop'), async (tx) => {
          const balance = await balanceOf(tx, `payee:${payeeId}`, 'CNY')
          const payee = await findPayee(tx, payeeId)
          return {
            available: money(balance.available),
            pending: money(balance.pending),
            withdrawing: money(balance.reserved),
            paid: money((await sumsOfPayee(tx, payeeId)).paidFen),
            minimum: money((await getPayoutSettings(tx)).minimumFen),
            payee: payee && payeeReply(payee),
          }
        })
      },
    )

    server.put(
      '/earnings/payee',
      {
        schema: {
          summary: '填写收款人 Say who is paid and where; kept sealed, shown masked',
          body: Type.Object(
            {
              name: Type.String({ minLength: 1, maxLength: 60 }),
              idNumber: Type.String({ minLength: 1, maxLength: 40 }),
              way: Type.Enum([...PAYOUT_WAYS]),
              account: Type.String({ minLength: 1, maxLength: 80 }),
              bank: Type.Optional(Type.String({ maxLength: 60 })),
              /** She agrees that this is kept for paying her and for the tax report. */
              consent: Type.Boolean(),
            },
            closed,
          ),
          response: { 200: PayeeReply, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const payeeId = request.shopper?.customerId
        if (!payeeId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const store = must(request.store, 'shop')
        const { consent: hasConsent, bank = '', ...rest } = request.body
        const result = await withTenant(app.db, store.storeId, async (tx) => {
          const { ways } = await getPayoutSettings(tx)
          const identity = { ...rest, bank }
          return savePayee(tx, store, { customerId: payeeId, identity, hasConsent, ways, at: request.at })
        })
        return result.saved
          ? payeeReply(result.payee)
          : refuse(request, reply, PAYOUT_ERRORS, 'IDENTITY_INVALID', { fields: result.faults })
      },
    )

    server.post(
      '/earnings/quote',
      {
        schema: {
          summary: '试算提现 What a withdrawal of this amount would come to',
          body: Amount,
          response: {
            200: Type.Object({ amount: Money, fee: Money, tax: Money, net: Money, incomeBefore: Money }),
            default: ProblemReply,
          },
        },
        config,
      },
      async (request, reply) => {
        const payeeId = request.shopper?.customerId
        if (!payeeId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const ask = { payeeId, amountFen: toFen(request.body.amountFen), at: request.at }
        const result = await quoteWithdrawal(app, must(request.store, 'shop'), ask)
        if (!result.quoted) return refuse(request, reply, PAYOUT_ERRORS, ASK_CODES[result.reason])
        const { amountFen, feeFen, taxFen, netFen, tax } = result.quote
        return {
          amount: money(amountFen),
          fee: money(feeFen),
          tax: money(taxFen),
          net: money(netFen),
          incomeBefore: money(tax.incomeBeforeFen),
        }
      },
    )

    server.get(
      '/earnings/withdrawals',
      {
        schema: {
          summary: '我的提现 My withdrawals, newest first',
          querystring: Type.Object(PageQuery, closed),
          response: { 200: pageOf(WithdrawalReply), default: ProblemReply },
        },
        config,
      },
      async (request, reply) => {
        const payeeId = request.shopper?.customerId
        if (!payeeId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const { limit: asked = '20', cursor } = request.query
        const limit = parseWhole(asked, { min: 1, max: 50 })
        const before = cursor === undefined ? null : parseId('wdr', String(parseCursor(cursor)?.[0] ?? ''))
        if (limit === null || (cursor !== undefined && before === null))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const rows = await withTenant(app.db, must(request.storeId, 'shop'), (tx) =>
          listWithdrawals(tx, { states: null, payeeId, batchId: null, before, limit }),
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        return { items: rows.map(ownReply), next: last ? makeCursor([last.id]) : null }
      },
    )

    server.post(
      '/earnings/withdrawals',
      {
        schema: {
          summary: '申请提现 Ask for money; the Idempotency-Key makes two taps one withdrawal',
          body: Amount,
          response: { 201: Decided, default: ProblemReply },
        },
        config: { ...config, idempotent: true },
      },
      async (request, reply) => {
        const payeeId = request.shopper?.customerId
        if (!payeeId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
        const result = await askWithdrawal(app, must(request.store, 'shop'), {
          payeeId,
          amountFen: toFen(request.body.amountFen),
          requestId: must(idempotencyKeyOf(request), 'the server has checked the key'),
          at: request.at,
        })
        if (!result.asked) return refuse(request, reply, PAYOUT_ERRORS, ASK_CODES[result.reason])
        return reply.code(201).send({ withdrawal: ownReply(result.withdrawal) })
      },
    )

    server.post(
      '/earnings/withdrawals/:withdrawalId/confirm',
      {
        schema: {
          summary: '确认到账 It arrived',
          params: OfWithdrawal,
          body: NoBody,
          response: { 200: Decided, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => decide(app, { request, reply }, confirmWithdrawal),
    )

    server.post(
      '/earnings/withdrawals/:withdrawalId/cancel',
      {
        schema: {
          summary: '取消提现 Take it back while nobody has decided',
          params: OfWithdrawal,
          body: NoBody,
          response: { 200: Decided, default: ProblemReply },
        },
        config,
      },
      async (request, reply) => decide(app, { request, reply }, cancelWithdrawal),
    )

    server.post(
      '/earnings/withdrawals/:withdrawalId/dispute',
      {
        schema: {
          summary: '没有收到 It did not arrive',
          params: OfWithdrawal,
          body: Type.Object(
            { reason: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) },
            closed,
          ),
          response: { 200: Decided, default: ProblemReply },
        },
        config,
      },
      async (request, reply) =>
        decide(app, { request, reply }, (tx, ask) =>
          disputeWithdrawal(tx, { ...ask, reason: request.body.reason.trim() }),
        ),
    )
  }
}

/** As its payee sees it: who of the staff decided is not hers to know. */
function ownReply(row: Parameters<typeof withdrawalReply>[0]) {
  return { ...withdrawalReply(row), approvedBy: null, secondedBy: null, batchId: null }
}

async function decide(
  app: App,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  work: (
    tx: Parameters<typeof confirmWithdrawal>[0],
    ask: { id: `wdr_${string}`; payeeId: CustomerId; at: Date },
  ) => Promise<DecideResult>,
): Promise<FastifyReply> {
  const payeeId = request.shopper?.customerId
  if (!payeeId) return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
  const { withdrawalId } = request.params as { withdrawalId: string }
  const ask = { id: asId('wdr', withdrawalId), payeeId, at: request.at }
  const result = await withTenant(app.db, must(request.storeId, 'shop'), (tx) => work(tx, ask))
  return result.done
    ? reply.send({ withdrawal: ownReply(result.withdrawal) })
    : refuse(request, reply, PAYOUT_ERRORS, DECIDE_CODES[result.reason])
}

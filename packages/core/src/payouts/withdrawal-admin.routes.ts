import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, parseId } from '@mamapu/kernel'
import { type Static, type TSchema, Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  IdText,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { findPictures, pictureOf } from '../media/index.js'
import { deciderPhone } from '../staff/index.js'
import { decideOnce, storeOf } from './decide.js'
import { PAYOUT_ERRORS } from './payout.errors.js'
import { WithdrawalDetail, WithdrawalReply, withdrawalDetail, withdrawalReply } from './payout.schema.js'
import { retryTransfer } from './pursue-transfer.js'
import {
  approveWithdrawal,
  type DecideResult,
  type Decision,
  insistPaid,
  markPaid,
  rejectWithdrawal,
  returnWithdrawal,
} from './review-withdrawal.js'
import { countByState, findWithdrawal, listSteps, listWithdrawals } from './withdrawal.queries.js'
import { WITHDRAWAL_STATES } from './withdrawal.rules.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const OfWithdrawal = Type.Object({ ...InStore, withdrawalId: IdText('wdr') })
const Reasoned = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) },
  closed,
)
export const Proof = {
  /** The number the payment has outside. */
  reference: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  /** From POST /media. */
  pictureId: Type.Optional(Type.Union([IdText('med'), Type.Null()])),
}
const Decided = Type.Object({ withdrawal: WithdrawalReply })
const read = { audience: 'staff', scope: 'payouts:read' } as const
const write = { audience: 'staff', scope: 'payouts:write', idempotent: true } as const
const approve = { audience: 'staff', scope: 'payouts:approve', idempotent: true } as const

export const proofOf = ({ reference, pictureId }: { reference: string; pictureId?: string | null }) => ({
  reference: reference.trim(),
  picture: pictureId ? asId('med', pictureId) : null,
})

/** Withdrawals for the shop's staff: `/payouts/withdrawals` of the console. */
export function withdrawalAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/payouts/withdrawals',
      {
        schema: {
          summary: '提现列表 Withdrawals, newest first',
          params: Type.Object(InStore),
          querystring: Type.Object(
            {
              ...PageQuery,
              /** Several, with commas: `review,second`. */
              state: Type.Optional(Type.String({ maxLength: 150 })),
              payeeId: Type.Optional(IdText('cus')),
              batchId: Type.Optional(IdText('pbt')),
            },
            closed,
          ),
          response: {
            200: Type.Object({
              items: Type.Array(WithdrawalReply),
              next: Type.Union([Type.String(), Type.Null()]),
              /** By state, of all there are: how many, and what is to arrive of them in fen. */
              counts: Type.Record(
                Type.String(),
                Type.Object({ count: Type.Integer(), netFen: Type.Integer() }),
              ),
            }),
            default: ProblemReply,
          },
        },
        config: read,
      },
      async (request, reply) => {
        const { limit: asked = '50', cursor, state, payeeId, batchId } = request.query
        const limit = parseWhole(asked, { min: 1, max: 500 })
        const before = cursor === undefined ? null : parseId('wdr', String(parseCursor(cursor)?.[0] ?? ''))
        const states =
          state === undefined ? null : WITHDRAWAL_STATES.filter((one) => state.split(',').includes(one))
        if (limit === null || (cursor !== undefined && before === null))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const filter = {
          states,
          payeeId: payeeId ? asId('cus', payeeId) : null,
          batchId: batchId ? asId('pbt', batchId) : null,
          before,
          limit,
        }
        const [rows, counts] = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          Promise.all([listWithdrawals(tx, filter), countByState(tx)]),
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        return {
          items: rows.map(withdrawalReply),
          next: last ? makeCursor([last.id]) : null,
          counts: Object.fromEntries(counts.map(({ state: of, count, fen }) => [of, { count, netFen: fen }])),
        }
      },
    )

    server.get(
      '/payouts/withdrawals/:withdrawalId',
      {
        schema: {
          summary: '提现详情 One withdrawal with its history and proof',
          params: OfWithdrawal,
          response: { 200: WithdrawalDetail, default: ProblemReply },
        },
        config: read,
      },
      async (request, reply) => {
        const store = storeOf(request)
        const id = asId('wdr', request.params.withdrawalId)
        const found = await withTenant(app.db, store.storeId, async (tx) => {
          const row = await findWithdrawal(tx, id)
          return row && { row, steps: await listSteps(tx, id) }
        })
        if (!found) return refuse(request, reply, PAYOUT_ERRORS, 'WITHDRAWAL_NOT_FOUND')
        const { row, steps } = found
        const picture =
          row.paidPicture &&
          (await findPictures(app.db, store.storeId, [row.paidPicture])).get(row.paidPicture)
        return withdrawalDetail(row, steps, picture ? `${store.origin}${pictureOf(picture).url}` : null)
      },
    )

    const decision = <B extends TSchema>(
      name: string,
      { summary, body, config }: { summary: string; body: B; config: typeof write | typeof approve },
      work: (tx: TenantTx, decision: Decision, said: Static<B>) => Promise<DecideResult>,
    ) =>
      server.post(
        `/payouts/withdrawals/:withdrawalId/${name}`,
        {
          schema: { summary, params: OfWithdrawal, body, response: { 200: Decided, default: ProblemReply } },
          config,
        },
        async (request, reply) =>
          decideOnce(app, { request, reply }, (tx, one) => work(tx, one, request.body as Static<B>)),
      )

    server.post(
      '/payouts/withdrawals/:withdrawalId/approve',
      {
        schema: {
          summary: '审核通过 Approve; a large amount takes a second, different person',
          params: OfWithdrawal,
          body: NoBody,
          response: { 200: Decided, default: ProblemReply },
        },
        config: approve,
      },
      async (request, reply) => {
        const phoneHash = await deciderPhone(app, request)
        return decideOnce(app, { request, reply }, (tx, one) => approveWithdrawal(tx, { ...one, phoneHash }))
      },
    )
    decision(
      'reject',
      {
        summary: '驳回 Reject with a reason the payee reads; the money goes back to the balance',
        body: Reasoned,
        config: approve,
      },
      (tx, one, { reason }) => rejectWithdrawal(tx, { ...one, reason: reason.trim() }),
    )
    decision(
      'paid',
      {
        summary: '标记已打款 Mark one as paid outside, with reference and picture',
        body: Type.Object(Proof, closed),
        config: write,
      },
      (tx, one, proof) => markPaid(tx, { ...one, proof: proofOf(proof) }),
    )
    decision(
      'insist',
      {
        summary: '补充凭证 Answer a dispute with better proof; the payee looks again',
        body: Type.Object({ ...Proof, note: Type.Optional(Type.String({ maxLength: 300 })) }, closed),
        config: write,
      },
      (tx, one, { note, ...proof }) =>
        insistPaid(tx, { ...one, proof: proofOf(proof), note: note?.trim() ?? '' }),
    )
    decision(
      'return',
      {
        summary: '退回余额 Agree that it did not arrive: the amount is on the balance again',
        body: Reasoned,
        config: approve,
      },
      (tx, one, { reason }) => returnWithdrawal(tx, { ...one, reason: reason.trim() }),
    )

    server.post(
      '/payouts/withdrawals/:withdrawalId/retry',
      {
        schema: {
          summary: '重试打款 Ask the provider again after it could not be reached for long',
          params: OfWithdrawal,
          body: NoBody,
          response: { 202: Decided, default: ProblemReply },
        },
        config: { audience: 'staff', scope: 'payouts:write' },
      },
      async (request, reply) => {
        const id = asId('wdr', request.params.withdrawalId)
        const woken = await retryTransfer(app, storeOf(request), { id, at: request.at })
        return woken
          ? reply.code(202).send({ withdrawal: withdrawalReply(woken) })
          : refuse(request, reply, PAYOUT_ERRORS, 'WITHDRAWAL_STATE')
      },
    )
  }
}

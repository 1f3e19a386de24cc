import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withTenant } from '@mamapu/db'
import { asId, parseId, toFen } from '@mamapu/kernel'
import { Type } from 'typebox'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  IdText,
  makeCursor,
  NoBody,
  PageQuery,
  ProblemReply,
  pageOf,
  parseCursor,
  parseWhole,
  refuse,
} from '../http/index.js'
import { listBatches } from './batch.queries.js'
import { once, refusal, staffOf, storeOf } from './decide.js'
import {
  BATCH_MAX,
  batchFile,
  dissolveBatch,
  getBatch,
  openBatch,
  payBatch,
  unlistWithdrawal,
} from './pay-batch.js'
import { PAYOUT_ERRORS } from './payout.errors.js'
import { BatchReply, batchReply, WithdrawalReply, withdrawalReply } from './payout.schema.js'
import { listWithdrawals } from './withdrawal.queries.js'
import { Proof, proofOf } from './withdrawal-admin.routes.js'

const closed = { additionalProperties: false }
const InStore = { storeId: IdText('sto') }
const OfBatch = Type.Object({ ...InStore, batchId: IdText('pbt') })
const BatchDetail = Type.Object({ batch: BatchReply, withdrawals: Type.Array(WithdrawalReply) })
const read = { audience: 'staff', scope: 'payouts:read' } as const
const write = { audience: 'staff', scope: 'payouts:write', idempotent: true } as const
const PAY_CODES = {
  not_found: 'BATCH_NOT_FOUND',
  closed: 'BATCH_CLOSED',
  list_changed: 'BATCH_CHANGED',
  picture_unknown: 'PICTURE_NOT_FOUND',
} as const

/** Lists the merchant pays by hand: `/payouts/batches` of the console. */
export function batchAdminRoutes(app: App): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/payouts/batches',
      {
        schema: {
          summary: '打款清单 Payment lists, newest first',
          params: Type.Object(InStore),
          querystring: Type.Object(PageQuery, closed),
          response: { 200: pageOf(BatchReply), default: ProblemReply },
        },
        config: read,
      },
      async (request, reply) => {
        const { limit: asked = '20', cursor } = request.query
        const limit = parseWhole(asked, { min: 1, max: 100 })
        const before = cursor === undefined ? null : parseId('pbt', String(parseCursor(cursor)?.[0] ?? ''))
        if (limit === null || (cursor !== undefined && before === null))
          return refuse(request, reply, HTTP_ERRORS, 'BAD_REQUEST')
        const rows = await withTenant(app.db, storeOf(request).storeId, (tx) =>
          listBatches(tx, { only: null, before, limit }),
        )
        const last = rows.length === limit ? rows.at(-1) : undefined
        return { items: rows.map(batchReply), next: last ? makeCursor([last.id]) : null }
      },
    )

    server.post(
      '/payouts/batches',
      {
        schema: {
          summary: '生成打款清单 Put everything approved on one list, at most 500',
          params: Type.Object(InStore),
          body: NoBody,
          response: { 201: Type.Object({ batch: BatchReply }), default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) =>
        once(app, { request, reply }, async (tx) => {
          const result = await openBatch(tx, { actor: staffOf(request), at: request.at })
          if (!result.opened) return refusal(request, 'BATCH_EMPTY')
          return { status: 201, body: { batch: batchReply(result.batch) } }
        }),
    )

    server.get(
      '/payouts/batches/:batchId',
      {
        schema: {
          summary: '清单明细 One list with every withdrawal on it',
          params: OfBatch,
          response: { 200: BatchDetail, default: ProblemReply },
        },
        config: read,
      },
      async (request, reply) => {
        const batchId = asId('pbt', request.params.batchId)
        const found = await withTenant(app.db, storeOf(request).storeId, async (tx) => {
          const [batch] = await listBatches(tx, { only: batchId, before: null, limit: 1 })
          if (!batch) return null
          const filter = { states: null, payeeId: null, batchId, before: null, limit: BATCH_MAX }
          return {
            batch: batchReply(batch),
            withdrawals: (await listWithdrawals(tx, filter)).map(withdrawalReply),
          }
        })
        return found ?? refuse(request, reply, PAYOUT_ERRORS, 'BATCH_NOT_FOUND')
      },
    )

    server.get(
      '/payouts/batches/:batchId/file.csv',
      {
        schema: {
          summary: '下载打款表 The list with names and accounts in full; noted in the audit',
          params: OfBatch,
          response: { 200: { content: { 'text/csv': { schema: Type.String() } } } },
        },
        config: { audience: 'staff', scope: 'payouts:write' },
      },
      async (request, reply) => {
        const store = storeOf(request)
        const id = asId('pbt', request.params.batchId)
        const file = await withTenant(app.db, store.storeId, (tx) =>
          batchFile(tx, store.keys, { id, actor: staffOf(request), at: request.at }),
        )
        if (file === null) return refuse(request, reply, PAYOUT_ERRORS, 'BATCH_NOT_FOUND')
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${id}.csv"`)
          .header('x-content-type-options', 'nosniff')
          .header('cache-control', 'no-store')
          .send(file)
      },
    )

    server.post(
      '/payouts/batches/:batchId/paid',
      {
        schema: {
          summary: '整单标记已打款 Mark all that is left of a list paid: all or none',
          params: OfBatch,
          body: Type.Object(
            {
              ...Proof,
              /** As the merchant saw them: openCount and openNet. */
              count: Type.Integer({ minimum: 1, maximum: BATCH_MAX }),
              totalFen: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }),
            },
            closed,
          ),
          response: { 200: Type.Object({ batch: BatchReply }), default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) =>
        once(app, { request, reply }, async (tx) => {
          const { count, totalFen } = request.body
          const result = await payBatch(tx, {
            id: asId('pbt', request.params.batchId),
            actor: staffOf(request),
            proof: proofOf(request.body),
            count,
            totalFen: toFen(totalFen),
            at: request.at,
          })
          if (!result.paid) return refusal(request, PAY_CODES[result.reason])
          return { status: 200, body: { batch: batchReply(result.batch) } }
        }),
    )

    server.post(
      '/payouts/batches/:batchId/dissolve',
      {
        schema: {
          summary: '解散清单 Close a list; what is not paid waits for the next one',
          params: OfBatch,
          body: NoBody,
          response: { 200: Type.Object({ batch: BatchReply }), default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) =>
        once(app, { request, reply }, async (tx) => {
          const id = asId('pbt', request.params.batchId)
          const isDone = await dissolveBatch(tx, { id, actor: staffOf(request), at: request.at })
          if (!isDone) return refusal(request, 'BATCH_CLOSED')
          return { status: 200, body: { batch: batchReply(await getBatch(tx, id)) } }
        }),
    )

    server.post(
      '/payouts/withdrawals/:withdrawalId/unlist',
      {
        schema: {
          summary: '移出清单 Take one withdrawal off its list',
          params: Type.Object({ ...InStore, withdrawalId: IdText('wdr') }),
          body: NoBody,
          response: { 200: Type.Object({ done: Type.Boolean() }), default: ProblemReply },
        },
        config: write,
      },
      async (request, reply) =>
        once(app, { request, reply }, async (tx) => {
          const id = asId('wdr', request.params.withdrawalId)
          const isDone = await unlistWithdrawal(tx, { id, actor: staffOf(request), at: request.at })
          return isDone ? { status: 200, body: { done: true } } : refusal(request, 'WITHDRAWAL_STATE')
        }),
    )
  }
}

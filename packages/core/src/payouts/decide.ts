import { type TenantTx, withTenant } from '@mamapu/db'
import { asId, type Id, must } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import {
  HTTP_ERRORS,
  type IdempotentAnswer,
  idempotencyOf,
  localeOf,
  problemOf,
  refuse,
  withIdempotency,
} from '../http/index.js'
import { PAYOUT_ERRORS, type PayoutErrorCode } from './payout.errors.js'
import { withdrawalReply } from './payout.schema.js'
import { followPayout } from './pursue-transfer.js'
import type { DecideObstacle, DecideResult, Decision } from './review-withdrawal.js'
import type { Withdrawal } from './withdrawal.types.js'

export const DECIDE_CODES: Readonly<Record<DecideObstacle, PayoutErrorCode>> = {
  not_found: 'WITHDRAWAL_NOT_FOUND',
  wrong_state: 'WITHDRAWAL_STATE',
  same_person: 'WITHDRAWAL_SECOND_PERSON',
  own_withdrawal: 'WITHDRAWAL_OWN',
  payee_paused: 'PAYEE_PAUSED',
  payee_owes: 'PAYEE_OWES',
  picture_unknown: 'PICTURE_NOT_FOUND',
  by_provider: 'WITHDRAWAL_BY_PROVIDER',
}

export const staffOf = (request: FastifyRequest): Id<'stf'> => must(request.staff, 'staff').staffId
export const storeOf = (request: FastifyRequest) => must(request.store, 'an admin route has its store')

/** A refusal inside an answer that is only remembered when it is none. */
export function refusal(request: FastifyRequest, code: PayoutErrorCode): IdempotentAnswer {
  const problem = problemOf(PAYOUT_ERRORS, code, localeOf(request))
  return { status: problem.status, body: problem, isRefusal: true }
}

/** Does what moves money once per Idempotency-Key and answers the same again. */
export async function once(
  app: App,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  work: (tx: TenantTx) => Promise<IdempotentAnswer>,
): Promise<FastifyReply> {
  const call = must(idempotencyOf(request), 'the server has checked the key')
  const result = await withTenant(app.db, storeOf(request).storeId, (tx) =>
    withIdempotency(tx, call, () => work(tx)),
  )
  if (result.outcome === 'key_reused') return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REUSED')
  if (result.isReplay) reply.header('idempotency-replayed', 'true')
  if (result.reply.status >= 400) reply.type('application/problem+json')
  return reply.code(result.reply.status).send(result.reply.body)
}

/** One decision about the withdrawal in the path, answered with the withdrawal as it stands then. */
export async function decideOnce(
  app: App,
  exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  decide: (tx: TenantTx, decision: Decision) => Promise<DecideResult>,
): Promise<FastifyReply> {
  const { request } = exchange
  const { withdrawalId } = request.params as { withdrawalId: string }
  const decision = { id: asId('wdr', withdrawalId), actor: staffOf(request), at: request.at }
  let decided: Withdrawal | null = null
  const reply = await once(app, exchange, async (tx) => {
    const result = await decide(tx, decision)
    if (!result.done) return refusal(request, DECIDE_CODES[result.reason])
    decided = result.withdrawal
    return { status: 200, body: { withdrawal: withdrawalReply(result.withdrawal) } }
  })
  if (decided) await followPayout(app, storeOf(request).storeId, decided)
  return reply
}

import { createHash } from 'node:crypto'
import type { TenantTx } from '@mamapu/db'
import { assert, DAY, later } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import { claimKey, deleteOldKeys, dropKey, findReply, keepReply } from './idempotency.queries.js'

/** One use of an Idempotency-Key: it belongs to a store (the transaction's), a principal and a route. */
export interface IdempotencyCall {
  readonly principal: string
  readonly route: string
  readonly key: string
  /** Hash of what was asked: the same key may only ask the same. */
  readonly hash: string
  readonly at: Date
}

export interface StoredReply {
  readonly status: number
  readonly body: unknown
}

/** What the work answers; a refusal is given back but not remembered, so that it can be tried again. */
export interface IdempotentAnswer extends StoredReply {
  readonly isRefusal?: boolean
}

export type IdempotentResult =
  | { outcome: 'done'; reply: StoredReply; isReplay: boolean }
  | { outcome: 'key_reused' }

const REMEMBERED_MS = DAY
const PURGE_MAX = 1000

/**
 * Does the work once per key. Key and reply are written in the transaction of the effect: a repeat of the same request
 * gets the same reply, a twin waits for the running one, another request under the same key is told so. Kept a day.
 */
export async function withIdempotency(
  tx: TenantTx,
  call: IdempotencyCall,
  work: () => Promise<IdempotentAnswer>,
): Promise<IdempotentResult> {
  if (!(await claimKey(tx, call, later(call.at, -REMEMBERED_MS)))) {
    const earlier = await findReply(tx, call)
    assert(earlier?.reply, 'a claimed key has its reply once its transaction is over')
    if (earlier.hash !== call.hash) return { outcome: 'key_reused' }
    return { outcome: 'done', reply: earlier.reply, isReplay: true }
  }
  const { status, body, isRefusal } = await work()
  if (isRefusal) await dropKey(tx, call)
  else await keepReply(tx, call, { status, body })
  return { outcome: 'done', reply: { status, body }, isReplay: false }
}

/** Forgets the keys of the bound store that are older than a day, a bounded number at a time. */
export function forgetIdempotencyKeys(tx: TenantTx, at: Date): Promise<number> {
  return deleteOldKeys(tx, later(at, -REMEMBERED_MS), PURGE_MAX)
}

/** The call a request makes; null when it has no key or nobody it could belong to. The server has checked its shape. */
export function idempotencyOf(request: FastifyRequest): IdempotencyCall | null {
  const key = idempotencyKeyOf(request)
  const principal = request.staff
    ? `staff:${request.staff.staffId}`
    : request.shopper && `shopper:${request.shopper.sessionHash}`
  if (key === null || !principal) return null
  return {
    principal,
    route: `${request.method} ${request.routeOptions.url ?? ''}`.slice(-80),
    key,
    hash: hashOf([request.url, request.body]),
    at: request.at,
  }
}

const KEY = /^[\x21-\x7e]{8,255}$/

/** The well-formed key of a request, from the header or a form's field `key`; null when there is none. */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  const field = (request.body as { key?: unknown } | null | undefined)?.key
  const key = header ?? field
  return typeof key === 'string' && KEY.test(key) ? key : null
}

/** The same value gives the same hash, whatever the order of its keys. */
function hashOf(value: unknown): string {
  const text = JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
  return createHash('sha256').update(text).digest('hex')
}

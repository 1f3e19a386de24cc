import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, type StoreId, type Words } from '@mamapu/kernel'
import type { FilePart, Route, RouteRequest, RouteResult, StaffScope } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { audit } from '../audit/index.js'
import { GUARD_ERRORS, textsIn, whyNotWritten } from '../compliance/index.js'
import { type IdempotentAnswer, idempotencyOf, localeOf, withIdempotency } from '../http/index.js'
import { visitorOf } from '../links/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { runInside } from './run-plugin.js'

export type RouteOutcome =
  | { readonly kind: 'done'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'file'; readonly name: string; readonly parts: AsyncIterable<string> }
  | { readonly kind: 'off' }
  | { readonly kind: 'sign_in' }
  | { readonly kind: 'key_missing' }
  | { readonly kind: 'key_reused' }
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly data: Readonly<Record<string, unknown>> | undefined
      readonly fields: Readonly<Record<string, Words>> | undefined
    }

interface FileBegun {
  readonly kind: 'part'
  readonly name: string
  readonly part: FilePart
}

/** More pieces than this no file has. */
const PARTS_MAX = 10_000

export interface RouteInput {
  readonly request: FastifyRequest
  readonly storeId: StoreId
  readonly asked: RouteRequest<unknown, unknown, unknown>
}

/** Ends the transaction without a trace, carrying what to answer: a refusal, or a piece of a file that was only read. */
class Undone extends Error {
  readonly outcome: RouteOutcome | FileBegun
  constructor(outcome: RouteOutcome | FileBegun) {
    super('undone')
    this.outcome = outcome
  }
}

/**
 * Runs a plugin's route in one transaction. A refusal undoes everything the handler did. What staff changes is audited
 * and raises the store's configuration version in that same transaction.
 */
export async function runRoute(
  host: PluginHost,
  loaded: LoadedPlugin,
  route: Route,
  input: RouteInput,
): Promise<RouteOutcome> {
  const { request, storeId, asked } = input
  const isStaff = route.audience === 'staff'
  const customerId = isStaff ? null : (request.shopper?.customerId ?? null)
  let isGuarded = false
  const work = {
    loaded,
    hook: `route:${route.method} ${route.path}`,
    at: request.at,
    locale: localeOf(request),
    whileOff: route.whileOff === true,
    customerId,
    staffId: isStaff ? (request.staff?.staffId ?? null) : null,
    staffMay: (scope: StaffScope) => isStaff && request.staff?.scopes.has(scope) === true,
    sessionHash: isStaff ? null : (request.shopper?.sessionHash ?? null),
    visitor: isStaff ? null : visitorOf(request.shopper, request.at),
    onGuarded: () => {
      isGuarded = true
    },
  }
  const once = route.idempotent ? idempotencyOf(request) : null
  if (route.idempotent && !once) return { kind: 'key_missing' }
  try {
    const run = async (tx: TenantTx): Promise<RouteOutcome> => {
      const answer = async (): Promise<IdempotentAnswer> => {
        const result = await runInside(host, tx, work, async (ctx) => {
          if (route.signedIn && !ctx.customer) throw new Undone({ kind: 'sign_in' })
          return route.handle(ctx, asked)
        })
        if (!result.on) throw new Undone({ kind: 'off' })
        if ('file' in result.value) {
          const { name, ...part } = result.value.file
          throw new Undone({ kind: 'part', name, part })
        }
        const answered = readAnswer(loaded, result.value)
        if (isStaff && route.method !== 'GET' && !isGuarded) refuseForbidden(asked.body)
        return answered
      }
      const done = once
        ? await withIdempotency(tx, once, answer)
        : { outcome: 'done' as const, reply: await answer(), isReplay: false }
      if (done.outcome === 'key_reused') return { kind: 'key_reused' }
      if (isStaff && route.method !== 'GET' && !done.isReplay) await noteChange(tx, loaded, route, input)
      return { kind: 'done', status: done.reply.status, body: done.reply.body }
    }
    return await host.turns.take(loaded.id, host.workMaxMs, () => withTenant(host.db, storeId, run))
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    const { outcome } = error
    if (outcome.kind !== 'part') return outcome
    const next = (rest: Rest) => readRest(host, storeId, work, rest)
    return { kind: 'file', name: outcome.name, parts: partsOf(outcome.part, next) }
  }
}

/** Said to one person or kept for the staff, who may have to say what somebody did. */
const UNPUBLISHED = new Set(['/note', '/reason'])

/** What merchants write is guarded here, once for every plugin that does not ask the guard more closely itself. */
function refuseForbidden(body: unknown): void {
  const texts = Object.entries(textsIn(body)).filter(([field]) => !UNPUBLISHED.has(field))
  const refusal = whyNotWritten(Object.fromEntries(texts), 'page')
  if (refusal) {
    const { refused: code, fields, data } = refusal
    throw new Undone({ kind: 'refused', code, fields, data: { ...data } })
  }
}

type Rest = NonNullable<FilePart['rest']>

async function* partsOf(first: FilePart, next: (rest: Rest) => Promise<FilePart>): AsyncIterable<string> {
  yield first.text
  let part = first
  for (let read = 1; part.rest; read += 1) {
    assert(read < PARTS_MAX, 'a file has an end')
    part = await next(part.rest)
    yield part.text
  }
}

/** The next piece of a file. When it cannot be read, the answer breaks off, so that nobody takes it for whole. */
async function readRest(
  host: PluginHost,
  storeId: StoreId,
  work: Parameters<typeof runInside>[2],
  rest: Rest,
): Promise<FilePart> {
  try {
    return await withTenant(host.db, storeId, async (tx): Promise<never> => {
      const result = await runInside(host, tx, work, (ctx) => rest(ctx))
      assert(result.on, 'the plugin was switched off while its file was read')
      throw new Undone({ kind: 'part', name: '', part: result.value })
    })
  } catch (error) {
    if (error instanceof Undone && error.outcome.kind === 'part') return error.outcome.part
    throw error
  }
}

function readAnswer(loaded: LoadedPlugin, answer: Exclude<RouteResult, { file: object }>): IdempotentAnswer {
  if (!('refused' in answer)) return { status: answer.status ?? 200, body: answer.body }
  const isKnown = Object.hasOwn(refusalsOf(loaded), answer.refused)
  assert(isKnown, `plugin ${loaded.id} refuses with ${answer.refused}, which is not among its errors`)
  throw new Undone({ kind: 'refused', code: answer.refused, data: answer.data, fields: answer.fields })
}

/** What a plugin's routes may refuse with: its own codes, and those of the guard of words. */
export function refusalsOf({ plugin }: LoadedPlugin) {
  return { ...plugin.errors, ...GUARD_ERRORS }
}

async function noteChange(
  tx: TenantTx,
  loaded: LoadedPlugin,
  route: Route,
  { request, asked }: RouteInput,
): Promise<void> {
  await audit(tx, {
    actor: request.staff?.staffId ?? 'system',
    action: `plugin.${loaded.id}`,
    subject: `${route.method} ${route.path}`,
    data: { params: asked.params ?? {}, ...(route.atCounter ? {} : { body: asked.body ?? {} }) },
    at: request.at,
  })
  if (!route.atCounter) await raiseConfigVersion(tx)
}

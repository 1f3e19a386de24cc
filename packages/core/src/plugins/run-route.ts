import { withTenant } from '@mamapu/db'
import { assert, newId, type StoreId, uuidOf } from '@mamapu/kernel'
import type { Route, RouteRequest } from '@mamapu/plugin-sdk'
import type { FastifyRequest } from 'fastify'
import { localeOf } from '../http/index.js'
import type { PluginHost } from './host.js'
import type { LoadedPlugin } from './registry.js'
import { runInside } from './run-plugin.js'
import { raiseConfigVersion, writeAudit } from './switch.queries.js'

export type RouteOutcome =
  | { readonly kind: 'done'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'off' }
  | { readonly kind: 'sign_in' }
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly data: Readonly<Record<string, unknown>> | undefined
    }

/** Ends the transaction without a trace, carrying what to answer. */
class Undone extends Error {
  readonly outcome: RouteOutcome
  constructor(outcome: RouteOutcome) {
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
  input: {
    readonly request: FastifyRequest
    readonly storeId: StoreId
    readonly asked: RouteRequest<unknown, unknown, unknown>
  },
): Promise<RouteOutcome> {
  const { request, storeId, asked } = input
  const isStaff = route.audience === 'staff'
  const customerId = isStaff ? null : (request.shopper?.customerId ?? null)
  const work = {
    loaded,
    at: request.at,
    locale: localeOf(request),
    whileOff: route.whileOff === true,
    customerId,
    staffId: isStaff ? (request.staff?.staffId ?? null) : null,
  }
  try {
    return await withTenant(host.db, storeId, async (tx): Promise<RouteOutcome> => {
      const result = await runInside(host, tx, work, async (ctx) => {
        if (route.signedIn && !ctx.customer) throw new Undone({ kind: 'sign_in' })
        return route.handle(ctx, asked)
      })
      if (!result.on) return { kind: 'off' }
      const answer = result.value
      if ('refused' in answer) {
        const isKnown = Object.hasOwn(loaded.plugin.errors ?? {}, answer.refused)
        assert(isKnown, `plugin ${loaded.id} refuses with ${answer.refused}, which is not among its errors`)
        throw new Undone({ kind: 'refused', code: answer.refused, data: answer.data })
      }
      if (isStaff && route.method !== 'GET') {
        await writeAudit(tx, {
          id: uuidOf(newId('aud', request.at)),
          actor: request.staff?.staffId ?? 'system',
          action: `plugin.${loaded.id}`,
          subject: `${route.method} ${route.path}`,
          data: { params: asked.params ?? {}, body: asked.body ?? {} },
          at: request.at,
        })
        await raiseConfigVersion(tx)
      }
      return { kind: 'done', status: answer.status ?? 200, body: answer.body }
    })
  } catch (error) {
    if (error instanceof Undone) return error.outcome
    throw error
  }
}

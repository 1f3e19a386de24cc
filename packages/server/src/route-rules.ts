import { assert } from '@mamapu/kernel'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'

/**
 * Looks at every route: refuses to start with one that breaks a rule, and knows them all for 405. Routes are judged when
 * the server is ready, after every door has added what is its own.
 */
export class RouteBook {
  readonly #routes: RouteOptions[] = []
  #patterns: { readonly route: RouteOptions; readonly pattern: RegExp }[] | undefined

  watch(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => {
      if (methodsOf(route).some((method) => method !== 'HEAD')) this.#routes.push(route)
    })
    server.addHook('onReady', (done) => {
      const faults = this.#routes.flatMap((route) =>
        faultsOf(route).map((fault) => `${methodsOf(route).join()} ${route.url}: ${fault}`),
      )
      assert(faults.length === 0, `routes that cannot start:\n${faults.join('\n')}`)
      done()
    })
  }

  /** The methods some route of this site takes at this path. */
  methodsOf(request: FastifyRequest): readonly string[] {
    const path = request.url.split('?', 1)[0] ?? ''
    this.#patterns ??= this.#routes.map((route) => ({ route, pattern: patternOf(route.url) }))
    const methods = this.#patterns
      .filter(({ route }) => isOfSite(route, request.site?.kind))
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ route }) => methodsOf(route))
    return [...new Set(methods)].sort()
  }
}

function methodsOf(route: RouteOptions): readonly string[] {
  return [route.method].flat()
}

function isOfSite(route: RouteOptions, kind: string | undefined): boolean {
  const site = (route.constraints as { site?: string } | undefined)?.site
  return site === undefined || site === kind
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}

interface Schema {
  readonly params?: unknown
  readonly body?: unknown
  readonly response?: unknown
}

function faultsOf(route: RouteOptions): string[] {
  const faults: string[] = []
  const config = route.config ?? {}
  const schema = (route.schema ?? {}) as Schema
  if (!config.audience) faults.push('says no config.audience')
  if (!route.schema) faults.push('has no schema')
  if (config.audience === 'staff' && route.url.includes('/:storeId') && !config.scope)
    faults.push('is for staff of a store and names no scope')
  if (!route.url.startsWith('/api/')) return faults
  // The store in the prefix of admin routes is read and checked on arrival.
  const ownPath = route.url.replace('/stores/:storeId', '')
  if (/\/:/.test(ownPath) && !schema.params) faults.push('has parameters and no schema for them')
  if (!schema.response) faults.push('has no schema of what it answers')
  if (schema.body && !isClosed(schema.body))
    faults.push('takes a body with fields nobody named (additionalProperties)')
  return faults
}

/** True when every object of the schema names all its fields or says what others are. */
function isClosed(schema: unknown): boolean {
  if (schema === null || typeof schema !== 'object') return true
  const { type, properties, additionalProperties } = schema as Record<string, unknown>
  if (type === 'object' && properties !== undefined && additionalProperties === undefined) return false
  return Object.values(schema).every(isClosed)
}

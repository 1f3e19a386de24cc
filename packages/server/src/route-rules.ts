import { assert } from '@mamapu/kernel'
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify'

interface KnownRoute {
  readonly url: string
  readonly site: string | undefined
  readonly methods: readonly string[]
  readonly pattern: RegExp
}

/** Looks at every route as it is added: refuses to start with one that breaks a rule, and knows them all for 405. */
export class RouteBook {
  readonly #routes: KnownRoute[] = []
  readonly #faults: string[] = []

  watch(server: FastifyInstance): void {
    server.addHook('onRoute', (route) => this.#add(route))
    server.addHook('onReady', (done) => {
      assert(this.#faults.length === 0, `routes that cannot start:\n${this.#faults.join('\n')}`)
      done()
    })
  }

  /** The methods some route of this site takes at this path. */
  methodsOf(request: FastifyRequest): readonly string[] {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = this.#routes
      .filter((route) => route.site === undefined || route.site === request.site?.kind)
      .filter((route) => route.pattern.test(path))
      .flatMap((route) => route.methods)
    return [...new Set(methods)].sort()
  }

  #add(route: RouteOptions): void {
    const methods = [route.method].flat()
    if (methods.every((method) => method === 'HEAD')) return
    const site = (route.constraints as { site?: string } | undefined)?.site
    this.#routes.push({ url: route.url, site, methods, pattern: patternOf(route.url) })
    for (const fault of faultsOf(route, methods))
      this.#faults.push(`${methods.join()} ${route.url}: ${fault}`)
  }
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
  readonly consumes?: readonly string[]
}

function faultsOf(route: RouteOptions, methods: readonly string[]): string[] {
  const faults: string[] = []
  const config = route.config ?? {}
  const schema = (route.schema ?? {}) as Schema
  if (!config.audience) faults.push('says no config.audience')
  if (!route.schema) faults.push('has no schema')
  if (config.audience === 'staff' && route.url.includes('/:storeId') && !config.scope)
    faults.push('is for staff of a store and names no scope')
  if (!route.url.startsWith('/api/')) return faults
  if (/\/:/.test(route.url) && !schema.params) faults.push('has parameters and no schema for them')
  if (!schema.response) faults.push('has no schema of what it answers')
  const hasBody = methods.some((method) => method === 'PUT' || method === 'PATCH' || method === 'POST')
  if (hasBody && !schema.body && !schema.consumes?.includes('multipart/form-data'))
    faults.push('takes a body and has no schema for it')
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

import { randomUUID } from 'node:crypto'
import { newId } from '@mamapu/kernel'
import type { Route } from '@mamapu/plugin-sdk'
import type { TestStore } from '../../store.js'
import type { Answered, Person, PluginShop } from '../plugin-shop.js'

/** What goes into a route's address where nothing else is said. */
const NOBODY = '0'.repeat(32)

export interface RouteAsk {
  readonly body?: unknown
  /** In place of every name in the path. */
  readonly id?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly store?: TestStore
}

/** Asks a route of the plugin as a shopper or as staff would, with a key of its own. */
export function askRoute(
  shop: PluginShop,
  route: Route,
  person: Person | null,
  { body, id = `plg_${NOBODY}`, query = '', headers = {}, store = shop.store }: RouteAsk = {},
): Promise<Answered> {
  const path = `/x/${shop.plugin.id}${route.path.replace(/:[a-zA-Z]+/g, encodeURIComponent(id))}${query}`
  const asked = {
    ...(body === undefined ? {} : { body: body as object }),
    headers: { 'idempotency-key': randomUUID(), ...headers },
  }
  return route.audience === 'staff'
    ? shop.console(route.method, path, person as Person, asked, store)
    : shop.shop(route.method, `/api/store/v1${path}`, person, asked, store)
}

/** Whether the route takes a body. */
export const hasBody = ({ method }: Route): boolean => method === 'POST' || method === 'PUT'

interface Schema {
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly minimum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly pattern?: string
  readonly format?: string
}

/** The smallest thing that fits a schema, as far as it can be told; `id` where an id is wanted. */
export function smallestOf(schema: unknown, id: string): unknown {
  const { type, properties = {}, required = [], ...rest } = (schema ?? {}) as Schema
  if (rest.const !== undefined) return rest.const
  if (rest.default !== undefined) return rest.default
  if (rest.enum) return rest.enum[0]
  if (rest.anyOf) return smallestOf(rest.anyOf[0], id)
  if (type === 'object')
    return Object.fromEntries(required.map((key) => [key, smallestOf(properties[key], id)]))
  if (type === 'array') return Array.from({ length: rest.minItems ?? 0 }, () => smallestOf(rest.items, id))
  if (type === 'integer' || type === 'number') return rest.minimum ?? 1
  if (type === 'boolean') return false
  if (type !== 'string') return null
  if (rest.pattern !== undefined) return idLike(rest.pattern, id)
  return rest.format === 'date-time' ? new Date(0).toISOString() : 'x'.repeat(rest.minLength ?? 1)
}

function idLike(pattern: string, id: string): string {
  const prefix = /^\^?([a-z]{3})_/.exec(pattern)?.[1]
  return prefix && !id.startsWith(`${prefix}_`) ? newId(prefix as 'plg', new Date(0)) : id
}

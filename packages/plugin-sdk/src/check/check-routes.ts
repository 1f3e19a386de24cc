import type { PluginDefinition } from '../plugin.types.js'
import type { Route } from '../routes.js'
import type { Check } from './rule.js'

const KEYS = [
  'audience',
  'method',
  'path',
  'summary',
  'params',
  'query',
  'body',
  'reply',
  'scope',
  'signedIn',
  'rate',
  'idempotent',
  'whileOff',
  'atCounter',
  'form',
  'handle',
]
export const STAFF_SCOPES: readonly string[] = [
  'marketing:read',
  'marketing:write',
  'payouts:read',
  'payouts:write',
  'plugins:read',
  'plugins:write',
  'pickups:verify',
  'pickups:manage',
]

/** Every route has a shape, an audience and, for staff, a scope. */
export function checkRoutes(plugin: PluginDefinition<never>, check: Check): void {
  const routes: readonly Route<never>[] = plugin.routes ?? []
  check.unique(
    'route',
    routes.map(({ audience, method, path }) => `${audience} ${method} ${path}`),
  )
  for (const route of routes) {
    const where = `route ${route.method} ${route.path}`
    check.keys(where, route, KEYS)
    check.hold(
      route.audience === 'shopper' || route.audience === 'staff',
      `${where}: audience is shopper or staff`,
    )
    check.hold(['GET', 'POST', 'PUT', 'DELETE'].includes(route.method), `${where}: unknown method`)
    check.hold(
      /^(\/(:[a-zA-Z]+|[a-z0-9-]+))+$/.test(route.path),
      `${where}: a path is like /coupons/:couponId/claim`,
    )
    checkSchemas(route, where, check)
    checkAccess(route, where, check)
    if (route.form) {
      check.hold(
        route.audience === 'shopper' && route.method === 'POST',
        `${where}: only a shopper's POST can be a form`,
      )
      check.hold(/^\/(?!\/)/.test(route.form.next), `${where}: form.next is a path of the shop`)
      check.hold(plugin.locales !== undefined, `${where}: form.done is a text, so locales is needed`)
    }
  }
}

function checkSchemas(route: Route<never>, where: string, check: Check): void {
  check.hold(typeof route.reply === 'object' && route.reply !== null, `${where}: reply has no schema`)
  const named = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1] as string)
  const params = (route.params as { properties?: object } | undefined)?.properties ?? {}
  for (const name of named)
    check.hold(Object.hasOwn(params, name), `${where}: params has no schema for :${name}`)
  check.hold(
    route.body === undefined || route.method === 'POST' || route.method === 'PUT',
    `${where}: ${route.method} has no body`,
  )
  check.hold(
    isClosed(route.body),
    `${where}: body takes fields nobody named; say additionalProperties: false`,
  )
}

/** Every object in the schema says what unnamed fields are. */
function isClosed(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true
  const { type, properties, additionalProperties } = schema as Readonly<Record<string, unknown>>
  if (type === 'object' && properties !== undefined && additionalProperties === undefined) return false
  return Object.values(schema).every(isClosed)
}

function checkAccess(route: Route<never>, where: string, check: Check): void {
  if (route.audience === 'staff')
    check.hold(
      STAFF_SCOPES.includes(String(route.scope)),
      `${where}: staff routes name a scope: ${STAFF_SCOPES.join(', ')}`,
    )
  else
    check.hold(
      route.scope === undefined,
      `${where}: scopes are for staff; shoppers sign in with signedIn: true`,
    )
  check.hold(
    route.rate === undefined || route.audience === 'shopper',
    `${where}: rate is for shoppers; staff are known`,
  )
  check.hold(
    !isFileReply(route.reply) || (route.audience === 'staff' && route.method === 'GET'),
    `${where}: only a staff GET gives out files`,
  )
}

function isFileReply(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && 'x-file' in reply
}

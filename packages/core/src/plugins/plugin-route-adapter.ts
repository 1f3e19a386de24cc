import { Readable } from 'node:stream'
import { must } from '@mamapu/kernel'
import { localised, plainSchema, type Route } from '@mamapu/plugin-sdk'
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
} from 'fastify'
import { HTTP_ERRORS, localeOf, refuse } from '../http/index.js'
import type { PluginHost } from './host.js'
import { PLUGIN_ERRORS } from './plugin.errors.js'
import type { PluginRouteOptions } from './plugin.routes.js'
import type { LoadedPlugin } from './registry.js'
import { waitOf } from './route-rate.js'
import { type RouteOutcome, refusalsOf, runRoute } from './run-route.js'

/** Routes of all plugins for shoppers, at `/x/<plugin>/…` below the prefix of the storefront API. */
export function pluginStoreRoutes(host: PluginHost): FastifyPluginAsync {
  return async (app) => {
    for (const loaded of host.registry.plugins)
      for (const route of loaded.plugin.routes ?? [])
        if (route.audience === 'shopper') addRoute(app, host, loaded, route)
  }
}

/** Routes of all plugins for staff, at `/x/<plugin>/…` below the prefix of the admin API. */
export function pluginStaffRoutes(host: PluginHost, options: PluginRouteOptions = {}): FastifyPluginAsync {
  return async (app) => {
    for (const loaded of host.registry.plugins)
      for (const route of loaded.plugin.routes ?? [])
        if (route.audience === 'staff') addRoute(app, host, loaded, route, options)
  }
}

function addRoute(
  app: FastifyInstance,
  host: PluginHost,
  loaded: LoadedPlugin,
  route: Route,
  { onChange }: PluginRouteOptions = {},
): void {
  app.route({
    method: route.method,
    url: `/x/${loaded.id}${route.path}`,
    config: {
      audience: route.audience,
      ...(route.scope ? { scope: route.scope } : {}),
      ...(route.idempotent ? { idempotent: true } : {}),
    },
    schema: schemaOf(loaded, route),
    handler: async (request, reply) => {
      const wait = waitOf(loaded, route, request)
      if (wait > 0) return refuseFlood(request, reply, wait)
      const { params, query, body } = request
      const storeId = must(request.storeId, 'plugin routes are served inside a store')
      const outcome = await runRoute(host, loaded, route, {
        request,
        storeId,
        asked: { params, query, body },
      })
      if (outcome.kind === 'done' && route.audience === 'staff' && route.method !== 'GET' && !route.atCounter)
        await onChange?.(storeId)
      return answer(request, reply, { loaded, route }, outcome)
    },
  })
}

interface ObjectSchema {
  readonly properties?: object
  readonly required?: readonly string[]
}

/** The route's schemas as the server's strict validator takes them; staff addresses also name the store. */
function schemaOf(loaded: LoadedPlugin, route: Route): FastifySchema {
  const { properties = {}, required = [] } = (route.params ?? {}) as ObjectSchema
  const ofStore = route.audience === 'staff' ? { storeId: { type: 'string' } } : {}
  const hasBody = route.method === 'POST' || route.method === 'PUT'
  return {
    summary: route.summary,
    tags: [loaded.id],
    params: plainSchema({ type: 'object', properties: { ...ofStore, ...properties }, required }),
    ...(route.query ? { querystring: plainSchema(route.query) } : {}),
    ...(hasBody ? { body: route.body ? plainSchema(route.body) : NO_BODY } : {}),
    response: responseOf(route),
  } as FastifySchema
}

function responseOf({ reply }: Route): object {
  const file = (reply as { 'x-file'?: string })['x-file']
  if (file === undefined) return { '2xx': plainSchema(reply) }
  return { 200: { description: file, content: { [file]: { schema: { type: 'string' } } } } }
}

function refuseFlood(request: FastifyRequest, reply: FastifyReply, wait: number): FastifyReply {
  reply.header('retry-after', String(wait))
  return refuse(request, reply, HTTP_ERRORS, 'TOO_MANY_REQUESTS', { data: { waitSeconds: wait } })
}

const NO_BODY = { type: ['object', 'null'], properties: {}, additionalProperties: false }

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { loaded, route }: { readonly loaded: LoadedPlugin; readonly route: Route },
  outcome: RouteOutcome,
): FastifyReply {
  if (outcome.kind === 'off') return refuse(request, reply, PLUGIN_ERRORS, 'PLUGIN_OFF')
  if (outcome.kind === 'sign_in') return refuse(request, reply, HTTP_ERRORS, 'SIGN_IN_REQUIRED')
  if (outcome.kind === 'key_missing') return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REQUIRED')
  if (outcome.kind === 'key_reused') return refuse(request, reply, HTTP_ERRORS, 'IDEMPOTENCY_KEY_REUSED')
  if (outcome.kind === 'refused')
    return refuse(
      request,
      reply,
      refusalsOf(loaded),
      outcome.code as keyof ReturnType<typeof refusalsOf>,
      refusedMore(request, outcome),
    )
  if (outcome.kind === 'file') return sendFile(reply, route, outcome)
  return reply.code(outcome.status).send(outcome.body)
}

/** What a refusal carries beside its code, in the reader's language. */
function refusedMore(
  request: FastifyRequest,
  { data, fields }: Extract<RouteOutcome, { kind: 'refused' }>,
): { data?: Readonly<Record<string, unknown>>; fields?: Readonly<Record<string, string>> } {
  const locale = localeOf(request)
  return {
    ...(data ? { data: localised(data, locale) as Readonly<Record<string, unknown>> } : {}),
    ...(fields ? { fields: localised(fields, locale) as Readonly<Record<string, string>> } : {}),
  }
}

/** For saving, never for showing: a browser asks where to put it and runs nothing of it. */
function sendFile(
  reply: FastifyReply,
  route: Route,
  { name, parts }: { name: string; parts: AsyncIterable<string> },
): FastifyReply {
  const type = (route.reply as { 'x-file'?: string })['x-file'] ?? 'text/plain'
  return reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('content-disposition', attachmentOf(name))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .send(Readable.from(withMark(parts)))
}

/** Spreadsheets take a text for UTF-8 by its first mark. */
async function* withMark(parts: AsyncIterable<string>): AsyncIterable<string> {
  yield '\uFEFF'
  yield* parts
}

/** The name as it is, and one of plain letters for readers that know no other. */
function attachmentOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`
}

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { must } from '@mamapu/kernel'
import { localised } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { GUARD_ERRORS, refusedWords } from '../compliance/index.js'
import { localeOf, refuse } from '../http/index.js'
import { describePlugin, listPlugins } from './describe.js'
import type { PluginHost } from './host.js'
import { PLUGIN_ERRORS } from './plugin.errors.js'
import { listOpen, saveSettings, switchPlugin } from './switch-plugin.js'

const PluginParams = Type.Object({
  storeId: Type.Optional(Type.String()),
  pluginId: Type.String({ pattern: '^[a-z][a-z0-9-]{1,30}$' }),
})
const Card = Type.Object({
  id: Type.String(),
  version: Type.String(),
  title: Type.String(),
  description: Type.String(),
  category: Type.String(),
  isOn: Type.Boolean(),
  isUnread: Type.Boolean(),
  hasBreaker: Type.Boolean(),
})
const Anything = Type.Unknown()
const Description = Type.Object({
  id: Type.String(),
  version: Type.String(),
  title: Type.String(),
  description: Type.String(),
  category: Type.String(),
  isOn: Type.Boolean(),
  scopes: Type.Array(Type.Object({ scope: Type.String(), text: Type.String() })),
  settings: Type.Object({
    schema: Anything,
    value: Anything,
    /** Why they have no effect: the installed version cannot read them. Null when it can. */
    fault: Type.Union([Type.String(), Type.Null()]),
    version: Type.Integer(),
  }),
  campaign: Anything,
  admin: Type.Object({
    lists: Anything,
    forms: Anything,
    actions: Anything,
    figures: Anything,
    charts: Anything,
  }),
  breakers: Type.Array(Type.Object({ hook: Type.String(), openedAt: Type.String(), reason: Type.String() })),
})
const Open = Type.Object({
  held: Type.Array(Type.Object({ kind: Type.String(), units: Type.Integer() })),
  waitingEvents: Type.Array(Type.Object({ name: Type.String(), count: Type.Integer() })),
})

export interface PluginRouteOptions {
  /** Told after a change, so that this instance does not wait for its next poll. */
  readonly onChange?: (storeId: NonNullable<import('fastify').FastifyRequest['storeId']>) => Promise<unknown>
}

/** The console's routes about plugins themselves, below `/api/admin/v1/stores/:storeId`. */
export function pluginAdminRoutes(
  host: PluginHost,
  { onChange }: PluginRouteOptions = {},
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/plugins',
      {
        config: { audience: 'staff', scope: 'plugins:read' },
        schema: {
          summary: 'Installed plugins and whether they are on',
          params: Type.Object({ storeId: Type.Optional(Type.String()) }),
          response: { 200: Type.Object({ items: Type.Array(Card) }) },
        },
      },
      async (request) => ({
        items: await listPlugins(host, must(request.storeId, 'a store is named'), localeOf(request)),
      }),
    )

    app.get(
      '/plugins/:pluginId/description',
      {
        config: { audience: 'staff', scope: 'plugins:read' },
        schema: {
          summary: 'Settings, screens and state of a plugin, in the reader’s language',
          params: PluginParams,
          response: { 200: Description },
        },
      },
      async (request, reply) => {
        const described = await describePlugin(host, must(request.storeId, 'a store is named'), {
          pluginId: request.params.pluginId,
          locale: localeOf(request),
          may: (scope) => must(request.staff, 'staff').scopes.has(scope),
        })
        return described ?? refuse(request, reply, PLUGIN_ERRORS, 'PLUGIN_UNKNOWN')
      },
    )

    app.get(
      '/plugins/:pluginId/open',
      {
        config: { audience: 'staff', scope: 'plugins:read' },
        schema: {
          summary: 'What is still open of a plugin, to be shown before switching it off',
          params: PluginParams,
          response: { 200: Open },
        },
      },
      async (request, reply) => {
        const open = await listOpen(host, must(request.storeId, 'a store is named'), request.params.pluginId)
        return open
          ? { held: [...open.held], waitingEvents: [...open.waitingEvents] }
          : refuse(request, reply, PLUGIN_ERRORS, 'PLUGIN_UNKNOWN')
      },
    )

    app.put(
      '/plugins/:pluginId/switch',
      {
        config: { audience: 'staff', scope: 'plugins:write' },
        schema: {
          summary: 'Switches a plugin on or off for this store',
          params: PluginParams,
          body: Type.Object({ isOn: Type.Boolean() }, { additionalProperties: false }),
          response: { 200: Type.Object({ isOn: Type.Boolean(), changed: Type.Boolean() }) },
        },
      },
      async (request, reply) => {
        const storeId = must(request.storeId, 'a store is named')
        const { isOn } = request.body
        const result = await switchPlugin(host, storeId, {
          pluginId: request.params.pluginId,
          isOn,
          staffId: request.staff?.staffId ?? null,
          at: request.at,
        })
        if (!result.switched) return refuse(request, reply, PLUGIN_ERRORS, result.reason)
        await onChange?.(storeId)
        return { isOn, changed: result.changed }
      },
    )

    app.put(
      '/plugins/:pluginId/settings',
      {
        config: { audience: 'staff', scope: 'plugins:write' },
        schema: {
          summary: 'Saves the settings of a plugin for this store',
          params: PluginParams,
          body: Type.Object(
            { settings: Type.Record(Type.String(), Type.Unknown()), version: Type.Integer({ minimum: 0 }) },
            { additionalProperties: false },
          ),
          response: { 200: Type.Object({ version: Type.Integer() }) },
        },
      },
      async (request, reply) => {
        const storeId = must(request.storeId, 'a store is named')
        const result = await saveSettings(host, storeId, {
          pluginId: request.params.pluginId,
          settings: request.body.settings,
          seenVersion: request.body.version,
          staffId: request.staff?.staffId ?? null,
          at: request.at,
        })
        if (!result.saved && result.reason === 'TEXT_FORBIDDEN')
          return refuse(request, reply, GUARD_ERRORS, result.reason, {
            ...refusedWords(result.refusal, localeOf(request)),
          })
        if (!result.saved)
          return refuse(
            request,
            reply,
            PLUGIN_ERRORS,
            result.reason,
            result.fields
              ? { fields: localised(result.fields, localeOf(request)) as Record<string, string> }
              : {},
          )
        await onChange?.(storeId)
        return { version: result.version }
      },
    )
  }
}

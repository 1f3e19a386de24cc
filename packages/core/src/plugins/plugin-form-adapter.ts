import { type Locale, must, type Words } from '@mamapu/kernel'
import { plainSchema } from '@mamapu/plugin-sdk'
import type { FastifyPluginAsync } from 'fastify'
import { HTTP_ERRORS, safeNext } from '../http/index.js'
import { readForm, withNotice } from './form-body.js'
import type { PluginHost } from './host.js'
import { PLUGIN_ERRORS } from './plugin.errors.js'
import { waitOf } from './route-rate.js'
import { type RouteOutcome, refusalsOf, runRoute } from './run-route.js'
import { fillText } from './texts.rules.js'

/**
 * The same handlers for forms without script, at `POST /x/<plugin>/…` of the shop itself: they lead on to the form's
 * field `next` (a path of this shop) or the route's own, which shows the notice named in `?notice=`.
 */
export function pluginFormRoutes(host: PluginHost): FastifyPluginAsync {
  return async (app) => {
    for (const loaded of host.registry.plugins)
      for (const route of loaded.plugin.routes ?? []) {
        const { form } = route
        if (!form) continue
        app.post(
          `/x/${loaded.id}${route.path}`,
          {
            config: { audience: 'shopper', ...(route.idempotent ? { idempotent: true } : {}) },
            schema: { hide: true, ...(route.params ? { params: plainSchema(route.params) } : {}) } as object,
          },
          async (request, reply) => {
            const next = safeNext((request.body as { next?: unknown } | null)?.next, form.next)
            if (waitOf(loaded, route, request) > 0) return reply.redirect(withNotice(next, 'form.wait'), 303)
            const fields = readForm(route.body, request.body)
            if (!fields) return reply.redirect(withNotice(next, 'form.invalid'), 303)
            const outcome = await runRoute(host, loaded, route, {
              request,
              storeId: must(request.storeId, 'plugin forms are served inside a store'),
              asked: { params: request.params, query: {}, body: fields.body },
            })
            if (outcome.kind === 'sign_in')
              return reply.redirect(`/login?next=${encodeURIComponent(next)}`, 303)
            return reply.redirect(withNotice(next, noticeOf(loaded.id, form.done, outcome)), 303)
          },
        )
      }
  }
}

function noticeOf(pluginId: string, done: string, outcome: RouteOutcome): string {
  if (outcome.kind === 'off') return 'form.off'
  if (outcome.kind === 'key_missing' || outcome.kind === 'key_reused') return 'form.invalid'
  return outcome.kind === 'refused' ? `${pluginId}.${outcome.code}` : `${pluginId}.${done}`
}

export interface Notice {
  readonly level: 'success' | 'error'
  readonly text: string
}

/** The words behind `?notice=`; null for anything but a code that a form of ours leads to. */
export function noticeText(host: PluginHost, notice: unknown, locale: Locale): Notice | null {
  if (typeof notice !== 'string' || notice.length > 120) return null
  const dot = notice.indexOf('.')
  const [pluginId, code] = [notice.slice(0, dot), notice.slice(dot + 1)]
  if (pluginId === 'form') {
    if (code === 'off') return { level: 'error', text: PLUGIN_ERRORS.PLUGIN_OFF[locale] }
    if (code === 'wait') return { level: 'error', text: HTTP_ERRORS.TOO_MANY_REQUESTS[locale] }
    return code === 'invalid' ? { level: 'error', text: PLUGIN_ERRORS.PLUGIN_FORM_INVALID[locale] } : null
  }
  const loaded = host.registry.find(pluginId)
  if (!loaded) return null
  const { routes = [] } = loaded.plugin
  const errors: Readonly<Record<string, Words>> = refusalsOf(loaded)
  if (Object.hasOwn(errors, code)) return { level: 'error', text: errors[code]?.[locale] ?? code }
  const isDone = routes.some(({ form }) => form?.done === code)
  const text = isDone ? fillText(loaded.texts, locale, code) : null
  return text === null ? null : { level: 'success', text }
}

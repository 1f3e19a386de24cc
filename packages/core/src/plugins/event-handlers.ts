import { PluginError, type EventHandler as PluginHandler } from '@mamapu/plugin-sdk'
import type { EventHandler, EventName } from '../events/index.js'
import type { PluginHost } from './host.js'
import { runInside } from './run-plugin.js'

/**
 * The handlers of every installed plugin, for the registry of events: each in a transaction of its own, once per event,
 * named `plugin.<id>.<event>` for ever. Switched off, one does nothing unless `whileOff`.
 */
export function pluginEventHandlers(host: PluginHost): EventHandler[] {
  return host.registry.plugins.flatMap((loaded) =>
    Object.entries(loaded.plugin.on ?? {}).map(([event, entry]): EventHandler => {
      const handler = entry as PluginHandler<unknown, unknown>
      const whileOff = handler.whileOff === true
      return {
        name: `plugin.${loaded.id}.${event}`,
        event: event as EventName,
        async handle(tx, { payload }, { at }) {
          // Of campaigns and commissions each mechanic hears its own; who shared is told to all, whichever made the link.
          if (event !== 'link.visited' && 'plugin' in payload && payload.plugin !== loaded.id) return
          const orderId = 'orderId' in payload ? payload.orderId : null
          const work = { loaded, hook: `on:${event}`, at, whileOff, orderId }
          const result = await runInside(host, tx, work, (ctx) => handler.handle(ctx, payload))
          // What it has not heard it hears when it is no longer cut off.
          if (!result.on && result.isCutOff)
            throw new PluginError(`plugin ${loaded.id}: on ${event} is cut off`)
        },
      }
    }),
  )
}

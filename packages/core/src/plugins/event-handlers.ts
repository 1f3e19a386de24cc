import type { TenantTx } from '@mamapu/db'
import type { EventHandler, PluginEventName } from '@mamapu/plugin-sdk'
import type { PluginHost } from './host.js'
import { runInside } from './run-plugin.js'

/** A plugin's handler as the event domain runs it: in a transaction of its own, once per event. */
export interface PluginEventHandler {
  /** `plugin.<id>.<event>`; never renamed, or what was handled is handled again. */
  readonly name: string
  readonly event: PluginEventName
  handle(tx: TenantTx, event: { readonly payload: unknown }, context: { readonly at: Date }): Promise<void>
}

/** The handlers of every installed plugin, for the registry of events. Switched off, one does nothing unless `whileOff`. */
export function pluginEventHandlers(host: PluginHost): PluginEventHandler[] {
  return host.registry.plugins.flatMap((loaded) =>
    Object.entries(loaded.plugin.on ?? {}).map(([event, entry]) => {
      const handler = entry as EventHandler<unknown, unknown>
      return {
        name: `plugin.${loaded.id}.${event}`,
        event: event as PluginEventName,
        async handle(tx, { payload }, { at }) {
          await runInside(
            host,
            tx,
            { loaded, at, locale: 'zh-CN', whileOff: handler.whileOff === true },
            (ctx) => handler.handle(ctx, payload),
          )
        },
      } satisfies PluginEventHandler
    }),
  )
}

import type { DeliverySays } from '@mamapu/plugin-sdk'
import type { App } from '../app.js'
import type { PluginRegistry } from '../plugins/index.js'
import { localMethod } from './local.method.js'
import { virtualMethod } from './virtual.method.js'

/** How orders read by their method: of everything installed, also where a shop has it off, for what was ordered goes on. */
export function deliverySays(registry: Pick<PluginRegistry, 'plugins'>): App['says'] {
  const own = [localMethod, virtualMethod].map(({ name, says }) => [name, says] as const)
  const plugins = registry.plugins.flatMap(({ id, plugin }) =>
    (plugin.deliveryMethods ?? []).map(({ name, says }) => [`${id}.${name}`, says] as const),
  )
  const all = new Map<string, DeliverySays>()
  for (const [method, says] of [...own, ...plugins]) if (says) all.set(method, says)
  return (method) => all.get(method) ?? null
}

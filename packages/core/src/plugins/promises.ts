import { ask, NonsenseError } from './evaluate.js'
import type { PluginHost } from './host.js'
import type { StorePlugins } from './store-plugins.js'

/** By plugin what it will owe for an order: kept with the order, so that settings of later change nothing of it. */
export type Promised = Readonly<Record<string, Readonly<Record<string, number>>>>

const NUMBERS_MAX = 8

/** What every switched-on plugin promises with an order placed now. One that fails promises nothing. */
export function collectPromises(host: PluginHost, store: StorePlugins, at: Date): Promised {
  const promised: Record<string, Readonly<Record<string, number>>> = {}
  for (const { id, loaded, settings } of store.active) {
    const { plugin } = loaded
    const hook = { store, pluginId: id, hook: 'promises' }
    if (!plugin.promises || !host.breakers.admits(hook, at)) continue
    const answer = ask(host, hook, at, () => {
      const numbers = plugin.promises?.(settings) ?? null
      if (!areNumbers(numbers)) throw new NonsenseError('promises are at most eight whole numbers by name')
      return numbers
    })
    if (answer !== null && Object.keys(answer).length > 0) promised[id] = { ...answer }
  }
  return promised
}

function areNumbers(answer: unknown): answer is Readonly<Record<string, number>> | null {
  if (answer === null) return true
  if (typeof answer !== 'object' || Array.isArray(answer)) return false
  const entries = Object.entries(answer)
  return (
    entries.length <= NUMBERS_MAX &&
    entries.every(([name, value]) => /^[a-zA-Z]{1,40}$/.test(name) && Number.isSafeInteger(value))
  )
}

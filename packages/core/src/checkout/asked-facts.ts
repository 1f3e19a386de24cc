import { deepFreeze } from '@mamapu/plugin-sdk'
import type { AskedFacts } from '../orders/index.js'
import { askedKeys, factsAsIf, type LoadedFacts, type StorePlugins } from '../plugins/index.js'

/** How a point in time stands in a record. */
const DATE = '$date'

/**
 * What the price rules and the audiences of campaigns read about the shopper, for the order's record: core's menu (level,
 * tags, counts) and plugins' facts, never who it is. A fact that JSON cannot carry is left out.
 */
export function recordFacts(plugins: StorePlugins, loaded: LoadedFacts, at: Date): AskedFacts {
  const facts: Record<string, unknown> = {}
  for (const key of askedKeys(plugins)) {
    const value = loaded.has(key) ? packed(loaded.get(key)) : undefined
    if (value !== undefined) facts[key] = value
  }
  return { at: at.toISOString(), facts }
}

/** The facts as the rules read them then; what was not read then is as for a guest. */
export function recordedFacts(plugins: StorePlugins, { facts }: AskedFacts): LoadedFacts {
  const known = Object.entries(facts).map(([key, value]) => [key, deepFreeze(unpacked(value))] as const)
  return new Map([...factsAsIf(plugins, {}), ...known])
}

/** Undefined when something in it is neither plain data nor a date. */
function packed(value: unknown): unknown {
  if (value instanceof Date) return { [DATE]: value.toISOString() }
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    const parts = value.map(packed)
    return parts.includes(undefined) ? undefined : parts
  }
  if (typeof value !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return undefined
  const parts = Object.entries(value).filter(([, part]) => part !== undefined)
  const all = parts.map(([key, part]) => [key, packed(part)] as const)
  return all.some(([, part]) => part === undefined) ? undefined : Object.fromEntries(all)
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked)
  if (typeof value !== 'object' || value === null) return value
  const date = (value as Record<string, unknown>)[DATE]
  if (typeof date === 'string') return new Date(date)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpacked(part)]))
}

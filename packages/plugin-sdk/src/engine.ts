import { createRequire } from 'node:module'

// Two functions of the package, not all of it: plugins are loaded at every start.
const load = createRequire(import.meta.url)
const satisfies = load('semver/functions/satisfies') as typeof import('semver').satisfies
const validRange = load('semver/ranges/valid') as typeof import('semver').validRange

/**
 * What this installation offers to plugins. Raised with the SDK: minor for additions, major for what breaks; while it is
 * 0.x, patch and minor, as `^0.1` reads them.
 */
export const ENGINE_VERSION = '0.1.0'
export const PLUGIN_API = 1

/** Whether a version lies in a range as npm reads it: `^0.1`, `~1.2`, `1.x`, `>=1.2 <3 || ^4`. Null: no range. */
export function isInRange(version: string, range: string): boolean | null {
  if (range.trim() === '' || validRange(range) === null) return null
  return satisfies(version, range)
}

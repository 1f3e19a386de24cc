/** What this installation offers to plugins. Raised with the SDK: minor for additions, major for what breaks. */
export const ENGINE_VERSION = '0.1.0'
export const PLUGIN_API = 1

type Version = readonly [number, number, number]

function versionOf(text: string): Version | null {
  const match = /^(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?$/.exec(text)
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : null
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

/** `^0.1` allows 0.1.x, `^1.2` allows 1.x from 1.2 on. */
function caretEnd([major, minor]: Version): Version {
  return major > 0 ? [major + 1, 0, 0] : [0, minor + 1, 0]
}

/** Whether a version lies in a range of `^1.2`, `>=1.2.0`, `<2` and exact versions, all of which must hold. Null: no range. */
export function isInRange(version: string, range: string): boolean | null {
  const ours = versionOf(version)
  const parts = range.trim().split(/\s+/)
  if (!ours || parts.length === 0) return null
  let holds = true
  for (const part of parts) {
    const match = /^(\^|>=|<|)([\d.]+)$/.exec(part)
    const bound = match ? versionOf(match[2] as string) : null
    if (!match || !bound) return null
    if (match[1] === '^') holds &&= compare(ours, bound) >= 0 && compare(ours, caretEnd(bound)) < 0
    else if (match[1] === '>=') holds &&= compare(ours, bound) >= 0
    else if (match[1] === '<') holds &&= compare(ours, bound) < 0
    else holds &&= compare(ours, bound) === 0
  }
  return holds
}

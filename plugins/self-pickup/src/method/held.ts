import type { HeldUnits } from '@mamapu/plugin-sdk'
import type { Usage } from '../pickup.types.js'

/** How full counters are for an order that has some of them already. */
export function withoutHeld(usage: Usage, held: readonly HeldUnits[], kind: string): Usage {
  const own = held.filter((one) => one.kind === kind)
  if (own.length === 0) return usage
  const free = new Map(usage)
  for (const { id, units } of own) {
    const counter = free.get(id)
    if (counter) free.set(id, { ...counter, taken: Math.max(0, counter.taken - units) })
  }
  return free
}

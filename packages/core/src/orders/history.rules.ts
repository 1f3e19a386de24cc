interface Entry {
  readonly from: string | null
  readonly to: string
  readonly at: Date
}

/**
 * History, given by instant, as it happened: of what was written at one instant each entry begins in the state the one before it
 * left. What is virtual is paid, delivered and received at once.
 */
export function asItHappened<E extends Entry>(entries: readonly E[]): E[] {
  const rest = [...entries]
  const told: E[] = []
  while (rest[0]) {
    const state = told.at(-1)?.to ?? null
    const at = rest[0].at.getTime()
    const next = rest.findIndex((entry) => entry.at.getTime() === at && entry.from === state)
    told.push(...rest.splice(Math.max(next, 0), 1))
  }
  return told
}

/** What work read of what it was given, as one text, beside its answer: the same input must be read the same way again. */
export interface Reading {
  readonly answer: string | undefined
  readonly reads: string
}

/**
 * Gives work its input behind a watch that is new each time, so that an answer kept from an earlier call shows: what is
 * kept is not read again. Null when the input cannot be watched (a rule may copy it in ways that take no proxy).
 */
export function readingOf(input: object, work: (input: never) => unknown): Reading | null {
  const reads = new Set<string>()
  const watch = (value: unknown, path: string): unknown => {
    if (!isPlain(value)) return value
    const kept = new Map<PropertyKey, unknown>()
    return new Proxy(Array.isArray(value) ? [...value] : { ...value }, {
      get(target, key, receiver) {
        if (typeof key === 'symbol') return Reflect.get(target, key, receiver)
        reads.add(`${path}.${key}`)
        if (!kept.has(key)) kept.set(key, watch(Reflect.get(target, key, receiver), `${path}.${key}`))
        return kept.get(key)
      },
    })
  }
  try {
    const answer = JSON.stringify(work(watch(input, '') as never)) as string | undefined
    return { answer, reads: [...reads].sort().join() }
  } catch {
    return null
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const shape = Object.getPrototypeOf(value)
  return shape === Object.prototype || shape === null || Array.isArray(value)
}

import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

export type Used = 'clock' | 'chance'

let noted: Set<Used> | null = null

/** Runs work and notes whether it asked the time or chance; what it asked for it gets. Only inside `underWatch`. */
export function observed<T>(work: () => T): { value: T; used: ReadonlySet<Used> } {
  const used = new Set<Used>()
  const outer = noted
  noted = used
  try {
    return { value: work(), used }
  } finally {
    noted = outer
  }
}

/**
 * Runs work while everything that tells the time or draws lots is watched. What a module put aside when it was loaded
 * (`const clock = Date.now`) is not seen here; its sources are read for that.
 */
export function underWatch<T>(work: () => T): T {
  const undo: (() => void)[] = []
  for (const [holder, name, kind, when] of WATCHED) undo.push(watch(holder, name, kind, when))
  const real = globalThis.Date
  globalThis.Date = watchedDate(real)
  syncBuiltinESMExports()
  try {
    return work()
  } finally {
    globalThis.Date = real
    for (const back of undo.reverse()) back()
    syncBuiltinESMExports()
  }
}

const bare = (given: readonly unknown[]) => given[0] === undefined
const always = () => true

const WATCHED: readonly (readonly [object, string, Used, (given: readonly unknown[]) => boolean])[] = [
  [Date, 'now', 'clock', always],
  [performance, 'now', 'clock', always],
  [process, 'hrtime', 'clock', always],
  [process.hrtime, 'bigint', 'clock', always],
  [process, 'uptime', 'clock', always],
  [Intl.DateTimeFormat.prototype, 'formatToParts', 'clock', bare],
  [Intl.DateTimeFormat.prototype, 'format', 'clock', bare],
  [Math, 'random', 'chance', always],
  [globalThis.crypto, 'getRandomValues', 'chance', always],
  [globalThis.crypto, 'randomUUID', 'chance', always],
  [crypto, 'randomBytes', 'chance', always],
  [crypto, 'randomInt', 'chance', always],
  [crypto, 'randomUUID', 'chance', always],
]

type Work = (...given: unknown[]) => unknown

/** Puts a watch in place of one of them; what puts it back. */
function watch(
  holder: object,
  name: string,
  kind: Used,
  when: (given: readonly unknown[]) => boolean,
): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, name)
  const note = (given: readonly unknown[]) => {
    if (noted && when(given)) noted.add(kind)
  }
  // `format` is read off a formatter and comes bound to it.
  const get = own?.get
  if (get)
    Object.defineProperty(holder, name, {
      ...own,
      get(this: unknown) {
        const bound = get.call(this) as Work
        return (...given: unknown[]) => {
          note(given)
          return bound(...given)
        }
      },
    })
  else {
    const seen = new Proxy(Reflect.get(holder, name) as Work, {
      apply(target, self, given: unknown[]) {
        note(given)
        return Reflect.apply(target, self, given)
      },
    })
    Object.defineProperty(holder, name, { value: seen, writable: true, configurable: true, enumerable: true })
  }
  return () => {
    if (own) Object.defineProperty(holder, name, own)
    else Reflect.deleteProperty(holder, name)
  }
}

/** Dates as they are, but for those that are made of nothing. */
function watchedDate(real: DateConstructor): DateConstructor {
  return new Proxy(real, {
    construct(target, given: unknown[], made) {
      if (given.length === 0) noted?.add('clock')
      return Reflect.construct(target, given, made)
    },
    apply(target, self, given: unknown[]) {
      noted?.add('clock')
      return Reflect.apply(target as unknown as Work, self, given)
    },
  })
}

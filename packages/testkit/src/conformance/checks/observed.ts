export type Used = 'clock' | 'chance'

/** Runs work and notes whether it asked the time or chance; what it asked for it gets. */
export function observed<T>(work: () => T): { value: T; used: ReadonlySet<Used> } {
  const real = {
    Date: globalThis.Date,
    random: Math.random,
    now: performance.now,
    draw: crypto.getRandomValues,
    uuid: crypto.randomUUID,
  }
  const used = new Set<Used>()
  class Watched extends real.Date {
    constructor(...parts: readonly [] | readonly [number | string | Date]) {
      if (parts.length === 0) {
        used.add('clock')
        super()
      } else super(parts[0] as number)
    }
    static override now() {
      used.add('clock')
      return real.Date.now()
    }
  }
  try {
    globalThis.Date = Watched as unknown as DateConstructor
    Math.random = () => {
      used.add('chance')
      return real.random.call(Math)
    }
    crypto.getRandomValues = (into) => {
      used.add('chance')
      return real.draw.call(crypto, into) as typeof into
    }
    crypto.randomUUID = () => {
      used.add('chance')
      return real.uuid.call(crypto)
    }
    performance.now = () => {
      used.add('clock')
      return real.now.call(performance)
    }
    return { value: work(), used }
  } finally {
    globalThis.Date = real.Date
    Math.random = real.random
    performance.now = real.now
    crypto.getRandomValues = real.draw
    crypto.randomUUID = real.uuid
  }
}

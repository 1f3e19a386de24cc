import { OutsideError } from '@mamapu/kernel'

/** Pages and routes of one plugin at work at once, of the ten connections a process has: however many hang, the shop sells on. */
const AT_ONCE_MAX = 6
/** What waits beyond that is refused at once. */
const WAITING_MAX = 500

interface Line {
  working: number
  readonly waiting: (() => void)[]
}

/** Lets a plugin's pages and routes in turn by turn, so that no plugin has all connections of the process. */
export class Turns {
  readonly #lines = new Map<string, Line>()

  /** Does the work when it is its turn; rejects with BUSY when the turn does not come within `waitMs`. */
  async take<T>(pluginId: string, waitMs: number, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(pluginId) ?? { working: 0, waiting: [] }
    this.#lines.set(pluginId, line)
    if (line.working >= AT_ONCE_MAX) await turnOf(line, pluginId, waitMs)
    else line.working += 1
    try {
      return await work()
    } finally {
      const next = line.waiting.shift()
      if (next) next()
      else line.working -= 1
    }
  }
}

/** Resolves when one who works hands over the turn. */
function turnOf(line: Line, pluginId: string, waitMs: number): Promise<void> {
  const busy = () => new OutsideError('BUSY', `plugin ${pluginId}: too many of its pages at once`)
  if (line.waiting.length >= WAITING_MAX) return Promise.reject(busy())
  return new Promise((resolve, reject) => {
    const enter = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      line.waiting.splice(line.waiting.indexOf(enter), 1)
      reject(busy())
    }, waitMs)
    line.waiting.push(enter)
  })
}

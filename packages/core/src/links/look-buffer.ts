import { withTenant } from '@mamapu/db'
import { type CustomerId, MINUTE, type ProductId, SECOND, type StoreId } from '@mamapu/kernel'
import { LRUCache } from 'lru-cache'
import type { App } from '../app.js'
import { emit } from '../events/index.js'
import { filling } from '../filling.js'
import { readOwnersLeft } from './link.queries.js'

const FLUSH_MS = 5 * SECOND
/** A second look in the same ten minutes is the same look. */
const SAME_LOOK_MS = 10 * MINUTE
const SEEN_MAX = 50_000
/** More than these are not told until the next flush. */
const LOOKS_MAX = 10_000
const LOOKS_PER_EVENT = 200

/** A visitor who may be followed looked at a product. */
export interface VisitorLook {
  readonly owner: CustomerId
  readonly visitorKey: string
  readonly customerId: CustomerId | null
  readonly productId: ProductId
}

type Waiting = VisitorLook & { readonly at: string }

/** Collects looks in memory and tells them together as `visitor.looked`, those alone whose owner's links count; a crash loses at most five seconds of them. */
export class LookBuffer {
  readonly #app: Pick<App, 'db' | 'clock' | 'log' | 'nudge'>
  readonly #seen = new LRUCache<string, true>(filling(SEEN_MAX))
  #waiting = new Map<StoreId, Waiting[]>()
  #count = 0
  #timer: NodeJS.Timeout | undefined

  constructor(app: Pick<App, 'db' | 'clock' | 'log' | 'nudge'>) {
    this.#app = app
  }

  note(storeId: StoreId, look: VisitorLook, at: Date): void {
    const key = `${look.visitorKey}${look.productId}${Math.floor(at.getTime() / SAME_LOOK_MS)}`
    if (this.#seen.has(key) || this.#count >= LOOKS_MAX) return
    this.#seen.set(key, true)
    this.#count += 1
    const waiting = this.#waiting.get(storeId) ?? []
    waiting.push({ ...look, at: at.toISOString() })
    this.#waiting.set(storeId, waiting)
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** Tells what waits. What cannot be told is dropped and said. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = this.#waiting
    this.#waiting = new Map()
    this.#count = 0
    for (const [storeId, looks] of waiting)
      await this.#tell(storeId, looks).catch((error: unknown) =>
        this.#app.log.warn({ storeId, err: String(error) }, 'looks of visitors were not told'),
      )
  }

  async #tell(storeId: StoreId, looks: readonly Waiting[]): Promise<void> {
    const at = this.#app.clock.now()
    await withTenant(this.#app.db, storeId, async (tx) => {
      const left = await readOwnersLeft(tx, [...new Set(looks.map(({ owner }) => owner))])
      const told = looks.filter(({ owner }) => !left.has(owner))
      for (let first = 0; first < told.length; first += LOOKS_PER_EVENT)
        await emit(tx, 'visitor.looked', { looks: told.slice(first, first + LOOKS_PER_EVENT) }, at)
    })
    this.#app.nudge(storeId)
  }
}

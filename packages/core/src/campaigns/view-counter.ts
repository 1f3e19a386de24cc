import { withTenant } from '@mamapu/db'
import { type LocalDate, localDateOf, SECOND } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { StoreSnapshot } from '../stores/index.js'
import type { CampaignId } from './campaign.types.js'
import { addViews } from './sales.queries.js'

const FLUSH_MS = 5 * SECOND
/** More different ones than this are not counted until the next flush. */
const KEYS_MAX = 10_000

interface Waiting {
  readonly store: Pick<StoreSnapshot, 'storeId'>
  readonly day: LocalDate
  readonly id: CampaignId
  count: number
}

/** Counts looks at campaigns in memory and writes them together; a crash loses at most five seconds of them. */
export class ViewCounter {
  readonly #app: Pick<App, 'db' | 'log'>
  #waiting = new Map<string, Waiting>()
  #timer: NodeJS.Timeout | undefined

  constructor(app: Pick<App, 'db' | 'log'>) {
    this.#app = app
  }

  /** Somebody looked at goods of these campaigns. */
  note(store: Pick<StoreSnapshot, 'storeId' | 'zone'>, ids: readonly CampaignId[], at: Date): void {
    if (ids.length === 0) return
    const day = localDateOf(at, store.zone)
    for (const id of ids) {
      const key = `${id}/${day}`
      const waiting = this.#waiting.get(key)
      if (waiting) waiting.count += 1
      else if (this.#waiting.size < KEYS_MAX) this.#waiting.set(key, { store, day, id, count: 1 })
    }
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /** Writes what waits. What cannot be written is dropped and said. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const waiting = [...this.#waiting.values()]
    this.#waiting = new Map()
    const groups = new Map<string, Waiting[]>()
    for (const one of waiting) {
      const key = `${one.store.storeId}/${one.day}`
      groups.set(key, [...(groups.get(key) ?? []), one])
    }
    for (const group of groups.values()) {
      const [{ store, day }] = group as [Waiting]
      await withTenant(this.#app.db, store.storeId, (tx) => addViews(tx, day, group)).catch(
        (error: unknown) =>
          this.#app.log.warn(
            { storeId: store.storeId, err: String(error) },
            'looks at campaigns were not written',
          ),
      )
    }
  }
}

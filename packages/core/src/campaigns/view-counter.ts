import { withTenant } from '@mamapu/db'
import { type LocalDate, localDateOf, MINUTE, SECOND } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { StoreSnapshot } from '../stores/index.js'
import type { CampaignId } from './campaign.types.js'
import { addViews } from './sales.queries.js'
import { type Mark, markOf, SeenPairs } from './seen-pairs.js'

const FLUSH_MS = 5 * SECOND
const QUARTER_MS = 15 * MINUTE
/** More different ones than this are not counted until the next flush. */
const KEYS_MAX = 10_000

interface Waiting {
  readonly store: Pick<StoreSnapshot, 'storeId'>
  readonly day: LocalDate
  readonly id: CampaignId
  count: number
}

/** Who looks: the session where there is one, and what is known of a browser that has none yet. */
export interface Onlooker {
  readonly session: string | null
  readonly browser: string
}

/**
 * Counts looks at campaigns, one per day and onlooker, in memory, and writes them together; a crash loses at most five
 * seconds of them. A guest whose session begins in between is still one.
 */
export class ViewCounter {
  readonly #app: Pick<App, 'db' | 'log'>
  #waiting = new Map<string, Waiting>()
  readonly #seen = new SeenPairs()
  readonly #days = new Map<string, LocalDate>()
  #quarter = 0
  #timer: NodeJS.Timeout | undefined

  constructor(app: Pick<App, 'db' | 'log'>) {
    this.#app = app
  }

  /** Somebody looked at pages or goods of these campaigns. */
  note(
    store: Pick<StoreSnapshot, 'storeId' | 'zone'>,
    ids: readonly CampaignId[],
    { who, at }: { readonly who: Onlooker; readonly at: Date },
  ): void {
    if (ids.length === 0) return
    const day = this.#dayOf(at, store.zone)
    const [browser, session] = [markOf(who.browser), who.session === null ? null : markOf(who.session)]
    for (const id of ids) {
      const key = `${id}/${day}`
      if (!this.#isFirst(markOf(key), browser, session)) continue
      const waiting = this.#waiting.get(key)
      if (waiting) waiting.count += 1
      else if (this.#waiting.size < KEYS_MAX) this.#waiting.set(key, { store, day, id, count: 1 })
    }
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  #isFirst(key: Mark, browser: Mark, session: Mark | null): boolean {
    const isNewBrowser = this.#seen.isFirst(key, browser)
    return session === null ? isNewBrowser : this.#seen.isFirst(key, session) && isNewBrowser
  }

  /** Midnights fall on quarters of an hour everywhere. */
  #dayOf(at: Date, zone: string): LocalDate {
    const quarter = Math.floor(at.getTime() / QUARTER_MS)
    if (this.#quarter !== quarter) this.#days.clear()
    this.#quarter = quarter
    const day = this.#days.get(zone) ?? localDateOf(at, zone)
    this.#days.set(zone, day)
    return day
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

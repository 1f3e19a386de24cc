import { type Database, withTenant } from '@mamapu/db'
import { type Clock, type Id, later, type StoreId } from '@mamapu/kernel'
import type { JobQueue } from '@mamapu/queue'
import type { Log } from '../app.js'
import { listOverdue, listWaiting, markSent, type UndeliveredEvent } from './event.queries.js'

/** The job that delivers one event; its id is the event's. */
export const EVENT_JOB = 'events.deliver'

const BATCH_MAX = 500
const POLL_MS = 1000
const OVERDUE_CHECK_MS = 5000
/** Sent this long ago and not done: the job was lost. */
const OVERDUE_MS = 60_000
const STORES_AT_ONCE = 4

export interface RelayOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly queue: Pick<JobQueue, 'sendMany' | 'sendAgain'>
}

/**
 * Carries committed events to the queue: at once when nudged, within a second in any case. Events are marked only after
 * the queue has them, so a relay that dies sends some twice, under the same id, and none never. Any number may run.
 */
export class Relay {
  readonly #options: RelayOptions
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isNudged = false
  #isStopped = false
  #checkedOverdueAt = 0

  constructor(options: RelayOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#wake(), POLL_MS)
    this.#wake()
  }

  /** Says that there are new events; many nudges make one round. */
  nudge(_storeId?: StoreId): void {
    this.#isNudged = true
    this.#wake()
  }

  /** Sends nothing more; resolves when the round in hand is over. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  /** One round by hand: sends what waits and what is overdue; true when there may be more. */
  async poll(): Promise<boolean> {
    const { db, clock, queue } = this.#options
    const at = clock.now()
    const waiting = await listWaiting(db.sweep, BATCH_MAX)
    if (waiting.length > 0) {
      await queue.sendMany(EVENT_JOB, waiting.map(requestOf))
      await this.#mark(waiting, at)
    }
    if (at.getTime() - this.#checkedOverdueAt < OVERDUE_CHECK_MS) return waiting.length === BATCH_MAX
    const overdue = await listOverdue(db.sweep, later(at, -OVERDUE_MS), BATCH_MAX)
    if (overdue.length > 0) {
      await queue.sendAgain(EVENT_JOB, overdue.map(requestOf))
      await this.#mark(overdue, at)
    }
    this.#checkedOverdueAt = at.getTime()
    return waiting.length === BATCH_MAX || overdue.length === BATCH_MAX
  }

  #wake(): void {
    if (this.#isStopped) return
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined
      if (this.#isNudged) this.#wake()
    })
  }

  async #round(): Promise<void> {
    this.#isNudged = false
    try {
      while ((await this.poll()) && !this.#isStopped);
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string }
      this.#options.log.warn({ code, reason: message }, 'relay: a round failed; the next one tries again')
      this.#isNudged = false
    }
  }

  async #mark(events: readonly UndeliveredEvent[], at: Date): Promise<void> {
    const byStore = new Map<StoreId, Id<'evt'>[]>()
    for (const { storeId, eventId } of events)
      byStore.set(storeId, [...(byStore.get(storeId) ?? []), eventId])
    const stores = [...byStore]
    for (let first = 0; first < stores.length; first += STORES_AT_ONCE)
      await Promise.all(
        stores
          .slice(first, first + STORES_AT_ONCE)
          .map(([storeId, ids]) => withTenant(this.#options.db, storeId, (tx) => markSent(tx, ids, at))),
      )
  }
}

function requestOf({ storeId, eventId }: UndeliveredEvent) {
  return { id: eventId, payload: { storeId, eventId } }
}

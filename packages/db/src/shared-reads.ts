import type { StoreId } from '@mamapu/kernel'
import type { Sql } from './database.js'

/** Queries of the driver; they are lazy, so handing them over sends them in this order. */
export type Queries = readonly PromiseLike<unknown>[]
export type MakeQueries = (sql: Sql, tenantId: string) => Queries

/** What one asker gets: the results of its queries, or why there are none. */
export type Outcome = { readonly values: readonly unknown[] } | { readonly error: unknown }

/** Sends the queries of all askers together; one outcome for each. Rejects when the connection was lost, for all of them. */
export type Flush = (storeId: StoreId, asks: readonly MakeQueries[]) => Promise<readonly Outcome[]>

/** Flushes of one store under way at once; what comes on top shares the next one. So no store has the whole pool. */
const FLUSHES_MAX = 4
/** Askers that share one flush. */
const ASKERS_MAX = 16

interface Asker {
  readonly make: MakeQueries
  readonly resolve: (values: readonly unknown[]) => void
  readonly reject: (error: unknown) => void
}

interface Lane {
  readonly waiting: Asker[]
  flushes: number
}

/**
 * Reads of one store that come while others are under way go together: one begin, one commit, one write to the
 * connection for all of them. Alone a read goes at once. A query that fails ends the flush for everybody in it, so
 * the others are asked again, each by itself, and only the one at fault is told.
 */
export class SharedReads {
  readonly #flush: Flush
  readonly #lanes = new Map<StoreId, Lane>()

  constructor(flush: Flush) {
    this.#flush = flush
  }

  read(storeId: StoreId, make: MakeQueries): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      const lane = this.#lanes.get(storeId) ?? { waiting: [], flushes: 0 }
      this.#lanes.set(storeId, lane)
      lane.waiting.push({ make, resolve, reject })
      this.#pump(storeId, lane)
    })
  }

  #pump(storeId: StoreId, lane: Lane): void {
    while (lane.flushes < FLUSHES_MAX && lane.waiting.length > 0) {
      lane.flushes += 1
      void this.#send(storeId, lane.waiting.splice(0, ASKERS_MAX)).finally(() => {
        lane.flushes -= 1
        if (lane.waiting.length > 0) this.#pump(storeId, lane)
        else if (lane.flushes === 0) this.#lanes.delete(storeId)
      })
    }
  }

  async #send(storeId: StoreId, askers: readonly Asker[]): Promise<void> {
    const asks = askers.map(({ make }) => make)
    try {
      const outcomes = await this.#flush(storeId, asks)
      for (const [index, asker] of askers.entries()) {
        const outcome = outcomes[index] as Outcome
        if ('values' in outcome) asker.resolve(outcome.values)
        else if (askers.length === 1) asker.reject(outcome.error)
        else await this.#send(storeId, [asker])
      }
    } catch (error) {
      for (const { reject } of askers) reject(error)
    }
  }
}

import { type Database, withTenant } from '@mamapu/db'
import { type Clock, SECOND, type StoreId } from '@mamapu/kernel'
import type { Log } from '../app.js'
import { listDueCampaigns, lockDueCampaigns } from './boundary.queries.js'
import type { CampaignId } from './campaign.types.js'
import { type CampaignDeps, passEdges } from './pass-edges.js'

const TICK_MS = SECOND
const DUE_MAX = 500
/** Campaigns of one store that go through their edges in one transaction. */
const TOGETHER_MAX = 100
const STORES_AT_ONCE = 4

export interface BoundaryClockOptions extends CampaignDeps {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  nudge(storeId: StoreId): void
}

/**
 * Brings campaigns over their edges within about a second, in bounded batches; what an outage left behind goes first. Any
 * number may run at once, be killed or see a clock that jumps: each edge happens once. Prices never wait for it.
 */
export class BoundaryClock {
  readonly #options: BoundaryClockOptions
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStopped = false

  constructor(options: BoundaryClockOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => this.#wake(), TICK_MS)
    this.#wake()
  }

  /** Begins nothing more; resolves when the round in hand is over. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  /** One look by hand; true when there may be more. */
  async tick(): Promise<boolean> {
    const { db, clock } = this.#options
    const due = await listDueCampaigns(db.sweep, clock.now(), DUE_MAX)
    const byStore = new Map<StoreId, CampaignId[]>()
    for (const { storeId, id } of due) byStore.set(storeId, [...(byStore.get(storeId) ?? []), id])
    const batches = [...byStore].flatMap(([storeId, ids]) =>
      chunks(ids).map((chunk) => ({ storeId, ids: chunk })),
    )
    let passed = 0
    for (let first = 0; first < batches.length; first += STORES_AT_ONCE) {
      const counts = await Promise.all(
        batches.slice(first, first + STORES_AT_ONCE).map(({ storeId, ids }) => this.pass(storeId, ids)),
      )
      passed += counts.reduce((sum, count) => sum + count, 0)
    }
    return passed > 0
  }

  /**
   * Brings campaigns of one store over what is due; how many there were. When together they fail, each goes alone: one that
   * cannot does not hold up the others.
   */
  async pass(storeId: StoreId, ids: readonly CampaignId[]): Promise<number> {
    const { db, clock, log, nudge } = this.#options
    const at = clock.now()
    try {
      const count = await withTenant(db, storeId, async (tx) => {
        const due = await lockDueCampaigns(tx, ids, at)
        await passEdges(tx, this.#options, due, at)
        return due.length
      })
      if (count > 0) nudge(storeId)
      return count
    } catch (error) {
      if (ids.length > 1) {
        let count = 0
        for (const id of ids) count += await this.pass(storeId, [id])
        return count
      }
      log.error({ storeId, campaignId: ids[0], err: String(error) }, 'a campaign could not pass its edge')
      return 0
    }
  }

  #wake(): void {
    if (this.#isStopped) return
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined
    })
  }

  async #round(): Promise<void> {
    try {
      while ((await this.tick()) && !this.#isStopped);
    } catch (error) {
      this.#options.log.warn(
        { err: String(error) },
        'edges of campaigns could not be looked for; trying again',
      )
    }
  }
}

function chunks(ids: readonly CampaignId[]): CampaignId[][] {
  const all: CampaignId[][] = []
  for (let first = 0; first < ids.length; first += TOGETHER_MAX)
    all.push(ids.slice(first, first + TOGETHER_MAX))
  return all
}

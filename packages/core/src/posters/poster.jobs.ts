import { buffer } from 'node:stream/consumers'
import { withTenant } from '@mamapu/db'
import { asId, DAY, later, MINUTE, must, OutsideError, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import type { AppJob, AppSchedule, EventHandler, Sweeper } from '../events/index.js'
import { openMedia, sizesFor } from '../media/index.js'
import { listStoreIds } from '../stores/index.js'
import { drawPoster } from './draw/draw-poster.js'
import {
  deleteOldPosters,
  findPictureWidth,
  findWaiting,
  listWaiting,
  setFailed,
  setReady,
} from './poster.queries.js'
import type { PosterId } from './poster.types.js'
import { putPoster, removePoster } from './poster-files.js'

const DRAW = 'posters.draw'
const CLEAN = 'posters.clean'
const TRIES_MAX = 3
/** One that waits longer has lost its job. */
const LOST_MS = MINUTE
const KEPT_MS = 60 * DAY
const AT_ONCE = 500
const ROUNDS_MAX = 20
const STORES_PAGE = 500

/** Asks for the drawing once the poster's row has committed. */
export const drawAskedHandler: EventHandler<'poster.asked'> = {
  name: 'posters.draw-asked',
  event: 'poster.asked',
  async handle(tx, { id, payload: { posterId } }, { enqueue }) {
    enqueue(DRAW, `${posterId}-${id}`, { storeId: tx.storeId, posterId })
  },
}

/** Draws one waiting poster; again is harmless: what does not wait any more is left alone. */
const drawJob: AppJob = {
  name: DRAW,
  lane: 'work',
  ofStore: true,
  attempts: TRIES_MAX,
  timeoutMs: MINUTE,
  async run(app, { storeId, payload, attempt }) {
    const store = must(storeId, 'a store is named')
    await drawOne(app, store, asId('pst', must(payload.posterId, 'a poster is named')), attempt)
  },
}

async function drawOne(app: App, storeId: StoreId, id: PosterId, attempt: number): Promise<void> {
  const waiting = await withTenant(app.db, storeId, (tx) => findWaiting(tx, id))
  if (!waiting) return
  try {
    const png = await drawPoster(waiting.plan, (hash) => readPicture(app, storeId, hash))
    await putPoster(app, storeId, waiting.key, png)
    const at = app.clock.now()
    await withTenant(app.db, storeId, (tx) => setReady(tx, id, { bytes: png.length, at }))
  } catch (error) {
    if (attempt < TRIES_MAX) throw error
    const failure = error instanceof OutsideError ? error.code : 'POSTER_FAILED'
    app.log.error({ storeId, posterId: id, failure, reason: String(error) }, 'a poster could not be drawn')
    const at = app.clock.now()
    await withTenant(app.db, storeId, (tx) => setFailed(tx, id, { failure, at }))
  }
}

/** The largest size of a picture that is this shop's own; null for every other. */
async function readPicture(app: App, storeId: StoreId, hash: string): Promise<Buffer | null> {
  const width = await withTenant(app.db, storeId, (tx) => findPictureWidth(tx, hash))
  const size = width === null ? undefined : sizesFor(width).at(-1)
  const file = size === undefined ? null : await openMedia(app, storeId, hash, size)
  return file && buffer(file.stream)
}

/** Puts posters away that nobody wanted for sixty days: at most 10,000 per store and run. */
const cleanJob: AppJob = {
  name: CLEAN,
  lane: 'bulk',
  ofStore: false,
  timeoutMs: 10 * MINUTE,
  async run(app, { signal }) {
    let after: StoreId | null = null
    while (!signal.aborted) {
      const stores: readonly StoreId[] = await listStoreIds(app.db.sql, after, STORES_PAGE)
      for (const storeId of stores)
        for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round += 1)
          if ((await cleanOnce(app, storeId)) < AT_ONCE) break
      after = stores.at(-1) ?? null
      if (stores.length < STORES_PAGE) return
    }
  },
}

async function cleanOnce(app: App, storeId: StoreId): Promise<number> {
  const since = later(app.clock.now(), -KEPT_MS)
  const keys = await withTenant(app.db, storeId, (tx) => deleteOldPosters(tx, since, AT_ONCE))
  for (const key of keys) await removePoster(app, storeId, key)
  return keys.length
}

export const posterJobs: readonly AppJob[] = [drawJob, cleanJob]

export const posterSchedules: readonly AppSchedule[] = [{ job: CLEAN, everyMs: DAY }]

export const posterSweepers: readonly Sweeper[] = [
  {
    name: 'posters.waiting',
    everyMs: MINUTE,
    job: DRAW,
    idName: 'posterId',
    find: (sweep, at, limit) => listWaiting(sweep, later(at, -LOST_MS), limit),
  },
]

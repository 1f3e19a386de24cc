import { withTenant } from '@mamapu/db'
import { DAY, MINUTE, type OrderId, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { bringToTruth } from './bring-to-truth.js'
import { type Batch, callSettleDue, listDue, listStaleOf, putOff } from './earning.queries.js'
import type { EarningDeps, EarningId } from './earning.types.js'

/** Earnings released in one transaction. */
export const BATCH_MAX = 500
/** Batches of one run: a million earnings of a shop; the sweeper finds what is left. */
const BATCHES_MAX = 2000
/** What fails again and again is looked at once a day. */
const PUT_OFF_MAX_MINUTES = DAY / MINUTE

export interface SettleRun {
  readonly settled: number
  readonly fen: number
  /** Put off because it failed. */
  readonly failed: number
}

/**
 * Releases everything that is due of a shop, batch by batch: each is one transaction, done or not done at all, so that a
 * process may die anywhere. A batch that fails is tried entry by entry; what fails alone is put off and stops nobody.
 */
export async function settleDue(
  app: App,
  storeId: StoreId,
  { hears, signal, batchMax = BATCH_MAX }: EarningDeps & { signal?: AbortSignal; batchMax?: number },
): Promise<SettleRun> {
  const run = { settled: 0, fen: 0, failed: 0 }
  const followed = new Set<OrderId>()
  for (let round = 0; round < BATCHES_MAX && !signal?.aborted; round += 1) {
    const at = app.clock.now()
    const batch = await settleBatch(app, storeId, { hears, at, limit: batchMax })
    run.settled += batch.settled
    run.fen += batch.fen
    run.failed += batch.failed
    for (const orderId of batch.stale) {
      const isAgain = followed.has(orderId)
      followed.add(orderId)
      run.failed += await (isAgain ? putOffStale : followOrder)(app, storeId, { orderId, hears, at })
    }
    if (batch.found < batchMax && batch.stale.length === 0) break
  }
  if (run.settled + run.failed > 0) {
    app.nudge(storeId)
    app.log.info({ storeId, ...run }, 'due earnings are released')
  }
  return run
}

type Ask = EarningDeps & { readonly at: Date; readonly limit: number }

async function settleBatch(app: App, storeId: StoreId, ask: Ask): Promise<Batch & { failed: number }> {
  try {
    return { ...(await callSettleDue(app.db, storeId, ask)), failed: 0 }
  } catch (error) {
    app.log.warn({ storeId, err: String(error) }, 'a batch of earnings failed; it is tried entry by entry')
    return settleOneByOne(app, storeId, ask)
  }
}

async function settleOneByOne(app: App, storeId: StoreId, ask: Ask): Promise<Batch & { failed: number }> {
  const ids = await withTenant(app.db, storeId, (tx) => listDue(tx, ask.at, ask.limit))
  const sum = {
    found: ids.length,
    settled: 0,
    parked: 0,
    fen: 0,
    failed: 0,
    stale: [] as Batch['stale'][number][],
  }
  for (const id of ids)
    try {
      const one = await callSettleDue(app.db, storeId, { ...ask, limit: 1, only: id })
      sum.settled += one.settled
      sum.parked += one.parked
      sum.fen += one.fen
      sum.stale.push(...one.stale)
    } catch (error) {
      await putOffOne(app, storeId, { ids: [id], at: ask.at, error })
      sum.failed += 1
    }
  return sum
}

type OfOrder = EarningDeps & { readonly orderId: OrderId; readonly at: Date }

/** A refund was decided that these have not followed yet: they do now, whether or not its event has come. How many failed. */
async function followOrder(app: App, storeId: StoreId, { orderId, hears, at }: OfOrder): Promise<number> {
  try {
    await withTenant(app.db, storeId, (tx) => bringToTruth(tx, orderId, { hears, at }))
    return 0
  } catch (error) {
    return putOffStale(app, storeId, { orderId, at, error })
  }
}

/** They have followed every refund and say another sum than their line: somebody has to look, and nobody else waits for that. */
async function putOffStale(
  app: App,
  storeId: StoreId,
  { orderId, at, error }: Pick<OfOrder, 'orderId' | 'at'> & { readonly error?: unknown },
): Promise<number> {
  const ids = await withTenant(app.db, storeId, (tx) => listStaleOf(tx, orderId, at))
  const why = error ?? `${orderId}: an earning and its line differ in what was refunded`
  if (ids.length > 0) await putOffOne(app, storeId, { ids, at, error: why })
  return ids.length
}

async function putOffOne(
  app: App,
  storeId: StoreId,
  { ids, at, error }: { ids: readonly EarningId[]; at: Date; error: unknown },
): Promise<void> {
  app.log.error(
    { storeId, earnings: ids, err: String(error) },
    'an earning could not be released; it is put off',
  )
  await withTenant(app.db, storeId, (tx) => putOff(tx, ids, { at, minutesMax: PUT_OFF_MAX_MINUTES }))
}

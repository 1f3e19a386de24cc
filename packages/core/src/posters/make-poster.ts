import type { TenantTx } from '@mamapu/db'
import { DAY, newId } from '@mamapu/kernel'
import type { PosterAsk } from '@mamapu/plugin-sdk'
import { emit } from '../events/index.js'
import {
  countWaiting,
  findPosterByKey,
  insertPoster,
  readLook,
  setWaiting,
  touchPoster,
} from './poster.queries.js'
import type { Poster, PosterPlan } from './poster.types.js'
import { drawnContent, isToTryAgain, keyOfPlan, WAITING_OF_SHOP_MAX } from './poster-plan.js'

/** Too many of the shop wait; it may be asked for again in a minute. */
const BUSY = 'POSTER_BUSY'

export interface PluginAsk extends PosterAsk {
  readonly plugin: string
  readonly origin: string
  readonly at: Date
}

/**
 * The poster of this content, asked for once: a job draws it when this transaction has committed. The same content, shop
 * and size give the same poster. When too many of the shop wait it stands as failed and may be asked for again.
 */
export async function makePoster(tx: TenantTx, ask: PluginAsk): Promise<Poster> {
  const { plugin, size, at } = ask
  const { plan, key } = await planOf(tx, ask)
  const known = await findPosterByKey(tx, key)
  if (known) return askAgain(tx, known, at)
  const isBusy = (await countWaiting(tx, WAITING_OF_SHOP_MAX)) >= WAITING_OF_SHOP_MAX
  const id = newId('pst', at)
  if (!(await insertPoster(tx, { id, key, plan, plugin, failure: isBusy ? BUSY : null, at })))
    return (await findPosterByKey(tx, key)) as Poster
  if (!isBusy) await emit(tx, 'poster.asked', { posterId: id }, at)
  return { id, key, size, state: isBusy ? 'failed' : 'waiting', askedAt: at }
}

/** The poster of this content that the plugin had drawn; null when it had none. Writes nothing. */
export async function findKnown(tx: TenantTx, ask: PluginAsk): Promise<Poster | null> {
  return findPosterByKey(tx, (await planOf(tx, ask)).key)
}

async function planOf(tx: TenantTx, { plugin, template, size, content, origin }: PluginAsk) {
  const shop = { ...(await readLook(tx)), origin }
  const plan: PosterPlan = { template, size, content: drawnContent(content), shop }
  return { plan, key: keyOfPlan(plan, plugin) }
}

async function askAgain(tx: TenantTx, known: Poster, at: Date): Promise<Poster> {
  if (isToTryAgain(known, at)) {
    const { id } = known
    if (await setWaiting(tx, id, at)) await emit(tx, 'poster.asked', { posterId: id }, at)
    return { ...known, state: 'waiting' }
  }
  // Once a day is enough to know that it is wanted.
  if (at.getTime() - known.askedAt.getTime() >= DAY) await touchPoster(tx, known.id, at)
  return known
}

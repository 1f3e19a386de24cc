import { type TenantTx, withTenant } from '@mamapu/db'
import { DAY, HOUR, type Id, later, MINUTE, newId, OutsideError, type StoreId } from '@mamapu/kernel'
import type { App } from '../app.js'
import { type EventHandler, emit } from '../events/index.js'
import { insertStaffNotice } from '../notifications/index.js'
import { lockShipment, restartCompletion, tellBuyer } from '../orders/index.js'
import { originOfSlug } from '../stores/index.js'
import {
  areAllDelivered,
  endTrack,
  findTrack,
  insertEvents,
  insertTrack,
  listEvents,
  noteAsked,
  setTrackState,
  slugOf,
  type TrackRow,
} from './track.queries.js'
import { stateOf, tidyEvent } from './track.rules.js'
import type { TrackEvent, TrackingProviders, TrackNotice } from './track.types.js'

/** Job that subscribes one parcel, or asks about it when nothing was told for long. */
export const PURSUE_PARCEL = 'parcels.pursue'

/** Kept of one parcel at most, corrections of its number included. */
export const EVENTS_MAX = 100

const ASK_EVERY_MS = 6 * HOUR
const FOLLOW_DAYS = 45
const BACKOFF_MAX = 9

/** Whoever sends a parcel has it followed by the first provider there is; whoever takes it back ends that. */
export function parcelHandlers(providers: TrackingProviders): readonly EventHandler[] {
  const [first] = providers.keys()
  return [
    {
      name: 'parcels.follow',
      event: 'order.shipped',
      async handle(tx, { payload: { orderId, shipmentId } }, { at, enqueue }) {
        const held = await lockShipment(tx, shipmentId)
        if (!first || held?.shipment.kind !== 'parcel' || held.shipment.isVoided) return
        const { carrier, trackingNumber: number } = held.shipment
        await insertTrack(tx, { shipmentId, orderId, provider: first, carrier, number, at })
        enqueue(PURSUE_PARCEL, shipmentId, { storeId: tx.storeId, shipmentId })
      },
    } satisfies EventHandler<'order.shipped'> as EventHandler,
    {
      name: 'parcels.end',
      event: 'order.recalled',
      async handle(tx, { payload: { shipmentId } }, { at }) {
        await lockShipment(tx, shipmentId)
        await endTrack(tx, shipmentId, at)
      },
    } satisfies EventHandler<'order.recalled'> as EventHandler,
    {
      name: 'parcels.follow-corrected',
      event: 'parcel.corrected',
      async handle(tx, { payload: { orderId, shipmentId } }, { app, at, enqueue }) {
        const track = await findTrack(tx, shipmentId)
        const held = await lockShipment(tx, shipmentId)
        if (!held || held.shipment.isVoided) return
        if (track) enqueue(PURSUE_PARCEL, shipmentId, { storeId: tx.storeId, shipmentId })
        const { carrier, trackingNumber: tracking } = held.shipment
        const about = `${shipmentId}:${tracking}`
        await tellBuyer(tx, { app, orderId, at, template: 'order-shipped', about }, ({ number }) => ({
          number,
          carrier,
          tracking,
        }))
      },
    } satisfies EventHandler<'parcel.corrected'> as EventHandler,
    {
      name: 'parcels.tell',
      event: 'parcel.moved',
      async handle(tx, { payload: { orderId, shipmentId, state } }, { app, at }) {
        const track = await findTrack(tx, shipmentId)
        if (!track || track.state !== state || (state !== 'delivered' && state !== 'out_for_delivery')) return
        const about = `${shipmentId}:${track.number}`
        const template = state === 'delivered' ? 'parcel-delivered' : 'parcel-near'
        await tellBuyer(tx, { app, orderId, at, template, about }, ({ number }) => ({
          number,
          carrier: track.carrier,
          tracking: track.number,
        }))
      },
    } satisfies EventHandler<'parcel.moved'> as EventHandler,
  ]
}

/**
 * What was heard of a parcel, from a callback or an answer: each event once, in whatever order it comes. `unknown`: no such
 * parcel here; `other`: it has another number or was taken back by now, so nothing was written.
 */
export async function hearParcel(
  app: App,
  storeId: StoreId,
  notice: TrackNotice & { readonly provider: string },
): Promise<'heard' | 'other' | 'unknown'> {
  const at = app.clock.now()
  const result = await withTenant(app.db, storeId, async (tx) => {
    const held = await lockShipment(tx, notice.shipmentId)
    if (!held) return 'unknown'
    const track = await findTrack(tx, notice.shipmentId)
    const isSame = track?.provider === notice.provider && track.number === notice.number
    if (!track || !isSame || track.state === 'ended' || held.shipment.isVoided) return 'other'
    await record(tx, track, notice.events, at)
    return 'heard'
  })
  app.nudge(storeId)
  return result
}

/** Its order is held. Delivered whole, the order's last window begins; a parcel in trouble is told to staff. */
async function record(tx: TenantTx, track: TrackRow, events: readonly TrackEvent[], at: Date): Promise<void> {
  const { shipmentId, orderId } = track
  const tidy = events.flatMap((event) => tidyEvent(event, at) ?? [])
  if ((await insertEvents(tx, track, { events: tidy, most: EVENTS_MAX, at })) === 0) return
  const state = stateOf(await listEvents(tx, track))
  if (state === track.state) return
  await setTrackState(tx, shipmentId, { state, at })
  await emit(tx, 'parcel.moved', { orderId, shipmentId, state }, at)
  if (state === 'problem') await tellStaff(tx, track, at)
  // Nobody's order completes by itself while its parcel is stuck, or a day after it came late.
  if (state === 'problem' || (state === 'delivered' && (await areAllDelivered(tx, orderId))))
    await restartCompletion(tx, orderId, at)
}

async function tellStaff(tx: TenantTx, track: TrackRow, at: Date): Promise<void> {
  const { carrier, number, shipmentId } = track
  await insertStaffNotice(tx, {
    id: newId('msg', at),
    source: 'parcels',
    key: `problem:${shipmentId}:${number}`,
    words: {
      'zh-CN': `${carrier} ${number} 派送遇到问题，请联系快递或顾客`,
      en: `${carrier} ${number} cannot be delivered; please contact the carrier or the customer`,
    },
    isUrgent: true,
    createdAt: at,
  })
}

/** Subscribes a parcel, or asks about it when nothing was told for hours. Safe to run again; failing, it comes again later each time. */
export async function pursueParcel(
  app: App,
  providers: TrackingProviders,
  storeId: StoreId,
  shipmentId: Id<'shp'>,
): Promise<void> {
  const found = await withTenant(app.db, storeId, async (tx) => {
    const track = await findTrack(tx, shipmentId)
    return track && { track, slug: await slugOf(tx) }
  })
  const provider = found && providers.get(found.track.provider)
  if (!found || !provider || found.track.state === 'ended' || found.track.state === 'delivered') return
  const { track, slug } = found
  const at = app.clock.now()
  const handle = { storeId, shipmentId, carrier: track.carrier, number: track.number }
  const note = (asked: Parameters<typeof noteAsked>[2]) =>
    withTenant(app.db, storeId, (tx) => noteAsked(tx, track, asked))
  const isOld = at > later(track.createdAt, FOLLOW_DAYS * DAY)
  const nextTryAt = isOld ? null : later(at, ASK_EVERY_MS)
  try {
    if (!track.isSubscribed) {
      const notifyUrl = `${originOfSlug(app.hosts, slug)}/callbacks/parcels/${provider.id}`
      const outcome = await provider.subscribe({ ...handle, notifyUrl })
      const isSubscribed = outcome === 'subscribed'
      await note({ isSubscribed, attempts: 0, nextTryAt: isSubscribed ? nextTryAt : null })
      return
    }
    const events = await provider.query(handle)
    await hearParcel(app, storeId, { provider: provider.id, shipmentId, number: track.number, events })
    await note({ isSubscribed: true, attempts: 0, nextTryAt })
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    const wait = MINUTE * 2 ** Math.min(track.attempts, BACKOFF_MAX)
    await note({
      isSubscribed: track.isSubscribed,
      attempts: track.attempts + 1,
      nextTryAt: isOld ? null : later(at, wait),
    })
    app.log.warn({ storeId, shipmentId, code: error.code }, 'a parcel could not be asked about')
  }
}

import { type Clock, must } from '@mamapu/kernel'
import { type CallbackMode, openSignedPeer, type PeerWork, type SignedPeer } from './signed-peer.js'

export const TRACKING_STATES = ['registered', 'picked_up', 'in_transit', 'delivered', 'returned'] as const
export type TrackingState = (typeof TRACKING_STATES)[number]

interface Parcel {
  readonly key: string
  readonly trackingNumber: string
  readonly callbackUrl: string
  readonly events: { readonly state: TrackingState; readonly at: string }[]
}

/**
 * A carrier: `POST /parcels { key, callbackUrl }` registers a parcel and answers its tracking number, the same for the same
 * key; `POST /parcels/query { trackingNumber }` answers what has happened to it.
 */
export interface CarrierPeer extends SignedPeer {
  readonly parcels: ReadonlyMap<string, Parcel>
  /** Something happens to a parcel; the shop is told, as `how` says. Gives the statuses of its answers. */
  track(trackingNumber: string, state: TrackingState, how?: CallbackMode): Promise<readonly number[]>
}

export async function openCarrier(
  t: { teardown(work: () => unknown): void },
  clock: Clock,
): Promise<CarrierPeer> {
  const parcels = new Map<string, Parcel>()
  const register = (key: string, callbackUrl: string): Parcel => {
    const known = [...parcels.values()].find((parcel) => parcel.key === key)
    if (known) return known
    const trackingNumber = `MP${String(parcels.size + 1).padStart(10, '0')}`
    const events = [{ state: 'registered' as const, at: clock.now().toISOString() }]
    const parcel = { key, trackingNumber, callbackUrl, events }
    parcels.set(trackingNumber, parcel)
    return parcel
  }
  const work: PeerWork = (path, { key, callbackUrl, trackingNumber }) => {
    if (path === '/parcels') {
      if (typeof key !== 'string' || typeof callbackUrl !== 'string')
        return { status: 422, body: { code: 'INVALID' } }
      return { status: 200, body: { trackingNumber: register(key, callbackUrl).trackingNumber } }
    }
    if (path !== '/parcels/query') return null
    const parcel = parcels.get(String(trackingNumber))
    return parcel
      ? { status: 200, body: { trackingNumber, events: parcel.events } }
      : { status: 404, body: { code: 'UNKNOWN_PARCEL' } }
  }
  const peer = await openSignedPeer(t, clock, work)
  return Object.assign(peer, {
    parcels,
    async track(trackingNumber: string, state: TrackingState, how?: CallbackMode) {
      const parcel = must(parcels.get(trackingNumber), 'a parcel')
      const event = { state, at: clock.now().toISOString() }
      parcel.events.push(event)
      return peer.callBack(parcel.callbackUrl, { trackingNumber, ...event }, how)
    },
  })
}

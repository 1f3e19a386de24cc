import { parseId } from '@mamapu/kernel'
import {
  cashierKeys,
  isNotificationAuthentic,
  type SandboxOptions,
  sandboxCaller,
} from '../../payments/index.js'
import type { EventState, TrackEvent, TrackingProvider, TrackNotice } from '../track.types.js'

/** Talks to the sandbox carrier as to any provider: signed HTTP calls out, signed callbacks in. */
export function sandboxCarrier(options: SandboxOptions): TrackingProvider {
  const { publicKey } = cashierKeys(options.secret)
  const call = sandboxCaller(options, 'TRACKING_PROVIDER_DOWN')
  return {
    id: 'sandbox',
    async subscribe({ storeId, shipmentId, carrier, number, notifyUrl }) {
      await call(storeId, 'parcels', { merchantRef: shipmentId, carrier, number, notifyUrl })
      return 'subscribed'
    },
    async query({ storeId, shipmentId, number }) {
      const told = await call(storeId, 'parcels/query', { merchantRef: shipmentId, number })
      return readEvents(told.events) ?? []
    },
    readCallback({ headers, body }, at) {
      if (body.length > 8192 || !isNotificationAuthentic(publicKey, headers, body, at)) return null
      return readNotice(body)
    },
    pageOf: ({ storeId, shipmentId, number }) =>
      `${options.publicOrigin}/parcel/${storeId}/${shipmentId}?number=${encodeURIComponent(number)}`,
  }
}

function readNotice(body: Buffer): TrackNotice | null {
  try {
    const value = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const shipmentId = typeof value.merchantRef === 'string' ? parseId('shp', value.merchantRef) : null
    const events = readEvents(value.events)
    if (value.type !== 'parcel.moved' || !shipmentId || !events || typeof value.number !== 'string')
      return null
    return { shipmentId, number: value.number, events }
  } catch {
    return null
  }
}

const EVENTS_MAX = 100

function readEvents(value: unknown): TrackEvent[] | null {
  if (!Array.isArray(value) || value.length > EVENTS_MAX) return null
  return value.map((one: Record<string, unknown>) => ({
    eventId: String(one.id),
    state: one.state as EventState,
    place: String(one.place ?? ''),
    words: String(one.words ?? ''),
    at: new Date(String(one.at)),
  }))
}

import { type App, parcels } from '@mamapu/core'
import { type Id, must, type StoreId } from '@mamapu/kernel'

interface CarrierInProcess extends parcels.TrackingProvider {
  /** A parcel in the carrier's own books, with how much has happened to it. */
  find(
    storeId: StoreId,
    parcel: { readonly shipmentId: Id<'shp'>; readonly number: string },
  ): Promise<{ readonly id: string; readonly events: number }>
}

/** The sandbox carrier without the network: the same books, asked directly and at the app's own instant. It tells nobody by itself. */
export function carrierInProcess(app: App): CarrierInProcess {
  const refOf = ({ shipmentId, number }: { shipmentId: string; number: string }) => ({
    merchantRef: shipmentId,
    number,
  })
  return {
    id: 'sandbox',
    async subscribe({ storeId, carrier, notifyUrl, ...parcel }) {
      await parcels.carrier.accept(app, storeId, { ...refOf(parcel), carrier, notifyUrl })
      return 'subscribed'
    },
    async query({ storeId, ...parcel }) {
      const found = await parcels.carrier.findFor(app, storeId, refOf(parcel))
      return (found?.events ?? []).map(({ id, at, ...event }) => ({
        ...event,
        eventId: id,
        at: new Date(at),
      }))
    },
    readCallback: () => null,
    async find(storeId, parcel) {
      const found = must(await parcels.carrier.findFor(app, storeId, refOf(parcel)), 'a parcel it follows')
      return { id: found.id, events: found.events.length }
    },
  }
}

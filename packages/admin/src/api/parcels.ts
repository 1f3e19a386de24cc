import { call } from './client.js'
import { adminPath } from './store.js'

/** Where a parcel is by its carrier: `waiting` until that has said anything. */
export interface ParcelTrack {
  readonly shipmentId: string
  readonly state: 'waiting' | 'on_way' | 'out_for_delivery' | 'delivered' | 'problem'
  /** Where staff move a sandbox parcel on; null elsewhere. */
  readonly page: string | null
  /** The latest first. */
  readonly events: readonly {
    readonly state: string
    readonly place: string
    readonly words: string
    readonly at: string
  }[]
}

export async function listTracks(storeId: string, orderId: string): Promise<readonly ParcelTrack[]> {
  return (await call<{ parcels: ParcelTrack[] }>('GET', adminPath(storeId, `/orders/${orderId}/parcels`)))
    .parcels
}

interface ParcelName {
  readonly orderId: string
  readonly shipmentId: string
}

const pathOf = (storeId: string, { orderId, shipmentId }: ParcelName, rest: string) =>
  adminPath(storeId, `/orders/${orderId}/parcels/${shipmentId}/${rest}`)

export async function correctParcel(
  storeId: string,
  parcel: ParcelName,
  body: { readonly carrier: string; readonly trackingNumber: string },
): Promise<void> {
  await call('POST', pathOf(storeId, parcel, 'correct'), { body })
}

export async function voidParcel(storeId: string, parcel: ParcelName): Promise<void> {
  await call('POST', pathOf(storeId, parcel, 'void'), { body: {} })
}

export type Sheet = 'packing-slips' | 'labels' | 'receipts'

/** A page to print, opened in a tab of its own. */
export function sheetAddress(storeId: string, sheet: Sheet, orderIds: readonly string[]): string {
  return adminPath(storeId, `/print/${sheet}?orders=${orderIds.join(',')}`)
}

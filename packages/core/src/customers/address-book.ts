import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, newId } from '@mamapu/kernel'
import { hashDoor, normalizePhone, type StoreKeys, sealJson, unsealJson } from '../stores/index.js'
import {
  deleteAddress,
  insertAddress,
  listAddresses,
  lockCustomer,
  writeAddress,
} from './customer.queries.js'

/** Where a parcel goes. In the database only the region is readable; the rest is sealed. */
export interface Address {
  readonly name: string
  readonly phone: string
  /** Six digits of the administrative division. */
  readonly regionCode: string
  /** Province, city and district as written when it was saved. */
  readonly region: string
  readonly street: string
}

export interface SavedAddress extends Address {
  readonly id: Id<'adr'>
}

export const ADDRESSES_MAX = 20

export type SaveAddressResult =
  | { saved: true; address: SavedAddress }
  | { saved: false; reason: 'phone_malformed' | 'too_many_addresses' | 'address_not_found' }

/** The customer's addresses, last used first. */
export async function addressesOf(
  tx: TenantTx,
  keys: StoreKeys,
  customerId: CustomerId,
): Promise<SavedAddress[]> {
  const rows = await listAddresses(tx, customerId, ADDRESSES_MAX)
  return rows.map((row) => ({ ...unsealJson<Address>(keys, row.sealed), id: row.id }))
}

/** Adds an address, or writes over the one named; at most twenty each. */
export async function saveAddress(
  tx: TenantTx,
  keys: StoreKeys,
  input: { customerId: CustomerId; id: Id<'adr'> | null; address: Address; at: Date },
): Promise<SaveAddressResult> {
  const phone = normalizePhone(input.address.phone)
  if (!phone) return { saved: false, reason: 'phone_malformed' }
  const address: Address = { ...input.address, phone }
  const { customerId, at } = input
  const id = input.id ?? newId('adr', at)
  const row = {
    id,
    customerId,
    regionCode: address.regionCode,
    sealed: sealJson(keys, address),
    doorHash: hashDoor(keys, address),
    at,
  }
  if (input.id !== null) {
    if (!(await writeAddress(tx, row))) return { saved: false, reason: 'address_not_found' }
    return { saved: true, address: { ...address, id } }
  }
  await lockCustomer(tx, customerId)
  if ((await listAddresses(tx, customerId, ADDRESSES_MAX)).length >= ADDRESSES_MAX)
    return { saved: false, reason: 'too_many_addresses' }
  await insertAddress(tx, row)
  return { saved: true, address: { ...address, id } }
}

/** False when this customer has no such address. */
export function removeAddress(tx: TenantTx, customerId: CustomerId, id: Id<'adr'>): Promise<boolean> {
  return deleteAddress(tx, customerId, id)
}

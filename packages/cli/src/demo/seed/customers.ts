import { customers, fulfilment, type stores } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { type CustomerId, DAY, later, must } from '@mamapu/kernel'
import { type DemoCustomer, peopleOf } from '../people.js'
import type { Past } from './past.js'

/** No customer is older than the shop. */
export const SHOP_DAYS = 125

/** The shop's customers by their keys in the plan; each is made once, with the address parcels go to. */
export async function admitCustomers(
  past: Past,
  store: stores.StoreSnapshot,
  today: Date,
): Promise<ReadonlyMap<string, CustomerId>> {
  const people = peopleOf(store.slug)
  return withTenant(past.app.db, store.storeId, async (tx) => {
    const admitted = new Map<string, CustomerId>()
    for (const person of people) {
      const at = later(today, -Math.min(person.sinceDaysAgo, SHOP_DAYS - 1) * DAY)
      admitted.set(person.key, await admit(tx, store.keys, person, at))
    }
    return admitted
  })
}

async function admit(
  tx: TenantTx,
  keys: stores.StoreKeys,
  { name, nickname, phone, address }: DemoCustomer,
  at: Date,
): Promise<CustomerId> {
  const customerId = must(await customers.admitCustomer(tx, keys, { phone, name: nickname, at }), phone)
  if ((await customers.addressesOf(tx, keys, customerId)).length > 0) return customerId
  const { regionCode, detail } = address
  const region = fulfilment.regionText(must(fulfilment.findRegion(regionCode), `no region ${regionCode}`))
  await customers.saveAddress(tx, keys, {
    customerId,
    id: null,
    address: { name, phone, regionCode, region, street: detail },
    at,
  })
  return customerId
}

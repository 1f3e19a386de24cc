import { events, type stores } from '@mamapu/core'
import type { CustomerId } from '@mamapu/kernel'
import type { DemoShop } from '../demo.types.js'
import { sharersOf } from './distributors.js'
import { equip } from './equip.js'
import type { Past } from './past.js'
import type { PictureShelf } from './picture-shelf.js'
import { openLinks } from './visits.js'
import { withdrawEarnings } from './withdrawals.js'

interface Sharing {
  readonly shop: DemoShop
  readonly customers: ReadonlyMap<string, CustomerId>
  readonly shelf: PictureShelf
  /** Midnight before the day the demo calls today. */
  readonly today: Date
}

/** What sharing brought those who sell until today: lessons and material, visits, and what they took out of their earnings. */
export async function liveSharing(
  past: Past,
  store: stores.StoreSnapshot,
  { shop, customers, shelf, today }: Sharing,
): Promise<void> {
  const { sellers, friends } = sharersOf(shop, customers)
  if (sellers.length === 0) return
  await equip(past, store, { shop, shelf, sellers, today })
  await withdrawEarnings(past, store, { sellers, today })
  await openLinks(past, store, { sellers, friends, today })
  await events.deliverHere(past.app, past.handlers, store.storeId, (at) => past.clock.set(at))
}

import type { TenantTx } from '@mamapu/db'
import type { App } from '../app.js'
import { type StoreKeys, type StoreSnapshot, storeKeys } from '../stores/index.js'
import { findShop } from './shop.queries.js'

/** What deciding about an after-sale needs of its shop, beside the transaction. */
export interface Ground {
  readonly app: App
  readonly keys: StoreKeys
  /** Of the shop: whose day it is. */
  readonly zone: string
}

export const groundOf = (app: App, { keys, zone }: StoreSnapshot): Ground => ({ app, keys, zone })

/** The same for who has no snapshot at hand. */
export async function findGround(app: App, tx: TenantTx): Promise<Ground> {
  const { secret, zone } = await findShop(tx)
  return { app, keys: storeKeys(app.secret, secret), zone }
}

import { call } from './client.js'
import { adminPath } from './store.js'

/** A level customers can have; a higher rank is a better one. */
export interface Level {
  readonly level: string
  readonly rank: number
  readonly title: string
  readonly customers: number
}

export async function listLevels(storeId: string): Promise<readonly Level[]> {
  return (await call<{ items: Level[] }>('GET', adminPath(storeId, '/customer-levels'))).items
}

export async function listCustomerTags(
  storeId: string,
): Promise<readonly { tag: string; customers: number }[]> {
  const path = adminPath(storeId, '/customer-tags')
  return (await call<{ items: { tag: string; customers: number }[] }>('GET', path)).items
}

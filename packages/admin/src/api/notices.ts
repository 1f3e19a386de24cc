import { call } from './client.js'
import { adminPath } from './store.js'

/** What a mechanic tells the shop's staff. */
export interface Notice {
  readonly id: string
  /** The plugin that says it. */
  readonly source: string
  readonly text: string
  readonly isUrgent: boolean
  readonly at: string
}

export async function listNotices(storeId: string): Promise<readonly Notice[]> {
  return (await call<{ items: Notice[] }>('GET', adminPath(storeId, '/notices'))).items
}

export function seeNotice(storeId: string, id: string): Promise<null> {
  return call('POST', adminPath(storeId, `/notices/${id}/seen`))
}

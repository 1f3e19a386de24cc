import { call } from './client.js'
import { adminPath } from './store.js'

/** A page of a plugin that staff open on their phones, beside the console. */
export interface StaffPage {
  readonly plugin: string
  readonly name: string
  readonly title: string
}

export const listStaffPages = (storeId: string): Promise<{ readonly items: readonly StaffPage[] }> =>
  call('GET', adminPath(storeId, '/staff-pages'))

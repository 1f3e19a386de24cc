import { call } from './client.js'
import { adminPath } from './store.js'
import type { Paged } from './types.js'

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

export interface Customer {
  readonly id: string
  readonly name: string
  readonly level: string
  readonly levelTitle: string
  readonly levelRank: number
  readonly growth: number
  readonly points: number
  readonly tags: readonly string[]
  /** Has not paid for an order yet. */
  readonly isNew: boolean
  readonly birthday: string | null
  readonly ordersPaid: number
  readonly phoneMasked: string
  readonly createdAt: string
}

export interface CustomerQuery {
  readonly phone: string
  readonly level: string
  readonly tag: string
}

export function listCustomers(
  storeId: string,
  query: CustomerQuery,
  cursor: string | null,
): Promise<Paged<Customer>> {
  return call('GET', adminPath(storeId, '/customers'), { query: { ...query, cursor, limit: 30 } })
}

export function getCustomer(storeId: string, id: string): Promise<Customer> {
  return call('GET', adminPath(storeId, `/customers/${id}`))
}

export async function revealPhone(storeId: string, customerId: string): Promise<string> {
  const path = adminPath(storeId, `/customers/${customerId}/reveal`)
  return (await call<{ phone: string }>('POST', path)).phone
}

export function setTags(storeId: string, id: string, tags: readonly string[]): Promise<{ tags: string[] }> {
  return call('PUT', adminPath(storeId, `/customers/${id}/tags`), { body: { tags } })
}

/** How level and points of a customer changed, latest first. */
export interface CustomerHistory {
  readonly levels: readonly { from: string; to: string; reason: string; actor: string; at: string }[]
  /** Below zero when points went out. */
  readonly points: readonly { points: number; cause: string; at: string }[]
}

export function getHistory(storeId: string, id: string): Promise<CustomerHistory> {
  return call('GET', adminPath(storeId, `/customers/${id}/history`))
}

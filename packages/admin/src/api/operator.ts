import { call } from './client.js'
import type { Message } from './store.js'
import type { Paged } from './types.js'

const BASE = '/api/platform/v1/operator'

export interface LaneLine {
  readonly lane: 'events' | 'work' | 'bulk'
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly parked: number
}

/** A job that used up its tries. */
export interface ParkedJob {
  readonly key: string
  readonly job: string
  readonly id: string
  readonly storeId: string | null
  readonly reason: string
  readonly attempts: number
  readonly parkedAt: string
}

export interface Installation {
  readonly notes: readonly string[]
  readonly database: string
  readonly queue: {
    readonly backend: 'postgres' | 'redis'
    readonly isReachable: boolean
    readonly lanes: readonly LaneLine[]
    readonly parked: readonly ParkedJob[]
  }
}

export function getInstallation(): Promise<Installation> {
  return call('GET', `${BASE}/installation`)
}

export async function retryJob(key: string): Promise<void> {
  await call('POST', `${BASE}/jobs/${encodeURIComponent(key)}/retry`)
}

export interface ShopLine {
  readonly storeId: string
  readonly slug: string
  readonly name: string
  readonly origin: string
  readonly status: string
  readonly createdAt: string
}

export function listEveryShop(after: string | null): Promise<Paged<ShopLine>> {
  return call('GET', `${BASE}/stores`, { query: { after } })
}

export interface StatusChange {
  readonly status: 'active' | 'suspended'
  readonly reason: string
}

export async function changeStatus(storeId: string, body: StatusChange): Promise<void> {
  await call('PUT', `${BASE}/stores/${storeId}/status`, { body })
}

/** What this shop has sent, one-time codes readable; every look is noted by the server. */
export function listMessagesOf(storeId: string, after: string | null): Promise<Paged<Message>> {
  return call('GET', `${BASE}/stores/${storeId}/messages`, { query: { after } })
}

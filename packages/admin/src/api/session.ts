import { CallError, call, keepCsrf } from './client.js'
import type { Role } from './types.js'

export interface Me {
  readonly staffId: string
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
  readonly isOperator: boolean
  readonly csrf: string
}

export interface Shop {
  readonly storeId: string
  readonly slug: string
  readonly name: string
  readonly origin: string
  readonly status: string
  readonly role: Role
  readonly scopes: readonly string[]
  readonly publishedAt: string | null
  readonly createdAt: string
}

const BASE = '/api/platform/v1'

/** Who is signed in; null for nobody. */
export async function getMe(): Promise<Me | null> {
  try {
    const me = await call<Me>('GET', `${BASE}/me`)
    keepCsrf(me.csrf)
    return me
  } catch (error) {
    if (error instanceof CallError && error.status === 401) return null
    throw error
  }
}

interface SignedIn {
  readonly csrf: string
}

export async function signIn(body: { login: string; password: string }): Promise<void> {
  keepCsrf((await call<SignedIn>('POST', `${BASE}/sign-in`, { body })).csrf)
}

export async function signUp(body: { login: string; password: string; name: string }): Promise<void> {
  keepCsrf((await call<SignedIn>('POST', `${BASE}/sign-up`, { body })).csrf)
}

export async function signOut(): Promise<void> {
  await call('POST', `${BASE}/sign-out`)
  keepCsrf('')
}

export async function listShops(): Promise<readonly Shop[]> {
  return (await call<{ items: Shop[] }>('GET', `${BASE}/stores`)).items
}

export interface NewShop {
  readonly slug: string
  readonly name: string
  readonly locale: 'zh-CN' | 'en'
}

export function openShop(body: NewShop): Promise<{ storeId: string; slug: string; origin: string }> {
  return call('POST', `${BASE}/stores`, { body })
}

/** Whether a shop could have this address, and what it would look like. */
export interface AddressAnswer {
  readonly origin: string
  readonly isFree: boolean
  readonly code: string | null
}

export function askAddress(slug: string, signal?: AbortSignal): Promise<AddressAnswer> {
  return call('GET', `${BASE}/addresses/${encodeURIComponent(slug)}`, signal ? { signal } : {})
}

export function acceptInvite(body: { storeId: string; token: string }): Promise<{ storeId: string }> {
  return call('POST', `${BASE}/invites/accept`, { body })
}

export interface Device {
  readonly id: string
  readonly createdAt: string
  readonly seenAt: string
  readonly isCurrent: boolean
}

export async function listDevices(): Promise<readonly Device[]> {
  return (await call<{ items: Device[] }>('GET', `${BASE}/sessions`)).items
}

export async function endDevice(id: string): Promise<void> {
  await call('DELETE', `${BASE}/sessions/${id}`)
}

export async function changePassword(body: { current: string; wanted: string }): Promise<void> {
  await call('POST', `${BASE}/password`, { body })
}

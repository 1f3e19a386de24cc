import { call } from './client.js'
import type { Money, Paged, Role } from './types.js'

/** Where the admin API of one shop stands. */
export const adminPath = (storeId: string, path: string): string => `/api/admin/v1/stores/${storeId}${path}`

export interface Settings {
  readonly name: string
  readonly tagline: string
  readonly locale: 'zh-CN' | 'en'
  readonly themeId: string
  readonly brandColor: string
  readonly logoId: string | null
  readonly bannerId: string | null
  readonly announcement: string
  readonly story: string
  readonly contactPhone: string
  readonly address: string
  readonly publishedAt: string | null
  readonly unpaidMinutes: number
  readonly completeDays: number
  readonly payableFloor: Money
  readonly version: number
  readonly slug: string
  readonly origin: string
  /** Shows the shop before it opens, for a day. */
  readonly previewUrl: string
  readonly domains: readonly string[]
  readonly zone: string
  readonly currency: string
}

export type SettingsChange = {
  readonly version: number
  readonly published?: boolean
  readonly acknowledged?: readonly string[]
} & Partial<
  Pick<
    Settings,
    | 'name'
    | 'tagline'
    | 'locale'
    | 'brandColor'
    | 'logoId'
    | 'bannerId'
    | 'announcement'
    | 'story'
    | 'contactPhone'
    | 'address'
    | 'unpaidMinutes'
    | 'completeDays'
    | 'payableFloor'
  >
>

export function getSettings(storeId: string): Promise<Settings> {
  return call('GET', adminPath(storeId, '/settings'))
}

export function changeSettings(storeId: string, body: SettingsChange): Promise<Settings> {
  return call('PATCH', adminPath(storeId, '/settings'), { body })
}

export interface Member {
  readonly staffId: string
  readonly name: string
  readonly login: string
  readonly role: Role
  readonly joinedAt: string
}

export interface Invite {
  readonly id: string
  readonly login: string
  readonly role: Role
  readonly expiresAt: string
}

export interface Members {
  readonly items: readonly Member[]
  readonly invites: readonly Invite[]
}

export function listMembers(storeId: string): Promise<Members> {
  return call('GET', adminPath(storeId, '/members'))
}

export async function changeRole(storeId: string, staffId: string, role: Role): Promise<void> {
  await call('PUT', adminPath(storeId, `/members/${staffId}`), { body: { role } })
}

export async function removeMember(storeId: string, staffId: string): Promise<void> {
  await call('DELETE', adminPath(storeId, `/members/${staffId}`))
}

export function invite(storeId: string, body: { login: string; role: Role }): Promise<{ link: string }> {
  return call('POST', adminPath(storeId, '/invites'), { body })
}

export async function withdrawInvite(storeId: string, inviteId: string): Promise<void> {
  await call('DELETE', adminPath(storeId, `/invites/${inviteId}`))
}

export interface AuditEntry {
  readonly id: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
  readonly at: string
}

export function listAudit(storeId: string, cursor: string | null): Promise<Paged<AuditEntry>> {
  return call('GET', adminPath(storeId, '/audit'), { query: { cursor, limit: 30 } })
}

export interface Message {
  readonly id: string
  readonly channel: 'inbox' | 'log'
  readonly template: string
  readonly text: string
  readonly addressMasked: string
  readonly createdAt: string
}

export async function listMessages(storeId: string, cursor: string | null): Promise<Paged<Message>> {
  const path = adminPath(storeId, '/messages')
  const { items, nextCursor } = await call<{ items: Message[]; nextCursor: string | null }>('GET', path, {
    query: { cursor, limit: 30 },
  })
  return { items, next: nextCursor }
}

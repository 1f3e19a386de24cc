/** The one catalogue of what staff, API keys and plugins may do. A scope is `<domain>:<read|write>`. */
export const SCOPES = [
  'store:read',
  'store:write',
  'staff:read',
  'staff:write',
  'catalog:read',
  'catalog:write',
  'stock:write',
  'media:write',
  'orders:read',
  'orders:ship',
  'orders:refund',
  'customers:read',
  'customers:write',
  'customers:reveal',
  'plugins:read',
  'plugins:write',
  'marketing:read',
  'marketing:write',
  'messages:read',
  'audit:read',
  'payouts:read',
  'payouts:write',
  'payouts:approve',
] as const

export type Scope = (typeof SCOPES)[number]

export type Role = 'owner' | 'manager' | 'operator' | 'clerk'

const MANAGER: readonly Scope[] = SCOPES.filter((scope) => scope !== 'staff:write')
const OPERATOR: readonly Scope[] = [
  'store:read',
  'catalog:read',
  'catalog:write',
  'stock:write',
  'media:write',
  'orders:read',
  'orders:ship',
  'customers:read',
  'customers:write',
  'plugins:read',
  'marketing:read',
  'marketing:write',
  'messages:read',
]
const CLERK: readonly Scope[] = ['store:read', 'catalog:read', 'orders:read', 'orders:ship']

/** What each role may do; owners may do everything. */
export const ROLE_SCOPES: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  owner: new Set(SCOPES),
  manager: new Set(MANAGER),
  operator: new Set(OPERATOR),
  clerk: new Set(CLERK),
}

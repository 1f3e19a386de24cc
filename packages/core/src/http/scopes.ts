/** The one catalogue of what staff, API keys and plugins may do. A scope is `<domain>:<what>`. */
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
  'payments:read',
  'payments:write',
  'pickups:verify',
  'pickups:manage',
] as const

export type Scope = (typeof SCOPES)[number]

export type Role = 'owner' | 'manager' | 'operator' | 'clerk'

/** Who works here, and where the money comes in, is the owner's alone. */
const OWNERS: readonly Scope[] = ['staff:write', 'payments:write']
const MANAGER: readonly Scope[] = SCOPES.filter((scope) => !OWNERS.includes(scope))
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
  'pickups:verify',
]
const CLERK: readonly Scope[] = ['store:read', 'catalog:read', 'orders:read', 'orders:ship', 'pickups:verify']

/** What each role may do; owners may do everything. */
export const ROLE_SCOPES: Readonly<Record<Role, ReadonlySet<Scope>>> = {
  owner: new Set(SCOPES),
  manager: new Set(MANAGER),
  operator: new Set(OPERATOR),
  clerk: new Set(CLERK),
}

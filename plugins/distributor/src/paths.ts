/** Where the plugin's pages are. */
export const PATHS = {
  join: '/x/distributor/join',
  centre: '/x/distributor/centre',
  share: '/x/distributor/share',
  orders: '/x/distributor/orders',
  customers: '/x/distributor/customers',
  team: '/x/distributor/team',
  leave: '/x/distributor/leave',
  relation: '/x/distributor/relation',
} as const

/** The invitation of somebody by her code. */
export function inviteTarget(code: string): string {
  return `${PATHS.join}?code=${code}`
}

/** To sign in and come back. */
export function loginPath(next: string): string {
  return `/login?next=${encodeURIComponent(next)}`
}

import type { Hosts } from '../app.js'

/** Names under the shops' host that are never a shop. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set(
  (
    'www api admin app cashier console static assets cdn media mail smtp status help support docs blog account ' +
    'accounts login auth pay payment payments platform operator root test-cashier mamapu localhost ns1 ns2'
  ).split(' '),
)

export type Site =
  | { readonly kind: 'platform' }
  | { readonly kind: 'cashier' }
  /** A host that is a shop's, if there is such a shop. */
  | { readonly kind: 'shop'; readonly host: string }

export const SLUG_PATTERN = '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'
const SLUG = new RegExp(SLUG_PATTERN)

/** The host name in its one spelling (lower case, no port, no trailing dot), or null when it is none. */
export function normalizeHost(authority: string | undefined): string | null {
  if (!authority || authority.length > 260) return null
  const match = /^([a-z0-9.-]+?)\.?(?::\d{1,5})?$/i.exec(authority)
  const host = match?.[1]?.toLowerCase()
  return host && host.length <= 253 && host.split('.').every(isLabel) ? host : null
}

function isLabel(label: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label)
}

/** Says what a host name may be; whether such a shop exists is the directory's to know. Null: certainly nobody's. */
export function siteOf(hosts: Hosts, host: string): Site | null {
  const base = withoutPort(hosts.base)
  const shop = withoutPort(hosts.shop)
  if (host === base) return { kind: 'platform' }
  if (host === `cashier.${base}`) return { kind: 'cashier' }
  if (host === shop) return null
  if (host.endsWith(`.${shop}`)) {
    const slug = host.slice(0, -shop.length - 1)
    return SLUG.test(slug) && !RESERVED_SLUGS.has(slug) ? { kind: 'shop', host } : null
  }
  return host.includes('.') && !/^[\d.]+$/.test(host) ? { kind: 'shop', host } : null
}

/** The slug in a host of ours; null for a custom domain. */
export function slugOfHost(hosts: Hosts, host: string): string | null {
  const suffix = `.${withoutPort(hosts.shop)}`
  return host.endsWith(suffix) ? host.slice(0, -suffix.length) : null
}

export function hostOfSlug(hosts: Hosts, slug: string): string {
  return `${slug}.${withoutPort(hosts.shop)}`
}

/** Where a shop is reached, from the configuration and never from a request. */
export function originOfSlug(hosts: Hosts, slug: string): string {
  return `${hosts.protocol}://${slug}.${hosts.shop}`
}

function withoutPort(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase()
}

export type SlugObstacle = 'slug_malformed' | 'slug_reserved'

/** Why this cannot be a shop's address; null when it can. */
export function whyNotSlug(slug: string): SlugObstacle | null {
  if (!SLUG.test(slug) || slug.includes('--')) return 'slug_malformed'
  return RESERVED_SLUGS.has(slug) ? 'slug_reserved' : null
}

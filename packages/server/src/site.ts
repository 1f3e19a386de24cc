import type { IncomingMessage } from 'node:http'
import type { BlockList } from 'node:net'
import { filling, type Hosts, type http, stores } from '@mamapu/core'
import { LRUCache } from 'lru-cache'
import { isTrusted } from './trusted-proxies.js'

const NONE: http.RequestSite = Object.freeze({ kind: 'none', host: '' })
const HOSTS_MAX = 20_000

/** Tells which door a raw request came through; asked by the router and again by the hooks, worked out once. */
export class SiteFinder {
  readonly #hosts: Hosts
  readonly #proxies: BlockList | null
  readonly #known = new LRUCache<string, http.RequestSite>(filling(HOSTS_MAX))
  readonly #ofRequest = new WeakMap<object, http.RequestSite>()

  constructor(hosts: Hosts, proxies: BlockList | null) {
    this.#hosts = hosts
    this.#proxies = proxies
  }

  of(request: IncomingMessage): http.RequestSite {
    const before = this.#ofRequest.get(request)
    if (before) return before
    const authority = this.#authorityOf(request)
    const site = authority === undefined ? NONE : this.#siteOf(authority)
    this.#ofRequest.set(request, site)
    return site
  }

  /** The Host header; a trusted proxy's X-Forwarded-Host instead (its last value is the proxy's own). */
  #authorityOf(request: IncomingMessage): string | undefined {
    const forwarded = request.headers['x-forwarded-host']
    if (typeof forwarded === 'string' && isTrusted(this.#proxies, request.socket?.remoteAddress))
      return forwarded.split(',').at(-1)?.trim()
    return request.headers.host
  }

  #siteOf(authority: string): http.RequestSite {
    const known = this.#known.get(authority)
    if (known) return known
    const host = stores.normalizeHost(authority)
    const site = host === null ? null : stores.siteOf(this.#hosts, host)
    const found: http.RequestSite = host === null ? NONE : Object.freeze({ kind: site?.kind ?? 'none', host })
    if (authority.length <= 260) this.#known.set(authority, found)
    return found
  }
}

/** True when the request line and the headers name one host and it is said once: what proxies and caches agree on. */
export function isSoundRequest(request: IncomingMessage): boolean {
  const { rawHeaders, url = '' } = request
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  if (hosts !== 1) return false
  return url.startsWith('/') || isOwnAbsolute(url, request.headers.host ?? '')
}

function isOwnAbsolute(url: string, host: string): boolean {
  try {
    const target = new URL(url)
    const isHttp = target.protocol === 'http:' || target.protocol === 'https:'
    return isHttp && stores.normalizeHost(target.host) === stores.normalizeHost(host)
  } catch {
    return false
  }
}

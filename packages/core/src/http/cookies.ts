import type { Hosts } from '../app.js'

/** A cookie that only this host gets back, out of reach of scripts. */
export interface SessionCookie {
  readonly name: string
  readonly isSecure: boolean
}

/**
 * The session cookie's name for a host. `__Host-` (Secure, Path=/, no Domain) wherever the browser takes a Secure cookie:
 * on https and on localhost. On plain http elsewhere (a LAN name, for trying out) browsers refuse those, so the cookie
 * has a plain name there and is not Secure.
 */
export function sessionCookie(hosts: Hosts, host: string, kind: 'shop' | 'staff'): SessionCookie {
  const isSecure = hosts.protocol === 'https' || host === 'localhost' || host.endsWith('.localhost')
  return { name: isSecure ? `__Host-mamapu-${kind}` : `mamapu-${kind}`, isSecure }
}

/** The Set-Cookie line that gives the browser a token for so many seconds; zero takes it away. */
export function setCookieLine(cookie: SessionCookie, value: string, maxAgeSeconds: number): string {
  const secure = cookie.isSecure ? '; Secure' : ''
  return `${cookie.name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** The token in a Cookie header; null when there is none, it has another shape, or two of that name disagree. */
export function readToken(header: string | undefined, name: string): string | null {
  if (!header || header.length > 8192 || !header.includes(name)) return null
  let token: string | null = null
  for (const part of header.split(';')) {
    const pair = part.trim()
    if (!pair.startsWith(`${name}=`)) continue
    const value = pair.slice(name.length + 1)
    if (!TOKEN.test(value) || (token !== null && token !== value)) return null
    token = value
  }
  return token
}

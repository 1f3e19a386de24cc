import { randomBytes, timingSafeEqual } from 'node:crypto'
import { type App, stores } from '@mamapu/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** What an answer that is no page may do: nothing at all. */
const NO_PAGE =
  "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'"

/** The console is our own files; its component library writes styles at run time. */
export const CONSOLE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https: http:; " +
  "font-src 'self' data:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; " +
  "form-action 'self'; frame-ancestors 'none'"

/** A page runs what carries its nonce; its forms may go on to the cashier, where browsers follow redirects too. */
function pagePolicy(nonce: string, cashier: string): string {
  return (
    `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; " +
    `form-action 'self' ${cashier}; frame-ancestors 'none'`
  )
}

/** Other sites learn which shop somebody came from, never which page: providers of payments look at it. */
export const ORIGIN_ONLY = 'strict-origin-when-cross-origin'
/**
 * For a page whose address opens an order: other sites learn nothing. Not `no-referrer`, by which browsers say `Origin: null` for the
 * page's own forms, so that nobody could tell them from a stranger's.
 */
export const OWN_SITE_ONLY = 'same-origin'

/** Headers of every reply that does not bring its own, whatever it is. */
export function secureReplies(server: FastifyInstance, app: App): void {
  const cashier = `${app.hosts.protocol}://cashier.${app.hosts.base}`
  const isHttps = app.hosts.protocol === 'https'
  server.decorateReply('contentPolicy', null)
  server.decorateReply('pageNonce', null)
  server.decorateReply('nonce', function nonce(this: FastifyReply) {
    this.pageNonce ??= randomBytes(16).toString('base64url')
    return this.pageNonce
  })
  server.addHook('onSend', (_request, reply, payload, done) => {
    const { contentPolicy, pageNonce } = reply
    reply.header('x-content-type-options', 'nosniff')
    reply.header('cross-origin-opener-policy', 'same-origin')
    // A handler may have said its own: a page whose address opens an order, the cashier, which is a site of its own.
    if (!reply.hasHeader('referrer-policy')) reply.header('referrer-policy', ORIGIN_ONLY)
    if (!reply.hasHeader('content-security-policy'))
      reply.header(
        'content-security-policy',
        contentPolicy ?? (pageNonce === null ? NO_PAGE : pagePolicy(pageNonce, cashier)),
      )
    if (isHttps) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    done(null, payload)
  })
}

export type Origin = 'own' | 'foreign' | 'unknown'

/** Where a request was started from, by what the browser says and no page can forge. */
export function originOf(request: FastifyRequest): Origin {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'foreign'
  const { origin } = request.headers
  if (origin !== undefined && !isOwnOrigin(origin, request)) return 'foreign'
  return site === 'same-origin' || origin !== undefined ? 'own' : 'unknown'
}

/** Same host and, where no proxy may have changed it, same port. */
function isOwnOrigin(origin: string, request: FastifyRequest): boolean {
  const authority = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase()
  if (authority === undefined || stores.normalizeHost(authority) !== request.site.host) return false
  const isDirect = request.headers['x-forwarded-host'] === undefined
  return !isDirect || authority === request.headers.host?.toLowerCase()
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** True when a changing request may go on as far as its origin tells; `peer` routes carry a signature instead. */
export function isOriginSound(request: FastifyRequest): boolean {
  if (SAFE.has(request.method) || request.routeOptions.config.audience === 'peer') return true
  const origin = originOf(request)
  if (origin === 'foreign') return false
  if (origin === 'own') return true
  // A form without these headers can still prove itself by its token; the API and sign-in cannot.
  return !request.url.startsWith('/api/') && sessionCsrf(request) !== null
}

function sessionCsrf(request: FastifyRequest): string | null {
  return request.staff?.csrf ?? request.shopper?.csrf ?? null
}

/**
 * True when a changing request of a session carries the session's token: `x-csrf-token` for the API, the field `csrf`
 * for forms. A form without any (its page was kept from before the session) passes when the browser says that this very
 * origin sent it. A wrong token never passes.
 */
export function isTokenSound(request: FastifyRequest): boolean {
  if (SAFE.has(request.method) || request.routeOptions.config.audience === 'peer') return true
  const wanted = sessionCsrf(request)
  const given = takeToken(request)
  if (wanted === null) return true
  if (given !== null) return isSame(given, wanted)
  return !request.url.startsWith('/api/') && request.headers['sec-fetch-site'] === 'same-origin'
}

/** The token a request carries; the form's field goes, so that schemas need not name it. */
function takeToken(request: FastifyRequest): string | null {
  const header = request.headers['x-csrf-token']
  const body = request.body as { csrf?: unknown } | null | undefined
  let field: unknown
  if (body !== null && typeof body === 'object' && Object.hasOwn(body, 'csrf')) {
    field = body.csrf
    delete body.csrf
  }
  const token = header ?? field
  // An empty field is a page kept from before the session: no token, not a wrong one.
  return typeof token === 'string' && token !== '' && token.length <= 200 ? token : null
}

function isSame(given: string, wanted: string): boolean {
  const [one, two] = [Buffer.from(given), Buffer.from(wanted)]
  return one.length === two.length && timingSafeEqual(one, two)
}

import { type App, customers, http, staff, stores } from '@mamapu/core'
import { parseId, type StoreId } from '@mamapu/kernel'
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import type { Answer } from './problems.js'
import { isOriginSound, isTokenSound } from './security.js'
import { isSoundRequest, type SiteFinder } from './site.js'

interface Arrival {
  readonly app: App
  readonly directory: stores.StoreDirectory
  readonly sites: SiteFinder
  readonly answer: Answer
}

/**
 * What happens to every request before its handler: its instant, its shop, who sends it, whether they may. A request
 * that fails any of these reaches no handler, and its body is not read.
 */
export function receiveRequests(server: FastifyInstance, arrival: Arrival): void {
  for (const name of ['locale', 'storeId', 'store', 'staff', 'preview', 'shopper'] as const)
    server.decorateRequest(name, null as never)
  server.decorateRequest('at', null as never)
  server.decorateRequest('site', null as never)
  server.addHook('onRequest', (request, reply, done) => locate(arrival, { request, reply }, done))
  server.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.beforeSession) return void done()
    recognise(arrival, request, reply, done)
  })
  server.addHook('preValidation', (request, reply, done) => {
    const { beforeSession } = request.routeOptions.config
    if (!beforeSession) return void done()
    if (!beforeSession(request, reply)) recognise(arrival, request, reply, done)
  })
  server.addHook('preValidation', (request, reply, done) => {
    if (!isTokenSound(request)) return void refuse(arrival, request, reply, 'CSRF_FAILED')
    if (isUnkeepable(request)) return void refuse(arrival, request, reply, 'BAD_REQUEST')
    if (isUnforeseenBody(request)) return void refuse(arrival, request, reply, 'VALIDATION_FAILED')
    if (request.routeOptions.config.idempotent && http.idempotencyKeyOf(request) === null)
      return void refuse(arrival, request, reply, 'IDEMPOTENCY_KEY_REQUIRED')
    done()
  })
}

/** Finds out who sends the request, and whether they may. */
function recognise(
  arrival: Arrival,
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (!needsSession(request)) return void admit(arrival, request, reply, done)
  identify(arrival, request).then(
    () => admit(arrival, request, reply, done),
    (error: Error) => done(error),
  )
}

/** True when a text of it holds NUL, which nobody types and PostgreSQL keeps in none. Peers are read by their own rules. */
function isUnkeepable({ body, query, params, routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.audience !== 'peer' && [body, query, params].some(holdsNul)
}

/** Without recursion: a body may be nested as deeply as it is long. */
function holdsNul(value: unknown): boolean {
  const open = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'string') {
      if (one.includes('\0')) return true
    } else if (typeof one === 'object' && one !== null && !Buffer.isBuffer(one))
      for (const [name, inside] of Object.entries(one)) open.push(name, inside)
  }
  return false
}

/** True when an API route that describes no body is sent one that says something. */
function isUnforeseenBody(request: FastifyRequest): boolean {
  const { body, routeOptions } = request
  if (routeOptions.schema?.body !== undefined || !request.url.startsWith('/api/')) return false
  return typeof body === 'object' ? body !== null && Object.keys(body).length > 0 : body !== undefined
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Nobody's host: says so and nothing else, in any language. */
function nobodyHere(reply: FastifyReply): void {
  reply
    .code(404)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send('404 Not Found\n')
}

function locate(arrival: Arrival, { request, reply }: Exchange, done: HookHandlerDoneFunction): void {
  request.at = arrival.app.clock.now()
  request.site = arrival.sites.of(request.raw)
  if (!isSoundRequest(request.raw))
    return void reply.code(400).type('text/plain; charset=utf-8').send('400 Bad Request\n')
  if (
    request.routeOptions.config.anyHost ||
    request.site.kind === 'platform' ||
    request.site.kind === 'cashier'
  )
    return void done()
  if (request.site.kind === 'none') return void nobodyHere(reply)
  const known = arrival.directory.peekHost(request.site.host)
  if (known !== undefined) return void enter(arrival, { request, reply }, known, done)
  arrival.directory.byHost(request.site.host).then(
    (store) => enter(arrival, { request, reply }, store, done),
    (error: Error) => done(error),
  )
}

function enter(
  { answer }: Arrival,
  { request, reply }: Exchange,
  store: stores.StoreSnapshot | null,
  done: HookHandlerDoneFunction,
): void {
  if (!store) return void nobodyHere(reply)
  request.store = store
  request.storeId = store.storeId
  request.locale = store.settings.locale
  // Money that is on its way still arrives: providers are heard.
  if (store.status === 'suspended' && request.routeOptions.config.audience !== 'peer') {
    const problem = http.problemOf(stores.STORE_ERRORS, 'STORE_SUSPENDED', http.localeOf(request))
    return void answer(request, reply, problem)
  }
  const look = stores.previewOf(store, request.headers.cookie, request.at)?.look ?? null
  request.preview = look
  if (look && !mayBePreviewed(request))
    return void answer(
      request,
      reply,
      http.problemOf(http.HTTP_ERRORS, 'PREVIEW_ONLY', http.localeOf(request)),
    )
  done()
}

/** In a preview only what is made for it is there, and what is no shopper's: pictures, styles, the way out. */
function mayBePreviewed({ method, routeOptions }: FastifyRequest): boolean {
  const { inPreview, audience } = routeOptions.config
  if (method !== 'GET' && method !== 'HEAD') return false
  return inPreview === true || audience !== 'shopper'
}

function needsSession(request: FastifyRequest): boolean {
  const { audience } = request.routeOptions.config
  return (
    (audience === 'shopper' || audience === 'staff' || audience === 'operator') &&
    request.headers.cookie !== undefined
  )
}

async function identify({ app, directory }: Arrival, request: FastifyRequest): Promise<void> {
  const { site, at } = request
  const kind = site.kind === 'shop' ? 'shop' : 'staff'
  const cookie = http.sessionCookie(app.hosts, site.host, kind)
  const token = http.readToken(request.headers.cookie, cookie.name)
  if (token === null) return
  if (request.store) {
    request.shopper = await customers.shopperOf(app.db, request.store, { token, at })
    return
  }
  const storeId = namedStore(request)
  request.staff = await staff.principalOf(app.db, token, { storeId, at })
  if (storeId !== null && request.staff?.role) {
    request.store = await directory.byId(storeId)
    request.storeId = storeId
    request.locale = request.store?.settings.locale
  }
}

/** The store in the path of an admin route. */
function namedStore(request: FastifyRequest): StoreId | null {
  const { storeId } = (request.params ?? {}) as { storeId?: unknown }
  return typeof storeId === 'string' ? parseId('sto', storeId) : null
}

type Refusal =
  | 'SIGN_IN_REQUIRED'
  | 'NOT_FOUND'
  | 'FORBIDDEN'
  | 'CSRF_FAILED'
  | 'BAD_REQUEST'
  | 'VALIDATION_FAILED'
  | 'IDEMPOTENCY_KEY_REQUIRED'

/** Why the route is closed to whoever asks; null when it is open. */
function whyClosed(request: FastifyRequest): Refusal | null {
  const { audience, scope } = request.routeOptions.config
  if (audience !== 'staff' && audience !== 'operator') return null
  if (!request.staff) return 'SIGN_IN_REQUIRED'
  if (audience === 'operator') return request.staff.isOperator ? null : 'NOT_FOUND'
  if ((request.routeOptions.url ?? '').includes('/:storeId') && !request.staff.role) return 'NOT_FOUND'
  return scope === undefined || request.staff.scopes.has(scope) ? null : 'FORBIDDEN'
}

function admit(
  arrival: Arrival,
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const closed = whyClosed(request) ?? (isOriginSound(request) ? null : 'CSRF_FAILED')
  if (closed !== null) return void refuse(arrival, request, reply, closed)
  // An operator who is a member too must get in, or nobody could put the shop back.
  const isOperating = request.routeOptions.config.audience === 'operator'
  if (!isOperating && request.staff?.role && request.store?.status === 'suspended') {
    const problem = http.problemOf(stores.STORE_ERRORS, 'STORE_SUSPENDED', http.localeOf(request))
    return void arrival.answer(request, reply, problem)
  }
  if (request.staff || request.shopper) reply.header('cache-control', 'no-store')
  done()
}

function refuse({ app, answer }: Arrival, request: FastifyRequest, reply: FastifyReply, code: Refusal): void {
  if (code === 'FORBIDDEN' || code === 'CSRF_FAILED')
    app.log.warn(
      {
        code,
        route: request.routeOptions.url,
        tenant: request.storeId,
        actor: request.staff?.staffId,
        reqId: request.id,
      },
      'a request was refused',
    )
  void answer(request, reply, http.problemOf(http.HTTP_ERRORS, code, http.localeOf(request)))
}

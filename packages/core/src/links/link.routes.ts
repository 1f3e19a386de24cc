import { DAY, must } from '@mamapu/kernel'
import { FOLLOW_PATH, linkTo } from '@mamapu/plugin-sdk'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import QRCode from 'qrcode'
import type { App } from '../app.js'
import { ensureShopper } from '../customers/index.js'
import type { HandlerRegistry } from '../events/index.js'
import { HTTP_ERRORS, RateLimiter, refuse, safeNext } from '../http/index.js'
import type { StoreSnapshot } from '../stores/index.js'
import { findLink, type Link } from './link.queries.js'
import { isNobody } from './link.rules.js'
import { readCode, readTarget, sharedPage } from './link-address.js'
import { noteAnswer, noteVisit, tellNow } from './open-link.js'
import { visitorOf } from './visitor.js'

const MINUTE_MS = 60_000
/** Openings of one address that count; above it they lead on and count nothing. */
const OPENINGS = { max: 60, windowMs: MINUTE_MS }
/** Codes one address may get wrong; above it everything leads to the front page, right or wrong. */
const MISSES = { max: 30, windowMs: MINUTE_MS }
/** QR codes one address may have drawn: each is work of some milliseconds. A browser keeps its own for a day. */
const CODES = { max: 60, windowMs: MINUTE_MS }
const QR_AGE_SECONDS = DAY / 1000
const QR_PIXELS = 600
const NAME = /^(?<code>[0-9A-Za-z]{8})(?<kind>\.svg|\.png)?$/

export interface LinkDeps {
  /** Who hears of visits before the visitor is led on. */
  readonly handlers: HandlerRegistry
  /** Whether a mechanic is on in this shop. */
  isOn(store: StoreSnapshot, plugin: string, at: Date): Promise<boolean>
}

/**
 * `/s/<code>`: keeps the visit and leads on to a page of this shop; with a page's path behind it, to that page, and with another link
 * behind it, to what that one shares. Its QR code is at
 * `/s/<code>.svg` and `.png`. A link whose mechanic is off or whose owner left leads on and nothing else.
 */
export function linkRoutes(app: App, deps: LinkDeps): FastifyPluginAsync {
  const limiter = new RateLimiter()
  const find = async (request: FastifyRequest, code: string): Promise<Link | 'unlooked' | null> => {
    const store = storeOf(request)
    const key = `miss:${store.storeId}:${request.ip}`
    if (limiter.take(key, MISSES, request.at) > 0) return 'unlooked'
    const link = await findLink(app.db, store.storeId, code)
    if (link) limiter.giveBack(key)
    return link
  }
  const isCounted = async (request: FastifyRequest, link: Link): Promise<boolean> => {
    const store = storeOf(request)
    if (request.method !== 'GET' || request.preview || isNobody(request.headers)) return false
    if (!link.counts || store.settings.publishedAt === null) return false
    if (request.shopper?.customerId === link.owner) return false
    if (limiter.take(`open:${store.storeId}:${request.ip}`, OPENINGS, request.at) > 0) return false
    return deps.isOn(store, link.plugin, request.at)
  }
  const open = async (request: FastifyRequest, reply: FastifyReply, link: Link) => {
    const shared = await sharedPage(request.url, async (code) => {
      const inner = code === link.code ? link : await find(request, code)
      return inner === 'unlooked' ? null : (inner?.target ?? null)
    })
    const target = shared ?? readTarget(link.target) ?? '/'
    if (await isCounted(request, link)) await count(app, deps, { request, reply, link, target })
    return reply.header('cache-control', 'no-store').redirect(target, 302)
  }
  return async (server) => {
    const options = { schema: {}, config: { audience: 'shopper' as const, inPreview: true } }
    const lead = async (request: FastifyRequest, reply: FastifyReply) => {
      const { code: typed = '', kind } = NAME.exec((request.params as { link: string }).link)?.groups ?? {}
      const code = readCode(typed)
      const link = code && (await find(request, code))
      if (link === 'unlooked') return reply.header('cache-control', 'no-store').redirect('/', 302)
      if (!link) return reply.callNotFound()
      if (!kind) return open(request, reply, link)
      const wait = limiter.take(`qr:${storeOf(request).storeId}:${request.ip}`, CODES, request.at)
      if (wait > 0)
        return refuse(request, reply.header('retry-after', String(wait)), HTTP_ERRORS, 'TOO_MANY_REQUESTS', {
          data: { waitSeconds: wait },
        })
      return sendQr(reply, kind, addressOf(request, link))
    }
    server.get('/s/:link', options, lead)
    server.get('/s/:link/*', options, lead)
    server.post(
      FOLLOW_PATH,
      { schema: { hide: true } as object, config: { audience: 'shopper' } },
      async (request, reply) => {
        const { answer: said, ask, next } = (request.body ?? {}) as Record<string, unknown>
        const { shopper, at } = request
        const visitor = visitorOf(shopper, at)
        // A page may be older than the link that brought her since: a yes is said of whom she was asked about.
        const seenBy = said === 'yes' && ask === visitor?.ask ? visitor?.cameBy : null
        if (shopper && (seenBy || said === 'no')) {
          const store = storeOf(request)
          const told = await noteAnswer(app, store, { shopper, seenBy: seenBy ?? null, at })
          if (told) await tellNow(app, deps.handlers, store, told)
        }
        return reply.redirect(safeNext(next, '/'), 303)
      },
    )
  }
}

/** What a QR code of a link holds: the whole address, leading to the page that `?to=` names. */
function addressOf(request: FastifyRequest, { code }: Link): string {
  const path = `/s/${code}`
  const link = { path, url: `${storeOf(request).origin}${path}` }
  return linkTo(link, readTarget((request.query as { to?: unknown }).to) ?? '/').url
}

const storeOf = (request: FastifyRequest) => must(request.store, 'links exist on shop hosts only')

/** A visitor is never kept waiting by what goes wrong here: the link leads on all the same. */
async function count(
  app: App,
  deps: LinkDeps,
  opening: { request: FastifyRequest; reply: FastifyReply; link: Link; target: string },
): Promise<void> {
  const { request, reply, link, target } = opening
  const store = storeOf(request)
  const { ip, at } = request
  const browser = request.shopper ? null : `${ip} ${request.headers['user-agent'] ?? ''}`
  try {
    const shopper = await ensureShopper(app, request, reply)
    const told = await noteVisit(app, store, { link, target, shopper, browser, at })
    if (told) await tellNow(app, deps.handlers, store, told)
  } catch (error) {
    app.log.warn({ storeId: store.storeId, err: String(error) }, 'a visit could not be kept')
  }
}

async function sendQr(reply: FastifyReply, kind: string, url: string): Promise<FastifyReply> {
  reply.header('cache-control', `public, max-age=${QR_AGE_SECONDS}`)
  const look = { margin: 2, errorCorrectionLevel: 'M' } as const
  return kind === '.svg'
    ? reply.type('image/svg+xml').send(await QRCode.toString(url, { ...look, type: 'svg' }))
    : reply.type('image/png').send(await QRCode.toBuffer(url, { ...look, width: QR_PIXELS }))
}

import { stores } from '@mamapu/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { layoutOf } from './layout.js'
import { enterPreview } from './preview.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const COOKIE = 'mamapu-preview'
const HOUR_SECONDS = 3600

/** True when this visitor may walk about: the shop is open, or staff gave them a look before that. */
export function isOpenFor(request: FastifyRequest): boolean {
  const store = storeOf(request)
  if (store.settings.publishedAt !== null) return true
  return stores.previewOf(store, request.headers.cookie, request.at) !== null
}

/** A shop that is being prepared shows that and nothing else; orders placed before it closed stay within reach. */
export function keepClosed(storefront: Storefront, server: FastifyInstance): void {
  server.addHook('preHandler', async (request, reply) => {
    const path = request.routeOptions.url ?? ''
    const isAlwaysThere = /^\/(?:o|pay|theme|preview|language|robots\.txt)(?:\/|$)/.test(path)
    if (!isAlwaysThere && !isOpenFor(request)) return preparing(storefront, request, reply)
    if (request.routeOptions.config.inPreview) await enterPreview(storefront, request, reply)
  })
  server.get('/preview/leave', { schema: {}, config: { audience: 'public' } }, async (_request, reply) => {
    reply.header('set-cookie', `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`)
    return reply.header('cache-control', 'no-store').redirect('/', 303)
  })
  // A token is longer than a parameter of an address may be.
  server.get('/preview/*', { schema: {}, config: { audience: 'public' } }, async (request, reply) => {
    const { '*': token } = request.params as { '*': string }
    const preview = stores.readPreview(storeOf(request), token, request.at)
    if (!preview) return reply.callNotFound()
    const seconds = Math.floor((preview.expiresAt.getTime() - request.at.getTime()) / 1000)
    reply.header('set-cookie', `${COOKIE}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax`)
    return reply.header('cache-control', 'no-store').redirect('/', 303)
  })
}

async function preparing(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const locale = pageLocale(request)
  const layout = await layoutOf(storefront, storeOf(request), { locale, path: '/', tab: null, noindex: true })
  const message =
    locale === 'en'
      ? 'This shop is being prepared and will open soon.'
      : '店铺正在准备中，很快就开张，过两天再来看看。'
  return sendOwn(storefront, request, reply.header('retry-after', String(HOUR_SECONDS)), {
    page: 'error',
    locale,
    status: 503,
    model: {
      layout: { ...layout, categories: [] },
      status: 503,
      message,
      requestId: null,
      backUrl: null,
      retryUrl: null,
      suggestions: [],
    },
  })
}

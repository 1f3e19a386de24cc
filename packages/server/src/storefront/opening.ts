import { stores } from '@mamapu/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { layoutOf } from './layout.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const COOKIE = /(?:^|;\s*)mamapu-preview=([A-Za-z0-9_.-]{1,60})(?:;|$)/
const HOUR_SECONDS = 3600

/** True when this visitor may walk about: the shop is open, or staff gave them a look before that. */
export function isOpenFor(request: FastifyRequest): boolean {
  const store = storeOf(request)
  if (store.settings.publishedAt !== null) return true
  const token = COOKIE.exec(request.headers.cookie ?? '')?.[1]
  return token !== undefined && stores.isPreviewToken(store.keys, token, request.at)
}

/** A shop that is being prepared shows that and nothing else; orders placed before it closed stay within reach. */
export function keepClosed(storefront: Storefront, server: FastifyInstance): void {
  server.addHook('preHandler', async (request, reply) => {
    const path = request.routeOptions.url ?? ''
    const isAlwaysThere = /^\/(?:o|pay|theme|preview|language|robots\.txt)(?:\/|$)/.test(path)
    if (isAlwaysThere || isOpenFor(request)) return
    return preparing(storefront, request, reply)
  })
  server.get('/preview/:token', { schema: {}, config: { audience: 'public' } }, async (request, reply) => {
    const { token } = request.params as { token: string }
    if (!stores.isPreviewToken(storeOf(request).keys, token, request.at)) return reply.callNotFound()
    reply.header(
      'set-cookie',
      `mamapu-preview=${token}; Path=/; Max-Age=${24 * HOUR_SECONDS}; HttpOnly; SameSite=Lax`,
    )
    return reply.redirect('/', 303)
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
      : '店铺正在准备中,很快就开张,过两天再来看看。'
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

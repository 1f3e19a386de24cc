import { catalog, type http, media } from '@mamapu/core'
import { type ErrorPage, safeHtml } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import QRCode from 'qrcode'
import { plainPage } from '../problems.js'
import { cardsOf } from './cards.js'
import { layoutOf } from './layout.js'
import { plainLook } from './look.js'
import { pageLocale, sendOwn } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const YEAR_SECONDS = 31_536_000

/** The share sheet with its QR code, and the themes' files. */
export function otherPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/share', { schema: {}, config: { audience: 'shopper' } }, (request, reply) =>
      share(storefront, request, reply),
    )

    server.get('/theme/*', { schema: {}, config: { audience: 'public' } }, async (request, reply) => {
      const path = (request.params as { '*': string })['*']
      for (const theme of storefront.themes.values()) {
        const asset = theme.assets.get(path)
        if (asset)
          return reply
            .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
            .type(asset.type)
            .send(asset.bytes)
      }
      return reply.callNotFound()
    })

    server.get('/robots.txt', { schema: {}, config: { audience: 'public' } }, async (request, reply) => {
      const isPublished = storeOf(request).settings.publishedAt !== null
      return reply
        .type('text/plain')
        .send(
          `User-agent: *\n${isPublished ? 'Disallow: /cart\nDisallow: /checkout\nDisallow: /prepare\nDisallow: /o/\nDisallow: /pay/\n' : 'Disallow: /\n'}`,
        )
    })
  }
}

async function share(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const { path } = request.query as { path?: unknown }
  const backUrl = typeof path === 'string' && /^\/(?:p|c)\/[a-z0-9-]{1,140}$/.test(path) ? path : '/'
  const slug = backUrl.startsWith('/p/') ? backUrl.slice(3) : null
  const found = slug
    ? await catalog.findStorefrontProduct(storefront.app.db, store.storeId, slug, request.at)
    : null
  const [first] = found?.pictures ?? []
  const url = `${store.origin}${backUrl}`
  const svg = await QRCode.toString(url, { type: 'svg', margin: 1, errorCorrectionLevel: 'M' })
  const title = (locale === 'en' && found?.titleEn) || found?.title || store.settings.name
  return sendOwn(storefront, request, reply, {
    page: 'share',
    locale,
    model: {
      layout: await layoutOf(storefront, store, {
        locale,
        path: '/share',
        tab: null,
        title: locale === 'en' ? 'Share' : '分享',
        noindex: true,
      }),
      url,
      backUrl,
      title,
      picture: first ? media.pictureOf(first) : null,
      priceFen: found?.minFen ?? null,
      qr: safeHtml(svg),
      onlyThisMachine: /(?:^|\.)localhost(?::\d+)?$/.test(new URL(url).host),
    },
  })
}

const SHOWN = [403, 404, 410, 422, 429, 500, 503] as const

/** A problem in the shop's own clothes; on any other host, or when even that fails, the plain page. */
export function problemPage(storefront: Storefront) {
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    problem: http.Problem,
  ): Promise<FastifyReply> => {
    if (!request.store || problem.status >= 500) return plainPage(request, reply, problem)
    try {
      return await themedProblem(storefront, request, reply, problem)
    } catch (error) {
      storefront.app.log.warn(
        { storeId: request.storeId, err: String(error) },
        'a problem page could not be shown',
      )
      return plainPage(request, reply, problem)
    }
  }
}

async function themedProblem(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: http.Problem,
): Promise<FastifyReply> {
  const store = storeOf(request)
  const locale = pageLocale(request)
  const status: ErrorPage['status'] = SHOWN.find((one) => one === problem.status) ?? 422
  const shelf = await catalog.readStorefrontHome(storefront.app.db, store.storeId, {
    limit: 4,
    sections: 0,
    at: request.at,
  })
  const look = plainLook(request.at)
  const suggestions = await cardsOf(storefront, store, shelf.newest, { look, locale })
  return sendOwn(storefront, request, reply, {
    page: 'error',
    locale,
    status: problem.status,
    model: {
      layout: await layoutOf(storefront, store, {
        locale,
        path: '/',
        tab: null,
        title: problem.title,
        noindex: true,
      }),
      status,
      message: status === problem.status ? null : problem.title,
      requestId: request.id,
      backUrl: '/',
      retryUrl: null,
      suggestions: suggestions.cards,
    },
  })
}

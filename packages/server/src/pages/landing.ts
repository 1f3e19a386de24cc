import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type App, http, media, stores } from '@mamapu/core'
import type { Id, Locale, StoreId } from '@mamapu/kernel'
import { Type } from 'typebox'
import { render } from './html.js'
import { type LandingAccount, type LandingPicture, type LandingShop, landingPage } from './landing-page.js'

/** What the front page may tell of the demo. */
export interface LandingDemo {
  readonly storeIds: readonly StoreId[]
  readonly accounts: readonly LandingAccount[]
}

export interface LandingOptions {
  readonly directory: stores.StoreDirectory
  /** Null where there is no demo: then the page shows neither shops nor accounts. */
  readonly findDemo: () => Promise<LandingDemo | null>
}

/** How long one look at the demo serves every visitor. */
const KNOWN_MS = 5000

interface Known extends Pick<LandingDemo, 'accounts'> {
  readonly shops: readonly LandingShop[]
}

/** The platform's front page: what this is, where to begin, the demo shops and how to sign in to them. */
export function landingPages(app: App, { directory, findDemo }: LandingOptions): FastifyPluginAsyncTypebox {
  let known: Promise<Known> | null = null
  let until = 0

  async function look(): Promise<Known> {
    const demo = await findDemo()
    const shops = await Promise.all((demo?.storeIds ?? []).map((id) => shopOf(app, directory, id)))
    return { shops: shops.filter((shop) => shop !== null), accounts: demo?.accounts ?? [] }
  }

  return async (server) => {
    server.get(
      '/',
      {
        schema: { querystring: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 20 })) }) },
        config: { audience: 'public' },
      },
      async (request, reply) => {
        const at = request.at.getTime()
        if (known === null || at >= until) {
          until = at + KNOWN_MS
          known = look()
          known.catch(() => {
            known = null
          })
        }
        const { shops, accounts } = await known
        const nonce = reply.nonce()
        // The pictures are the shops' own, each on its shop's host.
        const pictures = [...new Set(shops.map(({ origin }) => origin))].join(' ')
        reply.contentPolicy =
          `default-src 'none'; style-src 'nonce-${nonce}'; img-src data: ${pictures}; ` +
          "base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'"
        const locale = localeAsked(request.query.lang) ?? http.localeOf(request)
        return reply
          .type('text/html; charset=utf-8')
          .header('cache-control', 'no-cache')
          .header('vary', 'accept-language')
          .send(render(landingPage({ locale, nonce, shops, accounts })))
      },
    )
  }
}

function localeAsked(lang: string | undefined): Locale | null {
  if (lang === undefined) return null
  return /^en\b/i.test(lang) ? 'en' : /^zh\b/i.test(lang) ? 'zh-CN' : null
}

/** An open, published shop as its card shows it; null for every other. */
async function shopOf(
  app: App,
  directory: stores.StoreDirectory,
  storeId: StoreId,
): Promise<LandingShop | null> {
  const store = await directory.byId(storeId)
  if (store?.status !== 'active' || store.settings.publishedAt === null) return null
  const { name, tagline, locale, bannerId, logoId } = store.settings
  const origin = stores.originOfSlug(app.hosts, store.slug)
  const ids = [bannerId, logoId].filter((id) => id !== null)
  const pictures = await media.findPictures(app.db, storeId, ids)
  const pictureOf = (id: Id<'med'> | null): LandingPicture | null => {
    const row = id === null ? undefined : pictures.get(id)
    return row ? onHost(origin, media.pictureOf(row)) : null
  }
  return { origin, name, tagline, locale, banner: pictureOf(bannerId), logo: pictureOf(logoId) }
}

function onHost(origin: string, { url, width, height, sources }: media.PictureView): LandingPicture {
  const srcset = sources.map((source) => `${origin}${source.url} ${source.width}w`).join(', ')
  return { src: `${origin}${url}`, srcset, width, height }
}

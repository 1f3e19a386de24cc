import type { Locale, ProductId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import type { PageModels, PageName } from '@mamapu/theme-engine'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { countLook } from './count-looks.js'
import { followNote, noteLook } from './follow.js'
import { earliest } from './instants.js'
import { type Look, lookOf } from './look.js'
import { noticeOf } from './notices.js'
import type { CachedPage } from './page-cache.js'
import { previewBar } from './preview-bar.js'
import { pluginsOf } from './prices.js'
import { type Storefront, storeOf, themeOf } from './storefront.js'

export { pageLocale } from './page-locale.js'

export interface MadePage<P extends PageName> {
  readonly model: PageModels[P]
  readonly status?: number
  readonly endsAt?: Date | null
  readonly campaigns?: readonly CampaignId[]
  /** The product it is the page of. */
  readonly productId?: ProductId
}

/** A page that is the same for everyone of one price audience: from the cache when it is there, its gaps filled for this visitor. */
export async function sendCached<P extends PageName>(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  make: { page: P; path: string; locale: Locale; model: (look: Look) => Promise<MadePage<P> | null> },
): Promise<FastifyReply> {
  const store = storeOf(request)
  const look = await lookOf(storefront, request)
  const notice = noticeOf(storefront, request, make.locale)
  const key = {
    storeId: store.storeId,
    configVersion: store.configVersion,
    locale: make.locale,
    audience: look.audience.key,
    path: notice ? `${notice.text.length}${notice.text}${make.path}` : make.path,
  }
  const page = await storefront.cache.get(key, request.at, async () => {
    const made = await make.model(look)
    if (!made) throw new PageNotFound()
    const { campaigns } = await pluginsOf(storefront, store, look)
    const endsAt = earliest([made.endsAt ?? null, campaigns.nextEdgeAfter(look.at)])
    const follow = await followNote(storefront, store, { ...make, at: request.at })
    const model = { ...made.model, layout: { ...made.model.layout, notice, follow } }
    return render(storefront, request, make.page, { ...made, model, endsAt }, make.locale)
  })
  countLook(storefront, request, page.campaigns)
  if (page.productId) await noteLook(storefront, request, page.productId)
  return send(storefront, request, reply, page)
}

/** Thrown by a page's model when there is nothing at its address; becomes the shop's own 404 page. */
export class PageNotFound extends Error {
  override readonly name = 'PageNotFound'
  readonly statusCode = 404
}

/** A page for this visitor alone; never stored anywhere. */
export async function sendOwn<P extends PageName>(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  make: { page: P; model: PageModels[P]; status?: number; locale: Locale },
): Promise<FastifyReply> {
  const made = { model: make.model, ...(make.status ? { status: make.status } : {}) }
  const page = render(storefront, request, make.page, made, make.locale)
  return send(storefront, request, reply.header('cache-control', 'no-store'), page)
}

function render<P extends PageName>(
  storefront: Storefront,
  request: FastifyRequest,
  page: P,
  made: MadePage<P>,
  locale: Locale,
): CachedPage {
  const store = storeOf(request)
  const preview = previewBar(request, locale)
  const { layout } = made.model
  const model = preview ? { ...made.model, layout: { ...layout, noindex: true, preview } } : made.model
  const rendered = themeOf(storefront, store).render(page, model, {
    locale,
    onFault: (fault) =>
      storefront.app.log.warn({ storeId: store.storeId, plugin: fault.plugin }, 'a block could not be shown'),
  })
  return {
    rendered,
    status: made.status ?? 200,
    endsAt: made.endsAt ?? null,
    campaigns: made.campaigns ?? [],
    productId: made.productId ?? null,
  }
}

async function send(
  storefront: Storefront,
  request: FastifyRequest,
  reply: FastifyReply,
  page: CachedPage,
): Promise<FastifyReply> {
  const html = await storefront.gaps.fill(page.rendered, request, reply)
  if (!reply.getHeader('cache-control')) reply.header('cache-control', 'private, no-cache')
  return reply.code(page.status).type('text/html; charset=utf-8').send(html)
}

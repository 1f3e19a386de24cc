import { catalog, http } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { CategoryPage, HomePage, SearchPage } from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { cardsOf } from './cards.js'
import { earliest } from './instants.js'
import { categoryLink, dressOf, layoutOf, publicSlots } from './layout.js'
import type { Look } from './look.js'
import { shownBy } from './preview.js'
import { campaignsOn, productSubject, type ShownPrice, showPrices } from './prices.js'
import { detailOf } from './product-detail.js'
import { promisesOf } from './product-promises.js'
import { type MadePage, pageLocale, sendCached } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const PAGE_SIZE = 20
const SIMILAR = 6
const HOME_SLOTS = ['home.top', 'home.strip', 'home.sale', 'home.bottom'] as const
const PRODUCT_SLOTS = ['product.price', 'product.campaign', 'product.actions', 'product.below'] as const
const HOME = { limit: 20, sections: 4 }

/** Home, categories, category, search, product: the same for everyone of one audience, cached with gaps. */
export function browsePages(ordinary: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const, inPreview: true } }

    server.get('/', options, (request, reply) => {
      const storefront = shownBy(ordinary, request)
      const locale = pageLocale(request)
      return sendCached(storefront, request, reply, {
        page: 'home',
        path: '/',
        locale,
        model: (look) => home(storefront, request, { look, locale }),
      })
    })

    server.get('/categories', options, (request, reply) => {
      const storefront = shownBy(ordinary, request)
      const locale = pageLocale(request)
      const model = async () => {
        const layout = await layoutOf(storefront, storeOf(request), {
          locale,
          path: '/categories',
          tab: 'categories',
          title: locale === 'en' ? 'Categories' : '分类',
        })
        return { model: { layout, categories: layout.categories } }
      }
      return sendCached(storefront, request, reply, {
        page: 'categories',
        path: '/categories',
        locale,
        model,
      })
    })

    server.get('/c/:slug', options, (request, reply) => {
      const storefront = shownBy(ordinary, request)
      const locale = pageLocale(request)
      const { slug } = request.params as { slug: string }
      const list = readList(request)
      const path = `/c/${slug}${listQuery(list)}`
      return sendCached(storefront, request, reply, {
        page: 'category',
        path,
        locale,
        model: (look) => category(storefront, request, { slug, list, look, locale }),
      })
    })

    server.get('/search', options, (request, reply) => {
      const storefront = shownBy(ordinary, request)
      const locale = pageLocale(request)
      const text = wordOf((request.query as { q?: unknown }).q)
      const list = readList(request)
      const path = `/search?q=${encodeURIComponent(text)}${listQuery(list).replace('?', '&')}`
      return sendCached(storefront, request, reply, {
        page: 'search',
        path,
        locale,
        model: (look) => search(storefront, request, { text, list, look, locale, path }),
      })
    })

    server.get('/p/:slug', options, (request, reply) => {
      const storefront = shownBy(ordinary, request)
      const locale = pageLocale(request)
      const { slug } = request.params as { slug: string }
      return sendCached(storefront, request, reply, {
        page: 'product',
        path: `/p/${slug}`,
        locale,
        model: (look) => product(storefront, request, { slug, look, locale }),
      })
    })
  }
}

interface ListAsk {
  readonly sort: catalog.ListSort
  readonly after: catalog.ListAfter | null
  readonly cursor: string | null
}

const SORTS: Readonly<Record<string, catalog.ListSort>> = {
  new: 'new',
  'price-asc': 'price_asc',
  'price-desc': 'price_desc',
}

/** Anything that is no sort or cursor of ours counts as none: a link with a typo still shows the list. */
function readList(request: FastifyRequest): ListAsk {
  const { sort, after } = request.query as { sort?: unknown; after?: unknown }
  const parts = http.parseCursor(after)
  const [minFen, id] = parts ?? []
  const isCursor = Number.isSafeInteger(minFen) && typeof id === 'string' && /^prd_[0-9a-f]{32}$/.test(id)
  return {
    sort: (typeof sort === 'string' && Object.hasOwn(SORTS, sort) && SORTS[sort]) || 'new',
    after: isCursor ? { minFen: minFen as number, id: id as `prd_${string}` } : null,
    cursor: isCursor ? (after as string) : null,
  }
}

const nameOfSort = (sort: catalog.ListSort) => sort.replace('_', '-') as 'new' | 'price-asc' | 'price-desc'

function listQuery({ sort, cursor }: ListAsk): string {
  const query = new URLSearchParams()
  if (sort !== 'new') query.set('sort', nameOfSort(sort))
  if (cursor) query.set('after', cursor)
  return query.size > 0 ? `?${query}` : ''
}

function sortLinks(base: string, current: catalog.ListSort) {
  return catalog.LIST_SORTS.map((sort) => ({
    key: nameOfSort(sort),
    url: `${base}${base.includes('?') ? '&' : '?'}sort=${nameOfSort(sort)}`,
    current: sort === current,
  }))
}

function wordOf(text: unknown): string {
  return typeof text === 'string' ? text.trim().slice(0, 60) : ''
}

async function home(
  storefront: Storefront,
  request: FastifyRequest,
  { look, locale }: { look: Look; locale: Locale },
): Promise<{ model: HomePage; endsAt: Date | null }> {
  const store = storeOf(request)
  const { at } = look
  const [shelf, { slots, changesAt }, dress] = await Promise.all([
    catalog.readStorefrontHome(storefront.app.db, store.storeId, { ...HOME, at }),
    publicSlots(storefront, store, HOME_SLOTS, { look, locale, subject: {} }),
    dressOf(storefront, store),
  ])
  const layout = await layoutOf(storefront, store, { locale, path: '/', tab: 'home', slots })
  const shelves = [
    { title: locale === 'en' ? 'New in' : '新到好物', moreUrl: null, products: shelf.newest },
    ...shelf.sections.map((section) => ({
      title: (locale === 'en' && section.nameEn) || section.name,
      moreUrl: `/c/${section.slug}`,
      products: section.products,
    })),
  ]
  const filled = await Promise.all(
    shelves.map(({ products }) => cardsOf(storefront, store, products, { look, locale })),
  )
  const sections = shelves.map((one, index) => ({ ...one, products: filled[index]?.cards ?? [] }))
  const banner = { title: store.settings.name, text: store.settings.tagline || null, url: null }
  return {
    model: {
      layout,
      banners: dress.banner ? [{ picture: dress.banner, ...banner }] : [],
      categories: shelf.categories.map((one) => categoryLink(one, locale)),
      sections: sections.filter(({ products }) => products.length > 0),
    },
    endsAt: earliest([changesAt, ...filled.map((one) => one.changesAt)]),
  }
}

async function category(
  storefront: Storefront,
  request: FastifyRequest,
  { slug, list, look, locale }: { slug: string; list: ListAsk; look: Look; locale: Locale },
): Promise<{ model: CategoryPage; endsAt: Date | null } | null> {
  const store = storeOf(request)
  const { at } = look
  const dress = await dressOf(storefront, store)
  const here = dress.categories.find((one) => one.slug === slug)
  if (!here) return null
  const page = await catalog.listStorefront(storefront.app.db, store.storeId, slug, {
    sort: list.sort,
    after: list.after,
    limit: PAGE_SIZE,
    at,
  })
  if (!page) return null
  const { slots, changesAt } = await publicSlots(storefront, store, ['category.top'], {
    look,
    locale,
    subject: { categoryId: here.id },
  })
  const link = categoryLink(here, locale)
  const layout = await layoutOf(storefront, store, {
    locale,
    path: link.url,
    tab: 'categories',
    title: link.name,
    slots,
  })
  const shown = await cardsOf(storefront, store, page.products, { look, locale })
  return {
    model: {
      layout,
      category: { name: link.name, description: null, url: link.url },
      siblings: dress.categories.map((one) => ({ ...categoryLink(one, locale), current: one.slug === slug })),
      sorts: sortLinks(link.url, list.sort),
      products: shown.cards,
      nextUrl:
        page.next &&
        `${link.url}${listQuery({ ...list, cursor: http.makeCursor([page.next.minFen, page.next.id]) })}`,
    },
    endsAt: earliest([changesAt, shown.changesAt]),
  }
}

async function search(
  storefront: Storefront,
  request: FastifyRequest,
  {
    text,
    list,
    look,
    locale,
    path,
  }: { text: string; list: ListAsk; look: Look; locale: Locale; path: string },
): Promise<{ model: SearchPage; endsAt: Date | null }> {
  const store = storeOf(request)
  const { at } = look
  const found = await catalog.searchStorefront(storefront.app.db, store.storeId, text, {
    sort: list.sort,
    after: list.after,
    limit: PAGE_SIZE,
    at,
  })
  const base = `/search?q=${encodeURIComponent(text)}`
  const layout = await layoutOf(storefront, store, {
    locale,
    path,
    tab: 'home',
    title: text || (locale === 'en' ? 'Search' : '搜索'),
    noindex: true,
  })
  const shown = await cardsOf(storefront, store, found.products, { look, locale })
  return {
    endsAt: shown.changesAt,
    model: {
      layout,
      query: text,
      sorts: sortLinks(base, list.sort),
      products: shown.cards,
      total: found.total,
      nextUrl:
        found.next &&
        `${base}${listQuery({ ...list, cursor: http.makeCursor([found.next.minFen, found.next.id]) }).replace('?', '&')}`,
      suggestions: layout.categories.slice(0, 6).map(({ name, url }) => ({ text: name, url })),
    },
  }
}

async function product(
  storefront: Storefront,
  request: FastifyRequest,
  { slug, look, locale }: { slug: string; look: Look; locale: Locale },
): Promise<MadePage<'product'> | null> {
  const store = storeOf(request)
  const { at } = look
  const { db } = storefront.app
  const page = await catalog.findStorefrontProductPage(db, store.storeId, slug, { similar: SIMILAR, at })
  if (!page) return null
  const { product: found, similar } = page
  const categoryIds = found.categories.map(({ id }) => id)
  const prices = await showPrices(
    storefront,
    store,
    found.skus.map((sku) => ({
      key: sku.id,
      skuId: sku.id,
      productId: found.id,
      categoryIds,
      tags: found.tags,
      priceFen: sku.priceFen,
      floorFen: sku.floorFen,
    })),
    look,
  )
  const skus = found.skus.map(({ id }) => ({ id, ...(prices.get(id) as ShownPrice) }))
  const subject = productSubject({ ...found, categoryIds }, skus)
  const [{ slots, changesAt }, others, promises] = await Promise.all([
    publicSlots(storefront, store, PRODUCT_SLOTS, {
      look,
      locale,
      subject: { product: subject },
    }),
    cardsOf(storefront, store, similar, { look, locale }),
    promisesOf(storefront, store, { productId: found.id, at, locale }),
  ])
  const detail = { ...detailOf(found, skus, locale), guarantees: promises }
  const layout = await layoutOf(storefront, store, {
    locale,
    path: detail.url,
    tab: null,
    title: detail.title,
    description: found.sellingPoint,
    slots,
    social: { type: 'product', priceFen: detail.priceFen, imageUrl: detail.pictures[0]?.url ?? null },
  })
  const listing = [dateOf(found.listedFrom), dateOf(found.listedUntil)].filter((edge) => edge && edge > at)
  return {
    model: { layout, product: detail, similar: others.cards },
    endsAt: earliest([changesAt, others.changesAt, ...listing]),
    campaigns: await campaignsOn(storefront, store, subject, look),
    productId: found.id,
  }
}

const dateOf = (iso: string | null) => (iso === null ? null : new Date(iso))

import { catalog, http, media } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import {
  type CategoryPage,
  type HomePage,
  type ProductDetail,
  type ProductPage,
  type SearchPage,
  safeHtml,
} from '@mamapu/theme-engine'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { cardsOf, compareAtOf, showPrices, tagsOf } from './cards.js'
import { categoryLink, dressOf, layoutOf, publicSlots } from './layout.js'
import { pageLocale, sendCached } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

const PAGE_SIZE = 20
const SIMILAR = 6
const HOME = { limit: 20, sections: 4 }

/** Home, categories, category, search, product: the same for everyone of one audience, cached with gaps. */
export function browsePages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    const options = { schema: {}, config: { audience: 'shopper' as const } }

    server.get('/', options, (request, reply) => {
      const locale = pageLocale(request)
      return sendCached(storefront, request, reply, {
        page: 'home',
        path: '/',
        locale,
        model: () => home(storefront, request, locale),
      })
    })

    server.get('/categories', options, (request, reply) => {
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
      const locale = pageLocale(request)
      const { slug } = request.params as { slug: string }
      const list = readList(request)
      const path = `/c/${slug}${listQuery(list)}`
      return sendCached(storefront, request, reply, {
        page: 'category',
        path,
        locale,
        model: () => category(storefront, request, { slug, list, locale }),
      })
    })

    server.get('/search', options, (request, reply) => {
      const locale = pageLocale(request)
      const text = wordOf((request.query as { q?: unknown }).q)
      const list = readList(request)
      const path = `/search?q=${encodeURIComponent(text)}${listQuery(list).replace('?', '&')}`
      return sendCached(storefront, request, reply, {
        page: 'search',
        path,
        locale,
        model: () => search(storefront, request, { text, list, locale, path }),
      })
    })

    server.get('/p/:slug', options, (request, reply) => {
      const locale = pageLocale(request)
      const { slug } = request.params as { slug: string }
      return sendCached(storefront, request, reply, {
        page: 'product',
        path: `/p/${slug}`,
        locale,
        model: () => product(storefront, request, slug, locale),
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
  locale: Locale,
): Promise<{ model: HomePage; endsAt: Date | null }> {
  const store = storeOf(request)
  const { at } = request
  const [shelf, { slots, changesAt }, dress] = await Promise.all([
    catalog.readStorefrontHome(storefront.app.db, store.storeId, { ...HOME, at }),
    publicSlots(storefront, store, ['home.top', 'home.strip', 'home.bottom'], { at, locale, subject: {} }),
    dressOf(storefront, store),
  ])
  const layout = await layoutOf(storefront, store, { locale, path: '/', tab: 'home', slots })
  const sections = await Promise.all(
    shelf.sections.map(async (section) => ({
      title: (locale === 'en' && section.nameEn) || section.name,
      moreUrl: `/c/${section.slug}`,
      products: await cardsOf(storefront, store, section.products, { at, locale }),
    })),
  )
  const newest = {
    title: locale === 'en' ? 'New in' : '新到好物',
    moreUrl: null,
    products: await cardsOf(storefront, store, shelf.newest, { at, locale }),
  }
  const banner = { title: store.settings.name, text: store.settings.tagline || null, url: null }
  return {
    model: {
      layout,
      banners: dress.banner ? [{ picture: dress.banner, ...banner }] : [],
      categories: shelf.categories.map((one) => categoryLink(one, locale)),
      sections: [newest, ...sections].filter(({ products }) => products.length > 0),
    },
    endsAt: changesAt,
  }
}

async function category(
  storefront: Storefront,
  request: FastifyRequest,
  { slug, list, locale }: { slug: string; list: ListAsk; locale: Locale },
): Promise<{ model: CategoryPage; endsAt: Date | null } | null> {
  const store = storeOf(request)
  const { at } = request
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
    at,
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
  return {
    model: {
      layout,
      category: { name: link.name, description: null, url: link.url },
      siblings: dress.categories.map((one) => ({ ...categoryLink(one, locale), current: one.slug === slug })),
      sorts: sortLinks(link.url, list.sort),
      products: await cardsOf(storefront, store, page.products, { at, locale }),
      nextUrl:
        page.next &&
        `${link.url}${listQuery({ ...list, cursor: http.makeCursor([page.next.minFen, page.next.id]) })}`,
    },
    endsAt: changesAt,
  }
}

async function search(
  storefront: Storefront,
  request: FastifyRequest,
  { text, list, locale, path }: { text: string; list: ListAsk; locale: Locale; path: string },
): Promise<{ model: SearchPage }> {
  const store = storeOf(request)
  const { at } = request
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
  return {
    model: {
      layout,
      query: text,
      sorts: sortLinks(base, list.sort),
      products: await cardsOf(storefront, store, found.products, { at, locale }),
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
  slug: string,
  locale: Locale,
): Promise<{ model: ProductPage; endsAt: Date | null } | null> {
  const store = storeOf(request)
  const { at } = request
  const { db } = storefront.app
  const page = await catalog.findStorefrontProductPage(db, store.storeId, slug, { similar: SIMILAR, at })
  if (!page) return null
  const { product: found, similar } = page
  const categoryIds = found.categories.map(({ id }) => id)
  const subject = { product: { id: found.id, categoryIds, tags: found.tags } }
  const [prices, { slots, changesAt }] = await Promise.all([
    showPrices(
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
      at,
    ),
    publicSlots(storefront, store, ['product.price', 'product.actions', 'product.below'], {
      at,
      locale,
      subject,
    }),
  ])
  const detail = detailOf(found, prices, locale)
  const layout = await layoutOf(storefront, store, {
    locale,
    path: detail.url,
    tab: null,
    title: detail.title,
    description: found.sellingPoint,
    slots,
    social: { type: 'product', priceFen: detail.priceFen, imageUrl: detail.pictures[0]?.url ?? null },
  })
  const boundaries = [changesAt, dateOf(found.listedFrom), dateOf(found.listedUntil)].filter(
    (end): end is Date => end !== null && end > at,
  )
  return {
    model: { layout, product: detail, similar: await cardsOf(storefront, store, similar, { at, locale }) },
    endsAt: boundaries.length > 0 ? new Date(Math.min(...boundaries.map(Number))) : null,
  }
}

const dateOf = (iso: string | null) => (iso === null ? null : new Date(iso))

const STAGES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  pregnancy: ['孕期', 'Pregnancy'],
  newborn: ['新生儿', 'Newborn'],
  infant: ['婴儿', 'Infant'],
  toddler: ['学步期', 'Toddler'],
  preschool: ['学龄前', 'Preschool'],
  school: ['学龄', 'School age'],
  mother: ['妈妈', 'Mother'],
}

function detailOf(
  found: catalog.StorefrontProduct,
  prices: ReadonlyMap<string, catalog.UnitPrice>,
  locale: Locale,
): ProductDetail {
  const shown = found.skus.map((sku) => prices.get(sku.id) as catalog.UnitPrice)
  const lowest = shown.reduce<catalog.UnitPrice | null>(
    (best, one) => (best && best.unitFen <= one.unitFen ? best : one),
    null,
  )
  const isEnglish = locale === 'en'
  const url = `/p/${found.slug}`
  return {
    id: found.id,
    title: (isEnglish && found.titleEn) || found.title,
    sellingPoint: found.sellingPoint || null,
    url,
    pictures: found.pictures.map(media.pictureOf),
    priceFen: lowest?.unitFen ?? found.minFen,
    priceFrom: shown.some((one) => one.unitFen !== lowest?.unitFen),
    compareAt: lowest && compareAtOf(lowest, locale),
    tags: tagsOf(found, locale),
    salesCount: null,
    brand: found.brand || null,
    optionNames: found.options,
    skus: found.skus.map((sku, index) => ({
      id: sku.id,
      name: sku.values.join(' / '),
      values: sku.values,
      priceFen: (shown[index] as catalog.UnitPrice).unitFen,
      compareAt: compareAtOf(shown[index] as catalog.UnitPrice, locale),
      picture: sku.picture && media.pictureOf(sku.picture),
    })),
    availability: found.availability,
    startsAt: found.availability === 'not_started' ? found.listedFrom : null,
    limit:
      found.limitUnits === null
        ? null
        : {
            quantity: found.limitUnits,
            text: isEnglish
              ? `${found.limitUnits} per person every ${found.limitDays} days`
              : `每人 ${found.limitDays} 天内限购 ${found.limitUnits} 件`,
          },
    guarantees: isEnglish
      ? [{ title: '7-day returns', text: 'Return unopened goods within seven days of receipt.' }]
      : [{ title: '七天无理由', text: '签收后七天内,未拆封可退。' }],
    baby: {
      ageFromMonths: found.ageMinMonths,
      ageToMonths: found.ageMaxMonths,
      stage: found.stage ? (STAGES[found.stage]?.[isEnglish ? 1 : 0] ?? null) : null,
      size: found.sizeNote || null,
      standard: found.standard || null,
      shelfLife: found.shelfLifeDays === null ? null : shelfLife(found.shelfLifeDays, isEnglish),
    },
    attributes: [],
    description: found.descriptionHtml ? safeHtml(found.descriptionHtml) : null,
    shareUrl: `/share?path=${encodeURIComponent(url)}`,
  }
}

function shelfLife(days: number, isEnglish: boolean): string {
  const months = Math.round(days / 30)
  if (days % 30 === 0 || days % 365 === 0) return isEnglish ? `${months} months` : `${months} 个月`
  return isEnglish ? `${days} days` : `${days} 天`
}

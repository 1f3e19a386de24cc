import { must } from '@mamapu/kernel'
import { compare, describe, expect, type Load, type Rounds } from './load.js'
import type { Measure } from './measures.js'
import type { Site } from './site.js'
import { bytesOf } from './wire.js'

const CLIENTS = 32
const ROUNDS: Rounds = { rounds: 3, ms: 1000, warm: { count: 12_000, ms: 7000 } }
const LIMIT_IDS = 12

/** One page each client asks for, again and again, and what must be in it. */
interface Wanted {
  readonly path: string
  readonly needles: readonly string[]
}

type Source = (client: number, site: Site) => readonly Wanted[]

/** Each client has products of its own, so that no two ever wait for one rendering. */
const ownProducts =
  (path: (slug: string) => string, price: (fen: number) => string): Source =>
  (client, { town }) =>
    town.big.productSlugs
      .filter((_, index) => index % CLIENTS === client)
      .map((slug) => {
        const cheapest = must(
          town.big.skus.find(({ productSlug }) => productSlug === slug),
          `no SKU of ${slug}`,
        )
        return { path: path(slug), needles: [`${slug.slice(2)} 号`, price(cheapest.priceFen)] }
      })

const SORTS = ['new', 'price-asc', 'price-desc']

/** Lists by category and sort; clients above their number share one. */
const ownLists =
  (path: (category: string, sort: string) => string, needle: string): Source =>
  (client, { town }) => {
    const category = must(town.big.categorySlugs[client % town.big.categorySlugs.length], 'a category')
    const sort = must(SORTS[Math.floor(client / town.big.categorySlugs.length) % SORTS.length], 'a sort')
    return [{ path: path(category, sort), needles: [needle] }]
  }

const yuan = (fen: number) => (fen / 100).toFixed(fen % 100 === 0 ? 0 : 2)

function load(port: number, host: (site: Site) => string, site: Site, source: Source): Load {
  return {
    port,
    clients: CLIENTS,
    work: (client) => {
      const asks = source(client, site).map(({ path, needles }) => ({
        path,
        bytes: bytesOf({ host: host(site), path }),
        needles: needles.map((needle) => Buffer.from(needle)),
      }))
      let turn = 0
      return async (wire) => {
        const ask = must(asks[turn % asks.length], 'something to ask')
        turn += 1
        const reply = await wire.ask(ask.bytes)
        const isRight = reply.status === 200 && ask.needles.every((needle) => reply.body.includes(needle))
        expect(isRight, ask.path, reply)
      }
    },
  }
}

interface PagePair {
  readonly name: string
  readonly about: string
  readonly isCached: boolean
  readonly ours: Source
  readonly limit: Source
}

function measureOf({ name, about, isCached, ours, limit }: PagePair): Measure {
  return {
    name,
    about,
    async run(site, say) {
      const product = await (isCached ? site.product() : site.uncached())
      const limits = await site.limits()
      const host = () => site.hostOf(site.town.big.slug, product.port)
      const pair = {
        ours: load(product.port, host, site, ours),
        limit: load(limits.port, () => `localhost:${limits.port}`, site, limit),
      }
      const found = await compare(pair, ROUNDS)
      say(describe(`${name} ours`, found.ours))
      say(describe(`${name} limit`, found.limit))
      return {
        measure: name,
        ours: found.ours.perSecond,
        limit: found.limit.perSecond,
        ratio: found.ours.perSecond / found.limit.perSecond,
        unit: '1/s',
      }
    },
  }
}

const one =
  (path: string, needle: string): Source =>
  () => [{ path, needles: [needle] }]
const rows =
  (path: string, needle: string): Source =>
  (client) => [{ path: `${path}/${client % LIMIT_IDS}`, needles: [needle] }]

const productPage = ownProducts((slug) => `/p/${slug}`, yuan)
const listPage = ownLists((category, sort) => `/c/${category}?sort=${sort}`, '云朵棉婴儿连体衣')

export const pageMeasures: readonly Measure[] = [
  measureOf({
    name: 'page.product.cached.c32',
    about: 'product page out of the page cache; limit: bare Fastify, same bytes',
    isCached: true,
    ours: productPage,
    limit: one('/static/product', '云朵棉婴儿连体衣 0 号'),
  }),
  measureOf({
    name: 'page.list.cached.c32',
    about: 'list page out of the page cache; limit: bare Fastify, same bytes',
    isCached: true,
    ours: listPage,
    limit: one('/static/list', '云朵棉婴儿连体衣'),
  }),
  measureOf({
    name: 'page.product.rendered.c32',
    about: 'product page rendered anew; limit: one query, one Handlebars template of that size',
    isCached: false,
    ours: productPage,
    limit: rows('/page/product', '云朵棉婴儿连体衣'),
  }),
  measureOf({
    name: 'page.list.rendered.c32',
    about: 'list page of 20 rendered anew; limit: one query, one Handlebars template of that size',
    isCached: false,
    ours: listPage,
    limit: rows('/page/list', '云朵棉婴儿连体衣'),
  }),
  measureOf({
    name: 'api.product.c32',
    about: 'product by the API; limit: Fastify, one query, same JSON',
    isCached: false,
    ours: ownProducts(
      (slug) => `/api/store/v1/products/${slug}`,
      (fen) => `"price":{"amount":${fen},"currency":"CNY"}`,
    ),
    limit: rows('/api/product', '"price":{"amount":'),
  }),
  measureOf({
    name: 'api.list.c32',
    about: 'list of 20 by the API; limit: Fastify, one query, same JSON',
    isCached: false,
    ours: ownLists(
      (category, sort) =>
        `/api/store/v1/products?category=${category}&sort=${sort.replace('-', '_')}&limit=20`,
      '"price":{"amount":',
    ),
    limit: rows('/api/list', '"price":{"amount":'),
  }),
]

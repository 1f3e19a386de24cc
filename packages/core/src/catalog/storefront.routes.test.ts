import { type Fen, must } from '@mamapu/kernel'
import {
  createTestApp,
  createTestDatabase,
  createTestProduct,
  createTestStore,
  serveRoutes,
  skuInput,
} from '@mamapu/testkit'
import t from 'tap'
import { type Shelf, storefrontRoutes } from './index.js'

const at = new Date('2026-03-01T02:00:00Z')

/** A tenth off everything, and five units of each. */
const shelf: Shelf = {
  prices: (_store, items) =>
    new Map(
      items.map(({ key, priceFen }) => [key, { unitFen: (priceFen * 0.9) as Fen, everydayFen: priceFen }]),
    ),
  cards: (_store, cards) =>
    new Map(cards.map(({ id, minFen }) => [id, { unitFen: (minFen * 0.9) as Fen, everydayFen: minFen }])),
  stock: (_store, skuIds) => new Map(skuIds.map((id) => [id, 5])),
}

async function setUp(t: { teardown(work: () => unknown): void }) {
  const { db } = await createTestDatabase(t)
  const { app, directory } = createTestApp(t, db, { at })
  const open = async () => {
    const { storeId } = await createTestStore(db, at)
    const store = must(await directory.byId(storeId), 'the store')
    const server = await serveRoutes(t, { storeId, at }, async (scope) => {
      scope.addHook('onRequest', async (request) => Object.assign(request, { store }) && undefined)
      await scope.register(storefrontRoutes(app, shelf))
    })
    return { storeId, server }
  }
  return { db, one: await open(), two: await open() }
}

t.test('a product is told with prices as they are now and units left; another shop has none', async (t) => {
  const { db, one, two } = await setUp(t)
  const sku = skuInput({ priceFen: 1000 as Fen, values: ['160ml'], initialStock: 9 })
  await createTestProduct(
    db,
    one.storeId,
    { slug: 'bottle', title: '奶瓶', options: ['容量'], skus: [sku] },
    at,
  )
  const reply = await one.server.inject('/products/bottle')
  t.equal(reply.statusCode, 200)
  t.match(reply.json(), {
    slug: 'bottle',
    title: '奶瓶',
    availability: 'on_sale',
    limit: null,
    skus: [
      {
        values: ['160ml'],
        price: { amount: 900, currency: 'CNY' },
        everydayPrice: { amount: 1000, currency: 'CNY' },
        available: 5,
      },
    ],
  })
  t.match((await one.server.inject('/products/teat')).json(), { code: 'PRODUCT_NOT_FOUND' })
  t.match((await two.server.inject('/products/bottle')).json(), { code: 'PRODUCT_NOT_FOUND' })
})

t.test('a list pages by cursor, sorts, searches, and refuses what it cannot read', async (t) => {
  const { db, one } = await setUp(t)
  for (const fen of [3000, 1000, 2000])
    await createTestProduct(
      db,
      one.storeId,
      { title: `奶瓶${fen}`, skus: [skuInput({ priceFen: fen as Fen })] },
      new Date(at.getTime() - fen),
    )
  const list = async (query: string) => (await one.server.inject(`/products?${query}`)).json()
  const amounts = (page: { items: { price: { amount: number } }[] }) =>
    page.items.map(({ price }) => price.amount)
  const first = await list('sort=price_asc&limit=2')
  t.same(amounts(first), [900, 1800])
  const second = await list(`sort=price_asc&limit=2&cursor=${first.next}`)
  t.same(amounts(second), [2700])
  t.equal(second.next, null)
  t.same(amounts(await list(`q=${encodeURIComponent('奶瓶3000')}`)), [2700])
  t.match(await list('category=none'), { code: 'CATEGORY_NOT_FOUND' })
  for (const query of ['limit=0', 'limit=49', 'cursor=x', 'q=a&category=b'])
    t.match(await list(query), { code: 'BAD_REQUEST' }, query)
})

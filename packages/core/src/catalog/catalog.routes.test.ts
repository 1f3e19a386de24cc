import { newId, type StoreId } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore, serveRoutes } from '@mamapu/testkit'
import t from 'tap'
import {
  categoryAdminRoutes,
  findStorefrontProduct,
  productAdminRoutes,
  sanitizeDescription,
  skuAdminRoutes,
  stockAdminRoutes,
} from './index.js'

const at = new Date('2026-03-01T02:00:00Z')
const money = (amount: number) => ({ amount, currency: 'CNY' })

async function setUp(t: { teardown(work: () => unknown): void }) {
  const { db } = await createTestDatabase(t)
  const { app } = createTestApp(t, db, { at })
  const serve = (storeId: StoreId) =>
    serveRoutes(
      t,
      { storeId, at },
      productAdminRoutes(app),
      categoryAdminRoutes(app),
      stockAdminRoutes(app),
      skuAdminRoutes(app),
    )
  const one = await createTestStore(db, at)
  const two = await createTestStore(db, at)
  return { db, one, server: await serve(one.storeId), other: await serve(two.storeId) }
}

t.test('a merchant makes, reads, changes, publishes and lists products', async (t) => {
  const { server } = await setUp(t)
  const category = await server.inject({
    method: 'POST',
    url: '/categories',
    payload: { name: '喂养', slug: 'feeding' },
  })
  t.equal(category.statusCode, 201, category.body)
  const product = {
    title: '玻璃奶瓶',
    options: ['容量'],
    categoryIds: [category.json().id],
    tags: ['新品'],
    listedFrom: '2026-02-01T00:00:00.000Z',
    stage: 'infant',
    skus: [{ values: ['160ml'], price: money(5900), compareAt: money(6900), initialStock: 3 }],
  }
  const made = await server.inject({ method: 'POST', url: '/products', payload: product })
  t.match({ status: made.statusCode, ...made.json() }, { status: 201, version: 1 }, made.body)
  const url = `/products/${made.json().id}`
  const seen = (await server.inject(url)).json()
  t.match(seen, {
    title: '玻璃奶瓶',
    status: 'draft',
    stage: 'infant',
    listedFrom: product.listedFrom,
    skus: [{ price: money(5900), cost: null, stock: [{ available: 3 }] }],
  })
  const status = await server.inject({
    method: 'PUT',
    url: `${url}/status`,
    payload: { version: 1, status: 'active' },
  })
  t.match(status.json(), { version: 2 })
  const edit = {
    version: 2,
    product: {
      ...product,
      status: 'active',
      skus: [{ id: seen.skus[0].id, values: ['160ml'], price: money(4900) }],
    },
  }
  t.match((await server.inject({ method: 'PUT', url, payload: edit })).json(), { version: 3 })
  t.match((await server.inject({ method: 'PUT', url, payload: edit })).json(), {
    code: 'PRODUCT_CHANGED',
    status: 409,
  })
  for (const query of ['q=奶瓶', 'status=active', `category=${category.json().id}`, 'tag=新品', ''])
    t.match(
      (await server.inject(`/products?${encodeURI(query)}`)).json(),
      { products: [{ title: '玻璃奶瓶', priceFrom: money(4900), available: 3, obstacle: null }], next: null },
      query,
    )
  for (const query of ['q=奶粉', 'status=draft', `category=${newId('cat', at)}`, 'tag=x'])
    t.same((await server.inject(`/products?${encodeURI(query)}`)).json().products, [], query)
  for (const query of ['limit=0', 'limit=1e3', `limit=${'9'.repeat(4)}`, 'status=x', 'category=x', 'after=x'])
    t.equal((await server.inject(`/products?${query}`)).statusCode, 400, query)
  t.match((await server.inject('/product-tags')).json(), { tags: [{ tag: '新品', products: 1 }] })
})

t.test('bodies that are not what they say are refused, never bent into shape', async (t) => {
  const { server } = await setUp(t)
  const sku = { values: [], price: money(100) }
  const bad: object[] = [
    { title: '', skus: [sku] },
    { title: 'x', skus: [] },
    { title: 'x', skus: [{ ...sku, price: '100' }] },
    { title: 'x', skus: [{ ...sku, price: { amount: '100', currency: 'CNY' } }] },
    { title: 'x', skus: [{ ...sku, price: money(-1) }] },
    { title: 'x', skus: [{ ...sku, price: money(1.5) }] },
    { title: 'x', skus: [{ ...sku, price: money(1e15) }] },
    { title: 'x', skus: [{ ...sku, priceFen: 1 }] },
    { title: 'x', tenantId: 'y', skus: [sku] },
  ]
  for (const payload of bad)
    t.equal(
      (await server.inject({ method: 'POST', url: '/products', payload })).statusCode,
      400,
      JSON.stringify(payload),
    )
  const dollars = { title: 'x', skus: [{ ...sku, price: { amount: 1, currency: 'USD' } }] }
  t.match((await server.inject({ method: 'POST', url: '/products', payload: dollars })).json(), {
    code: 'PRODUCT_PRICE',
  })
  const never = { title: 'x', listedFrom: 'yesterday', skus: [sku] }
  t.match((await server.inject({ method: 'POST', url: '/products', payload: never })).json(), {
    code: 'PRODUCT_WINDOW',
  })
})

t.test("another shop's ids are ids of nothing, in paths and in bodies", async (t) => {
  const { server, other } = await setUp(t)
  const sku = { values: [], price: money(100), initialStock: 5 }
  const made = await server.inject({
    method: 'POST',
    url: '/products',
    payload: { title: '暗号甲', skus: [sku] },
  })
  const category = (
    await server.inject({ method: 'POST', url: '/categories', payload: { name: '暗号甲' } })
  ).json().id
  const url = `/products/${made.json().id}`
  const { skus } = (await server.inject(url)).json()
  const [
    {
      id: skuId,
      stock: [{ placeId }],
    },
  ] = skus
  const never = `/products/${newId('prd', at)}`
  t.same((await other.inject(url)).json(), (await other.inject(never)).json())
  t.equal((await other.inject(url)).statusCode, 404)
  t.equal(
    (
      await other.inject({
        method: 'PUT',
        url,
        payload: { version: 1, product: { title: 'x', skus: [sku] } },
      })
    ).statusCode,
    404,
  )
  t.equal(
    (await other.inject({ method: 'PUT', url: `${url}/status`, payload: { version: 1, status: 'archived' } }))
      .statusCode,
    404,
  )
  t.equal((await other.inject({ method: 'DELETE', url: `/categories/${category}` })).statusCode, 404)
  t.equal(
    (await other.inject({ method: 'PUT', url: `/categories/${category}`, payload: { name: 'x' } }))
      .statusCode,
    404,
  )
  const headers = { 'idempotency-key': 'key-0000001' }
  t.match(
    (
      await other.inject({
        method: 'PUT',
        url: `/skus/${skuId}/stock`,
        headers,
        payload: { placeId, seen: 5, typed: 0 },
      })
    ).json(),
    { code: 'STOCK_NOT_FOUND' },
  )
  t.match((await other.inject(`/skus/${skuId}/movements`)).json(), { code: 'STOCK_NOT_FOUND' })
  t.match(
    (
      await other.inject({
        method: 'POST',
        url: '/products',
        payload: { title: 'x', skus: [sku], categoryIds: [category] },
      })
    ).json(),
    { code: 'PRODUCT_CATEGORIES' },
  )
  t.match(
    (
      await other.inject({
        method: 'POST',
        url: '/products',
        payload: { title: 'x', skus: [{ ...sku, id: skuId }] },
      })
    ).json(),
    { code: 'PRODUCT_SKU_UNKNOWN' },
  )
  for (const list of ['/products', '/products?q=暗号', '/categories', '/product-tags'])
    t.notMatch((await other.inject(encodeURI(list))).body, /暗号甲/)
  t.match((await server.inject(url)).json(), { version: 1, skus: [{ stock: [{ available: 5 }] }] })
})

t.test('stock moves once per key, and says what is there when it cannot', async (t) => {
  const { server } = await setUp(t)
  const made = await server.inject({
    method: 'POST',
    url: '/products',
    payload: { title: 'x', skus: [{ values: [], price: money(100), initialStock: 5 }] },
  })
  const {
    skus: [
      {
        id,
        stock: [{ placeId }],
      },
    ],
  } = (await server.inject(`/products/${made.json().id}`)).json()
  const receive = {
    method: 'POST',
    url: `/skus/${id}/movements`,
    headers: { 'idempotency-key': 'receive-0001' },
    payload: { placeId, delta: 7 },
  } as const
  const replies = await Promise.all([server.inject(receive), server.inject(receive), server.inject(receive)])
  t.same(
    replies.map((reply) => reply.json()),
    Array.from({ length: 3 }, () => ({ available: 12 })),
  )
  t.match((await server.inject({ ...receive, payload: { placeId, delta: 8 } })).json(), {
    code: 'IDEMPOTENCY_KEY_REUSED',
  })
  t.match((await server.inject({ ...receive, headers: {} })).json(), { code: 'IDEMPOTENCY_KEY_REQUIRED' })
  const type = {
    method: 'PUT',
    url: `/skus/${id}/stock`,
    headers: { 'idempotency-key': 'type-000001' },
    payload: { placeId, seen: 5, typed: 9 },
  } as const
  t.match((await server.inject(type)).json(), { code: 'STOCK_MOVED', data: { available: 12 } })
  t.same(
    (await server.inject({ ...type, payload: { placeId, seen: 12, typed: 9 } })).json(),
    { available: 9 },
    'a refusal is not remembered',
  )
  const { movements } = (await server.inject(`/skus/${id}/movements`)).json()
  const moved = movements.map((one: { delta: number; reason: string }) => `${one.delta} ${one.reason}`)
  t.same(moved.sort(), ['-3 counted', '5 initial', '7 received'])
})

t.test('nothing that runs survives in a description', async (t) => {
  const payloads = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<svg><script>1</script></svg>',
    '<iframe src=javascript:alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>1</script>">x</a>',
    '<math><mi//xlink:href="data:x,1">',
    '<style>*{background:url(javascript:1)}</style>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<object data=x>',
    '<embed src=x>',
    '<form action=x><input name=y></form>',
    '<base href=//evil>',
    '<meta http-equiv=refresh content=0>',
    '<link rel=stylesheet href=x>',
    '<img src="//evil/x.png">',
    '<img src="data:image/svg+xml,<svg onload=1>">',
    '<noscript><p title="</noscript><img src=x onerror=1>">',
    '<textarea><img src=x onerror=1></textarea>',
    '<p onmouseover=alert(1)>x</p>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<!--><img src=x onerror=1>-->',
    '<template><script>1</script></template>',
    '<a href="//evil">x</a>',
    '<a href="vbscript:x">x</a>',
    '<img src="/media/../x" >',
    '<img src="javascript:1">',
  ]
  for (const payload of payloads) {
    const clean = sanitizeDescription(`<p>好</p>${payload}`)
    t.notMatch(
      clean,
      /<(script|svg|iframe|style|object|embed|form|input|base|meta|link|math|template|textarea|noscript)/i,
      payload,
    )
    t.notMatch(clean, /<[^>]*\s(on\w+|style|srcset)\s*=/i, payload)
    t.notMatch(clean, /(href|src)="(?!https?:|\/media\/[0-9a-f]{64}-)/i, payload)
    t.equal(sanitizeDescription(clean), clean, 'the same again')
  }
  const kept =
    '<h2>材质</h2><p><strong>玻璃</strong></p><ul><li>一</li></ul><table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'
  t.equal(sanitizeDescription(kept), kept)
  t.equal(
    sanitizeDescription('<a href="https://a.example/x">x</a>'),
    '<a href="https://a.example/x" rel="nofollow noopener noreferrer" target="_blank">x</a>',
  )
  t.match(sanitizeDescription(`<img src="/media/${'a'.repeat(64)}-800.webp">`), /<img src="\/media/)
})

t.test('what a merchant types reaches the storefront as text', async (t) => {
  const { db, one, server } = await setUp(t)
  const nasty = `"><img src=x onerror=alert(1)>{{x}}'--`
  const made = await server.inject({
    method: 'POST',
    url: '/products',
    payload: {
      title: nasty,
      slug: 'nasty',
      status: 'active',
      brand: nasty,
      tags: ['=1+1'],
      descriptionHtml: nasty,
      skus: [{ values: [], code: `';drop`, price: money(1) }],
    },
  })
  t.equal(made.statusCode, 201, made.body)
  const seen = await findStorefrontProduct(db, one.storeId, 'nasty', at)
  t.match(seen, { title: nasty, brand: nasty, tags: ['=1+1'] })
  t.notMatch(seen?.descriptionHtml ?? '', /onerror="?alert|<img/)
})

t.test('SKUs are found by words and named by ids, and another shop has none of them', async (t) => {
  const { server, other } = await setUp(t)
  const make = async (title: string, values: readonly string[]) => {
    const skus = values.map((value) => ({ values: [value], price: money(9900), initialStock: 4 }))
    const payload = { title, status: 'active', options: ['段'], skus }
    const made = await server.inject({ method: 'POST', url: '/products', payload })
    t.equal(made.statusCode, 201, made.body)
  }
  await make('有机奶粉', ['一段', '二段'])
  await make('小月龄奶瓶', ['160ml'])
  const found = (await server.inject(`/skus?q=${encodeURIComponent('奶粉')}`)).json().skus
  t.match(found, [
    { title: '有机奶粉', optionText: '一段', price: money(9900), available: 4, obstacle: null },
    { optionText: '二段' },
  ])
  t.equal(found.length, 2)
  t.equal((await server.inject('/skus')).json().skus.length, 3, 'everything without words')
  const [first, second] = found
  const named = (await server.inject(`/skus?ids=${second.id},${newId('sku', at)},${first.id}`)).json().skus
  t.same(
    named.map(({ id }: { id: string }) => id),
    [second.id, first.id],
  )
  t.same((await other.inject(`/skus?ids=${first.id}`)).json(), { skus: [] })
  t.match((await server.inject('/skus?ids=x')).json(), { code: 'VALIDATION_FAILED' })
})

import { type Database, readTenant, withTenant } from '@mamapu/db'
import { type Fen, newId, type ProductId, type SkuId, type StoreId, toFen, uuidOf } from '@mamapu/kernel'
import {
  createTestDatabase,
  createTestProduct,
  createTestStore,
  productInput,
  skuInput as sku,
} from '@mamapu/testkit'
import t from 'tap'
import {
  createCategory,
  createProduct,
  deleteCategory,
  findProduct,
  inputOf,
  listCategories,
  listProducts,
  mapSkuFacts,
  type ProductInput,
  type ProductView,
  type SaveResult,
  setProductStatus,
  skuFactsQuery,
  updateProduct,
} from './index.js'

const at = new Date('2026-03-01T02:00:00Z')
const context = { actor: 'test', at }

const create = (db: Database, storeId: StoreId, input: ProductInput) =>
  withTenant(db, storeId, (tx) => createProduct(tx, input, context))

const find = (db: Database, storeId: StoreId, productId: ProductId) =>
  withTenant(db, storeId, (tx) => findProduct(tx, productId))

const update = (
  db: Database,
  storeId: StoreId,
  edit: { productId: ProductId; version: number; input: ProductInput },
) => withTenant(db, storeId, (tx) => updateProduct(tx, edit, context))

const byId = (product: ProductView | null, id: SkuId | null) => product?.skus.find((one) => one.id === id)

function saved(result: SaveResult): ProductId {
  if (!result.saved) throw new Error(result.reason)
  return result.productId
}

async function skuVersions(db: Database, storeId: StoreId, productId: ProductId) {
  const product = await find(db, storeId, productId)
  return Object.fromEntries((product?.skus ?? []).map((one) => [one.code, one.version]))
}

t.test('a product is saved whole: SKUs, shelves, first stock, grams, range of prices', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const productId = saved(
    await create(
      db,
      storeId,
      productInput({
        title: '玻璃奶瓶',
        options: ['容量'],
        skus: [
          sku({ values: ['160ml'], priceFen: 5900 as Fen, compareAtFen: 6900 as Fen, initialStock: 7 }),
          sku({ values: ['240ml'], priceFen: 7900 as Fen }),
        ],
      }),
    ),
  )
  const product = await find(db, storeId, productId)
  t.match(product, { title: '玻璃奶瓶', version: 1, options: ['容量'] })
  t.match(product?.slug, /^p-[0-9a-f]{8}$/)
  t.same(
    product?.skus.map((one) => one.stock[0]?.available),
    [7, 0],
  )
  t.equal(new Set(product?.skus.map((one) => one.code)).size, 2)
  const list = await withTenant(db, storeId, (tx) => listProducts(tx, { ...everything, text: '奶瓶 160ml' }))
  t.same(list.products, [], 'option text is no search text')
  const found = await withTenant(db, storeId, (tx) => listProducts(tx, { ...everything, text: '奶瓶' }))
  t.match(found.products, [
    { id: productId, minFen: 5900, maxFen: 7900, available: 7, skus: 2, obstacle: null },
  ])
})

const everything = { text: '', status: null, categoryId: null, tag: null, before: null, limit: 20, at }

t.test('what cannot be is refused before anything is written', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const other = await createTestStore(db, at)
  const foreign = await withTenant(db, other.storeId, (tx) =>
    createCategory(tx, { slug: null, name: '喂养', nameEn: '', mediaId: null, position: 0 }, at),
  )
  const cases: [Partial<ProductInput>, string][] = [
    [{ title: ' ' }, 'PRODUCT_TITLE'],
    [{ title: '长'.repeat(121) }, 'PRODUCT_TITLE'],
    [{ slug: '../x' }, 'PRODUCT_SLUG'],
    [{ skus: [] }, 'PRODUCT_SKUS'],
    [
      { options: ['a'], skus: Array.from({ length: 101 }, (_, i) => sku({ values: [`${i}`] })) },
      'PRODUCT_SKUS',
    ],
    [{ options: ['a', 'b', 'c', 'd'], skus: [sku({ values: ['1', '2', '3', '4'] })] }, 'PRODUCT_OPTIONS'],
    [{ options: ['a'], skus: [sku({ values: [] })] }, 'PRODUCT_SKU_VALUES'],
    [{ options: ['a'], skus: [sku({ values: ['x'] }), sku({ values: ['x'] })] }, 'PRODUCT_SKU_VALUES'],
    [
      { options: ['a'], skus: [sku({ values: ['x'], code: 'A' }), sku({ values: ['y'], code: 'A' })] },
      'PRODUCT_SKU_CODE',
    ],
    [{ skus: [sku({ priceFen: -1 as Fen })] }, 'PRODUCT_PRICE'],
    [{ skus: [sku({ priceFen: Number.NaN as Fen })] }, 'PRODUCT_PRICE'],
    [{ skus: [sku({ priceFen: 1e300 as Fen })] }, 'PRODUCT_PRICE'],
    [{ skus: [sku({ priceFen: 0.5 as Fen })] }, 'PRODUCT_PRICE'],
    [{ skus: [sku({ priceFen: 100 as Fen, floorFen: 101 as Fen })] }, 'PRODUCT_FLOOR'],
    [{ skus: [sku({ weightGram: Number.POSITIVE_INFINITY })] }, 'PRODUCT_WEIGHT'],
    [{ skus: [sku({ initialStock: -1 })] }, 'PRODUCT_STOCK'],
    [{ listedFrom: at, listedUntil: at }, 'PRODUCT_WINDOW'],
    [{ ageMinMonths: 12, ageMaxMonths: 6 }, 'PRODUCT_AGE'],
    [{ limitUnits: 2 }, 'PRODUCT_LIMIT'],
    [{ tags: ['a', 'a'] }, 'PRODUCT_TAGS'],
    [{ categoryIds: [newId('cat', at)] }, 'PRODUCT_CATEGORIES'],
    [{ categoryIds: foreign.saved ? [foreign.categoryId] : [] }, 'PRODUCT_CATEGORIES'],
    [{ mediaIds: [newId('med', at)] }, 'PRODUCT_PICTURES'],
    [{ skus: [sku({ mediaId: newId('med', at) })] }, 'PRODUCT_PICTURES'],
    [{ skus: [sku({ id: newId('sku', at) })] }, 'PRODUCT_SKU_UNKNOWN'],
  ]
  for (const [change, reason] of cases)
    t.match(await create(db, storeId, productInput(change)), { saved: false, reason }, reason)
  const rows = await withTenant(
    db,
    storeId,
    (tx) => tx.sql`select 1 from products where tenant_id = ${tx.tenantId}`,
  )
  t.equal(rows.length, 0)
})

t.test(
  'two editors of one version: one saves, the other is told; all orders decided before are stale',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const { storeId } = await createTestStore(db, at)
    const input = productInput({
      options: ['码'],
      skus: [sku({ code: 'S', values: ['S'] }), sku({ code: 'M', values: ['M'] })],
    })
    const productId = saved(await create(db, storeId, input))
    const results = await Promise.all(
      ['甲', '乙', '丙'].map((title) =>
        update(db, storeId, { productId, version: 1, input: { ...input, title } }),
      ),
    )
    t.equal(results.filter((result) => result.saved).length, 1)
    t.equal(results.filter((result) => !result.saved && result.reason === 'PRODUCT_CHANGED').length, 2)
    t.same(
      await skuVersions(db, storeId, productId),
      { S: 2, M: 2 },
      'a title is frozen on orders, so it counts',
    )

    const product = await find(db, storeId, productId)
    if (!product) return t.fail()
    const dearer = {
      ...inputOf(product),
      skus: inputOf(product).skus.map((one) =>
        one.code === 'S' ? { ...one, priceFen: toFen(12_345) } : one,
      ),
    }
    t.match(await update(db, storeId, { productId, version: 2, input: dearer }), { saved: true, version: 3 })
    t.same(await skuVersions(db, storeId, productId), { S: 3, M: 2 }, 'a price concerns its own SKU')
    t.match(await update(db, storeId, { productId, version: 3, input: { ...dearer, sellingPoint: '新' } }), {
      saved: true,
    })
    t.same(
      await skuVersions(db, storeId, productId),
      { S: 3, M: 2 },
      'words beside the price concern no order',
    )
    t.match(
      await withTenant(db, storeId, (tx) =>
        setProductStatus(tx, { productId, version: 4, status: 'archived' }, context),
      ),
      { saved: true, version: 5 },
    )
    t.same(await skuVersions(db, storeId, productId), { S: 4, M: 3 })
    t.match(
      await withTenant(db, storeId, (tx) =>
        setProductStatus(tx, { productId, version: 4, status: 'active' }, context),
      ),
      { saved: false, reason: 'PRODUCT_CHANGED' },
    )
  },
)

t.test(
  'SKUs keep their identity: codes change hands, what is removed goes off sale and can come back',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const { storeId } = await createTestStore(db, at)
    const input = productInput({
      options: ['码'],
      skus: [sku({ code: 'A', values: ['S'], initialStock: 3 }), sku({ code: 'B', values: ['M'] })],
    })
    const productId = saved(await create(db, storeId, input))
    const before = await find(db, storeId, productId)
    if (!before) return t.fail()
    const [a, b] = inputOf(before).skus
    if (!a || !b) return t.fail()
    const swapped = {
      ...input,
      skus: [
        { ...a, code: 'B' },
        { ...b, code: 'A' },
      ],
    }
    t.match(await update(db, storeId, { productId, version: 1, input: swapped }), { saved: true })
    t.match(byId(await find(db, storeId, productId), a.id), {
      code: 'B',
      values: ['S'],
      stock: [{ available: 3 }],
    })

    const onlyM = {
      ...input,
      skus: [{ ...b, code: 'A' }, sku({ values: ['L'], code: 'C', initialStock: 2 })],
    }
    t.match(await update(db, storeId, { productId, version: 2, input: onlyM }), { saved: true })
    t.match(byId(await find(db, storeId, productId), a.id), { isActive: false, stock: [{ available: 3 }] })
    t.equal((await find(db, storeId, productId))?.skus.length, 3)
    const back = {
      ...input,
      skus: [...onlyM.skus.map((one) => ({ ...one, initialStock: 99 })), sku({ values: ['S'], code: null })],
    }
    t.match(await update(db, storeId, { productId, version: 3, input: back }), { saved: true })
    const after = await find(db, storeId, productId)
    t.match(byId(after, a.id), { isActive: true, code: 'B' })
    t.same(
      after?.skus.map((one) => one.stock[0]?.available).sort(),
      [0, 2, 3],
      'saving again never adds stock',
    )

    const second = await create(db, storeId, productInput({ skus: [sku({ code: 'A' })] }))
    t.same(second, { saved: false, reason: 'PRODUCT_CODE_TAKEN', data: { codes: ['A'] } })
    const third = await create(db, storeId, productInput({ slug: before.slug }))
    t.match(third, { saved: false, reason: 'PRODUCT_SLUG_TAKEN' })
  },
)

t.test("another shop's products do not exist, and may carry the same slug and codes", async (t) => {
  const { db } = await createTestDatabase(t)
  const one = await createTestStore(db, at)
  const two = await createTestStore(db, at)
  const input = productInput({ slug: 'bottle', skus: [sku({ code: 'A' })] })
  const productId = saved(await create(db, one.storeId, input))
  const twin = saved(await create(db, two.storeId, input))
  t.equal(await find(db, two.storeId, productId), null)
  t.match(await update(db, two.storeId, { productId, version: 1, input }), {
    saved: false,
    reason: 'PRODUCT_NOT_FOUND',
  })
  const mine = await find(db, one.storeId, productId)
  const theirs = await find(db, two.storeId, twin)
  const foreignSku = { ...input, skus: [{ ...sku({ code: 'A' }), id: theirs?.skus[0]?.id ?? null }] }
  t.match(await update(db, one.storeId, { productId, version: 1, input: foreignSku }), {
    saved: false,
    reason: 'PRODUCT_SKU_UNKNOWN',
  })
  t.same(await find(db, one.storeId, productId), mine)
  const ids = mine?.skus.map((item) => item.id) ?? []
  const [rows] = await readTenant(db, two.storeId, (sql, tenantId) => [skuFactsQuery(sql, tenantId, ids)])
  t.equal(mapSkuFacts(rows).size, 0)
})

t.test(
  'categories are made, changed and removed; orders that counted on one are decided again',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const { storeId } = await createTestStore(db, at)
    const category = { slug: null, name: '喂养', nameEn: 'Feeding', mediaId: null, position: 0 }
    const made = await withTenant(db, storeId, (tx) => createCategory(tx, category, at))
    if (!made.saved) return t.fail(made.reason)
    t.match(await withTenant(db, storeId, (tx) => createCategory(tx, { ...category, slug: 'feeding' }, at)), {
      reason: 'CATEGORY_SLUG_TAKEN',
    })
    t.match(await withTenant(db, storeId, (tx) => createCategory(tx, { ...category, name: '' }, at)), {
      reason: 'CATEGORY_NAME',
    })
    const productId = saved(
      await create(db, storeId, productInput({ categoryIds: [made.categoryId], skus: [sku({ code: 'A' })] })),
    )
    t.match(await withTenant(db, storeId, listCategories), [{ slug: 'feeding', name: '喂养', products: 1 }])
    const listed = await withTenant(db, storeId, (tx) =>
      listProducts(tx, { ...everything, categoryId: made.categoryId }),
    )
    t.equal(listed.products.length, 1)
    t.match(await withTenant(db, storeId, (tx) => deleteCategory(tx, made.categoryId)), { saved: true })
    t.match(await withTenant(db, storeId, (tx) => deleteCategory(tx, made.categoryId)), {
      reason: 'CATEGORY_NOT_FOUND',
    })
    t.match(await find(db, storeId, productId), { categoryIds: [] })
    t.same(await skuVersions(db, storeId, productId), { A: 2 })
  },
)

t.test('edits raise the configuration version, and lists page without gaps', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const version = async () =>
    (await admin`select config_version::int as v from stores where id = ${uuidOf(storeId)}`)[0]?.v as number
  const start = await version()
  for (let index = 0; index < 5; index += 1)
    await createTestProduct(db, storeId, { title: `第${index}款` }, new Date(at.getTime() + index))
  t.equal(await version(), start + 5)
  const seen: string[] = []
  let before: ProductId | null = null
  for (let page = 0; page < 4; page += 1) {
    const { products, next }: Awaited<ReturnType<typeof listProducts>> = await withTenant(db, storeId, (tx) =>
      listProducts(tx, { ...everything, before, limit: 2 }),
    )
    seen.push(...products.map((one) => one.title))
    before = next
    if (!next) break
  }
  t.same(seen, ['第4款', '第3款', '第2款', '第1款', '第0款'])
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withTenant } from '@mamapu/db'
import type { Id, StoreId } from '@mamapu/kernel'
import {
  createTestApp,
  createTestDatabase,
  createTestProduct,
  createTestStore,
  skuInput,
} from '@mamapu/testkit'
import sharp from 'sharp'
import t from 'tap'
import type { App } from '../../app.js'
import { PUBLIC_FETCH } from '../../media/index.js'
import { listProductsById, type ProductView } from '../product.view.js'
import { listProductIds } from './import.queries.js'
import { exportProducts, retryPictures, runImport, startImport } from './index.js'

const at = new Date('2026-03-01T02:00:00Z')
const DATA = fileURLToPath(new URL('../../../../../../shared/data/', import.meta.url))
const ORIGIN = 'http://shop.localhost:3000'

/** A network in which no name is known. */
const offline = {
  ...PUBLIC_FETCH,
  resolve: async () => {
    throw new Error('ENOTFOUND')
  },
}

async function setUp(t: { teardown(work: () => unknown): void }, dataDir: string) {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const { app: plain, jobs } = createTestApp(t, db, { at })
  return { db, storeId, jobs, app: { ...plain, dataDir } }
}

interface Asked {
  readonly isDryRun?: boolean
  readonly stock?: 'keep' | 'set'
  readonly run?: Parameters<typeof runImport>[3]
}

async function importText(
  app: App,
  storeId: StoreId,
  bytes: string | Buffer,
  asked: Asked = {},
): Promise<Id<'imp'>> {
  const { isDryRun = false, stock = 'keep', run = { fetch: offline } } = asked
  const started = await startImport(app, storeId, {
    fileName: 'x.csv',
    bytes: Buffer.from(bytes),
    isDryRun,
    stock,
    staffId: null,
    at,
  })
  if (!started.started) throw new Error(`${started.reason} ${started.detail}`)
  await runImport(app, storeId, started.importId, run)
  return started.importId
}

const reportOf = (app: App, storeId: StoreId, id: Id<'imp'>) =>
  withTenant(app.db, storeId, async (tx) => {
    const [row] = await tx.sql`select state, rows_total, rows_done, report, content from csv_imports
      where tenant_id = ${tx.tenantId} and id = ${id.slice(4)}`
    const problems = await tx.sql`select row_number, level, code, detail, retry_url from csv_import_problems
      where tenant_id = ${tx.tenantId} and import_id = ${id.slice(4)} order by position`
    return { ...row, problems: [...problems] } as {
      state: string
      rows_total: number
      rows_done: number
      content: string | null
      report: Record<string, unknown>
      problems: {
        row_number: number
        level: string
        code: string
        detail: string
        retry_url: string | null
      }[]
    }
  })

const productsOf = (app: App, storeId: StoreId): Promise<ProductView[]> =>
  withTenant(app.db, storeId, async (tx) => {
    const products = await listProductsById(tx, await listProductIds(tx, null, 1000))
    return products.toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
  })

async function exported(app: App, storeId: StoreId): Promise<string> {
  let text = ''
  for await (const part of exportProducts(app, storeId, ORIGIN)) text += part
  return text
}

/** What a product is, without the ids and times that belong to one shop. */
const essence = (product: ProductView) => ({
  ...product,
  id: 0,
  version: 0,
  createdAt: 0,
  updatedAt: 0,
  categoryIds: product.categoryIds.length,
  pictures: product.pictures.map((picture) => picture.hash),
  skus: product.skus.map((sku) => ({
    ...sku,
    id: 0,
    version: 0,
    mediaId: 0,
    stock: sku.stock[0]?.available,
  })),
})
const sortedLines = (table: string) => table.split('\n').toSorted()

t.test(
  'real tables come in completely, again without doubles, and go out and in as the same products',
  { skip: existsSync(DATA) ? false : `no ${DATA}` },
  async (t) => {
    const { app, storeId } = await setUp(t, t.testdir())
    const files = readdirSync(DATA).filter((name) => name.endsWith('.csv'))
    t.ok(files.length >= 3)
    for (const name of files) {
      const id = await importText(app, storeId, readFileSync(join(DATA, name)))
      const { state, report, rows_done, rows_total, problems, content } = await reportOf(app, storeId, id)
      t.match({ state, rows_done, content }, { state: 'done', rows_done: rows_total, content: null }, name)
      t.match(report, { created: 20, groupsDone: 20 }, name)
      t.equal(report['failed'], undefined, name)
      t.ok(
        problems.length >= 20 &&
          problems.every(
            (one) => one.code === 'PICTURE_UNREACHABLE' && one.retry_url?.startsWith('https://'),
          ),
        name,
      )
    }
    const first = await productsOf(app, storeId)
    t.equal(first.length, 60)
    const bracelet = first.find((product) => product.slug === 'chain-bracelet')
    t.match(bracelet, {
      title: '7 Shakra Bracelet',
      brand: 'Company 123',
      options: ['Color'],
      status: 'active',
      skus: [
        { values: ['Blue'], priceFen: 4299, compareAtFen: 4499 },
        { values: ['Black'], stock: [{ available: 0 }] },
      ],
    })
    t.ok(first.some((product) => product.skus.some((sku) => sku.weightGram === 28)))

    for (const name of files) {
      const { report } = await reportOf(
        app,
        storeId,
        await importText(app, storeId, readFileSync(join(DATA, name))),
      )
      t.match(report, { unchanged: 20 }, `${name} again changes nothing`)
    }
    t.same(await productsOf(app, storeId), first, 'the same rows, the same versions')

    const table = await exported(app, storeId)
    t.match(await reportOf(app, storeId, await importText(app, storeId, table)), {
      report: { unchanged: 60 },
    })
    const { storeId: elsewhere } = await createTestStore(app.db, at)
    await importText(app, elsewhere, table)
    t.same((await productsOf(app, elsewhere)).map(essence), first.map(essence))
    t.same(
      sortedLines(await exported(app, elsewhere)),
      sortedLines(table),
      'to the letter, missing pictures too',
    )
  },
)

t.test('rows with faults are told and left out; the others come in', async (t) => {
  const { app, storeId } = await setUp(t, t.testdir())
  const table = [
    'Handle,Title,Variant Price,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Color',
    'good,好商品,19.90,,,G-1,250,5,x',
    'no-price,没有价格,,,,,,,',
    'nan,坏价格,NaN,,,,,,',
    'huge,大价格,999999999999999,,,,,,',
    'negative,负价格,-5,,,,,,',
    'exact,三位小数,1.999,,,,,,',
    'grams,坏重量,1.00,,,,-3,,',
    'many,坏库存,1.00,,,,,99999999999,',
    'oversold,负库存,1.00,,,,,-4,',
    ',没有编号,1.00,,,,,,',
    'short,缺列,1.00',
    'options,缺规格,1.00,尺码,,,,,',
    'untitled,,1.00,,,,,,',
    'taken,重复编码,1.00,,,G-1,,,',
    'Good!,另一个 good,1.00,,,,,,',
    'GOOD,同一个网址,1.00,,,,,,',
    ',,,,,,,,',
    '妈妈包,中文编号,88,,,,,3,',
  ].join('\r\n')
  const dry = await reportOf(app, storeId, await importText(app, storeId, table, { isDryRun: true }))
  t.equal((await productsOf(app, storeId)).length, 0, 'a dry run leaves nothing')
  const { state, report, problems } = await reportOf(app, storeId, await importText(app, storeId, table))
  t.equal(state, 'done')
  t.match(report, { created: 3, ignoredColumns: ['Color'] })
  const codes = (list: typeof problems) => list.map((one) => `${one.row_number} ${one.level} ${one.code}`)
  t.same(codes(problems), [
    '3 error ROW_PRICE',
    '4 error ROW_PRICE',
    '5 error ROW_PRICE',
    '6 error ROW_PRICE',
    '7 error ROW_PRICE',
    '8 error ROW_WEIGHT',
    '9 error ROW_QUANTITY',
    '10 warning ROW_QUANTITY_NEGATIVE',
    '11 error ROW_HANDLE',
    '12 error ROW_COLUMNS',
    '13 error ROW_OPTION_VALUE',
    '14 error ROW_TITLE',
    '15 error PRODUCT_CODE_TAKEN',
    '16 error ROW_HANDLE_TWICE',
    '17 error ROW_HANDLE_TWICE',
  ])
  t.same(
    codes(dry.problems).filter((code) => !code.endsWith('CODE_TAKEN')),
    codes(problems).filter((code) => !code.endsWith('CODE_TAKEN')),
  )
  const products = await productsOf(app, storeId)
  t.match(
    products.find((one) => one.slug === 'good'),
    { title: '好商品', skus: [{ priceFen: 1990, weightGram: 250, stock: [{ available: 5 }] }] },
  )
  t.match(products.find((one) => one.title === '中文编号')?.slug, /^h-[0-9a-f]{12}$/)
})

t.test('a second table changes what it names and nothing else; stock only when asked', async (t) => {
  const { app, storeId } = await setUp(t, t.testdir())
  await createTestProduct(
    app.db,
    storeId,
    {
      slug: 'bottle',
      title: '奶瓶',
      sellingPoint: '防胀气',
      tags: ['旧'],
      options: ['容量'],
      skus: [
        skuInput({ code: 'A', values: ['160'], initialStock: 5 }),
        skuInput({ code: 'B', values: ['240'] }),
      ],
    },
    at,
  )
  const table =
    'Handle,Title,Variant Price,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty\nbottle,玻璃奶瓶,59.00,容量,160,A,9\nbottle,,69.5,容量,330,,2\n'
  t.match(await reportOf(app, storeId, await importText(app, storeId, table)), { report: { updated: 1 } })
  const [product] = await productsOf(app, storeId)
  t.match(product, {
    title: '玻璃奶瓶',
    sellingPoint: '防胀气',
    tags: ['旧'],
    version: 2,
    skus: [
      { code: 'A', priceFen: 5900, stock: [{ available: 5 }] },
      { code: 'B', priceFen: 9900 },
      { values: ['330'], priceFen: 6950, stock: [{ available: 2 }] },
    ],
  })
  t.match(await reportOf(app, storeId, await importText(app, storeId, table, { stock: 'set' })), {
    report: { unchanged: 1 },
  })
  t.equal((await productsOf(app, storeId))[0]?.skus[0]?.stock[0]?.available, 9)
})

t.test('two runs of one import, and one killed in the middle, save everything once', async (t) => {
  const { app, storeId, jobs } = await setUp(t, t.testdir())
  const rows = Array.from({ length: 30 }, (_, index) => `p-${index},商品${index},1.00,${index}`)
  const bytes = Buffer.from(['Handle,Title,Variant Price,Variant Inventory Qty', ...rows].join('\n'))
  const started = await startImport(app, storeId, {
    fileName: '../a\u202e.csv',
    bytes,
    isDryRun: false,
    stock: 'keep',
    staffId: null,
    at,
  })
  if (!started.started) return t.fail(started.reason)
  t.match(jobs, [{ job: 'catalog.import', id: started.importId }])
  const stop = new AbortController()
  const killed = runImport(app, storeId, started.importId, { fetch: offline, signal: stop.signal })
  setImmediate(() => stop.abort())
  await killed
  await Promise.all(
    Array.from({ length: 2 }, () => runImport(app, storeId, started.importId, { fetch: offline })),
  )
  await runImport(app, storeId, started.importId, { fetch: offline })
  t.match(await reportOf(app, storeId, started.importId), {
    state: 'done',
    rows_done: 30,
    report: { groupsDone: 30 },
  })
  const products = await productsOf(app, storeId)
  t.equal(products.length, 30)
  t.same(
    products.map((one) => one.skus[0]?.stock[0]?.available).sort((a, b) => (a ?? 0) - (b ?? 0)),
    Array.from({ length: 30 }, (_, index) => index),
  )
})

t.test('pictures are fetched, told when they do not come, and tried again', async (t) => {
  const { app, storeId } = await setUp(t, t.testdir())
  const picture = await sharp({ create: { width: 500, height: 500, channels: 3, background: '#48c' } })
    .jpeg()
    .toBuffer()
  let isUp = false
  const peer = createServer((request, reply) => {
    if (request.url === '/good.jpg' || isUp)
      return reply.end(request.url === '/page.jpg' ? '<html>' : picture)
    return reply.writeHead(503).end()
  })
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    peer.closeAllConnections()
    peer.close()
  })
  const { port } = peer.address() as AddressInfo
  const run = {
    fetch: {
      ...PUBLIC_FETCH,
      resolve: async () => [{ address: '127.0.0.1', port }],
      isAllowed: (address: string) => address === '127.0.0.1',
    },
  }
  const table = `Handle,Title,Variant Price,Image Src,Image Position,Image Alt Text,Variant Image
a,甲,1,http://pics.example/good.jpg,1,正面,http://pics.example/good.jpg
a,,,http://pics.example/late.jpg,2,,
b,乙,1,http://pics.example/page.jpg,1,,
c,丙,1,http://169.254.169.254/latest,1,,
d,丁,1,file:///etc/passwd,1,,
`
  const id = await importText(app, storeId, table, { run })
  const before = await reportOf(app, storeId, id)
  t.match(before.report, { created: 4, warnings: 4 })
  t.match(
    before.problems.map((one) => one.detail),
    [
      'NOT_OK http://pics.example/late.jpg',
      'NOT_OK http://pics.example/page.jpg',
      'ADDRESS_NOT_PUBLIC http://169.254.169.254/latest',
      'URL_NOT_ALLOWED file:///etc/passwd',
    ],
  )
  const [first] = await productsOf(app, storeId)
  t.match(first, { pictures: [{ alt: '正面', width: 500 }] })
  t.equal(first?.skus[0]?.mediaHash, first?.pictures[0]?.hash)
  isUp = true
  t.equal(await retryPictures(app, storeId, id, run), 1, 'the late one came')
  t.equal(await retryPictures(app, storeId, id, { fetch: offline }), 0, 'the rest does not')
  t.equal((await reportOf(app, storeId, id)).problems.filter((one) => one.retry_url).length, 3)

  const text = await exported(app, storeId)
  t.match(text, new RegExp(`${ORIGIN}/media/[0-9a-f]{64}-800.webp`))
  t.match(await reportOf(app, storeId, await importText(app, storeId, text)), { report: { unchanged: 4 } })
  t.match(
    await productsOf(app, storeId),
    [{ pictures: [{ width: 500 }] }],
    'own addresses are known, not fetched',
  )
})

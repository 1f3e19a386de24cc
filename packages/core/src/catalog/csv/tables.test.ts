import { withTenant } from '@mamapu/db'
import type { StoreId } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore } from '@mamapu/testkit'
import iconv from 'iconv-lite'
import t from 'tap'
import type { App } from '../../app.js'
import { listProductsById, type ProductView } from '../product.view.js'
import { gramsOfWeight, neutralCell, plainCell } from './cell.rules.js'
import { decodeCsv } from './decode-csv.js'
import { findImport, type ImportReport, listProductIds } from './import.queries.js'
import { exportProducts, runImport, startImport } from './index.js'

const at = new Date('2026-03-01T02:00:00Z')

async function setUp(t: { teardown(work: () => unknown): void }, dataDir: string) {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  return { storeId, app: { ...createTestApp(t, db, { at }).app, dataDir } }
}

const start = (app: App, storeId: StoreId, bytes: Buffer | string) =>
  startImport(app, storeId, {
    fileName: 'x.csv',
    bytes: Buffer.from(bytes),
    isDryRun: false,
    stock: 'keep',
    staffId: null,
    at,
  })

async function importText(app: App, storeId: StoreId, bytes: Buffer | string): Promise<ImportReport> {
  const started = await start(app, storeId, bytes)
  if (!started.started) throw new Error(`${started.reason} ${started.detail}`)
  await runImport(app, storeId, started.importId)
  const row = await withTenant(app.db, storeId, (tx) => findImport(tx, started.importId))
  return row?.report ?? {}
}

const productsOf = (app: App, storeId: StoreId): Promise<ProductView[]> =>
  withTenant(app.db, storeId, async (tx) => listProductsById(tx, await listProductIds(tx, null, 1000)))

t.test('tables are read in the encodings spreadsheets write, and refused when broken', async (t) => {
  const { app, storeId } = await setUp(t, t.testdir())
  const table = 'Handle,Title,Variant Price\nbag,妈咪包·轻便款,199\n'
  const encodings: [string, Buffer][] = [
    ['utf-8', Buffer.from(table)],
    ['utf-8', Buffer.from(`\uFEFF${table}`)],
    ['gb18030', iconv.encode(table, 'gb18030')],
    ['utf-16le', iconv.encode(table, 'utf-16le', { addBOM: true })],
    ['utf-16be', iconv.encode(table, 'utf-16be', { addBOM: true })],
    ['utf-8', Buffer.from(table.replaceAll(',', ';'))],
    ['utf-8', Buffer.from(table.replaceAll(',', '\t'))],
  ]
  for (const [encoding, bytes] of encodings) {
    const report = await importText(app, storeId, bytes)
    t.equal(report.encoding, encoding)
    t.equal((await productsOf(app, storeId))[0]?.title, '妈咪包·轻便款', encoding)
  }
  const broken: [Buffer | string, string][] = [
    ['', 'CSV_EMPTY'],
    ['  \n ', 'CSV_EMPTY'],
    ['Handle,Title,Variant Price\n', 'CSV_EMPTY'],
    [Buffer.concat([Buffer.from(table), Buffer.from([0xff, 0xff, 0xfe])]), 'CSV_ENCODING'],
    [Buffer.from(`${table}\0`), 'CSV_ENCODING'],
    [iconv.encode(table, 'utf-16le', { addBOM: true }).subarray(0, 31), 'CSV_ENCODING'],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0xd]), 'CSV_ENCODING'],
    ['Title,Price\nx,1', 'CSV_COLUMNS_MISSING'],
    ['Handle,Title,Variant Price,Title\nx,y,1,z', 'CSV_COLUMNS_REPEATED'],
    ['Handle,Title,Variant Price\nx,"y,1\n', 'CSV_BROKEN'],
    [Buffer.alloc(5 * 1024 * 1024 + 1, 65), 'CSV_TOO_LARGE'],
  ]
  for (const [bytes, reason] of broken)
    t.match(await start(app, storeId, bytes), { started: false, reason }, reason)
  t.equal(decodeCsv(Buffer.from('a')).decoded, true)
})

t.test('a cell that looks like a formula stays text, and runs nowhere', async (t) => {
  for (const text of [
    '=1+1',
    '+86',
    '-5',
    '@x',
    '\tx',
    '\n=x',
    '＝1+1',
    '＠x',
    "'=x",
    "''=x",
    "'plain",
    'plain',
    '',
  ]) {
    t.notMatch(neutralCell(text), /^[=+\-@＝＋－＠\t\r\n]/)
    t.equal(plainCell(neutralCell(text)), text)
  }
  const { app, storeId } = await setUp(t, t.testdir())
  const nasty = `=HYPERLINK("http://evil","x")`
  await importText(
    app,
    storeId,
    `Handle,Title,Variant Price,Vendor,Tags\nf,"${nasty.replaceAll('"', '""')}",1,+86,@t\n`,
  )
  t.match(await productsOf(app, storeId), [{ title: nasty, brand: '+86', tags: ['@t'] }])
  let table = ''
  for await (const part of exportProducts(app, storeId, 'http://shop.localhost:3000')) table += part
  t.match(table, /"'=HYPERLINK/)
  t.notMatch(table, /(^|,)"?[=+@]/m)
  t.match(await importText(app, storeId, table), { unchanged: 1 })
  t.equal(gramsOfWeight('1.5', 'kg'), 1500)
  t.equal(gramsOfWeight('1', 'lb'), 454)
  t.equal(gramsOfWeight('1', 'oz'), 28)
  t.equal(gramsOfWeight('1e3', 'g'), null)
  t.equal(gramsOfWeight('1', 'stone'), null)
})

import { asId, idOf, type StoreId } from '@mamapu/kernel'
import { createTestApp, createTestDatabase, createTestStore, multipartOf, serveRoutes } from '@mamapu/testkit'
import t from 'tap'
import { importAdminRoutes, runImport } from './index.js'

const at = new Date('2026-03-01T02:00:00Z')
const ORIGIN = 'http://shop.localhost:3000'

t.test('another shop sees nothing of an import, and cannot touch it', async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const app = { ...createTestApp(t, db, { at }).app, dataDir: t.testdir() }
  const other = await createTestStore(db, at)
  const serve = (id: StoreId) =>
    serveRoutes(t, { storeId: id, at }, importAdminRoutes(app, { originOf: () => ORIGIN }))
  const [mine, theirs] = [await serve(storeId), await serve(other.storeId)]
  const file = { name: '商品.csv', type: 'text/csv', data: 'Handle,Title,Variant Price\nx,暗号,1\nx2,坏,?\n' }
  const sent = await mine.inject({ method: 'POST', url: '/imports?dryRun=0', ...multipartOf([file]) })
  t.equal(sent.statusCode, 202, sent.body)
  const { id } = sent.json()
  await runImport(app, other.storeId, asId('imp', id))
  t.match(
    (await mine.inject(`/imports/${id}`)).json(),
    { state: 'waiting', fileName: '商品.csv', rowsDone: 0 },
    'another shop’s job does nothing',
  )
  await runImport(app, storeId, asId('imp', id))
  t.match((await mine.inject(`/imports/${id}`)).json(), { state: 'done', created: 1, failed: 1 })
  t.match((await mine.inject(`/imports/${id}/problems`)).json(), {
    problems: [{ row: 3, code: 'ROW_PRICE' }],
    next: null,
  })
  t.match((await mine.inject('/imports')).json(), { imports: [{ id }] })
  t.match((await mine.inject('/products.csv')).body, /暗号/)
  t.equal((await theirs.inject(`/imports/${id}`)).statusCode, 404)
  t.equal((await theirs.inject({ method: 'POST', url: `/imports/${id}/retry-pictures` })).statusCode, 404)
  t.equal((await theirs.inject(`/imports/${id}/problems`)).statusCode, 404)
  t.same((await theirs.inject('/imports')).json(), { imports: [] })
  t.notMatch((await theirs.inject('/products.csv')).body, /暗号/)
  t.equal((await mine.inject({ method: 'POST', url: `/imports/${id}/retry-pictures` })).statusCode, 202)
  const broken = await mine.inject({
    method: 'POST',
    url: '/imports',
    ...multipartOf([{ ...file, data: 'a,b\n1,2' }]),
  })
  t.match(broken.json(), { code: 'CSV_COLUMNS_MISSING', detail: 'Handle, Title, Variant Price' })
  t.ok(idOf('imp', id.slice(4)))
})

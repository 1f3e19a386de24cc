import { randomBytes } from 'node:crypto'
import { withTenant } from '@mamapu/db'
import { type StoreId, uuidOf } from '@mamapu/kernel'
import { createTestDatabase, createTestStore, type TestDatabase } from '@mamapu/testkit'
import t from 'tap'
import type { Hosts } from '../app.js'
import {
  createStore,
  definePart,
  normalizeHost,
  partOf,
  type SnapshotPart,
  StoreDirectory,
  type StoreSnapshot,
  siteOf,
  updateSettings,
} from './index.js'

const at = new Date('2026-03-01T02:00:00Z')
const hosts: Hosts = {
  base: 'localhost:3000',
  shop: 'localhost:3000',
  protocol: 'http',
  internal: 'http://127.0.0.1:3000',
}
const secret = randomBytes(32)
const log = { debug() {}, info() {}, warn() {}, error() {} }

function open(
  t: { teardown(work: () => unknown): void },
  { db }: Pick<TestDatabase, 'db'>,
  parts: readonly SnapshotPart<unknown>[] = [],
  more: { storesMax?: number; onReload?: (store: StoreSnapshot) => void } = {},
): StoreDirectory {
  const directory = new StoreDirectory({ db, hosts, secret, log, parts, ...more })
  t.teardown(() => directory.close())
  return directory
}

t.test('host names have one spelling and say what they may be', async (t) => {
  const spellings: [string | undefined, string | null][] = [
    ['shop-a.localhost:3000', 'shop-a.localhost'],
    ['SHOP-A.LocalHost', 'shop-a.localhost'],
    ['shop-a.localhost.', 'shop-a.localhost'],
    ['shop-a.localhost.:3000', 'shop-a.localhost'],
    ['shop-a.localhost..', null],
    ['shop-a..localhost', null],
    ['', null],
    [undefined, null],
    ['[::1]:3000', null],
    ['shop a.localhost', null],
    ['shop-a.localhost:3000:1', null],
    ['shop-a.localhost:999999', null],
    ['a@b.localhost', null],
    ['-a.localhost', null],
    ['店.localhost', null],
    [`${'a'.repeat(64)}.localhost`, null],
    ['a.'.repeat(130), null],
  ]
  for (const [given, wanted] of spellings) t.equal(normalizeHost(given), wanted, String(given))
  const sites: [string, string | null][] = [
    ['localhost', 'platform'],
    ['cashier.localhost', 'cashier'],
    ['mili.localhost', 'shop'],
    ['a.mili.localhost', null],
    ['www.localhost', null],
    ['shop.example.cn', 'shop'],
    ['127.0.0.1', null],
    ['intranet', null],
  ]
  for (const [host, kind] of sites) t.equal(siteOf(hosts, host)?.kind ?? null, kind, host)
})

t.test('a new shop is whole or not there at all', async (t) => {
  const { db } = await createTestDatabase(t)
  const slug = 'mili-shop'
  const results = await Promise.all(
    Array.from({ length: 8 }, () => createStore(db, { slug, name: '米粒妈', at })),
  )
  t.equal(results.filter((result) => result.created).length, 1, 'one of eight')
  t.ok(results.every((result) => result.created || result.reason === 'slug_taken'))
  t.match(await createStore(db, { slug: 'admin', name: 'x', at }), { reason: 'slug_reserved' })
  t.match(await createStore(db, { slug: 'A b', name: 'x', at }), { reason: 'slug_malformed' })
  const [row] = await db.sql<{ n: number }[]>`select count(*) as n from stores`
  t.equal(row?.n, 1)
  const directory = open(t, { db })
  t.match(await directory.byHost('mili-shop.localhost'), {
    slug,
    settings: { name: '米粒妈', publishedAt: null },
    origin: 'http://mili-shop.localhost:3000',
  })
})

t.test('a host is loaded once, however many wait', async (t) => {
  const { db } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  let loads = 0
  const places = definePart({
    name: 'places',
    query: (sql, tenantId) => {
      loads += 1
      return sql<{ name: string }[]>`select name from places where tenant_id = ${tenantId} limit 10`
    },
    compile: (rows) => rows.map((row) => row.name),
  })
  const directory = open(t, { db }, [places])
  const host = `${store.slug}.localhost`
  t.equal(directory.peekHost(host), undefined)
  const found = await Promise.all(Array.from({ length: 50 }, () => directory.byHost(host)))
  t.equal(loads, 1)
  t.ok(found.every((snapshot) => snapshot !== null && snapshot === found[0]))
  t.same(partOf(found[0] as StoreSnapshot, places), ['默认仓'])
  t.equal(directory.peekHost(host), found[0])
})

t.test('custom domains lead to their shop once verified, and stop when taken away', async (t) => {
  const { db, admin } = await createTestDatabase(t)
  const store = await createTestStore(db, at)
  const directory = open(t, { db })
  await directory.start()
  await admin`insert into domains (host, store_id) values ('shop.example.cn', ${uuidOf(store.storeId)})`
  t.equal(await directory.byHost('shop.example.cn'), null, 'not verified')
  await verifyDomain(admin, store.storeId, at)
  await directory.poll()
  t.equal((await directory.byHost('shop.example.cn'))?.storeId, store.storeId)
  await verifyDomain(admin, store.storeId, null)
  await directory.poll()
  t.equal(await directory.byHost('shop.example.cn'), null)
  t.equal((await directory.byHost(`${store.slug}.localhost`))?.storeId, store.storeId)
})

async function verifyDomain(admin: TestDatabase['admin'], storeId: StoreId, when: Date | null) {
  await admin`update domains set verified_at = ${when} where store_id = ${uuidOf(storeId)}`
  await admin`update stores set config_version = nextval('config_versions') where id = ${uuidOf(storeId)}`
}

t.test(
  'changes of another process arrive with the next poll, and only those shops are read again',
  async (t) => {
    const { db } = await createTestDatabase(t)
    const [one, two] = [await createTestStore(db, at), await createTestStore(db, at)]
    const reloaded: string[] = []
    const directory = open(t, { db }, [], { onReload: (store) => reloaded.push(store.slug) })
    await directory.start()
    const before = await directory.byId(one.storeId)
    await directory.byId(two.storeId)
    const result = await withTenant(db, one.storeId, (tx) =>
      updateSettings(tx, { version: 1, patch: { name: '新名字', published: false }, at }),
    )
    t.match(result, { updated: true, settings: { name: '新名字', publishedAt: null, version: 2 } })
    t.equal(await directory.byId(one.storeId), before, 'the old one serves until then')
    await directory.poll()
    t.equal((await directory.byId(one.storeId))?.settings.name, '新名字')
    t.same(reloaded, [one.slug])
    t.match(
      await withTenant(db, one.storeId, (tx) => updateSettings(tx, { version: 1, patch: { name: 'x' }, at })),
      { updated: false, reason: 'conflict' },
    )
    t.match(
      await withTenant(db, one.storeId, (tx) =>
        updateSettings(tx, { version: 2, patch: { logoId: `med_${'0'.repeat(32)}` }, at }),
      ),
      { updated: false, reason: 'media_not_found' },
    )
    t.equal((await directory.refresh(two.storeId))?.slug, two.slug)
  },
)

t.test('a version drawn early and committed late is still noticed', async (t) => {
  const { db } = await createTestDatabase(t)
  const [slow, quick] = [await createTestStore(db, at), await createTestStore(db, at)]
  const directory = open(t, { db })
  await directory.start()
  await directory.byId(slow.storeId)
  await withTenant(db, slow.storeId, async (tx) => {
    await updateSettings(tx, { version: 1, patch: { name: '慢' }, at })
    await withTenant(db, quick.storeId, (other) =>
      updateSettings(other, { version: 1, patch: { name: '快' }, at }),
    )
    await directory.poll()
  })
  await directory.poll()
  t.equal((await directory.byId(slow.storeId))?.settings.name, '慢')
})

t.test('an unknown host is asked for once; a shop opened elsewhere appears with the next poll', async (t) => {
  const { db } = await createTestDatabase(t)
  const directory = open(t, { db })
  await directory.start()
  t.equal(await directory.byHost('soon-here.localhost'), null)
  t.equal(directory.peekHost('soon-here.localhost'), null, 'remembered')
  await createStore(db, { slug: 'soon-here', name: '来了', at })
  await directory.poll()
  t.match(await directory.byHost('soon-here.localhost'), { slug: 'soon-here' })
})

t.test('the directory is bounded and an idle shop is small', async (t) => {
  const { db } = await createTestDatabase(t)
  const made = []
  for (let index = 0; index < 12; index += 1) made.push(await createTestStore(db, at))
  const directory = open(t, { db }, [], { storesMax: 10 })
  for (const store of made) await directory.byHost(`${store.slug}.localhost`)
  t.equal(directory.size, 10)
  t.equal(directory.peekHost(`${made[0]?.slug}.localhost`), undefined, 'its host left with it')
  t.match(await directory.byHost(`${made[0]?.slug}.localhost`), { slug: made[0]?.slug })
})

// What an operator does with a plugin from outside: put in, updated, lost and put back, taken out while its orders stand.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { orders, plugins } from '@mamapu/core'
import { must, OutsideError, ZERO_FEN } from '@mamapu/kernel'
import { buy, createTestApp, openShop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { pluginRemove } from '../commands/plugin-remove.js'
import { pluginReplay } from '../commands/plugin-replay.js'
import { verify } from '../commands/verify.js'
import { loadEntries } from '../conformance/entries.js'
import { installedPlugins } from '../product/installed-plugins.js'
import { Person } from '../product/test-client.js'
import { ProductProcess } from '../product/test-process.js'
import { serveProduct } from '../product/test-product.js'
import { addPlugin, restorePlugins } from './add-plugin.js'
import { deprecatedLines } from './deprecated-lines.js'
import { findPlugin, homeOf } from './find-plugin.js'
import { readList } from './plugin-list.js'
import { lockFileOf } from './plugin-locks.js'
import { targetOf } from './plugin-target.js'
import { takeOut } from './remove-plugin.js'
import { pluginRoom } from './test-plugins.js'

t.setTimeout(120_000)

const RAN = 'the package has run'

interface Package {
  readonly version?: string
  readonly scopes?: readonly string[]
  readonly manifest?: object
}

/** A package somebody else wrote, in a folder that knows nothing of us, and the room that installs it. */
function outside(t: Test) {
  const room = pluginRoom(t)
  const said: string[] = []
  const folder = join(room.place.store, '..', 'elsewhere')
  return {
    ...room,
    file: room.write,
    said,
    write({ version = '1.2.0', scopes = ['orders:read'], manifest = {} }: Package = {}) {
      room.plugin('elsewhere', { version, scopes }, { head: `globalThis['${RAN}'] = true` })
      room.write(
        'elsewhere/conformance.samples.js',
        "import { sampleConfig } from '@mamapu/testkit'\nexport const samples = { about: typeof sampleConfig }",
      )
      const base = { name: 'hello-off', version, type: 'module', main: 'index.js' }
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...base, ...manifest }))
      return folder
    },
    pack: () => packed(folder),
    /** What it depends on, in a tarball of its own. */
    packLittle(text: string) {
      const little = join(folder, '..', 'little')
      room.write('little/package.json', '{ "name": "little", "version": "1.0.0" }')
      room.write('little/index.js', text)
      return packed(little)
    },
    add: (spec: string, agrees: boolean | 'load' = true) =>
      addPlugin(
        room.place,
        { kind: 'package', spec, source: spec },
        { say: (text) => void said.push(text), agree: async (to) => agrees === true || agrees === to },
      ),
    onDisk: () => findPlugin(room.place, { from: 'hello-off', scopes: [] }).version,
  }
}

/** As `npm pack` makes it: what an author sends round. */
function packed(folder: string): string {
  const made = spawnSync('npm', ['pack', '--silent', '--pack-destination', '..'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  return join(folder, '..', made.stdout.trim())
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof OutsideError) return `${error.message} [${error.code}]`
    throw error
  }
  return 'all is well'
}

t.test('what is asked for is a folder, a tarball or a name of npm', async (t) => {
  const { place, plugin, write } = pluginRoom(t)
  const from = plugin('mine')
  const tarball = write('mine-1.2.0.tgz', '')
  const standing = join(place.root, 'docs')
  t.same(targetOf(place, from, standing), { kind: 'folder', from }, 'below the top it is used as it is')
  t.match(targetOf(place, tarball, standing), { kind: 'package', spec: tarball, source: 'mine-1.2.0.tgz' })
  for (const spec of ['hello-off', '@shop/hello-off', '@shop/hello-off@1.2.0', 'hello-off@^1.2'])
    t.same(targetOf(place, spec, standing), { kind: 'package', spec })
  for (const wrong of [
    './nothing',
    'plugins/nothing',
    'gone.tgz',
    'git+https://example.cn/x',
    '--registry=x',
  ])
    t.throws(() => targetOf(place, wrong, standing), { code: 'PLUGIN_NOT_FOUND' }, wrong)
})

t.test('a package is put in, updated and put back; nothing changes without a yes', async (t) => {
  const { place, write, pack, packLittle, add, said, onDisk } = outside(t)
  write({ manifest: { peerDependencies: { '@mamapu/plugin-sdk': '*' } } })
  const first = pack()
  t.equal(await add(first, false), false)
  t.match(said, [/^hello-off 1\.2\.0 {2}\(.*\.tgz\)\n.*install only what you trust$/])
  t.notOk(Object.hasOwn(globalThis, RAN), 'nothing of it runs before somebody agrees to load it')
  t.equal(await add(first, 'load'), false)
  t.ok(Object.hasOwn(globalThis, RAN))
  t.same(readList(place), [])
  t.match(await messageOf(installedPlugins({ ...place })), 'all is well')
  t.match(said.at(-1), /见面礼 · Hello money {2}hello-off 1\.2\.0/)
  t.match(said.at(-1), /\+ orders:read +查看订单的优惠与限量 · Read the discounts/)

  t.equal(await add(first), true)
  t.match(readList(place), [{ from: 'hello-off', version: '1.2.0', scopes: ['orders:read'] }])
  t.equal(onDisk(), '1.2.0')

  const manifest = { dependencies: { little: `file:${packLittle('module.exports = 1')}` } }
  const elsewhere = write({ version: '1.3.0', scopes: ['orders:read', 'messages:send'], manifest })
  const second = pack()
  t.equal(await add(second, 'load'), false)
  t.match(said.at(-1), /\n {2} {2}orders:read.*\n {2}\+ messages:send/, 'only what is new is marked')
  t.same([readList(place)[0]?.version, onDisk()], ['1.2.0', '1.2.0'], 'still the old one')
  t.equal(await add(second), true)
  t.match(readList(place), [{ version: '1.3.0', scopes: ['orders:read', 'messages:send'] }])

  rmSync(place.store, { recursive: true })
  t.match(await messageOf(installedPlugins(place)), /还没有安装.*npm run plugin:add/)
  packLittle('module.exports = "something else of the same version"')
  process.env.npm_config_cache = t.testdir()
  t.teardown(() => delete process.env.npm_config_cache)
  t.match(await messageOf(restorePlugins(place, () => {})), /不同，没有装回.*is not what was signed off/)
  t.notOk(existsSync(homeOf(place, 'hello-off')))
  delete process.env.npm_config_cache
  packLittle('module.exports = 1')
  t.same(await restorePlugins(place, () => {}), ['hello-off'])
  const entries = [
    ...(await loadEntries(['hello-off'], place)),
    ...(await loadEntries(['.'], place, elsewhere)),
  ]
  t.match(entries, Array(2).fill({ plugin: { id: 'hello-off' }, samples: { about: 'function' } }))
  const registry = await installedPlugins(place)
  t.same(
    registry.plugins.map(({ plugin }) => plugin.version),
    ['1.3.0'],
  )
  t.same(await restorePlugins(place, () => {}), [], 'nothing is missing')
  const { folder } = findPlugin(place, { from: 'hello-off', scopes: [] })
  const bundled = join(folder, 'dist', 'node_modules')
  mkdirSync(bundled, { recursive: true })
  writeFileSync(join(bundled, 'more.js'), '')
  t.match(await messageOf(installedPlugins(place)), /not those that were signed off; run npm run plugin:add/)
  renameSync(lockFileOf(place), `${lockFileOf(place)}.away`)
  t.match(await messageOf(restorePlugins(place, () => {})), /plugins\.lock\.json has nothing of it/)
  renameSync(`${lockFileOf(place)}.away`, lockFileOf(place))
  t.same(await restorePlugins(place, () => {}), ['hello-off'], 'what was changed on the disk is put back')

  writeFileSync(
    place.listFile,
    JSON.stringify({
      plugins: [{ from: 'hello-off', version: '1.2.0', source: second, scopes: ['orders:read'] }],
    }),
  )
  t.match(await messageOf(installedPlugins(place)), /装的是 1\.3\.0，清单要的是 1\.2\.0/)
  t.match(await messageOf(restorePlugins(place, () => {})), /holds hello-off 1\.3\.0, the list names 1\.2\.0/)

  const { source: _, ...ofRegistry } = must(readList(place)[0], 'the entry')
  for (const [entry, command] of [
    [{ ...ofRegistry, version: '1.3.0' }, 'hello-off@1.3.0'],
    [{ ...ofRegistry, version: '1.3.0', source: second }, second],
  ] as const) {
    writeFileSync(place.listFile, JSON.stringify({ plugins: [entry] }))
    t.match(await messageOf(installedPlugins(place)), `to agree run npm run plugin:add -- ${command} [`)
  }

  const soon = { path: 'prices', since: '0.1.0', until: '2027-06-30', goneIn: '0.2.0' }
  const used = registry.plugins.map(({ plugin }) => plugin)
  t.match(deprecatedLines(used, [{ ...soon, instead: { 'zh-CN': '别的', en: 'another' } }]), [
    /^! 插件 hello-off:prices 已弃用，可用到 2027-06-30.* · plugin hello-off: prices is deprecated: .*; use another$/,
  ])
  t.same(deprecatedLines(used, [{ ...soon, path: 'earns', instead: { 'zh-CN': '', en: '' } }]), [])
})

t.test(
  'a package that brings its own SDK, that is no plugin, or that npm does not know, leaves nothing behind',
  async (t) => {
    const { place, write, add } = outside(t)
    const folder = write({ manifest: { dependencies: { '@mamapu/plugin-sdk': 'file:./copy' } } })
    mkdirSync(join(folder, 'copy'))
    writeFileSync(
      join(folder, 'copy', 'package.json'),
      '{ "name": "@mamapu/plugin-sdk", "version": "0.1.0" }',
    )
    t.match(await messageOf(add(folder)), /自带了 @mamapu\/\*.*peerDependencies.*\[PLUGIN_FAULT\]/)
    write()
    t.equal(await add(folder), true)
    rmSync(place.store, { recursive: true })
    writeFileSync(join(folder, 'index.js'), 'export default 1')
    t.match(await messageOf(restorePlugins(place, () => {})), /is not what was signed off/, 'nor is it run')
    takeOut(place, must(readList(place)[0], 'the entry'))
    t.same(JSON.parse(readFileSync(lockFileOf(place), 'utf8')), {})
    t.match(await messageOf(add(folder)), /its default export is no plugin/)
    t.match(await messageOf(add(join(folder, 'nothing.tgz'))), /npm 没有装上.*\[PLUGIN_NOT_INSTALLED\]/s)
    t.same(readList(place), [])
    t.match(await messageOf(restorePlugins(place, () => {})), 'all is well')
  },
)

t.test('a plugin is not taken out while a shop needs it; taken out, what it gave stands', async (t) => {
  const room = outside(t)
  const { place, env, write, add } = room
  write()
  t.equal(await add(join(place.store, '..', 'elsewhere')), true)
  const [loaded] = (await installedPlugins(place)).plugins
  const shop = await openShop(t, { plugins: [must(loaded, 'the plugin').plugin] })
  const { db, store, test, database } = shop
  const at = test.clock.now()
  const { skuId } = await shop.sku({ priceFen: 5000, stock: 20 })
  const order = async (one: typeof test) => {
    const placed = await buy(one, store, skuId)
    if (!placed.placed) throw new Error(placed.code)
    const [row] = await database.admin<{ payable: number }[]>`
      select payable_fen::int as payable from orders where id = ${placed.orderId.slice(4)}`
    return { orderId: placed.orderId, payable: row?.payable ?? 0 }
  }
  const given = await order(test)
  await shop.pay(given.orderId)

  const needed = new ProductProcess(t, ['plugin:remove', 'hello-off'], {
    ...env,
    DATABASE_URL: database.adminUrl,
    DATA_DIR: t.testdir(),
  })
  t.equal((await needed.ended).code, 1)
  t.match(needed.output, /^\n✗ 还有店铺开着它\(shop-.* \[PLUGIN_IN_USE\]\n$/)
  t.equal(readList(place).length, 1)
  await shop.switchTo(false)
  t.match(await plugins.findPluginUse(test.host, 'hello-off'), { on: [], open: [store.slug] })
  await shop.deliver()
  t.same(await plugins.findPluginUse(test.host, 'hello-off'), { on: [], open: [] })
  await shop.switchTo(true)

  const surroundings = { ...env, DATABASE_URL: database.adminUrl, DATA_DIR: t.testdir() }
  Object.assign(process.env, surroundings)
  t.teardown(() => {
    for (const name of Object.keys(surroundings)) delete process.env[name]
  })
  const [hello] = readList(place)
  room.file('late/migrations/0001_late.sql', 'create table late_one (tenant_id uuid)')
  const late = room.plugin('late', { id: 'late-one' }, { urls: { migrations: './migrations/' } })
  room.list(must(hello, 'the entry'), { from: late, scopes: [] })
  for (const look of [() => pluginReplay(['--store', store.slug]), () => verify([])])
    t.match(
      await messageOf(look()),
      /npm run migrate.*plugin:late-one\/0001_late\.sql.*\[MIGRATIONS_PENDING\]/,
    )
  t.equal(await pluginRemove(['late-one']), 0, 'what never started is used by nobody')
  const applied = await database.admin`select from migration.applied where set_name = 'plugin:late-one'`
  t.equal(applied.length, 0, 'and none of them has applied its migration')

  const queued = () => database.admin`
    select relname, n_tup_ins, n_tup_upd from pg_stat_user_tables where schemaname = 'bullmq' order by relname`
  const before = await queued()
  t.equal(await pluginReplay([given.orderId]), 0, 'it comes out the same')
  t.same(await queued(), before, 'and no queue is touched')
  t.match(await messageOf(pluginRemove(['nobody'])), /plugins\.json has no nobody \[PLUGIN_NOT_LISTED\]/)
  t.equal(await pluginRemove(['hello-off', '--force']), 0)
  t.same(JSON.parse(readFileSync(place.listFile, 'utf8')), { plugins: [] })

  const { port } = await serveProduct(t, database.adminUrl)
  const shopper = new Person(port, `${store.slug}.localhost:3000`)
  t.equal((await shopper.get('/')).status, 200, 'its shop is open')
  const without = createTestApp(t, db, { at })
  const later = await order(without)
  t.equal(given.payable, later.payable - 100, 'and sells at the full price')
  const ask = { lines: [], shippingFen: ZERO_FEN, whole: true, reason: '', actor: 'staff', at }
  const refunded = await orders.refundOrder(without.app, store.storeId, { ...ask, orderId: given.orderId })
  t.match(refunded, { refunded: true })
  const [back] = await database.admin<{ amount: number }[]>`
    select sum(amount_fen)::int as amount from refunds where order_id = ${given.orderId.slice(4)}`
  t.equal(back?.amount, given.payable, 'what was paid with its help goes back to the fen')
})

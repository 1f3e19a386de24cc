// Everything that can be wrong with what is installed: one line in two languages, before anything else is touched.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CORE_MIGRATIONS, plugins } from '@mamapu/core'
import { OutsideError } from '@mamapu/kernel'
import t from 'tap'
import { installedPlugins } from '../product/installed-plugins.js'
import { ProductProcess } from '../product/test-process.js'
import { addPlugin } from './add-plugin.js'
import { findPlugin } from './find-plugin.js'
import { importPlugin } from './import-plugin.js'
import { findListed } from './remove-plugin.js'
import { type PluginRoom, pluginRoom } from './test-plugins.js'

const WORDS = { 'zh-CN': '已结束', en: 'It is over' }

/** The one line, without its code. */
async function faultOf({ place }: PluginRoom): Promise<string> {
  try {
    await installedPlugins(place)
  } catch (error) {
    if (error instanceof OutsideError) return error.message
    throw error
  }
  return 'all is well'
}

t.test('a plugin with a fault is named with it and with what to do', async (t) => {
  const room = pluginRoom(t)
  const words = { title: { 'zh-CN': '券', en: 'Unit' } }
  const cases: readonly (readonly [why: string, definition: object, zh: RegExp, en: RegExp])[] = [
    [
      'key',
      { colour: 'red' },
      /有未知的键 "colour";可用的是 id、/,
      /unknown key "colour" in the plugin; known are id,/,
    ],
    [
      'range',
      { engine: '^9.1' },
      /为引擎 \^9\.1 而写，.*请安装适合的版本/,
      /made for engine \^9\.1, this installation is 0/,
    ],
    ['no-range', { engine: 'newest' }, /不是版本范围；应写成/, /"newest" is no range; write one like/],
    ['api', { api: 2 }, /api 是 2，本系统用的是 1/, /api is 2; this installation speaks 1/],
    [
      'scope',
      { scopes: ['shop:sell'] },
      /未知的权限 "shop:sell";可用的是/,
      /unknown scope "shop:sell"; known are/,
    ],
    [
      'hook',
      { quotas: [{ kind: 'hello-off.unit', heat: 40, ...words }] },
      /scopes 里要有 quotas:take/,
      /its scopes need quotas:take/,
    ],
    [
      'more',
      { scopes: ['orders:read', 'messages:send'] },
      /未经同意的权限 messages:send；.*plugin:add/,
      /wants messages:send, which nobody signed off; .*npm run plugin:add -- /,
    ],
    ['other', { category: 'fruit' }, /定义有误/, /category is one of/],
    ['files', { locales: null }, /定义有误/, /locales is a URL/],
  ]
  for (const [why, definition, zh, en] of cases) {
    const from = room.plugin(why, definition as Record<string, unknown>)
    room.list({ from, scopes: ['orders:read'] })
    const line = await faultOf(room)
    t.match(line, zh, why)
    t.match(line, en, why)
    t.ok(line.includes(from), 'it names the plugin')
    t.notMatch(line, '\n', 'it is one line')
  }
})

t.test(
  'an id that core’s tables begin with is refused, and the list of them is what the migrations say',
  async (t) => {
    const room = pluginRoom(t)
    room.list({ from: room.plugin('core', { id: 'order' }), scopes: [] })
    t.match(await faultOf(room), /插件 order:id "order" 不能用.* · plugin order: the id is taken/)

    const begun = new Set<string>()
    for (const file of readdirSync(CORE_MIGRATIONS.dir).filter((name) => name.endsWith('.sql')))
      for (const [, table = ''] of readFileSync(join(CORE_MIGRATIONS.dir, file), 'utf8').matchAll(
        /create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([a-z_]+)/g,
      )) {
        const words = table.split('_')
        for (let count = 1; count < words.length; count += 1) begun.add(words.slice(0, count).join('-'))
      }
    t.same([...begun].sort(), [...plugins.CORE_TABLE_WORDS].sort(), 'core-words.ts')
  },
)

t.test('what a plugin comes with is texts, and lies in its own folder', async (t) => {
  const room = pluginRoom(t)
  for (const [name, zh] of [
    ['null', 'null'],
    ['list', '["a"]'],
    ['number', '{ "a": 5 }'],
    ['forms', '{ "a": { "one": "x" } }'],
  ] as const) {
    room.write(`${name}/locales/zh-CN.json`, zh)
    room.write(`${name}/locales/en.json`, '\uFEFF{ "a": "A" }')
    room.list({ from: room.plugin(name, {}, { urls: { locales: './locales/' } }), scopes: [] })
    t.match(await faultOf(room), /应为键与文字的对照.*zh-CN\.json is texts by key/, name)
  }
  for (const file of ['0002_Add.sql', 'seed.sql']) {
    room.write(`${file}/migrations/${file}`, '')
    room.list({ from: room.plugin(file, {}, { urls: { migrations: './migrations/' } }), scopes: [] })
    t.match(await faultOf(room), new RegExp(`migrations/${file} 永远不会执行.*would never be applied`))
  }
  for (const [key, url] of [
    ['migrations', '../../../../../../../../etc/'],
    ['locales', './'],
    ['blocksDir', '../null/locales/'],
    ['migrations', 'https://example.cn/x/'],
  ] as const) {
    room.list({ from: room.plugin(`far-${url.length}`, {}, { urls: { [key]: url } }), scopes: [] })
    t.match(
      await faultOf(room),
      new RegExp(`${key} 指到了它自己的目录之外.*lies outside its own folder`),
      key,
    )
  }
})

t.test('of two ids where one begins the other, each keeps to its own names', async (t) => {
  const room = pluginRoom(t)
  let newest = 1
  const flash = (sql: string, codes: readonly string[] = []) => {
    const name = `flash-${newest++}`
    const errors = Object.fromEntries(codes.map((code) => [code, { status: 409, ...WORDS }]))
    room.write(`${name}/migrations/0001_flash.sql`, sql)
    return room.plugin(name, { id: 'flash', errors }, { urls: { migrations: './migrations/' } })
  }
  const sale = { from: room.plugin('sale', { id: 'flash-sale' }), scopes: [] }
  const own = flash('create table flash_sold (tenant_id uuid); -- not flash_sale_sold')
  room.list({ from: own, scopes: [] }, sale)
  t.equal(await faultOf(room), 'all is well')
  const talk = { say: () => {}, agree: async () => true }
  for (const [wrong, name] of [
    [flash('create table "flash_sale_sold" (tenant_id uuid)'), 'flash_sale_sold'],
    [flash('', ['FLASH_SALE_OVER']), 'FLASH_SALE_OVER'],
  ] as const) {
    room.list({ from: wrong, scopes: [] }, sale)
    t.match(await faultOf(room), new RegExp(`插件 flash:用了 ${name} .*belong to flash-sale`))
    room.list(sale)
    await t.rejects(addPlugin(room.place, { kind: 'folder', from: wrong }, talk), { code: 'PLUGIN_FAULT' })
  }
})

t.test('what is no plugin, or not there, or one twice', async (t) => {
  const room = pluginRoom(t)
  const at = (name: string) => room.plugin(name)
  const cases: readonly (readonly [from: string, what: RegExp])[] = [
    [at('gone'), /没有这个目录.*no such folder.*npm run plugin:remove -- .*gone --force/],
    [at('entry'), /找不到入口文件 index\.js.*compile it first/],
    [at('words'), /默认导出不是插件.*its default export is no plugin/],
    [at('copy'), /definePlugin.*peerDependencies.*an SDK of its own\?/],
    [at('throws'), /载入时出错.*its import throws Error: no coffee/],
    [at('syntax'), /载入时出错.*SyntaxError/],
    [at('json'), /package\.json 不是合法的 JSON/],
    ['not-installed', /还没有安装.*npm run plugin:add/],
  ]
  rmSync(join(room.place.root, at('gone')), { recursive: true })
  rmSync(join(room.place.root, at('entry'), 'index.js'))
  room.write('words/index.js', "export default 'hello'")
  room.write('copy/index.js', "export default Object.freeze({ id: 'copy', api: 1, engine: '^0.1' })")
  room.write('throws/index.js', "throw new Error('no coffee')")
  room.write('syntax/index.js', 'export default {')
  room.write('json/package.json', '{')
  for (const [from, what] of cases) {
    room.list({ from, scopes: [] })
    t.match(await faultOf(room), what, from)
  }

  const [one, two] = [room.plugin('one'), room.plugin('two')]
  room.list({ from: one, scopes: [] }, { from: two, scopes: [] })
  t.match(await faultOf(room), /two:id "hello-off" 已被.*belongs to another plugin of the list/)
  room.list({ from: one, scopes: [] })
  t.equal(await faultOf(room), 'all is well')
  t.same(
    (await installedPlugins(room.place)).plugins.map(({ id }) => id),
    ['hello-off'],
  )
})

t.test('one that never ends its import, or ends the process, is told of and can be taken out', async (t) => {
  const room = pluginRoom(t)
  const [hangs, quits] = [room.plugin('hangs'), room.plugin('quits')]
  room.write('hangs/index.js', 'await new Promise(() => {})')
  room.write('quits/index.js', 'process.exit(0)')
  const hanging = { from: hangs, scopes: [] }
  room.list(hanging, { from: quits, scopes: [] })
  await t.rejects(importPlugin(findPlugin(room.place, hanging), { maxMs: 50 }), {
    code: 'PLUGIN_FAULT',
    message: /still not loaded after 0\.05 s/,
  })
  t.equal((await findListed(room.place, quits, { isForced: true })).plugin, null, 'neither is loaded')

  room.list({ from: quits, scopes: [] })
  const migrated = new ProductProcess(t, ['migrate'], {
    ...room.env,
    DATABASE_URL: 'postgres://x@127.0.0.1:9/x',
  })
  t.equal((await migrated.ended).code, 1)
  t.match(migrated.output, /quits:载入时结束了进程.*ended the process while it was imported/)
})

t.test('a list that cannot be read says so', async (t) => {
  const room = pluginRoom(t)
  const cases: readonly (readonly [text: string, what: RegExp])[] = [
    ['{', /不是合法的 JSON.*is no JSON/],
    ['[]', /plugins\.json is \{ "plugins"/],
    [
      '{ "plugins": [{ "from": "plugins/a", "scopes": [], "on": true }] }',
      /unknown key "on"; known are from/,
    ],
    ['{ "plugins": [], "pluginz": [] }', /unknown key "pluginz"; known are plugins/],
    ['{ "plugins": [{ "from": "../a", "scopes": [] }] }', /neither a folder below the top/],
    ['{ "plugins": [{ "from": "plugins/../../a", "scopes": [] }] }', /neither a folder below the top/],
    ['{ "plugins": [{ "from": "plugins/a" }] }', /scopes of plugins\/a is a list of/],
    [
      '{ "plugins": [{ "from": "plugins/a", "scopes": ["shop:sell"] }] }',
      /scopes of plugins\/a is a list of/,
    ],
    [
      '{ "plugins": [{ "from": "a", "version": 1, "scopes": [] }] }',
      /version, source and integrity of a are text/,
    ],
    ['{ "plugins": [{ "from": "a", "scopes": [] }, { "from": "a", "scopes": [] }] }', /names a twice/],
  ]
  for (const [text, what] of cases) {
    room.write('plugins.json', text)
    t.match(await faultOf(room), what)
  }
  room.write('plugins.json', '\uFEFF{ "plugins": [] }')
  t.equal(await faultOf(room), 'all is well', 'an editor may mark the beginning of the file')
  rmSync(room.place.listFile)
  t.match(await faultOf(room), /不存在.*is missing/)
})

t.test('the process ends with the line and 1, and has not begun to bring a database up', async (t) => {
  const [unknownKey, wantsMore] = [pluginRoom(t), pluginRoom(t)]
  unknownKey.list({ from: unknownKey.plugin('a', { colour: 'red' }), scopes: [] })
  wantsMore.list({ from: wantsMore.plugin('b', { scopes: ['orders:read'] }), scopes: [] })
  const data = t.testdir()
  const started = new ProductProcess(t, ['start'], { ...unknownKey.env, DATA_DIR: join(data, 'a') })
  const migrated = new ProductProcess(t, ['migrate'], {
    ...wantsMore.env,
    DATA_DIR: join(data, 'b'),
    // Nobody answers there: had it been asked, that would be the fault.
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
  })
  t.equal((await started.ended).code, 1)
  t.match(started.output, /^\n✗ 插件 .*\/a:.*"colour".* \[PLUGIN_FAULT\]\n$/)
  t.notOk(existsSync(join(data, 'a', 'pg')))
  t.equal((await migrated.ended).code, 1)
  t.match(migrated.output, /^\n✗ 插件 .*\/b:.*orders:read.* \[PLUGIN_FAULT\]\n$/)
})
